from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from pandavision_gui.bounded_read import read_bounded


def test_a_file_up_to_the_limit_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x" * 10)
    assert read_bounded(tmp_path / "file", 10) == b"x" * 10
    (tmp_path / "empty").touch()
    assert read_bounded(tmp_path / "empty", 10) == b""


def test_a_larger_file_is_refused_without_being_read(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        file.truncate(2**40)
    with pytest.raises(OSError, match="larger"):
        read_bounded(tmp_path / "file", 10)


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_bounded(tmp_path / "gone", 10)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and sockets with a path")
def test_what_is_no_file_is_refused_at_once_and_left_closed(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "device").symlink_to("/dev/zero")
    before = os.listdir("/proc/self/fd") if Path("/proc/self/fd").exists() else []
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        for name in ("pipe", "folder", "device", "s"):
            with pytest.raises(OSError):  # noqa: PT011 - each system has its own words
                read_bounded(tmp_path / name, 10)
    after = os.listdir("/proc/self/fd") if Path("/proc/self/fd").exists() else []
    assert len(after) == len(before)
