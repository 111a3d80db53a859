"""The self-test from the Help menu: a process beside the window, a table that can be copied."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QStyleOptionViewItem

from pandavision_gui.jobs.self_test_report import Check, SelfTest, SelfTestLine
from pandavision_gui.views.help import self_test_run
from pandavision_gui.views.help.self_test_dialog import SelfTestDialog
from pandavision_gui.views.help.self_test_run import SelfTestRun
from pandavision_gui.views.theme import UNIT

from ..support.fork_server import Ready
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
GOOD = Check(name="dataset (h5py)", works=True, needed=True, note="road_signs.h5 was read")
BAD = Check(name="model (onnx)", works=False, needed=True, note="It is <b>no</b> model. Get it.")
LESS = Check(name="GPU", works=False, needed=False, note="None is used.")


def says(*checks: Check, ends: bool = True, then: str = "") -> list[str]:
    """Return a command that tells these checks, as a self-test does."""
    report = SelfTest(works=BAD not in checks, checks=checks, versions={"torch": "2.13.0"})
    lines = [SelfTestLine(type="check", check=check) for check in checks]
    if ends:
        lines.append(SelfTestLine(type="end", report=report))
    text = "\n".join(line.model_dump_json(exclude_none=True) for line in lines) + "\n"
    return [sys.executable, "-c", f"import sys; print({text!r}, end='', flush=True); {then}"]


def opened(
    open_window: Open, command: list[str] | None = None
) -> tuple[OpenedWindow, SelfTestDialog]:
    window = open_window()
    if command is not None:
        window.window.help_menu.self_test = SelfTestRun(window.window.help_menu, command)
    window.window.actions_by_name["self_test"].trigger()
    dialog = window.window.findChild(SelfTestDialog, "self_test")
    assert dialog is not None
    return window, dialog


def test_the_program_tests_itself_and_the_table_goes_into_the_clipboard(
    open_window: Open, ready: Ready | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if ready is not None:
        monkeypatch.setattr(self_test_run, "own_program", lambda *words: ready.command(words))
    window, dialog = opened(open_window)
    assert not dialog.copy.isEnabled()
    assert not dialog.isModal()
    window.wait(dialog.copy.isEnabled)
    assert dialog.said.text() == "All that is needed works."
    words = {what: word for what, word, _ in dialog.model.lines()}
    assert words["its figures"] == "works"
    assert words["window (PySide6, a screen)"] == "works"
    dialog.copy.click()
    text = QApplication.clipboard().text()
    assert text.startswith("PandaVision: ")
    # Where a processor rounds otherwise, a sample may fall at another value.
    assert re.search(r"exactly as expected|at most 1 of 100 samples from the expected ones", text)
    assert "torch 2." in text
    assert "All that is needed works." in text
    dialog.close()


def test_columns_stay_where_they_are_and_what_fails_stands_out(
    open_window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pandavision_gui.views.help.self_test_dialog._RESULT_WIDTH", 2)
    long = Check(
        name="examples, confirmed by ONNX Runtime", works=True, needed=True, note="w " * 99
    )
    window, dialog = opened(open_window, says(GOOD, BAD, LESS, long))
    before = [dialog._table.columnWidth(column) for column in range(3)]
    window.wait(dialog.copy.isEnabled)
    assert [dialog._table.columnWidth(column) for column in range(3)] == before
    titles = dialog._table.horizontalHeader()
    assert all(titles.sectionSizeHint(column) <= before[column] for column in range(3))
    QTest.qWait(50)
    table = dialog._table
    lines = table.fontMetrics().boundingRect(
        0, 0, table.columnWidth(2) - 16, 999, Qt.TextFlag.TextWordWrap, long.note
    )
    assert table.rowHeight(3) >= lines.height() + UNIT, "room above and below"
    bold = []
    for row in range(4):
        option = QStyleOptionViewItem()
        table.itemDelegate().initStyleOption(option, dialog.model.index(row, 1))
        bold.append(option.font.bold())
    assert bold == [False, True, False, False]


def test_what_fails_and_what_is_only_missing_are_told_apart(open_window: Open) -> None:
    window, dialog = opened(open_window, says(GOOD, BAD, LESS))
    window.wait(dialog.copy.isEnabled)
    assert [word for _, word, _ in dialog.model.lines()] == ["works", "FAILS", "missing"]
    assert dialog.said.text() == "Something that is needed does not work."
    assert dialog.said.property("role") == "bad"
    dialog.again.click()
    assert dialog.model.lines() == ()
    window.wait(dialog.copy.isEnabled)
    assert len(dialog.model.lines()) == 3
    dialog.close()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (says(GOOD, ends=False, then="sys.exit('no room')"), "1: no room"),
        (["/there/is/no/such/program"], "/there/is/no/such/program"),
    ],
)
def test_a_self_test_that_ends_early_says_so(
    open_window: Open, command: list[str], words: str
) -> None:
    window, dialog = opened(open_window, command)
    window.wait(dialog.again.isEnabled)
    assert dialog.said.text().startswith("The self-test itself ended early: ")
    if "room" in words:
        assert words in dialog.said.text()
    assert not dialog.copy.isEnabled()
    dialog.close()


def test_closing_ends_the_process_and_the_next_one_begins_anew(
    open_window: Open, tmp_path: Path
) -> None:
    command = says(GOOD, ends=False, then="import time; time.sleep(60)")
    window, dialog = opened(open_window, command)
    run = window.window.help_menu.self_test
    assert run is not None
    window.wait(lambda: len(dialog.model.lines()) == 1)
    (child,) = [
        one for one in psutil.Process().children() if "sleep(60)" in " ".join(one.cmdline())
    ]
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert run.is_running
    window.wait(lambda: window.window.findChild(SelfTestDialog, "self_test") is None)
    window.window.actions_by_name["self_test"].trigger()
    window.wait(lambda: not child.is_running())
    window.wait(lambda: run.is_running)
    run.stop()
    window.wait(lambda: not run.is_running)
