from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from pandavision_gui import atomic_file
from pandavision_gui.atomic_file import write_atomically, write_text_atomically
from pandavision_gui.errors import EnvironmentFault

OLD, NEW = b"old", b"new, and longer"


class Disk:
    """Stands in for `os` in atomic_file: the n-th call that touches the disk fails."""

    def __init__(self, fail_at: int, number: int = errno.EIO) -> None:
        self.calls: list[str] = []
        self._fail_at = fail_at
        self._number = number

    def touch(self, what: str) -> None:
        self.calls.append(what)
        if len(self.calls) == self._fail_at:
            raise OSError(self._number, os.strerror(self._number))

    def __getattr__(self, name: str) -> Any:
        real = getattr(os, name)
        if name not in ("fsync", "replace", "open"):
            return real

        def call(*args: Any) -> Any:
            self.touch(name)
            return real(*args)

        return call


def in_pieces(disk: Disk) -> Callable[[BinaryIO], None]:
    def write(file: BinaryIO) -> None:
        for byte in NEW:
            disk.touch("write")
            file.write(bytes([byte]))

    return write


def attempt(path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch) -> EnvironmentFault | None:
    monkeypatch.setattr(atomic_file, "os", disk)
    try:
        write_atomically(path, in_pieces(disk))
    except EnvironmentFault as fault:
        return fault
    finally:
        monkeypatch.undo()
    return None


def all_calls(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    disk = Disk(fail_at=0)
    assert attempt(path, disk, monkeypatch) is None
    return disk.calls


def test_file_and_folder_are_flushed_around_the_rename(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = all_calls(tmp_path / "file", monkeypatch)
    assert calls == ["write"] * len(NEW) + ["fsync", "replace", "open", "fsync"]


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_a_failure_at_any_step_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    path = tmp_path / "file"
    renamed = all_calls(path, monkeypatch).index("replace") + 1
    for n in range(1, renamed + 1):
        path.write_bytes(OLD)
        fault = attempt(path, Disk(n, number), monkeypatch)
        assert fault is not None, f"call {n}"
        assert fault.code == ("cannot_write" if number == errno.EIO else "disk_full")
        assert path.read_bytes() == OLD, f"call {n}"
        assert os.listdir(tmp_path) == ["file"], f"call {n}"


@pytest.mark.parametrize("after", [1, 2])
def test_a_folder_that_cannot_be_flushed_leaves_a_whole_file_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    path = tmp_path / "file"
    renamed = all_calls(path, monkeypatch).index("replace") + 1
    path.write_bytes(OLD)
    assert attempt(path, Disk(renamed + after), monkeypatch) is not None
    assert path.read_bytes() in (OLD, NEW)
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, MemoryError, ValueError])
def test_an_interrupted_writer_leaves_the_old_file_and_is_not_swallowed(
    tmp_path: Path, interruption: type[BaseException]
) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)

    def write(file: BinaryIO) -> None:
        file.write(NEW)
        raise interruption

    with pytest.raises(interruption):
        write_atomically(path, write)
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["file"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk_is_named_with_the_file_and_a_hint(tmp_path: Path) -> None:
    path = tmp_path / "job.json"

    def write(_: BinaryIO) -> None:
        with Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(EnvironmentFault) as fault:
        write_atomically(path, write)
    assert fault.value.code == "disk_full"
    assert "job.json" in fault.value.message
    assert fault.value.hint
    assert os.listdir(tmp_path) == []


def test_a_folder_that_is_gone_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="No such file") as fault:
        write_text_atomically(tmp_path / "gone" / "file", "x")
    assert fault.value.code == "cannot_write"


def test_text_is_written_as_utf_8_without_changing_line_breaks(tmp_path: Path) -> None:
    write_text_atomically(tmp_path / "file", "ä\r\n≤\n")
    assert (tmp_path / "file").read_bytes() == "ä\r\n≤\n".encode()


def test_a_reader_of_the_old_file_keeps_it_whole(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(OLD)
    with path.open("rb") as reader:
        write_atomically(path, lambda file: file.write(NEW) and None)
        assert reader.read() == OLD
    assert path.read_bytes() == NEW


def test_two_that_write_to_one_path_at_once_do_not_meet(tmp_path: Path) -> None:
    path = tmp_path / "file"

    def write_while_another_does(file: BinaryIO) -> None:
        file.write(OLD[:1])
        write_text_atomically(path, "of the other")
        assert path.read_text() == "of the other"
        file.write(OLD[1:])

    write_atomically(path, write_while_another_does)
    assert path.read_bytes() == OLD
    assert os.listdir(tmp_path) == ["file"]


def test_a_name_as_long_as_the_system_allows_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("ä" * 127)
    write_text_atomically(path, "x")
    assert os.listdir(tmp_path) == [path.name]
