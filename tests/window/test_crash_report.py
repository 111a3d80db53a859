"""Crashes that really happen: what is written, what the next start offers, what becomes of it."""

from __future__ import annotations

import getpass
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = Path(__file__).with_name("crashing_window.py")
ENDED = "Something went wrong in the program itself the last time it ran."
GOES_ON = "Something went wrong in the window itself. It goes on, and so do the jobs."


def start(folder: Path, *what: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAM), str(folder), *what],
        capture_output=True,
        text=True,
        timeout=120,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def names(folder: Path) -> list[str]:
    """Return what the window has written, but for the version that it notes at every start."""
    return sorted({path.name for path in (folder / "window").iterdir()} - {"last-version"})


def crash(folder: Path) -> None:
    done = start(folder, "segfault")
    assert done.returncode == -signal.SIGSEGV, done.stderr
    assert "session.txt" in names(folder)


@pytest.mark.skipif(os.name != "posix", reason="a process ends otherwise there")
def test_a_crash_is_offered_at_the_next_start_with_stack_versions_and_log(tmp_path: Path) -> None:
    crash(tmp_path)
    answered = told(start(tmp_path, "answer", "Keep it"))
    report = answered["report"]
    assert "Segmentation fault" in report
    assert "crash_by_a_bad_pointer" in report
    for part in ("PandaVision: ", "Qt: ", "Python: ", "Started: ", "the window's program begins"):
        assert part in report, part
    home = str(Path.home())
    assert home not in report or home == "/"
    assert str(PROGRAM.parent) not in report
    assert "…/crashing_window.py" in report
    assert "…/pandavision_gui/" in report
    account = getpass.getuser()
    assert account in ("root", "user") or account not in report
    assert answered["said"] == []
    kept = [name for name in names(tmp_path) if name.startswith("crash-")]
    assert len(kept) == 1
    assert (tmp_path / "window" / kept[0]).read_text("utf-8") == report
    assert told(start(tmp_path, "look"))["said"] == [], "it was answered"
    assert kept[0] in names(tmp_path)


@pytest.mark.skipif(os.name != "posix", reason="a process ends otherwise there")
def test_a_report_that_is_left_is_offered_again_and_one_that_is_deleted_is_gone(
    tmp_path: Path,
) -> None:
    crash(tmp_path)
    left = told(start(tmp_path, "answer", "close"))
    assert left["said"] == [ENDED]
    crash(tmp_path)
    deleted = told(start(tmp_path, "answer", "Delete it"))
    assert deleted["report"].count("crash_by_a_bad_pointer") == 2, "both crashes are told"
    assert names(tmp_path) == ["window.log"]
    assert told(start(tmp_path, "look"))["said"] == []


@pytest.mark.parametrize("where", ["exception", "thread"])
def test_an_exception_that_nobody_caught_is_offered_at_once_and_at_the_next_start(
    tmp_path: Path, where: str
) -> None:
    done = start(tmp_path, where)
    assert told(done)["said"] == [GOES_ON]
    assert "nobody expected this" in done.stderr, "it is told where it was told before"
    assert "session.txt" not in names(tmp_path), "it ended in order"
    answered = told(start(tmp_path, "answer", "Delete it"))
    assert answered["report"].count("ValueError: nobody expected this") == 1, "each is told once"
    assert "in fail_in_a_slot" in answered["report"]
    assert "ERROR pandavision_gui.views.crash.crash_watch: an exception" in answered["report"]
    assert ("thread lost" in answered["report"]) == (where == "thread")
    assert names(tmp_path) == ["window.log"]


def test_an_end_in_order_and_a_kill_are_no_crash(tmp_path: Path) -> None:
    assert told(start(tmp_path, "look"))["said"] == []
    assert names(tmp_path) == ["window.log"]
    log = (tmp_path / "window" / "window.log").read_text("utf-8")
    assert "the window's program begins" in log
    assert "the window's program ends in order" in log
    (tmp_path / "window" / "session.txt").write_bytes(b"PandaVision: 1\n---\n")  # a kill's
    assert told(start(tmp_path, "look"))["said"] == []
    assert names(tmp_path) == ["window.log"]


def test_a_folder_that_cannot_be_written_to_keeps_nobody_from_working(tmp_path: Path) -> None:
    (tmp_path / "window").write_text("a file is in the folder's place")
    done = start(tmp_path, "look")
    assert told(done)["said"] == []
    assert "cannot be written down" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="links need rights there")
def test_links_in_the_folder_lead_nowhere(tmp_path: Path) -> None:
    victim = tmp_path / "victim.txt"
    victim.write_text("mine")
    folder = tmp_path / "data" / "window"
    folder.mkdir(parents=True)
    for name in ("session.txt", "window.log"):
        (folder / name).symlink_to(victim)
    done = start(tmp_path / "data", "exception")
    assert done.returncode == 0, done.stderr
    assert victim.read_text() == "mine"
