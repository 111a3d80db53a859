"""The form's box of presets, and the line in which one gets its name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.preset import LONGEST_NAME, Preset
from pandavision_gui.views.engine_words import preset_name
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.form_section import field_label
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.panels import show_panel_of
from pandavision_gui.views.plain_text import explain, menu_text
from pandavision_gui.views.theme import UNIT, Theme, set_role


class PresetBox(QWidget):
    """Shows which preset the form is set as; what is done with presets, somebody else decides.

    Attributes
    ----------
    message
        Says what was done, and offers to undo it.

    Signals
    -------
    chosen
        Name of the preset that the form shall be set as.
    saving_wanted
        The form's settings shall become a preset.
    renaming_wanted, removing_wanted
        Name of one of the user's presets.
    named
        What was typed as a name.
    name_edited
        Another name is being typed: what was said of the last one no longer holds.
    """

    chosen = Signal(str)
    saving_wanted = Signal()
    renaming_wanted = Signal(str)
    removing_wanted = Signal(str)
    named = Signal(str)
    name_edited = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.box = ChoiceBox()
        self.box.setAccessibleName(self.tr("Preset"))
        self.box.setPlaceholderText(self.tr("Own settings"))
        explain(
            self.box,
            self.tr(
                "Sets mode, perturbation, values and attack at once. Files and what belongs to "
                "them stay."
            ),
        )
        self.box.activated.connect(lambda place: self.chosen.emit(self.box.itemData(place)))
        self.menu = QMenu(self.tr("Preset"), self)
        self._parts: list[QMenu] = []
        """Its submenus, which outlive their entries unless they are deleted."""
        self.more = QToolButton()
        self.more.setAccessibleName(self.tr("Save, rename or delete presets"))
        self.more.setToolTip(self.tr("Save, rename or delete presets"))
        self.more.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # Not the button's own menu: Qt would draw an arrow over the icon.
        self.more.clicked.connect(
            lambda: self.menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))
        )
        set_role(self.more, "flat")
        self.message = ErrorMessage(theme)
        self._make_name_line()
        self._lay_out()
        theme.changed.connect(self._paint_icon)
        self._paint_icon()
        self.show_presets([])

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """Offer these; the user's own stand below a line."""
        current = self.box.currentData()
        own = [preset for preset in presets if not preset.is_built_in]
        self.box.clear()
        for preset in presets:
            if own and preset is own[0]:
                self.box.insertSeparator(self.box.count())
            self.box.addItem(preset_name(preset), preset.name)
        self.box.choose(current)
        self.menu.clear()
        while self._parts:
            self._parts.pop().deleteLater()
        self.menu.addAction(self.tr("&Save as preset …"), self.saving_wanted.emit)
        for title, wanted in (
            (self.tr("&Rename"), self.renaming_wanted),
            (self.tr("&Delete"), self.removing_wanted),
        ):
            part = self.menu.addMenu(title)
            self._parts.append(part)
            part.setEnabled(bool(own))
            for preset in own:
                action = part.addAction(menu_text(preset.name))
                action.triggered.connect(
                    lambda _=False, wanted=wanted, name=preset.name: wanted.emit(name)
                )

    def show_current(self, name: str | None) -> None:
        """Show which preset the form is set as, None for none."""
        self.box.choose(name)

    def ask_name(self, proposed: str, words: str) -> None:
        """Show the line for a name; `words` is what its button says."""
        self.message.clear()
        show_panel_of(self)
        self.name.setText(proposed)
        self.name.selectAll()
        self._words = words
        self._forget_problem()
        self._line.show()
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_problem(self, sentence: str, *, words: str = "") -> None:
        """Show what is wrong with the name; `words` for the button that takes it all the same."""
        self._problem.setText(sentence)
        self._problem.setVisible(bool(sentence))
        set_role(self.name, "bad" if sentence and not words else "")
        if words:
            self._take.setText(words)

    def _forget_problem(self) -> None:
        self.show_problem("", words=self._words)
        self.name_edited.emit()

    def close_name(self) -> None:
        """Ask for a name no longer."""
        had_focus = self._line.isAncestorOf(self.focusWidget() or self)
        self._line.hide()
        if had_focus:
            self.box.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def is_asking(self) -> bool:
        """Whether the line for a name is shown."""
        return not self._line.isHidden()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Close the line by Escape."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() == Qt.Key.Key_Escape
        ):
            self.close_name()
            return True
        return super().eventFilter(watched, event)

    def _make_name_line(self) -> None:
        self._line = QWidget()
        self.name = QLineEdit()
        self.name.setAccessibleName(self.tr("Name of the preset"))
        self.name.setPlaceholderText(self.tr("Name of the preset"))
        self.name.setMaxLength(LONGEST_NAME)
        self._take, self._words = QPushButton(), ""
        self._leave = QPushButton(self.tr("Cancel"))
        self._problem = WrappingLabel()
        set_role(self._problem, "bad")
        for button in (self._take, self._leave):
            set_role(button, "flat")
        self.name.returnPressed.connect(self._take.click)
        self.name.textEdited.connect(lambda _: self._forget_problem())
        self._take.clicked.connect(lambda: self.named.emit(self.name.text()))
        self._leave.clicked.connect(self.close_name)
        for widget in (self.name, self._take, self._leave):
            widget.installEventFilter(self)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.name, 1)
        for button in (self._take, self._leave):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self._line)
        column.setContentsMargins(0, UNIT // 2, 0, 0)
        column.setSpacing(UNIT // 2)
        column.addLayout(row)
        column.addWidget(self._problem)
        self._line.hide()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(UNIT // 2)
        row.addWidget(self.box, 1)
        # Aligned: otherwise the lower of the two would be the height of both.
        row.addWidget(self.more, 0, Qt.AlignmentFlag.AlignVCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT // 2)
        column.addWidget(field_label(self.tr("Preset"), self.box))
        column.addLayout(row)
        column.addWidget(self._line)
        column.addWidget(self.message)

    def _paint_icon(self) -> None:
        self.more.setIcon(self._theme.coloured_icon("more", self._theme.colours.muted))
