"""`pandavision worst-case`: a finished job of several."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.jobs.job_folder import JobFolder

from ..support.running_program import assert_refused, assert_succeeded, contents, run_program
from ..support.sample_files import (
    RESULT_FILES,
    ROBUST,
    read_table,
    small_job,
    small_spec,
    write_spec,
)

pytestmark = pytest.mark.usefixtures("forked_programs")

JOBS: dict[str, dict[str, Any]] = {
    "pgd": {},
    "square": {
        "attack": "square-linf",
        "attack_params": {"steps": 20},
        "perturbation_values": [0.015, 0.03, 0.05],
    },
    "transfer": {
        "attack": "transfer",
        "attack_params": {"steps": 5},
        "surrogate_model": "second.onnx",
    },
    "noise": {"attack": "noise-linf", "attack_params": None},
    "l2": {"attack": "pgd-l2", "perturbation_values": [0.5]},
    "few": {"attack": "mpgd-linf", "attack_params": {"steps": 5}, "indexes": [9, 3, 20, 4]},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Finished jobs of one model and dataset with different attacks, each in a folder."""
    folder = tmp_path_factory.mktemp("jobs")
    small_job(folder)
    shutil.copyfile(ROBUST, folder / "second.onnx")
    for name, keys in JOBS.items():
        spec = write_spec(folder / f"{name}.json", small_spec(**keys))
        assert_succeeded(run_program("run", spec, "--out", folder / name))
    return folder


@pytest.fixture
def jobs(made: Path, tmp_path: Path) -> Path:
    """The same in a folder that a test may spoil."""
    for name in JOBS:
        shutil.copytree(made / name, tmp_path / name)
    return tmp_path


def result_of(folder: Path) -> dict[str, Any]:
    result: dict[str, Any] = json.loads((folder / "result.json").read_text("utf-8"))
    return result


def combined(jobs: Path, *names: str, out: str = "worst") -> Path:
    made = run_program("worst-case", *(jobs / name for name in names), "--out", jobs / out)
    assert made.status == 0, made
    return jobs / out


def smallest(*tables: dict[str, Any]) -> dict[int, float]:
    found: dict[int, float] = {}
    for table in tables:
        for index, size in zip(table["index"], table["minimum_perturbation"], strict=True):
            found[int(index)] = min(found.get(int(index), np.inf), float(size))
    return found


def test_every_sample_has_the_nearest_example_and_its_picture(jobs: Path) -> None:
    out = combined(jobs, "pgd", "square", "transfer")
    for name in RESULT_FILES:
        assert (out / name).stat().st_size > 0, name
    tables = [read_table(jobs / name / "samples.h5") for name in ("pgd", "square", "transfer")]
    worst, result = read_table(out / "samples.h5"), result_of(out)
    sizes = dict(zip(worst["index"].tolist(), worst["minimum_perturbation"], strict=True))
    assert sizes == smallest(*tables)
    distance = np.abs(worst["adversarial"].astype(float) - worst["clean"]).reshape(24, -1).max(1)
    wanted = np.where(np.isfinite(worst["distance"]), worst["distance"], 0)
    assert np.array_equal(distance, wanted), "a picture of another example"
    assert sum(source["nearest"] > 0 for source in result["sources"]) >= 2, "one has found all"
    values = result["sec-curve"]["x-values"]
    assert values == [0, 0.01, 0.015, 0.02, 0.03]
    right = [np.mean([size > value for size in sizes.values()]) for value in values]
    assert result["sec-curve"]["y-values"] == pytest.approx(right)
    for source, name in zip(result["sources"], ("pgd", "square", "transfer"), strict=True):
        data = (jobs / name / "result.json").read_bytes()
        assert source["sha256"] == hashlib.sha256(data).hexdigest()
        assert source["attack"] == json.loads(data)["attack"]
        assert ("surrogate" in source) == (name == "transfer")
    passes = [result_of(jobs / name)["model-passes"] for name in ("pgd", "square", "transfer")]
    assert result["model-passes"] == sum(passes)


def test_what_it_says_is_what_it_found(jobs: Path) -> None:
    done = run_program("worst-case", jobs / "pgd", jobs / "square", "--out", jobs / "w")
    assert done.status == 0
    assert "security level" in done.stdout
    assert "(square-linf)" in done.stdout
    assert "up to 0.03" in done.stdout or "at 0.03" in done.stdout
    named = ("worst-case", jobs / "pgd", jobs / "square", "--out", jobs / "n", "--name", "Both")
    assert run_program(*named).stdout.startswith("Both: ")
    job = JobFolder(jobs / "n").read_job()
    assert job is not None
    assert (job.name, job.state) == ("Both", "finished")


def test_it_is_a_job_that_can_be_drawn_archived_opened_and_combined_again(jobs: Path) -> None:
    out = combined(jobs, "pgd", "square")
    picture = jobs / "all.svg"
    assert_succeeded(run_program("export", jobs / "pgd", out, "--out", picture))
    assert picture.stat().st_size > 0
    assert_succeeded(run_program("archive", out, jobs / "w.pandavision"))
    opened = run_program(
        "queue", "open", jobs / "w.pandavision", "--json", "--data-folder", jobs / "data"
    )
    assert_succeeded(opened)
    folder = Path(json.loads(opened.stdout)["folder"])
    assert result_of(folder) == result_of(out)
    again = combined(jobs, "worst", "transfer", out="again")
    direct = combined(jobs, "pgd", "square", "transfer", out="direct")
    for key in ("curve", "median-minimum-perturbation", "model-passes"):
        assert result_of(again)[key] == result_of(direct)[key]
    imported = run_program("worst-case", folder, jobs / "transfer", "--out", jobs / "foreign")
    assert_succeeded(imported)
    job = JobFolder(jobs / "foreign").read_job()
    assert job is not None
    assert job.imported is not None, "it is made of a job that was not computed here"


@pytest.mark.parametrize("change", ["sources", "nearest", "model-passes", "attack"])
def test_a_worst_case_that_does_not_fit_its_jobs_is_not_archived(jobs: Path, change: str) -> None:
    out = combined(jobs, "pgd", "square")
    result = result_of(out)
    if change == "sources":
        del result["sources"]
    elif change == "attack":
        result["attack"] = "standard"
    else:
        result["sources"][0][change] += 1
    (out / "result.json").write_text(json.dumps(result), "utf-8")
    assert_refused(run_program("archive", out, jobs / "w.pandavision"), "result.json")


def test_samples_that_only_some_jobs_have_are_left_out(jobs: Path) -> None:
    out = combined(jobs, "pgd", "few")
    result = result_of(out)
    assert sorted(result["samples"]["indexes"]) == [3, 4, 9, 20]
    assert result["samples"]["chosen-by-user"]
    assert any("different samples" in warning for warning in result["warnings"])
    other_way = combined(jobs, "few", "pgd", out="other")
    assert result_of(other_way)["samples"]["indexes"] == [9, 3, 20, 4]
    assert_succeeded(run_program("archive", out, jobs / "w.pandavision"))


def test_a_worst_case_cannot_be_run(jobs: Path) -> None:
    spec = combined(jobs, "pgd", "square") / "spec.json"
    refused = run_program("run", spec, "--out", jobs / "again")
    assert_refused(refused, "worst-case", "cannot be run")
    assert not (jobs / "again").exists()
    queued = run_program("queue", "add", spec, "--data-folder", jobs / "data")
    assert_refused(queued, "worst-case", "cannot be run")


@pytest.mark.parametrize("name", ["noise", "l2"])
def test_jobs_that_do_not_belong_together_are_refused(jobs: Path, name: str) -> None:
    refused = run_program("worst-case", jobs / "pgd", jobs / name, "--out", jobs / "w")
    assert_refused(refused, {"noise": "random draws", "l2": "different norms"}[name])
    assert not (jobs / "w").exists(), "something was left behind"


def spoil_rows(folder: Path) -> None:
    """Claim that nothing was broken, in the rows only."""
    path = folder / "rows" / "000000.npz"
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays["minimum_perturbation"][:] = np.inf
    arrays["distance"][:] = np.inf
    arrays["adversarial_prediction"][:] = -1
    arrays["adversarial_confidence"][:] = np.nan
    arrays["survives_8bit"][:] = -1
    np.savez(path, **arrays)


def link_rows(folder: Path) -> None:
    (folder / "rows" / "000000.npz").rename(folder.parent / "elsewhere.npz")
    (folder / "rows" / "000000.npz").symlink_to(folder.parent / "elsewhere.npz")


def no_result(folder: Path) -> None:
    (folder / "result.json").unlink()


def cleared(folder: Path) -> None:
    shutil.rmtree(folder / "rows")
    shutil.rmtree(folder / "adversarial")
    job = json.loads((folder / "job.json").read_text("utf-8"))
    (folder / "job.json").write_text(json.dumps({**job, "cleared": "rows"}), "utf-8")


def half_a_picture(folder: Path) -> None:
    path = folder / "adversarial" / "000000.npy"
    path.write_bytes(path.read_bytes()[:-100])


SPOILT: list[tuple[Callable[[Path], object], str]] = [
    (spoil_rows, "is not what the rows give"),
    (link_rows, "cannot be read"),
    (no_result, 'lacks "result.json"'),
    (cleared, "rows were cleared"),
    (half_a_picture, "000000.npy"),
    (shutil.rmtree, "there is no such folder"),
]


@pytest.mark.parametrize(("deed", "words"), SPOILT, ids=lambda v: getattr(v, "__name__", ""))
def test_a_job_that_is_not_whole_is_refused(
    jobs: Path, deed: Callable[[Path], object], words: str
) -> None:
    deed(jobs / "square")
    refused = run_program("worst-case", jobs / "pgd", jobs / "square", "--out", jobs / "w")
    assert_refused(refused, words, "square")
    assert not (jobs / "w").exists()


def test_a_running_job_is_refused(jobs: Path) -> None:
    with JobFolder(jobs / "square").lock():
        refused = run_program("worst-case", jobs / "pgd", jobs / "square", "--out", jobs / "w")
    assert_refused(refused, "is running")


def test_what_is_in_the_way_is_left_alone(jobs: Path) -> None:
    before = contents(jobs / "few")
    refused = run_program("worst-case", jobs / "pgd", jobs / "square", "--out", jobs / "few")
    assert_refused(refused, "not empty")
    assert contents(jobs / "few") == before


@pytest.mark.parametrize("what", ["gone", "another"])
def test_without_the_dataset_only_its_samples_are_missing(
    made: Path, jobs: Path, what: str
) -> None:
    whole = combined(jobs, "pgd", "square")
    for name in ("pgd", "square"):
        place = jobs / name / "spec.json"
        spec = json.loads(place.read_text("utf-8"))
        if what == "another":
            # Of the same form, with the samples in another order.
            with h5py.File(made / "signs.h5") as file, h5py.File(jobs / "o.h5", "w") as other:
                other["samples"], other["labels"] = file["samples"][:][::-1], file["labels"][:]
        for path in (place, jobs / name / "result.json"):
            text = path.read_text("utf-8")
            path.write_text(text.replace(spec["dataset"], str(jobs / "o.h5")), "utf-8")
    out = combined(jobs, "pgd", "square", out="without")
    assert not (out / "samples.h5").exists()
    result = result_of(out)
    assert any("samples.h5 was left out" in said for said in result["applied"]["assumptions"])
    assert result["warnings"] == []
    assert result["curve"] == result_of(whole)["curve"]
    assert_succeeded(run_program("archive", out, jobs / "w.pandavision"))
