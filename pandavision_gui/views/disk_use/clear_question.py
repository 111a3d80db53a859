"""Asks once before pictures or rows of jobs are deleted."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from pandavision_gui.jobs.disk_room import size_in_words
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.views.icons import question_mark


def ask_before_clearing(
    parent: QWidget,
    what: Cleared,
    *,
    jobs: int,
    freed: int,
    unfinished: int,
    on_yes: Callable[[], None],
) -> QMessageBox:
    """Ask, without holding the event loop.

    Parameters
    ----------
    freed
        Bytes.
    unfinished
        How many of the jobs can be resumed.
    """
    box = QMessageBox(parent)
    box.setObjectName("clear_question")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIconPixmap(question_mark(parent))
    box.setTextFormat(Qt.TextFormat.PlainText)
    one = jobs == 1
    if what is Cleared.PICTURES:
        box.setWindowTitle(_tr("Clear pictures"))
        text = (
            _tr("Clear the pictures of one job?") if one else _tr("Clear the pictures of {n} jobs?")
        )
        lost = [_tr("The adversarial pictures and samples.h5 are deleted. All numbers stay.")]
        if unfinished:
            lost.append(_tr("What is resumed goes on where it was."))
    else:
        box.setWindowTitle(_tr("Clear rows and pictures"))
        text = (
            _tr("Clear rows and pictures of one job?")
            if one
            else _tr("Clear rows and pictures of {n} jobs?")
        )
        lost = []
        if jobs > unfinished:
            lost.append(
                _tr(
                    "Finished jobs keep result and curve, but their samples cannot be looked at "
                    "and they cannot be archived any more."
                )
            )
        if unfinished:
            lost.append(_tr("Jobs that have not finished start anew when they are resumed."))
    lost.append(_tr("This cannot be undone."))
    frees = _tr("This frees {size}.").format(
        size=size_in_words(freed).replace(" ", "\u00a0")  # the number and its unit on one line
    )
    box.setText(f"{text.format(n=f'{jobs:,}')} {frees}")
    box.setInformativeText(" ".join(lost))
    yes = box.addButton(_tr("&Clear"), QMessageBox.ButtonRole.DestructiveRole)
    keep = box.addButton(_tr("&Keep"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(keep)
    box.setEscapeButton(keep)
    box.finished.connect(lambda: on_yes() if box.clickedButton() is yes else None)
    box.open()
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("ask_before_clearing", text)
