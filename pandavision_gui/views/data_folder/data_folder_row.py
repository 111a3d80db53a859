"""The row of the settings that says where the jobs are."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.plain_text import PlainLabel, explain
from pandavision_gui.views.theme import UNIT, set_role


class DataFolderRow(QWidget):
    """The path of the data folder, and what can be done about it.

    Parameters
    ----------
    can_move
        Whether the settings say where it is, and not the command line.

    Signals
    -------
    show_wanted, move_wanted
        A button was pressed.
    """

    show_wanted = Signal()
    move_wanted = Signal()

    def __init__(self, folder: Path, *, can_move: bool) -> None:
        super().__init__()
        self.setObjectName("data_folder")
        title = PlainLabel(self.tr("Data folder"))
        set_role(title, "muted")
        self.path = ElidedLabel()
        self.path.setText(str(folder))
        explain(self.path, str(folder))
        self.problem = PlainLabel(wrap=True)
        self.problem.hide()
        set_role(self.problem, "bad")
        self.show_button = QPushButton(self.tr("S&how"))
        explain(self.show_button, self.tr("Open the folder in the file manager"))
        self.move_button = QPushButton(self.tr("&Move …"))
        self.move_button.setEnabled(can_move)
        explain(
            self.move_button,
            self.tr("Keep all jobs in another folder, on another disk for instance")
            if can_move
            else self.tr("It was given by --data-folder: start without it to move the folder."),
        )
        for button in (self.show_button, self.move_button):
            button.setAutoDefault(False)
        line = QHBoxLayout()
        line.setSpacing(UNIT)
        line.addWidget(self.path, 1)
        line.addWidget(self.show_button)
        line.addWidget(self.move_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(title)
        layout.addLayout(line)
        layout.addWidget(self.problem)
        self.show_button.clicked.connect(self.show_wanted)
        self.move_button.clicked.connect(self.move_wanted)

    def say(self, sentence: str) -> None:
        """Say below the path why it cannot be moved; nothing: all is well."""
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def set_busy(self, is_busy: bool) -> None:
        """Take no second wish while the first one is looked at."""
        self.move_button.setEnabled(not is_busy)
