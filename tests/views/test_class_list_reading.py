"""Files with names of classes are read beside the window, on drives that may hang for good."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.views.class_list_reading import ClassListReading

from ..support.log_guard import LogGuard

PATIENCE_MS = 20_000


class Answers:
    """Keeps what was answered."""

    def __init__(self, reading: ClassListReading, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.all: list[tuple[int, object]] = []
        reading.answered.connect(lambda number, answer: self.all.append((number, answer)))

    def wait_for(self, count: int) -> None:
        self._qtbot.waitUntil(lambda: len(self.all) >= count, timeout=PATIENCE_MS)


class Drive:
    """Stands for a drive that answers when the test lets it, and counts who waits for it."""

    def __init__(self) -> None:
        self.reads: list[tuple[Path, threading.Thread]] = []
        self.let_go = threading.Event()

    def read(self, path: Path) -> tuple[str, ...]:
        self.reads.append((path, threading.current_thread()))
        if path.name == "hangs":
            self.let_go.wait(60)
        return (path.name,)


@pytest.fixture
def drive():
    found = Drive()
    yield found
    found.let_go.set()
    for _, thread in found.reads:
        thread.join(60)


def test_names_and_refusals_come_as_answers(tmp_path: Path, qtbot: QtBot) -> None:
    reading = ClassListReading()
    answers = Answers(reading, qtbot)
    (tmp_path / "names.txt").write_text("cat\ndog\n", "utf-8")
    reading.ask(1, str(tmp_path / "names.txt"))
    answers.wait_for(1)
    reading.ask(2, str(tmp_path / "missing.txt"))
    answers.wait_for(2)
    assert answers.all[0] == (1, ("cat", "dog"))
    number, error = answers.all[1]
    assert number == 2
    assert isinstance(error, PandaVisionError)
    assert error.code == "class_list_unreadable"


def test_a_drive_that_hangs_is_given_up_and_gets_one_thread(drive: Drive, qtbot: QtBot) -> None:
    reading = ClassListReading(read=drive.read, patience_ms=50)
    answers = Answers(reading, qtbot)
    for number in (1, 2, 3):
        reading.ask(number, "/net/hangs")
        answers.wait_for(number)
    assert [number for number, _ in answers.all] == [1, 2, 3]
    for _, error in answers.all:
        assert isinstance(error, PandaVisionError)
        assert error.code == "class_list_unreachable"
        assert '"/net/hangs" did not answer' in error.message
    assert len(drive.reads) == 1
    assert drive.reads[0][1].daemon  # it does not hold up the end of the program
    assert drive.reads[0][1] is not threading.main_thread()


def test_what_comes_after_another_file_was_asked_for_is_dropped(drive: Drive, qtbot: QtBot) -> None:
    reading = ClassListReading(read=drive.read)
    answers = Answers(reading, qtbot)
    reading.ask(1, "/net/hangs")
    reading.ask(2, "/data/quick")
    answers.wait_for(1)
    drive.let_go.set()
    drive.reads[0][1].join(60)
    reading.ask(3, "/data/quick")
    answers.wait_for(2)
    assert answers.all == [(2, ("quick",)), (3, ("quick",))]


def test_a_mistake_of_ours_reaches_the_user(qtbot: QtBot, log_guard: LogGuard) -> None:
    log_guard.expect("internal error while names of classes were read")

    def broken(path: Path) -> tuple[str, ...]:
        raise KeyError("x")

    reading = ClassListReading(read=broken)
    answers = Answers(reading, qtbot)
    reading.ask(1, "/data/a")
    answers.wait_for(1)
    error = answers.all[0][1]
    assert isinstance(error, PandaVisionError)
    assert error.code == "internal"
