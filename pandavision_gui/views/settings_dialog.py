"""The settings, each applied as soon as it is changed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from pandavision_gui.errors import InputError
from pandavision_gui.settings import Settings
from pandavision_gui.views.engine_words import field_text
from pandavision_gui.views.field_widgets import field_widget
from pandavision_gui.views.form.field_grid import FieldGrid
from pandavision_gui.views.theme import UNIT

_WIDTH = 360


class SettingsDialog(QDialog):
    """An input for every setting that has a title; nothing waits for it.

    Parameters
    ----------
    places
        Rows below them that somebody else looks after.

    Signals
    -------
    changed
        The settings as they are now.
    """

    changed = Signal(object)

    def __init__(self, parent: QWidget, settings: Settings, places: Sequence[QWidget] = ()) -> None:
        super().__init__(parent)
        self.setObjectName("settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._settings = settings
        words = {
            "system": self.tr("As the system"),
            "light": self.tr("Light"),
            "dark": self.tr("Dark"),
            "usual": self.tr("As the system"),
            "larger": self.tr("A quarter larger"),
            "large": self.tr("Half as large again"),
            "en": "English",  # languages are called by their own names
            "de": "Deutsch",
        }
        self.fields = {
            name: field_widget(field_text(field.title), field, words=words)
            for name, field in Settings.model_fields.items()
            if field.title
        }
        taken = ""
        for name, field in self.fields.items():
            field.set_value(getattr(settings, name))
            taken += field.mark_key(taken)
            field.changed.connect(self._take)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT * 2)
        layout.addWidget(FieldGrid(list(self.fields.values()), least_width=_WIDTH))
        for place in places:
            layout.addWidget(place)
        layout.addStretch(1)
        layout.addWidget(buttons)

    def _take(self) -> None:
        values = {}
        for name, field in self.fields.items():
            if field.check():
                return
            try:
                values[name] = field.value()
            except InputError:  # said beside it
                return
        settings = self._settings.model_copy(update=values)
        if settings != self._settings:
            self._settings = settings
            self.changed.emit(settings)
