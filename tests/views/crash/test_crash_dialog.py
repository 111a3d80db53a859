"""What can be done with the report of a crash, and what is said where it cannot be done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.crash.crash_dialog import CrashDialog
from pandavision_gui.views.crash.crash_offer import CrashOffer
from pandavision_gui.views.crash.crash_watch import CrashWatch
from pandavision_gui.views.theme import Theme

NAME = "crash-20260312-090000-000000.txt"


@pytest.fixture
def dialog(qtbot: QtBot) -> Iterator[CrashDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = CrashDialog(parent, ["first report", "second <b>report</b>"])
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    yield dialog
    parent.setParent(None)  # it lived as long as the test


def press(dialog: CrashDialog, words: str) -> None:
    buttons = {one.text().replace("&", ""): one for one in dialog.findChildren(QPushButton)}
    buttons[words].click()


def test_the_whole_report_is_read_and_copied(dialog: CrashDialog) -> None:
    assert dialog.report.accessibleName() == "Crash report"
    press(dialog, "Copy")
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("first report\n")
    assert copied.endswith("second <b>report</b>")
    assert copied == dialog.report.toPlainText()
    assert dialog.isVisible()


@pytest.mark.parametrize(
    ("words", "told"), [("Keep it", ["keep"]), ("Delete it", ["delete"]), ("", [])]
)
def test_an_answer_is_told_and_closing_is_none(
    dialog: CrashDialog, words: str, told: list[str]
) -> None:
    heard: list[str] = []
    dialog.keep_wanted.connect(lambda: heard.append("keep"))
    dialog.delete_wanted.connect(lambda: heard.append("delete"))
    if words:
        press(dialog, words)
    else:
        dialog.close()
    assert heard == told
    assert not dialog.isVisible()


class Window(QWidget):
    """As much of the window as an offer needs."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.announcements = Announcements(theme)

    def said(self) -> str:
        return "\n".join(message.sentence() for message in self.announcements.messages())


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Window:
    window = Window(theme)
    qtbot.addWidget(window)
    qtbot.addWidget(window.announcements)
    return window


def test_a_report_that_cannot_be_deleted_stays_and_that_is_said(
    window: Window, theme: Theme, tmp_path: Path
) -> None:
    (tmp_path / f"new-{NAME}").mkdir()  # what is no file cannot be removed as one
    CrashOffer(CrashWatch(tmp_path, ""), window, theme)  # type: ignore[arg-type]
    window.announcements.report_unwanted.emit()
    assert "The report could not be deleted: " in window.said()


def test_a_report_that_cannot_be_kept_is_offered_on_and_that_is_said(
    window: Window, theme: Theme, tmp_path: Path
) -> None:
    (tmp_path / f"new-{NAME}").write_text("It broke.")
    (tmp_path / NAME).mkdir()  # it is in the way of the kept one
    CrashOffer(CrashWatch(tmp_path, ""), window, theme)  # type: ignore[arg-type]
    window.announcements.report_left.emit()
    assert "The report could not be kept: " in window.said()
    assert (tmp_path / f"new-{NAME}").read_text() == "It broke."


@pytest.mark.parametrize("answer", ["report_unwanted", "report_left"])
def test_a_report_that_was_answered_is_deleted_or_offered_no_longer(
    window: Window, theme: Theme, tmp_path: Path, answer: str
) -> None:
    (tmp_path / f"new-{NAME}").write_text("It broke.")
    watch = CrashWatch(tmp_path, "")
    CrashOffer(watch, window, theme)  # type: ignore[arg-type]
    offered = window.said()
    assert offered
    getattr(window.announcements, answer).emit()
    assert watch.files.new_reports() == []
    assert (tmp_path / NAME).exists() is (answer == "report_left")
    assert window.said() != offered
