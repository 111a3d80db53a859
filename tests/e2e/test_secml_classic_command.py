"""`pandavision secml-classic` and a job of it, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..support.running_program import assert_refused, assert_succeeded, run_program
from ..support.sample_files import small_job
from ..support.stand_in_secml import stand_in_python


@pytest.fixture(autouse=True)
def share(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def test_from_the_installation_to_a_result_and_back(tmp_path: Path, share: Path) -> None:
    spec = small_job(tmp_path / "files", count=4, attack="secml-classic", attack_params=None)
    refused = run_program("run", spec, "--out", tmp_path / "job")
    assert_refused(refused, "secml-classic", "not installed", "secml-classic install", status=1)
    assert not (tmp_path / "job").exists()

    absent = run_program("secml-classic", "status", "--json")
    assert absent.status == 1
    assert json.loads(absent.stdout)["installed"] is False

    (tmp_path / "old").mkdir()
    python = stand_in_python(tmp_path / "old")
    made = run_program("secml-classic", "install", "--python", python)
    assert made.status == 0, made
    told = made.stderr.splitlines()
    assert "downloaded from the network" in told[0], "said before anything is done"
    assert made.stdout.strip().startswith(str(share))
    there = json.loads(run_program("secml-classic", "status", "--json").stdout)
    assert there["versions"] == {"secml": "0.15.6", "python": "3.9.1"}
    assert there["path"] == made.stdout.strip()

    assert_succeeded(run_program("run", spec, "--out", tmp_path / "job"))
    result = json.loads((tmp_path / "job" / "result.json").read_text(encoding="utf-8"))
    assert result["spec"]["attack"] == "secml-classic"
    # Another SecML may give another table: whoever repeats it has to know which one it was.
    assert result["run"]["versions"]["secml"] == "0.15.6"
    assert result["run"]["versions"]["python of secml"] == "3.9.1"
    page = tmp_path / "report.html"
    assert_succeeded(run_program("export", tmp_path / "job", "--out", page))
    told = page.read_text("utf-8")
    assert "secml 0.15.6, python of secml 3.9.1" in told
    assert "White-box: the model with its weights" in told
    assert "We used SecML 0.15: PGD" in told
    assert result["sec-curve"]["y-values"][-1] < result["sec-curve"]["y-values"][0]

    assert run_program("secml-classic", "remove").stdout == "removed\n"
    assert run_program("secml-classic", "remove").stdout == "not installed\n"
    again = run_program("run", spec, "--out", tmp_path / "job", "--resume")
    assert_refused(again, "not installed", status=1)


def test_a_python_that_does_not_fit_is_refused_before_anything_is_downloaded(
    tmp_path: Path, share: Path
) -> None:
    (tmp_path / "new").mkdir()
    python = stand_in_python(tmp_path / "new", version="3.12.1")
    refused = run_program("secml-classic", "install", "--python", python)
    assert_refused(refused, "3.12.1", "3.10")
    assert not share.exists()
