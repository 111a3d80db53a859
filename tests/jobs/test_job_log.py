from __future__ import annotations

import os
from pathlib import Path

import pytest

from pandavision_gui.jobs.job_log import LARGEST_LOG, JobLog, open_log


def test_what_was_said_aside_is_added_to_the_workers_own_words(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_text("the worker's words\n")
    log = JobLog(path)
    log.note("loading …")
    log.note("x" * 100_000)
    first, second, third = path.read_text("utf-8").splitlines()
    assert (first, second) == ("the worker's words", "said aside: loading …")
    assert len(third) < 1100


def test_a_log_of_2_gb_is_cut_and_keeps_its_beginning_and_its_end(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_text("the beginning\n")
    descriptor = open_log(path)  # as the worker has it all the time
    os.truncate(path, 2 * 2**30)
    os.write(descriptor, b"the last words\n")
    JobLog(path).keep_small()
    os.write(descriptor, b"and more\n")
    os.close(descriptor)
    kept = path.read_bytes()
    assert len(kept) < LARGEST_LOG / 4
    assert kept.startswith(b"the beginning\n")
    assert b"left out" in kept
    assert kept.endswith(b"the last words\nand more\n")


def test_a_log_that_is_not_too_large_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    log = JobLog(path)
    log.keep_small()
    assert not path.exists()
    path.write_bytes(b"x" * 1000)
    log.keep_small()
    assert path.read_bytes() == b"x" * 1000


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="links and pipes with a path")
@pytest.mark.timeout(20)
@pytest.mark.parametrize("kind", ["link", "pipe", "folder", "gone"])
def test_a_log_that_is_no_file_of_the_folder_is_left_alone_and_told_once(
    tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    mine, path = tmp_path / "mine", tmp_path / "job.log"
    mine.write_bytes(b"mine")
    os.truncate(mine, 2 * LARGEST_LOG)
    if kind == "link":
        path.symlink_to(mine)
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path = tmp_path / "gone" / "job.log"
    log = JobLog(path)
    for _ in range(3):
        log.note("a line")
        log.keep_small()
    assert mine.stat().st_size == 2 * LARGEST_LOG
    assert len(caplog.records) == 1
