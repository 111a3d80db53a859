"""A look at files that holds up nobody, whatever the drive does."""

from __future__ import annotations

import errno
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs import files_at_hand
from pandavision_gui.jobs.files_at_hand import FilesAtHand

from .watched_queue import LIMIT_S


class Drive:
    """A drive whose answers the test decides on."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.errors: dict[str, Exception] = {}
        self.silent: set[str] = set()
        self.speaks = threading.Event()
        self.has_answered = threading.Event()
        self.files = FilesAtHand(self.has_answered.set, self.read)

    def read(self, path: str) -> None:
        self.asked.append(path)
        if path in self.silent:
            self.speaks.wait(LIMIT_S)
        if path in self.errors:
            raise self.errors[path]


@pytest.fixture
def drive(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drive]:
    monkeypatch.setattr(files_at_hand, "ANSWER_S", 0.1)
    made = Drive()
    yield made
    made.speaks.set()
    for thread in threading.enumerate():
        if thread.name == "files":
            thread.join(LIMIT_S)


def missing(fault: EnvironmentFault | None) -> str:
    assert fault is not None, "it was said to be there"
    assert fault.sentence().isprintable()
    assert fault.hint.startswith("Connect its drive")
    return fault.message


def test_real_files_are_told_from_those_that_are_not_there(tmp_path: Path) -> None:
    there, gone, pipe = (tmp_path / name for name in ("there", "go\nne", "pipe"))
    there.write_bytes(b"")
    os.mkfifo(pipe)
    files = FilesAtHand(lambda: None)
    assert files.fault([str(there), str(there)]) is None
    assert "No such file" in missing(files.fault([str(there), str(gone)]))
    assert "regular file" in missing(files.fault([str(pipe)]))
    assert files.fault(["\0"]) is None, "whoever opens it says what is wrong with the name"


def test_what_is_missing_is_looked_at_again_only_on_demand_and_its_time_stays(
    drive: Drive,
) -> None:
    drive.errors["/d/m"] = FileNotFoundError(errno.ENOENT, "gone")
    first = missing(drive.files.fault(["/d/m", "/d/x"]))
    assert drive.asked == ["/d/m"]
    assert missing(drive.files.fault(["/e/y", "/d/m"])) == first
    assert drive.asked == ["/d/m"]
    drive.files._since["/d/m"] = drive.files._since["/d/m"].replace(year=1999)
    drive.files.look_again()
    assert "noticed 1999-" in missing(drive.files.fault(["/d/m"]))
    assert drive.asked == ["/d/m"] * 2
    drive.files.look_again()
    drive.errors.clear()
    assert drive.files.fault(["/d/m"]) is None
    drive.errors["/d/m"] = PermissionError(errno.EACCES, "no")
    assert "1999" not in missing(drive.files.fault(["/d/m"])), "it was there in between"


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ENOMEM])
def test_what_this_process_is_short_of_is_no_fault_of_the_file(drive: Drive, number: int) -> None:
    drive.errors["/d/m"] = OSError(number, "short")
    assert drive.files.fault(["/d/m"]) is None


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EACCES])
def test_what_the_drive_says_is_told(drive: Drive, number: int) -> None:
    drive.errors["/d/m"] = OSError(number, os.strerror(number))
    assert os.strerror(number) in missing(drive.files.fault(["/d/m"]))


def test_a_drive_that_does_not_answer_is_waited_for_by_one_thread_and_tells_when_it_does(
    drive: Drive,
) -> None:
    drive.silent.add("/d/m")
    began = time.monotonic()
    for name in ("m", "n", "o"):
        assert "does not answer" in missing(drive.files.fault([f"/d/{name}"]))
        drive.files.look_again()
    assert drive.asked == ["/d/m"], "no second one joins it"
    assert time.monotonic() - began < 5
    assert not drive.has_answered.is_set()
    drive.speaks.set()
    assert drive.has_answered.wait(LIMIT_S)
    drive.files.look_again()
    assert drive.files.fault(["/d/m", "/d/n"]) is None


def test_drives_that_hang_take_four_threads_at_most(drive: Drive) -> None:
    paths = [f"/{number}/m" for number in range(9)]
    drive.silent.update(paths)
    told = [drive.files.fault([path]) is not None for path in paths]
    assert told == [True] * 4 + [False] * 5
    assert len([t for t in threading.enumerate() if t.name == "files"]) == 4
