"""Asks once what becomes of running jobs when the window is closed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget


def ask_before_closing(
    parent: QWidget, running: int, on_answer: Callable[[bool], None]
) -> QMessageBox:
    """Ask, without holding the event loop; `on_answer` gets True for "resume next time".

    "Don't quit" calls nothing.
    """
    question = QMessageBox(parent)
    question.setObjectName("close_question")
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.setIcon(QMessageBox.Icon.Question)
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setWindowTitle(_tr("Quit PandaVision"))
    question.setText(
        _tr("One job is running.")
        if running == 1
        else _tr("{count} jobs are running.").format(count=running)
    )
    question.setInformativeText(
        _tr("What is finished is kept either way. Waiting jobs go on at the next start.")
    )
    later = question.addButton(_tr("Quit, &resume next time"), QMessageBox.ButtonRole.AcceptRole)
    stop = question.addButton(_tr("&Stop and quit"), QMessageBox.ButtonRole.DestructiveRole)
    stay = question.addButton(_tr("&Don't quit"), QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(later)
    question.setEscapeButton(stay)

    def answered() -> None:
        clicked = question.clickedButton()
        if clicked in (later, stop):
            on_answer(clicked is later)

    question.finished.connect(answered)
    question.open()
    return question


def _tr(text: str) -> str:
    return QCoreApplication.translate("ask_before_closing", text)
