"""The program as a process whose user moves the data folder, or finds it missing.

Usage: python -m tests.window.moving_program move TARGET | missing ANSWER... | look

Prints one JSON object: which data folders were opened, with how many jobs, and what was said.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QProgressBar, QPushButton

from pandavision_gui import window_run as program
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.data_folder import folder_choice
from pandavision_gui.views.data_folder.data_folder_row import DataFolderRow
from pandavision_gui.views.data_folder.move_window import MoveWindow
from pandavision_gui.views.main_window import MainWindow

seen: dict[str, Any] = {"opened": [], "said": [], "questions": []}
opened: list[program.WindowProgram] = []


def press(box: QDialog, words: str) -> None:
    (button,) = [b for b in box.findChildren(QPushButton) if b.text().replace("&", "") == words]
    button.click()


def shown(kind: type[Any], name: str = "") -> Any:
    for widget in QApplication.topLevelWidgets():
        for found in (widget, *widget.findChildren(kind)):
            if isinstance(found, kind) and found.isVisible() and name in ("", found.objectName()):
                return found
    return None


def look(window: MainWindow) -> None:
    rows = window.model.rows()
    states = sorted(str(row.state) for row in rows)
    seen["opened"].append([str(opened[-1].folders.data), states])
    seen["said"] += [m.sentence() for m in window.announcements.messages() if m.isVisible()]


class User:
    """Does the next thing as soon as it can be done."""

    def __init__(self, steps: list[Callable[[], bool]]) -> None:
        self._steps = steps
        self._timer = QTimer()
        self._timer.timeout.connect(self._try)
        self._timer.start(20)

    def _try(self) -> None:
        if self._steps and self._steps[0]():
            del self._steps[0]


def window_is_up() -> bool:
    """Look at it when its history is there, and its queue at work."""
    window = shown(MainWindow)
    if window is None or not opened or not opened[-1].history_is_there:  # type: ignore[attr-defined]
        return False
    look(window)
    return True


def open_settings() -> bool:
    shown(MainWindow).actions_by_name["settings"].trigger()
    return True


def choose(target: str) -> bool:
    row = shown(DataFolderRow)
    if row is None:
        return False
    assert row.move_button.isEnabled(), "the button to move is disabled"
    seen["path"] = row.path.text()
    opened[-1]._move_request.take(target)
    return True


def agree() -> bool:
    box = shown(QMessageBox, "move_question")
    row = shown(DataFolderRow)
    if box is None:
        if row is not None and row.problem.isVisible():
            seen["said"].append(row.problem.text())
            return True
        return False
    seen["questions"].append(f"{box.text()} {box.informativeText()}")
    press(box, "Move")
    return True


class WatchedMove(MoveWindow):
    """Notes that it is shown, however short: folders of one disk move at once."""

    def begin(self) -> None:
        super().begin()
        if self.isVisible():
            seen["progress"] = self.findChild(QProgressBar) is not None


def moves() -> bool:
    return "progress" in seen


def is_open_again() -> bool:
    return len(opened) == 2 and window_is_up()


def close() -> bool:
    shown(MainWindow).leave()
    return True


def answer(words: str) -> bool:
    box = shown(QMessageBox, "missing_folder")
    if box is None:
        return False
    seen["questions"].append(f"{box.text()} {box.informativeText()}")
    press(box, words)
    return True


def main(what: str, *words: str) -> None:
    steps: list[Callable[[], bool]]
    if what == "move":
        steps = [window_is_up, open_settings, lambda: choose(words[0]), agree]
        steps += [moves, is_open_again, close]
    elif what == "refused":
        steps = [window_is_up, open_settings, lambda: choose(words[0]), agree, close]
    else:
        steps = [lambda w=word: answer(w) for word in words]  # type: ignore[misc]
        steps += [window_is_up, close]
    make_application = program.make_application
    users: list[User] = []

    def make(arguments: Any) -> QApplication:
        app = make_application(arguments)
        users.append(User(steps))
        return app

    class Watched(program.WindowProgram):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)
            self.history_is_there = False
            self.bridge.history_complete.connect(self._note)
            opened.append(self)

        def _note(self, _: object) -> None:
            self.history_is_there = True

    program.make_application = make
    program.WindowProgram = Watched  # type: ignore[misc]
    folder_choice.has_screen = lambda: True
    folder_choice.MoveWindow = WatchedMove  # type: ignore[misc]
    try:
        program.run_window(None)
    except PandaVisionError as error:
        seen["refused"] = error.sentence()
    seen["left"] = len(steps)
    sys.stdout.write(json.dumps(seen) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
