"""`pandavision gate` met by Ctrl+C, wherever it is: nothing is decided, nothing is half there."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import psutil

from ..support.running_program import (
    LIMIT_S,
    PROGRAM,
    assert_succeeded,
    process_is_alive,
    run_program,
    wait_until,
)
from ..support.sample_files import small_job

SLOW = {
    "count": 300,
    "attack_params": {"steps": 200, "rel_stepsize": 0.05, "early_stop": False},
    "batch_size": 4,
}
"""Minutes of work, were it not stopped."""


@dataclass
class RunningGate:
    """A gate at work in a process group of its own."""

    process: subprocess.Popen[str]
    folder: Path

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    def worker(self) -> psutil.Process | None:
        """Return the worker that it has now, if it has begun to be one."""
        for child in psutil.Process(self.process.pid).children():
            with contextlib.suppress(psutil.Error):
                if "--worker" in child.cmdline():  # no longer a copy of its parent, which waits
                    return child
        return None

    def interrupt(self) -> tuple[int, str, str]:
        """Send what the terminal sends on Ctrl+C; return status, stdout and stderr."""
        os.killpg(self.process.pid, signal.SIGINT)
        out, told = self.process.communicate(timeout=LIMIT_S)
        return self.process.returncode, out, told


@contextlib.contextmanager
def started_gate(folder: Path, *arguments: str | Path) -> Iterator[RunningGate]:
    spec = small_job(folder / "job", **SLOW)
    (folder / "tmp").mkdir()
    files = ("--junit", folder / "gate.xml", "--markdown", folder / "gate.md")
    # Half of the samples is asked for, of so many, that none of them ends it early.
    limits = ("--min", "0.5@0.02", "--min-sec-value", "0.01")
    process = subprocess.Popen(
        [*PROGRAM, "gate", str(spec), *limits, *map(str, (*files, *arguments))],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(folder / "tmp")},
    )
    with process:
        gate = RunningGate(process, folder)
        try:
            yield gate
        finally:
            if process_is_alive(process.pid):
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
                process.kill()


def assert_nothing_is_decided(gate: RunningGate) -> None:
    """Whole documents that decide nothing, or none at all; no half of one, nothing forgotten."""
    kinds = [
        child.tag
        for case in ElementTree.parse(gate.folder / "gate.xml").getroot().iter("testcase")
        for child in case
    ]
    assert kinds == ["error", "error"], "one for each limit"
    assert "Not evaluated" in (gate.folder / "gate.md").read_text("utf-8")
    left = [path for path in gate.temporary.iterdir() if path.name.startswith("pandavision-")]
    assert left == []


def test_ctrl_c_while_samples_are_attacked_ends_with_130_and_leaves_nothing(
    tmp_path: Path,
) -> None:
    with started_gate(tmp_path) as gate:
        wait_until(lambda: any(gate.temporary.glob("*/files/job/rows/*.npz")), "rows of samples")
        status, out, told = gate.interrupt()
    assert (status, out) == (130, "")
    assert told.splitlines()[-1] == "Stopped before anything was decided."
    assert "Traceback" not in told
    assert_nothing_is_decided(gate)


def test_ctrl_c_with_a_folder_says_how_to_go_on_and_that_is_true(tmp_path: Path) -> None:
    folder = tmp_path / "out"
    with started_gate(tmp_path, "--out", folder) as gate:
        wait_until(lambda: any(folder.glob("rows/*.npz")), "rows of samples")
        status, out, told = gate.interrupt()
    assert (status, out) == (130, "")
    last = told.splitlines()[-1]
    said = f"pandavision run {folder / 'spec.json'} --out {folder} --resume"
    assert last == f"Stopped before anything was decided. The evaluation can go on: {said}"
    assert_nothing_is_decided(gate)
    assert not (folder / "result.json").exists()
    assert json.loads((folder / "job.json").read_text("utf-8"))["state"] == "cancelled"
    # To go on takes minutes: that it may is seen at the archive, which refuses what is not whole.
    assert_succeeded(run_program("archive", folder, tmp_path / "half.pandavision"))


def test_ctrl_c_while_the_dataset_is_looked_into_is_no_mistake_of_the_file(
    tmp_path: Path,
) -> None:
    with started_gate(tmp_path, "--out", tmp_path / "out") as gate:
        worker = wait_until(gate.worker, "the worker that looks into the dataset")
        assert worker is not None
        worker.suspend()
        status, out, told = gate.interrupt()
    assert (status, out) == (130, "")
    assert told.splitlines()[-1] == "Stopped before anything was decided."
    assert "damaged" not in told
    assert_nothing_is_decided(gate)
    assert not (tmp_path / "out").exists()
