"""The program's window as a process in which something goes wrong.

Usage: crashing_window.py DATA_FOLDER segfault | exception | thread | answer WORDS | look

Prints one JSON object where it comes to its end: what was announced, what the report says.
"""

from __future__ import annotations

import ctypes
import json
import sys
import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton

from pandavision_gui import window_run as program
from pandavision_gui.views.crash.crash_dialog import CrashDialog

seen: dict[str, Any] = {"said": [], "report": ""}
opened: list[program.WindowProgram] = []


class Remembered(program.WindowProgram):
    def __init__(self, *args: Any, **keys: Any) -> None:
        super().__init__(*args, **keys)
        opened.append(self)
        # History and offers are there when the queue has told all.
        self.bridge.history_complete.connect(lambda: QTimer.singleShot(0, go_wrong))


def crash_by_a_bad_pointer() -> None:
    ctypes.string_at(8)


def fail_in_a_slot() -> None:
    private = "in the paint of Anna's window"
    raise ValueError(f"nobody expected this {private}")


def fail_in_a_thread() -> None:
    thread = threading.Thread(target=fail_in_a_slot, name="lost", daemon=True)
    thread.start()
    thread.join()


def go_wrong() -> None:
    what = sys.argv[2]
    if what == "segfault":
        crash_by_a_bad_pointer()
    elif what in ("exception", "thread"):
        do = fail_in_a_slot if what == "exception" else fail_in_a_thread
        for _ in range(3):
            QTimer.singleShot(0, do)
        QTimer.singleShot(0, lambda: wait_for_offer(finish))
    elif what == "answer":
        answer(sys.argv[3])
    else:
        QTimer.singleShot(0, finish)


def wait_for_offer(then: Any) -> None:
    if said():
        then()
    else:
        QTimer.singleShot(10, lambda: wait_for_offer(then))


def said() -> list[str]:
    messages = opened[-1].window.announcements.messages()
    return [message.sentence() for message in messages if message.isVisible()]


def answer(words: str) -> None:
    """Show the report and press a button of it; "close" leaves it."""
    press(opened[-1].window, "Show the report")
    dialog = opened[-1].window.findChild(CrashDialog)
    assert dialog is not None
    assert not dialog.isModal()
    shown = dialog.findChild(QPlainTextEdit)
    assert shown is not None
    if words == "close":
        dialog.close()
    else:
        press(dialog, "Copy")
        assert QApplication.clipboard().text() == shown.toPlainText()
        press(dialog, words)
    seen["report"] = shown.toPlainText()
    QTimer.singleShot(0, finish)


def press(place: Any, words: str) -> None:
    (button,) = [
        found
        for found in place.findChildren(QPushButton)
        if found.text().replace("&", "") == words and found.isVisible()
    ]
    button.click()


def finish() -> None:
    seen["said"] = said()
    opened[-1].window.leave()


if __name__ == "__main__":
    program.WindowProgram = Remembered  # type: ignore[misc]
    program.run_window(Path(sys.argv[1]))
    sys.stdout.write(json.dumps(seen))
