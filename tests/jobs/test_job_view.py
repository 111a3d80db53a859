"""A finished job that is looked at: its rows and pictures are the job's own, or there are none."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import psutil
import pytest

from pandavision_gui.engine.evaluation.row_writer import read_pictures, read_rows
from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.jobs.job_view import OpenedJob, ShownSamples
from pandavision_gui.jobs.requests import archive_job, combine_jobs, unpack_archive
from pandavision_gui.jobs.worker_process import WORKER_FLAG

from ..support.sample_files import random_job
from ..support.viewed_jobs import Look, run_job, signs_spec

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(180)]

KINDS: dict[str, dict[str, Any]] = {
    "uint8": {},
    "chosen": {"indexes": [7, 2, 9, 0]},
    "l2": {"perturbation_type": "l2", "perturbation_values": [0, 0.2, 0.5], "attack": "fmn-l2"},
    "l0": {"perturbation_type": "l0", "perturbation_values": [0, 0.01, 0.1], "attack": "fmn-l0"},
    "noise": {"perturbation_type": "random", "attack": None, "perturbation_values": [0, 0.2, 0.6]},
    "severity": {
        "perturbation_type": "gaussian-noise",
        "attack": None,
        "perturbation_values": [0, 0.5, 1],
    },
}


@pytest.fixture(scope="module")
def jobs(ready_workers: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A folder of a finished job of each kind."""
    base = tmp_path_factory.mktemp("jobs")
    made = {}
    for name, keys in KINDS.items():
        params = {} if name in ("uint8", "chosen") else {"attack_params": None}
        made[name] = run_job(signs_spec(base / "files", name=name, **params, **keys), base / name)
    made["floats"] = run_job(random_job(base / "files", "floats", seed=3), base / "floats")
    made["values"] = run_job(by_value(base / "files"), base / "values")
    return made


def by_value(folder: Path) -> Path:
    """A spec of a model that calls its classes 10, 11, …, and of samples that are labelled so."""
    spec = signs_spec(folder, name="values")
    document = json.loads(spec.read_text("utf-8"))
    with h5py.File(document["dataset"], "a") as file:
        labels = file["labels"][:] + 10
        del file["labels"]
        file["labels"] = labels
    model = onnx.load(document["trained-model"])
    names = ",".join(str(10 + place) for place in range(12))  # beyond all places
    del model.metadata_props[:]
    onnx.helper.set_model_props(model, {"class_names": names})
    onnx.save(model, folder / "values.onnx")
    spec.write_text(json.dumps(document | {"trained-model": str(folder / "values.onnx")}))
    return spec


@pytest.fixture
def copied(jobs: dict[str, Path], tmp_path: Path) -> Path:
    """A copy of the first job, with a dataset of its own, that a test may spoil."""
    return copy_of(jobs["uint8"], tmp_path)


def copy_of(job: Path, folder: Path) -> Path:
    made = folder / "job"
    shutil.copytree(job, made)
    spec = json.loads((made / "spec.json").read_text("utf-8"))
    dataset = folder / "data.h5"
    shutil.copy2(spec["dataset"], dataset)
    for name in ("spec.json", "result.json"):
        text = (made / name).read_text("utf-8")
        (made / name).write_text(
            text.replace(json.dumps(spec["dataset"]), json.dumps(str(dataset)))
        )
    return made


def dataset_of(job: Path) -> Path:
    return Path(json.loads((job / "spec.json").read_text("utf-8"))["dataset"])


def look_at(job: Path) -> tuple[OpenedJob, ShownSamples]:
    """Open a job and return all its pictures."""
    with Look(job) as look:
        opened = look.opened()
        return opened, look.pictures(opened.table.index.tolist())


def is_shown(shown: ShownSamples) -> np.ndarray:
    """Whether there is a picture: (n, 3), of the sample, its example and their difference."""
    return shown.pictures[..., 3].any(axis=(2, 3))


@pytest.mark.parametrize("kind", [*KINDS, "floats", "values"])
def test_the_table_is_the_jobs_in_the_order_of_its_result(jobs: dict[str, Path], kind: str) -> None:
    opened, shown = look_at(jobs[kind])
    listed = opened.result.samples.indexes
    assert listed is not None
    assert opened.table.equals(read_rows(jobs[kind], np.array(listed, dtype=np.int64)))
    if kind == "chosen":
        assert opened.table.index.tolist() == KINDS["chosen"]["indexes"]
    # Every example found is as far from its sample as its row says, so all of them are shown.
    has_example = np.isfinite(opened.table.distance) & (opened.table.minimum_perturbation > 0)
    assert has_example.any(), "a job without examples says nothing here"
    seen = is_shown(shown)
    assert seen[:, 0].all()
    assert np.array_equal(seen[:, 1], has_example)
    assert np.array_equal(seen[:, 2], has_example)
    assert np.array_equal(np.array(shown.amplified) > 0, has_example)
    assert opened.facts.examples == int(has_example.sum())
    assert opened.facts.remark == ""


@pytest.mark.parametrize("kind", ["uint8", "floats"])
def test_the_pictures_are_what_the_files_hold(jobs: dict[str, Path], kind: str) -> None:
    opened, shown = look_at(jobs[kind])
    with h5py.File(dataset_of(jobs[kind])) as file:
        stored = file["samples"][:][opened.table.index]
    low, high = opened.result.applied.input_range
    examples = read_pictures(jobs[kind])
    colours = 3 if stored.shape[1] == 3 else 1

    def pixels(place: int, which: int) -> np.ndarray:
        picture = shown.pictures[place, which]
        assert (picture[..., :3] == picture[..., :1]).all() or colours == 3
        return np.moveaxis(picture[..., :colours], -1, 0)

    def levels(values: np.ndarray) -> np.ndarray:
        return (np.float64(values) - low) / (high - low) * 255

    for place, index in enumerate(opened.table.index.tolist()):
        if stored.dtype == np.uint8:
            assert np.array_equal(pixels(place, 0), stored[place])
        assert np.abs(pixels(place, 0) - levels(stored[place])).max() <= 0.5 + 1e-6
        if not shown.amplified[place]:
            continue
        assert np.abs(pixels(place, 1) - levels(examples[index])).max() <= 0.5 + 1e-6
        change = (levels(examples[index]) - levels(stored[place])) * shown.amplified[place]
        assert np.abs(pixels(place, 2) - (127.5 + change)).max() <= 0.5 + 1e-6
        assert np.abs(change).max() == pytest.approx(0.375 * 255)


def test_larger_samples_come_no_larger_than_asked(jobs: dict[str, Path]) -> None:
    with Look(jobs["uint8"]) as look:
        opened = look.opened()
        first = [int(opened.table.index[0])]
        shapes = [look.pictures(first, side).pictures.shape[2:4] for side in (8, 31, 32, 500)]
    assert shapes == [(8, 8), (31, 31), (32, 32), (32, 32)]


def test_of_wishes_that_wait_the_last_of_each_purpose_is_served_the_large_one_first(
    jobs: dict[str, Path],
) -> None:
    with Look(jobs["uint8"]) as look:
        # Before it is open none is begun: all of them wait.
        for number in range(5):
            look.view.want([number], 16, "grid")
            look.view.want([number], 16, "saved")
            look.view.want([number], 16, "large")
        look.opened()
        shown = [look.shown() for _ in range(3)]
        assert [(one.purpose, one.indexes) for one in shown] == [
            ("large", (4,)), ("saved", (4,)), ("grid", (4,)),
        ]  # fmt: skip
        look.view.want([1], 16, "grid")
        assert look.shown().indexes == (1,)


def test_a_wish_that_is_taken_back_is_not_served(jobs: dict[str, Path]) -> None:
    with Look(jobs["uint8"]) as look:
        look.view.want([1], 16, "grid")
        look.view.want([], 16, "grid")
        look.view.want([2], 16, "saved")
        look.opened()
        assert look.shown().purpose == "saved"
        assert look.pictures([3], 16).indexes == (3,)


def test_what_is_not_in_the_job_has_no_picture(jobs: dict[str, Path]) -> None:
    with Look(jobs["chosen"]) as look:
        look.opened()
        shown = look.pictures([1, 7, 10**12])  # the dataset has the first one, too
    assert is_shown(shown).any(axis=1).tolist() == [False, True, False]


def change_samples(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["samples"][:] = 255 - file["samples"][:]


def change_labels(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        file["labels"][:] = file["labels"][:][::-1]


def shorten(path: Path) -> None:
    with h5py.File(path, "r+") as file:
        samples, labels = file["samples"][:4], file["labels"][:4]
        del file["samples"], file["labels"]
        file["samples"], file["labels"] = samples, labels


def rewrite(path: Path) -> None:
    """The same samples, stored in another way at another time."""
    with h5py.File(path, "r") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    path.unlink()
    with h5py.File(path, "w") as file:
        file.create_dataset("samples", data=samples, compression="gzip")
        file["labels"] = labels


def no_file(path: Path) -> None:
    path.write_bytes(b"no HDF5")


SPOILED = [Path.unlink, change_samples, change_labels, shorten, no_file]


@pytest.mark.parametrize("spoil", SPOILED)
@pytest.mark.parametrize("left", ["all", "no samples.h5", "no pictures"])
def test_of_a_dataset_that_is_another_one_by_now_nothing_is_shown(
    copied: Path, spoil: Callable[[Path], None], left: str
) -> None:
    before, whole = look_at(copied)
    spoil(dataset_of(copied))
    if left != "all":
        (copied / "samples.h5").unlink()
    if left == "no pictures":
        shutil.rmtree(copied / "adversarial")
    opened, shown = look_at(copied)
    assert opened.table.equals(before.table)
    assert opened.facts.remark
    assert len(opened.facts.remark.splitlines()) == 1
    seen = is_shown(shown)
    if left == "all":  # the samples lie beside the rows
        assert np.array_equal(shown.pictures, whole.pictures)
    else:
        assert not seen[:, 0].any()
        assert not seen[:, 2].any()
        assert seen[:, 1].sum() == (before.facts.examples if left == "no samples.h5" else 0)
        if left == "no samples.h5":
            there = seen[:, 1]
            assert np.array_equal(shown.pictures[there, 1], whole.pictures[there, 1])


@pytest.mark.parametrize("left", ["all", "no samples.h5"])
def test_the_same_samples_stored_in_another_way_are_shown(copied: Path, left: str) -> None:
    _, whole = look_at(copied)
    rewrite(dataset_of(copied))
    if left != "all":
        (copied / "samples.h5").unlink()
    opened, shown = look_at(copied)
    assert opened.facts.remark == ""
    assert np.array_equal(shown.pictures, whole.pictures)


def test_without_pictures_the_content_says_whether_it_is_the_jobs_dataset(copied: Path) -> None:
    _, whole = look_at(copied)
    shutil.rmtree(copied / "adversarial")
    (copied / "samples.h5").unlink()
    path = dataset_of(copied)
    path.touch()  # copied, unpacked or moved: of another time
    opened, shown = look_at(copied)
    assert (opened.facts.remark, opened.facts.examples) == ("", 0)
    assert np.array_equal(shown.pictures[:, 0], whole.pictures[:, 0])
    assert not is_shown(shown)[:, 1:].any()


def test_pictures_that_were_exchanged_are_shown_of_neither_sample(copied: Path) -> None:
    (copied / "samples.h5").unlink()
    path = next((copied / "adversarial").glob("*[0-9].npy"))
    stack = np.load(path)
    opened, whole = look_at(copied)
    listed = np.load(path.with_name(path.stem + ".index.npy")).tolist()
    broken = [
        listed.index(int(index))
        for index, perturbation in zip(
            opened.table.index, opened.table.minimum_perturbation, strict=True
        )
        if np.isfinite(perturbation)
    ]
    one, other = broken[0], broken[1]
    stack[[one, other]] = stack[[other, one]]
    np.save(path, stack)
    _, shown = look_at(copied)
    exchanged = np.isin(opened.table.index, [listed[one], listed[other]])
    assert not is_shown(shown)[exchanged].any()
    assert np.array_equal(shown.pictures[~exchanged], whole.pictures[~exchanged])


def test_every_shown_example_is_as_far_as_its_row_says(jobs: dict[str, Path]) -> None:
    for kind, job in jobs.items():
        opened, shown = look_at(job)
        with h5py.File(dataset_of(job)) as file:
            stored = file["samples"][:].astype(np.float32)
        pictures = read_pictures(job)
        for place in np.flatnonzero(is_shown(shown)[:, 1]):
            index = int(opened.table.index[place])
            far = distances(stored[index][None], pictures[index][None], Norm(opened.result.norm))
            assert far == pytest.approx(opened.table.distance[place], rel=1e-9), (kind, index)


def test_a_job_whose_rows_were_cleared_says_so(copied: Path) -> None:
    note = json.loads((copied / "job.json").read_text("utf-8"))
    (copied / "job.json").write_text(json.dumps(note | {"cleared": "rows"}), "utf-8")
    for name in ("rows", "adversarial"):
        shutil.rmtree(copied / name)
    with Look(copied) as look:
        error = look.error()
    assert error.code == "job_not_shown"
    assert "cleared" in error.message


def test_a_job_in_which_all_is_wrong_has_samples_and_no_example(
    ready_workers: None, tmp_path: Path
) -> None:
    spec = random_job(tmp_path, "wrong", seed=4)
    with h5py.File(tmp_path / "wrong.h5", "r+") as file:
        file["labels"][:] = (file["labels"][:] + 1) % 4
    opened, shown = look_at(run_job(spec, tmp_path / "job"))
    assert opened.result.samples.wrong_already == len(opened.table) == 16
    assert is_shown(shown).sum(axis=0).tolist() == [16, 0, 0]
    assert opened.facts.examples == 0


def test_a_worst_case_shows_the_examples_of_its_jobs(
    jobs: dict[str, Path], ready_workers: None, tmp_path: Path
) -> None:
    first = dataset_of(jobs["uint8"])
    spec = signs_spec(tmp_path / "files", attack="apgd-linf", attack_params={"steps": 5})
    other = run_job(spec, tmp_path / "other", dataset=str(first))
    place = tmp_path / "combined"
    place.mkdir()
    told = combine_jobs([jobs["uint8"], other], place, "worst")
    assert told.type == "jobs_combined", told
    opened, shown = look_at(place)
    has_example = np.isfinite(opened.table.distance)
    assert has_example.any()
    assert np.array_equal(is_shown(shown)[:, 1], has_example)


def test_a_job_from_an_archive_shows_the_same(jobs: dict[str, Path], tmp_path: Path) -> None:
    _, whole = look_at(jobs["uint8"])
    archive = tmp_path / "job.pandavision"
    assert archive_job(jobs["uint8"], archive).type == "exported"
    place = tmp_path / "unpacked"
    told = unpack_archive(archive, place)
    assert told.type == "archive_opened", told
    _, shown = look_at(place)
    assert np.array_equal(shown.pictures, whole.pictures)


def test_closing_at_any_moment_leaves_no_worker_and_no_folder(
    jobs: dict[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Look(jobs["uint8"]) as look:
        pass  # before it is open
    with Look(jobs["uint8"]) as look:
        look.opened()
        look.view.want([0, 1, 2], 64)
    with Look(jobs["uint8"]) as look:
        look.opened()
        look.pictures([0])
    assert list(tmp_path.iterdir()) == []


def test_a_worker_that_is_killed_is_told(jobs: dict[str, Path], fresh_workers: None) -> None:
    with Look(jobs["uint8"]) as look:
        look.opened()
        (worker,) = [p for p in psutil.Process().children() if WORKER_FLAG in p.cmdline()]
        worker.kill()
        error = look.error()
    assert error.code == "view_lost"
    assert error.hint
