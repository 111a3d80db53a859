"""A window is killed at work; what it was doing is told, and taken up, whoever comes first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import pytest

from pandavision_gui.settings import Settings, save_settings

from ..support.running_program import PROGRAM, Finished, program_command, run_program, wait_until

pytestmark = pytest.mark.usefixtures("forked_programs")

T = TypeVar("T")

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


def start_window(folder: Path, *, may_be_killed: bool) -> subprocess.Popen[bytes]:
    (folder / "owner.json").unlink(missing_ok=True)  # of one that was killed
    arguments = ["--data-folder", str(folder)]
    process = subprocess.Popen(
        [*PROGRAM, *arguments] if may_be_killed else program_command(arguments),
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    wait_for_window(process, (folder / "owner.json").exists, "the owner's note")
    return process


def wait_for_window(window: subprocess.Popen[bytes], look: Callable[[], T], what: str) -> T:
    """Wait for what only a window that runs can do; one that has crashed is not waited for."""

    def look_while_it_runs() -> T:
        seen = look()
        assert seen or window.poll() is None, f"the window ended with {window.poll()}, not {what}"
        return seen

    return wait_until(look_while_it_runs, what)


def queue(folder: Path, *arguments: object) -> Finished:
    return run_program("queue", *arguments, "--data-folder", folder)


def listed(folder: Path, *arguments: object) -> list[dict[str, Any]]:
    done = queue(folder, "list", "--json", *arguments)
    assert done.status == 0, done
    return [json.loads(line) for line in done.stdout.splitlines()]


def long_spec(place: Path) -> Path:
    document = json.loads((SAMPLES / "robust.json").read_text())
    for key in ("trained-model", "dataset"):
        document[key] = str(SAMPLES / document[key])
    slow = {"attack": "pgd-linf", "attack-params": {"steps": 3000, "early_stop": False}}
    path = place / "long.json"
    path.write_text(json.dumps({**document, **slow}))
    return path


def kill_at_work(folder: Path, spec: Path) -> str:
    window = start_window(folder, may_be_killed=True)
    try:
        assert queue(folder, "add", spec).status == 0
        (job,) = wait_for_window(
            window,
            lambda: [line for line in listed(folder) if line["state"] == "running"],
            "a start",
        )
    finally:
        window.kill()
        window.wait(60)
    return str(job["id"])


def test_commands_tell_what_a_killed_window_was_doing_and_leave_it_to_the_next_one(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "data"
    job = kill_at_work(folder, long_spec(tmp_path))
    words = f"1 job was interrupted when the program ended: `pandavision queue resume {job[:8]}`."
    for _ in range(2):  # it is told, not taken away
        said = queue(folder, "list")
        assert (said.status, said.stderr) == (0, f"{words}\n")
    (line,) = listed(folder, "--newest", 0)  # an open question, however long ago
    assert (line["id"], line["state"], line["cut_off"]) == (job, "interrupted", True)

    save_settings(folder / "config" / "settings.json", Settings(resume_interrupted=True))
    window = start_window(folder, may_be_killed=False)
    try:
        wait_for_window(
            window, lambda: listed(folder)[0]["state"] == "running", "the start by itself"
        )
        assert listed(folder)[0]["cut_off"] is False
    finally:
        window.send_signal(signal.SIGTERM)
        assert window.wait(60) == 0
    assert "interrupted" not in queue(folder, "list").stderr  # it waits for the next window


def test_a_job_that_is_resumed_by_a_command_is_told_no_longer(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    job = kill_at_work(folder, long_spec(tmp_path))
    assert queue(folder, "resume", job[:8]).status == 0
    (line,) = listed(folder)
    assert (line["state"], line["cut_off"]) == ("queued", False)
    assert "interrupted" not in queue(folder, "list").stderr
