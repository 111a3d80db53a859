"""Names, tags and notes of jobs, written in the window and kept on the disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from pandavision_gui.paths import user_folders
from pandavision_gui.views.jobs_table.job_view import JobView
from pandavision_gui.views.plain_text import PlainLabel

from ..support.large_history import make_history
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
CONTROL = Qt.KeyboardModifier.ControlModifier
LONG_TAG = "x" * 51


class Remarks:
    """A window on finished jobs, and its fields."""

    def __init__(self, opened: OpenedWindow) -> None:
        self.opened = opened
        self.window = opened.window
        opened.wait(lambda: len(opened.rows()) == 3)
        self.jobs = [row.id for row in opened.rows()]
        self.window.activateWindow()
        opened.wait(self.window.isActiveWindow)
        self.choose(self.jobs[0])

    @property
    def tags(self) -> QLineEdit:
        found = self.window.findChild(QLineEdit, "tags")
        assert isinstance(found, QLineEdit)
        return found

    @property
    def notes(self) -> QPlainTextEdit:
        found = self.window.findChild(QPlainTextEdit, "notes")
        assert isinstance(found, QPlainTextEdit)
        return found

    def choose(self, job_id: UUID) -> None:
        self.window.table.select(job_id)
        name = self.opened.row(job_id).name
        self.opened.wait(lambda: name in self.said_in_details())

    def said_in_details(self) -> list[str]:
        labels = self.window.details.findChildren(PlainLabel)
        return [label.text() for label in labels if label.isVisible()]

    def write(self, tags: str = "", notes: str = "") -> None:
        """Type into the fields, which the shortcut and Tab reach."""
        QTest.keySequence(self.window, "Ctrl+T")
        assert QApplication.focusWidget() is self.tags
        if tags:
            self.tags.selectAll()
            QTest.keyClicks(self.tags, tags)
        if notes:
            QTest.keyClick(self.tags, Qt.Key.Key_Tab)
            assert QApplication.focusWidget() is self.notes
            QTest.keyClicks(self.notes, notes)

    def on_disk(self, job_id: UUID) -> dict[str, Any]:
        path = self.opened.folders.jobs / str(job_id) / "job.json"
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return {key: found.get(key) for key in ("name", "tags", "notes")}

    def wait_for(self, job_id: UUID, **known: object) -> None:
        self.opened.wait(lambda: self.on_disk(job_id).items() >= known.items())


@pytest.fixture
def remarks(open_window: Open, tmp_path: Path) -> Remarks:
    make_history(user_folders(tmp_path / "data"), 3)
    return Remarks(open_window())


def test_a_job_is_renamed_where_its_name_stands(remarks: Remarks) -> None:
    job = remarks.jobs[0]
    QTest.keySequence(remarks.window, "F2")
    view = remarks.window.table.findChild(JobView)
    assert view is not None
    (line,) = view.findChildren(QLineEdit, "rename")
    assert line.hasFocus()
    line.clear()
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert "A job cannot go without a name." in remarks.opened.said()
    QTest.keyClicks(line, "<b>better</b>")
    QTest.keyClick(line, Qt.Key.Key_Return)
    remarks.wait_for(job, name="<b>better</b>")
    remarks.opened.wait(lambda: remarks.opened.row(job).name == "<b>better</b>")
    remarks.opened.wait(lambda: "<b>better</b>" in remarks.said_in_details())
    assert remarks.opened.said() == ""


def test_what_is_written_is_kept_however_it_is_left(remarks: Remarks) -> None:
    first, second, third = remarks.jobs
    added = QSignalSpy(remarks.window.actions_by_name["add"].triggered)
    remarks.write(tags="baseline, Two words,,baseline", notes="one")
    QTest.keyClick(remarks.notes, Qt.Key.Key_Return)
    QTest.keyClicks(remarks.notes, "two")
    QTest.keyClick(remarks.notes, Qt.Key.Key_Return, CONTROL)
    remarks.wait_for(first, tags=["baseline", "Two words"], notes="one\ntwo")
    assert QApplication.focusWidget() is remarks.notes
    QTest.keyClick(remarks.tags, Qt.Key.Key_Return, CONTROL)
    assert added.count() == 0, "Ctrl+Enter added a job"

    remarks.choose(second)
    assert (remarks.tags.text(), remarks.notes.toPlainText()) == ("", "")
    remarks.write(notes="left by selecting")
    remarks.choose(third)
    remarks.wait_for(second, notes="left by selecting", tags=[])

    remarks.write(tags="left by the keyboard")
    QTest.keyClick(remarks.tags, Qt.Key.Key_Tab)
    remarks.wait_for(third, tags=["left by the keyboard"])

    remarks.choose(first)
    assert remarks.tags.text() == "baseline, Two words"
    remarks.write(tags="ended")
    remarks.window.close()
    remarks.opened.wait(lambda: not remarks.window.isVisible())
    remarks.wait_for(first, tags=["ended"], notes="one\ntwo")


def test_what_cannot_be_kept_stays_with_its_job_and_says_why(remarks: Remarks) -> None:
    first, second, _ = remarks.jobs
    remarks.write(tags=LONG_TAG, notes="fine")
    QTest.keyClick(remarks.tags, Qt.Key.Key_Return)
    assert any("room for 50" in text for text in remarks.said_in_details())
    remarks.wait_for(first, notes="fine", tags=[])
    assert remarks.tags.text() == LONG_TAG

    remarks.choose(second)
    assert remarks.tags.text() == ""
    assert "not kept yet" in remarks.opened.said()
    remarks.choose(first)
    assert remarks.tags.text() == LONG_TAG
    assert any("room for 50" in text for text in remarks.said_in_details())

    remarks.choose(second)
    remarks.window.close()
    assert remarks.window.isVisible()
    assert "cannot be kept" in remarks.opened.said()
    remarks.opened.wait(lambda: remarks.tags.text() == LONG_TAG)
    QTest.keyClick(remarks.tags, Qt.Key.Key_Backspace)
    QTest.keyClick(remarks.tags, Qt.Key.Key_End)
    QTest.keyClick(remarks.tags, Qt.Key.Key_Backspace)
    QTest.keyClick(remarks.tags, Qt.Key.Key_Return)
    remarks.wait_for(first, tags=[LONG_TAG[:-1]])
    remarks.window.close()
    remarks.opened.wait(lambda: not remarks.window.isVisible())


def test_who_closes_twice_goes_without_what_cannot_be_kept(remarks: Remarks) -> None:
    remarks.write(tags=LONG_TAG)
    remarks.window.close()
    assert remarks.window.isVisible()
    remarks.window.close()
    assert not remarks.window.isVisible()


def test_news_of_the_job_do_not_take_away_what_is_being_written(remarks: Remarks) -> None:
    job = remarks.jobs[0]
    queue = remarks.opened.program.opened.queue
    remarks.write(notes="mine")
    queue.annotate(job, None, ["theirs"]).result(timeout=20)
    queue.rename(job, "another name").result(timeout=20)
    remarks.opened.wait(lambda: remarks.tags.text() == "theirs")
    QTest.keyClicks(remarks.notes, "!")
    assert remarks.notes.toPlainText() == "mine!"
    assert QApplication.focusWidget() is remarks.notes
    QTest.keyClick(remarks.notes, Qt.Key.Key_Return, CONTROL)
    remarks.wait_for(job, notes="mine!", tags=["theirs"])
    queue.annotate(job, "theirs, too", None).result(timeout=20)
    remarks.opened.wait(lambda: remarks.notes.toPlainText() == "theirs, too")


def test_a_removed_job_comes_back_with_what_was_written_last(remarks: Remarks) -> None:
    job = remarks.jobs[0]
    remarks.write(notes="last words")
    remarks.window.actions_by_name["remove"].trigger()
    remarks.opened.wait(lambda: "Removed the job" in remarks.opened.said())
    assert "There is no job" not in remarks.opened.said()
    remarks.opened.click(remarks.opened.button("Undo"))
    remarks.opened.wait(lambda: len(remarks.opened.rows()) == 3)
    remarks.choose(job)
    assert remarks.notes.toPlainText() == "last words"
    remarks.wait_for(job, notes="last words")


def test_tags_of_other_jobs_are_proposed_and_found(remarks: Remarks) -> None:
    first, second, _ = remarks.jobs
    queue = remarks.opened.program.opened.queue
    queue.annotate(second, "Look again.", ["Baseline", "a, b"]).result(timeout=20)
    remarks.opened.wait(lambda: remarks.opened.row(second).tags == ("Baseline", "a, b"))
    remarks.write(tags="own, base")
    popup = QApplication.activePopupWidget()
    assert popup is not None
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert remarks.tags.text() == "own, Baseline"
    QTest.keyClick(remarks.tags, Qt.Key.Key_Return)
    remarks.wait_for(first, tags=["own", "Baseline"])
    remarks.opened.wait(lambda: remarks.opened.row(first).tags == ("own", "Baseline"))
    remarks.choose(second)
    assert remarks.tags.text() == 'Baseline, "a, b"'
    find = next(
        line
        for line in remarks.window.table.findChildren(QLineEdit)
        if line.placeholderText().startswith("Find jobs")
    )
    view = remarks.window.table.findChild(JobView)
    assert view is not None
    for words, count in (
        ("tag:baseline", 2),
        ("tag:base", 2),
        ("tag:look", 0),
        ("look", 1),
        ('tag:"a, b"', 1),
    ):
        find.setText(words)
        assert view.model().rowCount() == count, words
