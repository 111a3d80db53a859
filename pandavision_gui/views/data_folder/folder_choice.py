"""Which data folder the window works in: before it opens, and between two openings."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from pandavision_gui.jobs.chosen_folder import DataFolderMissingError, chosen_folders
from pandavision_gui.jobs.folder_move import Moved
from pandavision_gui.paths import UserFolders, user_folders
from pandavision_gui.views.data_folder.missing_folder import (
    MissingAnswer,
    ask_about_missing_folder,
)
from pandavision_gui.views.data_folder.move_window import MoveWindow
from pandavision_gui.views.end_signals import EndSignals
from pandavision_gui.views.engine_sentences import sentence_text


def has_screen() -> bool:
    """Whether somebody can see a box."""
    return QGuiApplication.platformName() not in ("offscreen", "minimal")


def find_folders(given: Path | None) -> tuple[UserFolders, bool]:
    """Return the folders to work in, asking when the data folder is not there.

    Returns
    -------
    The folders, and whether they are those that were given or that the settings name.

    Raises
    ------
    DataFolderMissingError
        When the user gives up, or nobody can be asked.
    """
    while True:
        try:
            return chosen_folders(given), True
        except DataFolderMissingError as error:
            if not has_screen():
                raise
            match ask_about_missing_folder(error):
                case MissingAnswer.USE_DEFAULT:
                    return user_folders(), False
                case MissingAnswer.QUIT:
                    raise


def move_and_tell(app: QApplication, folders: UserFolders, target: Path) -> str | None:
    """Move the data folder before the user's eyes; what went wrong is said in a box.

    Returns
    -------
    What the window, when it opens again, has to say; None when the system wants the program to end.
    """
    window = MoveWindow(folders, target)
    window.done_moving.connect(app.quit)
    with EndSignals(window.stop_for_good):
        window.begin()
        app.exec()
    outcome, is_over = window.outcome, window.is_for_good
    window.deleteLater()
    if is_over:
        return None
    if isinstance(outcome, Moved):
        said = QCoreApplication.translate("MoveWindow", "The data folder is {path} now.").format(
            path=outcome.folder
        )
        return f"{said} {sentence_text(outcome.left)}".strip()
    if outcome is not None and outcome.code != "move_stopped":
        box = QMessageBox(
            QMessageBox.Icon.Warning, "PandaVision", sentence_text(outcome.sentence())
        )
        box.setObjectName("move_failed")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.exec()
    return sentence_text(outcome.message) if outcome is not None else ""
