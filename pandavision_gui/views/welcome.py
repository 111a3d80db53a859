"""The first start: what the program does, and one button that shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme, set_role

_WIDTH = 460
_ICON = 56


class Welcome(QWidget):
    """What stands where the curves will be while there is no job.

    Signals
    -------
    sample_wanted
        Evaluate the sample networks.
    """

    sample_wanted = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = QLabel()
        self._button = QPushButton(self.tr("Run the sample evaluation"))
        self._button.setObjectName("run_sample")
        set_role(self._button, "primary")
        self._button.clicked.connect(self.sample_wanted)
        title = PlainLabel(
            self.tr("How far can an attacker bend the inputs before the classifier fails?"),
            wrap=True,
        )
        set_role(title, "title")
        self._lay_out(
            [
                title,
                PlainLabel(
                    self.tr(
                        "Choose an ONNX model and an HDF5 dataset on the left and add the "
                        "evaluation to the queue. Every sample is attacked, every example found is "
                        "confirmed by ONNX Runtime, and the robustness curve grows here."
                    ),
                    wrap=True,
                ),
                PlainLabel(
                    self.tr(
                        "Or look at the sample first: two networks for road signs, a standard and "
                        "a robust one. It takes some seconds."
                    ),
                    wrap=True,
                ),
            ]
        )
        theme.changed.connect(self._paint_icon)
        self._paint_icon()

    def set_busy(self) -> None:
        """Show that the sample evaluation was asked for."""
        self._button.setEnabled(False)
        self._button.setText(self.tr("Starting …"))

    def _lay_out(self, texts: list[PlainLabel]) -> None:
        content = QWidget()
        content.setMaximumWidth(_WIDTH)
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(UNIT * 2)
        column.addStretch(1)
        column.addWidget(self._icon)
        for text in texts:
            text.setMinimumWidth(UNIT * 20)
            column.addWidget(text)
        buttons = QHBoxLayout()
        buttons.addWidget(self._button)
        buttons.addStretch(1)
        column.addLayout(buttons)
        note = PlainLabel(self.tr("Nothing leaves this machine."))
        set_role(note, "muted")
        column.addWidget(note)
        column.addStretch(2)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(UNIT * 3, UNIT * 2, UNIT * 3, UNIT * 2)
        row.addStretch(1)
        row.addWidget(content, 100)
        row.addStretch(1)
        # In a small window with a large font there is more to say than room.
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(middle)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(area)

    def _paint_icon(self) -> None:
        icon = self._theme.coloured_icon("panda", self._theme.colours.text)
        self._icon.setPixmap(icon.pixmap(_ICON, _ICON))
