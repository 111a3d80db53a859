"""Asks once what becomes of running jobs, and of a dataset in the making, at the window's end."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from pandavision_gui.views.icons import question_mark


def ask_before_closing(
    parent: QWidget, running: int, on_answer: Callable[[bool], None], *, is_making: bool = False
) -> QMessageBox:
    """Ask, without holding the event loop; `on_answer` gets True for "resume next time".

    "Don't quit" calls nothing.

    Parameters
    ----------
    running
        Jobs; none only where a dataset is being made.
    is_making
        Whether a dataset is being made: it goes either way, so nobody should end by accident.
    """
    question = QMessageBox(parent)
    question.setObjectName("close_question")
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    question.setIconPixmap(question_mark(parent))
    question.setTextFormat(Qt.TextFormat.PlainText)
    question.setWindowTitle(_tr("Quit PandaVision"))
    question.setText(_what_runs(running, is_making=is_making))
    question.setInformativeText(_what_becomes(running, is_making=is_making))
    later = None
    if running:
        later = question.addButton(
            _tr("Quit, &resume next time"), QMessageBox.ButtonRole.AcceptRole
        )
    stop = question.addButton(_tr("&Stop and quit"), QMessageBox.ButtonRole.DestructiveRole)
    stay = question.addButton(_tr("&Don't quit"), QMessageBox.ButtonRole.RejectRole)
    question.setDefaultButton(stay if is_making or later is None else later)
    question.setEscapeButton(stay)

    def answered() -> None:
        clicked = question.clickedButton()
        if clicked is not None and clicked in (later, stop):
            # What waits goes on at the next start, as it does when nothing had to be asked.
            on_answer(clicked is later or not running)

    question.finished.connect(answered)
    question.open()
    return question


def _what_runs(running: int, *, is_making: bool) -> str:
    if not running:
        return _tr("A dataset is being made.")
    if is_making:
        return (
            _tr("One job is running, and a dataset is being made.")
            if running == 1
            else _tr("{count} jobs are running, and a dataset is being made.").format(count=running)
        )
    if running == 1:
        return _tr("One job is running.")
    return _tr("{count} jobs are running.").format(count=running)


def _what_becomes(running: int, *, is_making: bool) -> str:
    if not running:
        return _tr("Nothing of it is kept: it would have to be made again from the beginning.")
    if is_making:
        return _tr(
            "What is finished of jobs is kept either way, and waiting jobs go on at the next "
            "start. Nothing of the dataset is kept: it would have to be made again from the "
            "beginning."
        )
    return _tr("What is finished is kept either way. Waiting jobs go on at the next start.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ask_before_closing", text)
