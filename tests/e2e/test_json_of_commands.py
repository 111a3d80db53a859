"""What commands print with `--json`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pandavision_gui.jobs.job_state import JobState

from ..jobs.hand_made_folders import put_job
from ..support.running_program import Finished, assert_succeeded, run_program
from ..support.sample_files import road_signs, small_job, small_spec, write_spec

pytestmark = pytest.mark.usefixtures("forked_programs")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two finished jobs of one model with different attacks."""
    folder = tmp_path_factory.mktemp("jobs")
    spec = small_job(folder, count=8)
    square = small_spec(attack="square-linf", attack_params={"steps": 5})
    second = write_spec(folder / "square.json", square)
    assert_succeeded(run_program("run", spec, "--out", folder / "pgd"))
    assert_succeeded(run_program("run", second, "--out", folder / "square"))
    return folder


def only_object(finished: Finished) -> dict[str, Any]:
    assert_succeeded(finished)
    (told,) = finished.events
    assert isinstance(told, dict)
    return told


def test_a_written_file_is_told(made: Path, tmp_path: Path) -> None:
    for command, name, kind in (
        ("export", "curve.csv", "csv"),
        ("archive", "job.pandavision", "archive"),
    ):
        place = tmp_path / name
        where = ("--out", place) if command == "export" else (place,)
        told = only_object(run_program(command, made / "pgd", *where, "--json"))
        assert told == {"format": kind, "path": str(place), "bytes": place.stat().st_size}


def test_a_worst_case_prints_its_result(made: Path, tmp_path: Path) -> None:
    out = tmp_path / "worst"
    jobs = (made / "pgd", made / "square")
    told = run_program("worst-case", *jobs, "--out", out, "--json")
    assert told.status == 0, told
    assert told.events == [json.loads((out / "result.json").read_text("utf-8"))]


def test_a_pause_and_its_end_are_told(tmp_path: Path) -> None:
    put_job(tmp_path, JobState.FINISHED)
    for command, paused in (("pause", True), ("continue", False)):
        told = only_object(run_program("queue", command, "--data-folder", tmp_path, "--json"))
        assert told == {"queue_paused": paused}


def test_the_data_folder_in_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    other, moved = tmp_path / "other", tmp_path / "moved"
    for command in (("use", other), ("move", moved)):
        finished = run_program("data-folder", *command, "--json")
        assert finished.status == 0, finished
        assert finished.events == [{"path": str(command[1])}]
    (told,) = run_program("data-folder", "default", "--json").events
    assert told["path"].startswith(str(tmp_path / "XDG_DATA_HOME"))
    shutil.rmtree(moved)


def test_a_dataset_that_was_made_is_told(tmp_path: Path) -> None:
    source, out = tmp_path / "pictures.npz", tmp_path / "made.h5"
    samples, labels = road_signs(12)
    np.savez(source, x_test=samples, y_test=labels)
    told = only_object(run_program("dataset", "create", source, "--out", out, "--json"))
    assert told["path"] == str(out)
    assert (told["samples"], told["shape"]) == (12, [3, 32, 32])
    assert told["classes"] == len(set(labels.tolist()))
    assert told["skipped_count"] == 0
