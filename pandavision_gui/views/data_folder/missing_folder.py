"""Asks what to do when the data folder is not there: its drive may not be connected."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox

from pandavision_gui.jobs.chosen_folder import DataFolderMissingError
from pandavision_gui.views.engine_sentences import sentence_text


class MissingAnswer(Enum):
    """What the user wants to be done."""

    TRY_AGAIN = 1
    USE_DEFAULT = 2
    QUIT = 3


def ask_about_missing_folder(error: DataFolderMissingError) -> MissingAnswer:
    """Ask before there is a window; it blocks, and nothing else goes on."""
    box = QMessageBox(QMessageBox.Icon.Warning, "PandaVision", sentence_text(error.message))
    box.setObjectName("missing_folder")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(
        _tr(
            "Your jobs are in it. Connect its drive and try again. With the default folder you "
            "see other jobs, or none, this time; the next start looks for this one again."
        )
    )
    again = box.addButton(_tr("&Try again"), QMessageBox.ButtonRole.AcceptRole)
    default = box.addButton(_tr("Use the &default folder"), QMessageBox.ButtonRole.ActionRole)
    leave = box.addButton(_tr("&Quit"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(again)
    box.setEscapeButton(leave)
    box.exec()
    answers = {again: MissingAnswer.TRY_AGAIN, default: MissingAnswer.USE_DEFAULT}
    clicked = box.clickedButton()
    answer = next((answers[b] for b in answers if b is clicked), MissingAnswer.QUIT)
    box.deleteLater()
    return answer


def _tr(text: str) -> str:
    return QCoreApplication.translate("ask_about_missing_folder", text)
