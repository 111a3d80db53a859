"""From the wish to move the data folder to the answer that it may begin."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from pandavision_gui.errors import InternalError, PandaVisionError
from pandavision_gui.jobs.disk_room import size_in_words
from pandavision_gui.jobs.move_plan import MovePlan, plan_move
from pandavision_gui.paths import UserFolders
from pandavision_gui.views.data_folder.data_folder_row import DataFolderRow
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.icons import question_mark
from pandavision_gui.views.opened_places import open_place
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.start_folder import begin_in

_OWN_FOLDER = "PandaVision"


class MoveRequest(QObject):
    """Asks where to, looks whether that can be, says what will happen, and asks once.

    Parameters
    ----------
    can_move
        Whether the settings say where the data folder is, and not the command line.

    Signals
    -------
    move_wanted
        The `Path` that everything shall go to.
    """

    move_wanted = Signal(object)
    _looked = Signal(object)

    def __init__(self, folders: UserFolders, parent: QObject, *, can_move: bool) -> None:
        super().__init__(parent)
        self._folders = folders
        self._can_move = can_move
        self._row: DataFolderRow | None = None
        self.is_hindered: Callable[[], bool] = lambda: False
        """Asked before anything is moved."""
        self._looked.connect(self._on_look, Qt.ConnectionType.QueuedConnection)

    def make_row(self) -> QWidget:
        """Return the row for a settings dialog."""
        row = DataFolderRow(self._folders.data, can_move=self._can_move)
        row.show_wanted.connect(self._show_folder)
        row.move_wanted.connect(self._ask_where)
        row.destroyed.connect(self._forget_row)
        self._row = row
        return row

    def take(self, chosen: str) -> None:
        """Look whether everything can go to a folder; one that is not empty gets one of its own."""
        if self._row is not None:
            self._row.say("")
            self._row.set_busy(True)
        # It may stand for good on a drive that does not answer: no end waits for it.
        threading.Thread(
            target=self._look, args=(Path(chosen),), name="move-plan", daemon=True
        ).start()

    def _forget_row(self) -> None:
        self._row = None

    def _show_folder(self) -> None:
        said = open_place(str(self._folders.data))
        if self._row is not None:
            self._row.say(said)

    def _ask_where(self) -> None:
        if self._row is None or self._says_what_hinders():
            return
        dialog = QFileDialog(self._row, self.tr("Move the data folder to"))
        dialog.setObjectName("move_target")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        begin_in(dialog, str(Path.home()))
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _look(self, chosen: Path) -> None:
        found: MovePlan | PandaVisionError
        try:
            found = _plan(self._folders, chosen)
        except PandaVisionError as error:
            found = error
        except Exception as error:
            # Whatever it is: the row waits for an answer.
            found = InternalError(
                "internal", f"The program made a mistake ({type(error).__name__}).", str(error)
            )
        with contextlib.suppress(RuntimeError):  # the program has ended meanwhile
            self._looked.emit(found)

    @Slot(object)
    def _on_look(self, found: MovePlan | PandaVisionError) -> None:
        if self._row is None:
            return  # the dialog was closed: it was not meant
        self._row.set_busy(False)
        if isinstance(found, PandaVisionError):
            self._row.say(sentence_text(found.sentence()))
            return
        ask_before_moving(self._row, found, lambda: self._want(found.target))

    def _want(self, target: Path) -> None:
        if not self._says_what_hinders():
            self.move_wanted.emit(target)

    def _says_what_hinders(self) -> bool:
        """Whether a move would drop what is no job and could not go on after it; that is said."""
        if self.is_hindered() and self._row is not None:
            self._row.say(
                self.tr("A dataset is being made. Move the folder when it is done, or stop it.")
            )
        return self.is_hindered()


def _plan(folders: UserFolders, chosen: Path) -> MovePlan:
    try:
        return plan_move(folders, chosen)
    except PandaVisionError as error:
        inside = chosen / _OWN_FOLDER
        is_taken = error.code == "data_folder_not_empty" and not (chosen / "jobs").is_dir()
        if not is_taken or inside == folders.data:
            raise
    return plan_move(folders, inside)


def ask_before_moving(parent: QWidget, plan: MovePlan, on_yes: Callable[[], None]) -> QMessageBox:
    """Say what will happen and ask, without holding the event loop."""
    box = QMessageBox(parent)
    box.setObjectName("move_question")
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setIconPixmap(question_mark(parent))
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(_tr("Move the data folder"))
    what = _tr("one job") if plan.jobs == 1 else _tr("{n} jobs").format(n=f"{plan.jobs:,}")
    box.setText(
        _tr("Move {what} ({size}) to “{folder}”?").format(
            what=what, size=size_in_words(plan.bytes), folder=one_line(str(plan.target))
        )
    )
    box.setInformativeText(
        _tr("PandaVision closes, moves them, and opens again; running jobs go on afterwards.")
        + ("" if plan.by_renaming else " " + _tr("Everything is copied and compared first."))
    )
    yes = box.addButton(_tr("&Move"), QMessageBox.ButtonRole.AcceptRole)
    no = box.addButton(_tr("&Cancel"), QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(yes)
    box.setEscapeButton(no)
    box.finished.connect(lambda: on_yes() if box.clickedButton() is yes else None)
    box.open()
    return box


def _tr(text: str) -> str:
    return QCoreApplication.translate("ask_before_moving", text)
