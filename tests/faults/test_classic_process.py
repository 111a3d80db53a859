"""SecML 0.15 in a process of its own: no end of a job leaves it behind.

It is silent in the middle of an attack, so that it is surely there when the end comes.
"""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from pandavision_gui.jobs import secml_classic_install
from pandavision_gui.jobs.secml_classic_install import ROOM_BYTES, find_python, install

from ..support.running_program import RunningProgram, process_is_alive, started_program, wait_until
from ..support.sample_files import small_job
from ..support.stand_in_secml import stand_in_python


@pytest.fixture
def running(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningProgram]:
    """A job whose attack has begun and goes no further."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    (tmp_path / "old").mkdir()
    monkeypatch.setattr(secml_classic_install, "free_bytes", lambda _: ROOM_BYTES)
    install(find_python(stand_in_python(tmp_path / "old")), tell=lambda _: None)
    begun = f'open("{tmp_path / "begun"}", "w").close(); time.sleep(1000)'
    stand_in_python(tmp_path / "old", fault=begun)
    spec = small_job(tmp_path / "files", count=6, attack="secml-classic", attack_params=None)
    with started_program("run", spec, "--out", tmp_path / "job") as program:
        # One that still loads would end by itself, as soon as it greets nobody.
        wait_until((tmp_path / "begun").exists, "the attack has begun")
        yield program


def classic_of(running: RunningProgram) -> int:
    """Wait for the process of SecML and return its id."""
    worker = psutil.Process(running.worker_pid)

    def look() -> int | None:
        there = [one.pid for one in worker.children() if "attack_samples" in str(one.cmdline())]
        return there[0] if there else None

    found = wait_until(look, "the process of SecML")
    assert found is not None, "wait_until returns what it saw"
    return found


def test_it_ends_with_a_killed_worker(running: RunningProgram) -> None:
    classic = classic_of(running)
    os.kill(running.worker_pid, signal.SIGKILL)
    wait_until(lambda: not process_is_alive(classic), "SecML's process ends", limit_s=2)
    assert running.wait().status == 1


def test_it_ends_with_a_killed_program(running: RunningProgram) -> None:
    classic = classic_of(running)
    running.kill()
    wait_until(lambda: not process_is_alive(classic), "SecML's process ends", limit_s=3)


def test_a_stop_is_heard_within_a_second_and_can_be_resumed(running: RunningProgram) -> None:
    classic = classic_of(running)
    at = time.monotonic()
    running.interrupt()
    wait_until(lambda: not process_is_alive(classic), "SecML's process ends", limit_s=2)
    assert time.monotonic() - at < 1.5
    assert running.wait().status == 130


def test_one_that_is_killed_hinders_its_job_in_words(running: RunningProgram) -> None:
    os.kill(classic_of(running), signal.SIGKILL)
    finished = running.wait()
    assert finished.status == 1
    assert "The process of SecML 0.15 was lost" in finished.stderr
    assert "Resume the job" in finished.stderr
