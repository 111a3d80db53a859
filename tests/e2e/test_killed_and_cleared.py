"""What a killed program leaves among the system's temporary files is cleared by the next one."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ..support.running_program import run_program, wait_until
from ..support.served import serving
from .test_gate_stopped import started_gate

pytestmark = pytest.mark.skipif(os.name == "nt", reason="nothing of an ended process is left")


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    return place


def folders_in(place: Path) -> set[Path]:
    return {path for path in place.iterdir() if path.name.startswith("pandavision-")}


def test_a_server_that_was_killed_while_somebody_looked_at_samples(
    tmp_path: Path, temporary: Path
) -> None:
    with serving(tmp_path / "data") as served:
        job_id = served.add()
        assert served.ask("GET", f"/api/v1/jobs/{job_id}/samples")[0] == 200
        served.process.kill()
        served.process.wait()
    assert any("view" in path.name for path in folders_in(temporary))
    # Two at once, the second with another data folder: neither takes what the other has.
    with serving(tmp_path / "data") as served, serving(tmp_path / "other"):
        assert served.ask("GET", f"/api/v1/jobs/{job_id}/samples")[0] == 200
        path = f"/api/v1/jobs/{job_id}/samples/0/original.png"
        assert served.content(path)[0] == 200
    assert folders_in(temporary) == set()


def test_a_gate_that_was_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "gate").mkdir()
    with started_gate(tmp_path / "gate") as gate:
        wait_until(lambda: any(gate.temporary.glob("*/files/job/rows/*.npz")), "rows of samples")
        worker = gate.worker()
        gate.process.kill()
        gate.process.wait()
        assert worker is not None
        worker.wait()
    left = folders_in(gate.temporary)
    assert any("gate" in path.name for path in left)
    monkeypatch.setenv("TMPDIR", str(gate.temporary))
    (tmp_path / "data").mkdir()
    assert run_program("queue", "list", "--data-folder", tmp_path / "data").status == 0
    assert folders_in(gate.temporary) == set()
