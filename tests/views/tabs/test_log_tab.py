"""The log of a job: followed as it grows, filtered, copied."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.log_tail import NO_LOG, LogTail
from pandavision_gui.views.log import log_reading
from pandavision_gui.views.log.log_reading import LogReading
from pandavision_gui.views.tabs.log_tab import LogTab

from ..jobs_table.job_rows import finished_row, running_row


@pytest.fixture
def tab(qtbot: QtBot) -> LogTab:
    tab = LogTab()
    qtbot.addWidget(tab)
    tab.resize(600, 300)
    tab.show()
    qtbot.waitExposed(tab)
    return tab


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Iterator[LogReading]:
    monkeypatch.setattr(log_reading, "_AGAIN_MS", 20)
    reading = LogReading()
    yield reading
    reading.close()


@pytest.fixture
def row() -> JobRow:
    return running_row(1)


def tail(*lines: str, is_cut: bool = False, stamp: int = 1) -> LogTail:
    return LogTail(lines, is_cut, (stamp, stamp))


def shown(tab: LogTab) -> list[str]:
    return tab.text.toPlainText().splitlines()


def said(tab: LogTab) -> str:
    return " ".join(label.text() for label in tab.findChildren(QLabel))


LINES = (
    "12:00 INFO reading the files",
    "12:01 WARNING the memory is short",
    "12:02 INFO attacking",
    "12:03 ERROR it broke <b>now</b>",
    "Traceback (most recent call last):",
    "ValueError: no",
)


def test_words_and_the_box_narrow_the_lines(qtbot: QtBot, tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    tab.show_tail(tail(*LINES))
    assert shown(tab) == list(LINES)
    assert "6 lines" in said(tab)
    qtbot.keyClicks(tab.words, "INFO att")
    assert shown(tab) == [LINES[2]]
    assert "1 line" in said(tab)
    tab.words.clear()
    tab.only_trouble.click()
    assert shown(tab) == [LINES[1], LINES[3], LINES[4], LINES[5]]
    qtbot.keyClicks(tab.words, "nothing like it")
    assert shown(tab) == []
    assert tab.text.placeholderText() == "No line is like that."
    assert not tab.copy.isEnabled()


def test_the_shown_lines_are_copied(qtbot: QtBot, tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    tab.show_tail(tail(*LINES))
    qtbot.keyClicks(tab.words, "info")
    qtbot.mouseClick(tab.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == f"{LINES[0]}\n{LINES[2]}"


def test_every_state_has_its_words(tab: LogTab, row: JobRow) -> None:
    words = set()
    words.add(tab.text.placeholderText())
    tab.select([row])
    words.add(tab.text.placeholderText())
    tab.show_tail(NO_LOG)
    words.add(tab.text.placeholderText())
    tab.show_failure("Permission denied")
    tab.words.setText("x")  # what was said stays
    assert "Permission denied" in tab.text.placeholderText()
    words.add(tab.text.placeholderText())
    tab.select([finished_row(2)])
    assert "Permission denied" not in tab.text.placeholderText()
    assert len(words) == 4
    assert all(words)


def test_another_job_shows_nothing_of_the_one_before(tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    tab.show_tail(tail(*LINES))
    tab.select([finished_row(2)])
    assert shown(tab) == []
    tab.select([])
    assert shown(tab) == []


def test_who_reads_the_end_follows_it_and_who_reads_elsewhere_stays(
    tab: LogTab, row: JobRow
) -> None:
    tab.select([row])
    lines = [f"line {number}" for number in range(100)]
    tab.show_tail(tail(*lines))
    bar = tab.text.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    lines.append("line 100")
    tab.show_tail(tail(*lines, stamp=2))
    assert shown(tab) == lines
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    lines.append("line 101")
    tab.show_tail(tail(*lines, stamp=3))
    assert bar.value() == 10


def test_who_reads_elsewhere_stays_there_while_the_first_lines_go(tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    lines = [f"line {number}" for number in range(3000)]
    tab.show_tail(tail(*lines))
    bar = tab.text.verticalScrollBar()
    bar.setValue(700)
    tab.show_tail(tail(*lines, "line 3000", stamp=2))
    assert shown(tab)[-1] == "line 3000"
    assert bar.value() == 700


def test_what_is_selected_stays_selected_while_lines_come(tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    tab.show_tail(tail(*LINES))
    cursor = tab.text.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.Start)
    cursor.movePosition(QTextCursor.MoveOperation.EndOfLine, QTextCursor.MoveMode.KeepAnchor)
    tab.text.setTextCursor(cursor)
    tab.show_tail(tail(*LINES, "one more", stamp=2))
    assert shown(tab)[-1] == "one more"
    assert tab.text.textCursor().selectedText() == LINES[0]


def test_of_very_many_lines_the_last_are_shown(tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    lines = [f"line {number}" for number in range(4000)]
    tab.show_tail(tail(*lines, is_cut=True))
    assert shown(tab) == lines[-2000:]
    assert "the last" in said(tab)


def test_it_is_read_only_while_somebody_looks(qtbot: QtBot, tab: LogTab, row: JobRow) -> None:
    asked: list[UUID | None] = []
    tab.log_wanted.connect(asked.append)
    tab.select([row])
    tab.hide()
    tab.select([finished_row(2)])
    tab.show()
    assert asked == [row.id, None, finished_row(2).id]


def test_every_input_has_a_name(tab: LogTab) -> None:
    for widget in (tab.words, tab.text):
        assert widget.accessibleName()
    assert tab.only_trouble.text()
    assert tab.copy.text()


def test_a_growing_file_is_followed(qtbot: QtBot, reading: LogReading, tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    with qtbot.waitSignal(reading.came) as came:
        reading.follow(path)
    assert came.args == [NO_LOG]
    for count in (1, 2, 3):
        with qtbot.waitSignal(reading.came) as came, path.open("a") as file:
            file.write(f"line {count}\n")
        assert len(came.args[0].lines) == count
    with qtbot.waitSignal(reading.came) as came:
        path.unlink()
    assert came.args == [NO_LOG]


def test_another_log_takes_the_place_of_the_one_before(
    qtbot: QtBot, reading: LogReading, tmp_path: Path
) -> None:
    heard: list[LogTail] = []
    reading.came.connect(heard.append)
    for name in ("one", "two"):
        (tmp_path / name).write_text(name, "utf-8")
        reading.follow(tmp_path / name)
    qtbot.waitUntil(lambda: bool(heard))
    assert {found.lines for found in heard} == {("two",)}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a path")
def test_a_log_that_is_a_pipe_is_told(qtbot: QtBot, reading: LogReading, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "job.log")
    with qtbot.waitSignal(reading.failed) as failed:
        reading.follow(tmp_path / "job.log")
    assert failed.args[0]


def test_nothing_is_told_after_the_end(qtbot: QtBot, reading: LogReading, tmp_path: Path) -> None:
    reading.close()
    with qtbot.assertNotEmitted(reading.came, wait=60):
        reading.follow(tmp_path / "job.log")


def test_long_lines_wrap_until_that_is_unticked(qtbot: QtBot, tab: LogTab, row: JobRow) -> None:
    tab.select([row])
    tab.show_tail(tail("word " * 200))
    bar = tab.text.horizontalScrollBar()
    assert bar.maximum() == 0
    assert shown(tab) == ["word " * 200]
    tab.wraps.click()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    tab.wraps.click()
    qtbot.waitUntil(lambda: bar.maximum() == 0)
