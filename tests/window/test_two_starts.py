"""The program as two processes: a second start, and the system's request to end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from ..support.running_program import wait_until


def start(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "pandavision_gui", "--data-folder", str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )


@pytest.fixture
def first(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    process = start(tmp_path)
    wait_until((tmp_path / "owner.json").exists, "the owner's note")
    yield process
    process.kill()
    process.communicate()


def test_a_second_start_leaves_the_stage_to_the_first(
    first: subprocess.Popen[str], tmp_path: Path
) -> None:
    second = start(tmp_path)
    _, said = second.communicate(timeout=60)
    assert second.returncode == 0, said
    assert "PandaVision is open already; its window was brought to the front." in said
    assert first.poll() is None


@pytest.mark.parametrize("request_to_end", [signal.SIGTERM, signal.SIGINT], ids=lambda s: s.name)
def test_the_systems_request_ends_the_program_in_order(
    first: subprocess.Popen[str], tmp_path: Path, request_to_end: signal.Signals
) -> None:
    wait_until(
        lambda: psutil.Process(first.pid).children(recursive=True), "a spare worker"
    )  # it is up
    workers = psutil.Process(first.pid).children(recursive=True)
    first.send_signal(request_to_end)
    _, said = first.communicate(timeout=60)
    assert first.returncode == 0, said
    assert [worker.cmdline() for worker in workers if worker.is_running()] == []
    assert not (tmp_path / "owner.json").exists()


def test_a_start_while_the_first_one_ends_waits_and_opens(
    first: subprocess.Popen[str], tmp_path: Path
) -> None:
    wait_until(lambda: psutil.Process(first.pid).children(recursive=True), "a spare worker")
    first.send_signal(signal.SIGTERM)
    second = start(tmp_path)
    try:
        first.communicate(timeout=60)
        wait_until(lambda: psutil.Process(second.pid).children(recursive=True), "a spare worker")
        assert second.poll() is None
    finally:
        second.send_signal(signal.SIGTERM)
        _, said = second.communicate(timeout=60)
    assert second.returncode == 0, said
