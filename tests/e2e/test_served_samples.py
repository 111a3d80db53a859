"""Samples of a finished job and their pictures, by HTTP from a server that runs."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import h5py
import numpy as np
import pytest
from PIL import Image

from ..support.served import BODY, SAMPLES, Served, serving

pytestmark = pytest.mark.usefixtures("forked_programs")

TOP = BODY["perturbation-values"][-1]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "data"


@pytest.fixture(scope="module")
def finished(data: Path) -> Iterator[tuple[Served, str]]:
    """A server with a job that has finished, and its id."""
    with serving(data) as served:
        yield served, served.add()


def listed(finished: tuple[Served, str], query: str = "") -> dict[str, Any]:
    served, job_id = finished
    status, _, found = served.ask("GET", f"/api/v1/jobs/{job_id}/samples?{query}")
    assert status == 200, found
    return dict(found)


def assert_no_path(told: Any, data: Path) -> None:
    """No answer names a folder of the server's machine."""
    text = json.dumps(told)
    for folder in (data, data.resolve(), SAMPLES, SAMPLES.resolve()):
        assert str(folder) not in text


def picture(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)))


def test_samples_are_those_of_the_rows_the_smallest_perturbation_first(
    finished: tuple[Served, str], data: Path
) -> None:
    all_ = listed(finished)
    assert all_["total"] == len(BODY["indexes"]) == len(all_["samples"])
    with h5py.File(data / "jobs" / finished[1] / "samples.h5") as file:
        stored = dict(zip(file["index"][:].tolist(), file["minimum_perturbation"][:], strict=True))
    told = {one["index"]: one["minimum_perturbation"] for one in all_["samples"]}
    assert {i: np.inf if v is None else v for i, v in told.items()} == stored
    sizes = [stored[one["index"]] for one in all_["samples"] if one["fate"] != "wrong"]
    assert sizes == sorted(sizes)
    largest = listed(finished, "order=largest")["samples"]
    assert largest[0]["minimum_perturbation"] == max(v for v in stored.values() if np.isfinite(v))
    by_index = [one["index"] for one in listed(finished, "order=dataset")["samples"]]
    assert by_index == sorted(BODY["indexes"])


def test_pages_of_samples_are_parts_of_one_list(finished: tuple[Served, str]) -> None:
    all_ = [one["index"] for one in listed(finished)["samples"]]
    parts = [listed(finished, f"offset={n}&limit=5") for n in (0, 5, 10, 15)]
    assert [one["index"] for part in parts for one in part["samples"]] == all_
    assert [part["total"] for part in parts] == [len(all_)] * 4
    assert parts[3]["samples"] == []


def test_samples_are_filtered_by_class_and_by_what_became_of_them(
    finished: tuple[Served, str],
) -> None:
    all_ = listed(finished)["samples"]
    label = all_[0]["label"]
    of_class = listed(finished, f"class={label}&order=dataset")["samples"]
    assert {one["index"] for one in of_class} == {o["index"] for o in all_ if o["label"] == label}
    broken = {o["index"] for o in all_ if 0 < (o["minimum_perturbation"] or 9) <= TOP}
    assert broken, f"the network breaks at {TOP}"
    found = listed(finished, f"fate=broken&value={TOP}")["samples"]
    assert {one["index"] for one in found} == broken
    assert {one["fate"] for one in found} == {"broken"}
    smaller = listed(finished, "fate=broken&value=0.01")["samples"]
    assert len(smaller) < len(found)
    counts = [listed(finished, f"fate={f}")["total"] for f in ("broken", "withstood", "wrong")]
    assert sum(counts) == len(all_)
    assert listed(finished, f"answer={all_[0]['adversarial_prediction']}")["total"] > 0


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("value=0.015", 400, "not evaluated at 0.015"),
        ("value=nan", 422, '"value"'),
        ("value=inf", 422, '"value"'),
        ("limit=501", 422, '"limit"'),
        ("limit=0", 422, '"limit"'),
        ("offset=-1", 422, '"offset"'),
        ("order=best", 422, '"order"'),
        ("class=-1", 422, '"class"'),
        ("class=99999999999999999999", 422, '"class"'),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    finished: tuple[Served, str], query: str, status: int, words: str
) -> None:
    served, job_id = finished
    found, _, body = served.ask("GET", f"/api/v1/jobs/{job_id}/samples?{query}")
    assert found == status
    assert words in body["message"]


def test_the_pictures_are_the_sample_its_example_and_their_difference(
    finished: tuple[Served, str],
) -> None:
    served, job_id = finished
    sample = next(one for one in listed(finished)["samples"] if one["fate"] == "broken")
    place = f"/api/v1/jobs/{job_id}/samples/{sample['index']}"
    shown = {}
    for kind in ("original", "adversarial", "difference"):
        status, headers, content = served.content(f"{place}/{kind}.png")
        assert (status, headers["content-type"]) == (200, "image/png")
        assert headers["x-content-type-options"] == "nosniff"
        assert ("x-amplified" in headers) == (kind == "difference")
        shown[kind] = picture(content).astype(int)
    with h5py.File(SAMPLES / "road_signs.h5") as file:
        stored = file["samples"][sample["index"]]
    assert np.array_equal(shown["original"], np.moveaxis(stored, 0, -1))
    change = np.abs(shown["adversarial"] - shown["original"]).max()
    assert 0 < change <= 255 * sample["minimum_perturbation"] + 1
    assert float(headers["x-amplified"]) > 1
    small = picture(served.content(f"{place}/original.png?side=8")[2])
    assert max(small.shape[:2]) == 8


def test_who_asks_for_many_pictures_at_once_gets_each(finished: tuple[Served, str]) -> None:
    served, job_id = finished
    asked = [
        (index, f"/api/v1/jobs/{job_id}/samples/{index}/original.png?side={side}")
        for index in BODY["indexes"]
        for side in (9, 20, 600)
    ]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda one: served.content(one[1]), asked))
    assert {status for status, _, _ in answers} == {200}
    with h5py.File(SAMPLES / "road_signs.h5") as file:
        for (index, path), (_, _, content) in zip(asked, answers, strict=True):
            if path.endswith("600"):
                stored = np.moveaxis(file["samples"][index], 0, -1)
                assert np.array_equal(picture(content), stored)


def test_what_is_not_there_is_not_found(finished: tuple[Served, str]) -> None:
    served, job_id = finished
    place = f"/api/v1/jobs/{job_id}/samples"
    for path, status in (
        (f"{place}/1/original.png", 404),
        (f"{place}/-1/original.png", 404),
        (f"{place}/{10**30}/original.png", 404),
        (f"{place}/0/original.png?side=4000", 422),
        (f"{place}/0/other.png", 422),
        (f"{place}/x/original.png", 422),
        (f"/api/v1/jobs/{uuid4()}/samples", 404),
        (f"/api/v1/jobs/{uuid4()}/samples/0/original.png", 404),
    ):
        found, _, content = served.content(path)
        assert found == status, path
        assert json.loads(content)["message"]


def test_what_withstood_has_no_adversarial_picture_and_says_so(tmp_path: Path) -> None:
    with serving(tmp_path / "data") as served:
        tiny = [0, 0.0001]
        job_id = served.add(**{"perturbation-values": tiny, "attack": "pgd-linf"})
        found = served.ask("GET", f"/api/v1/jobs/{job_id}/samples?fate=withstood")[2]
        index = found["samples"][0]["index"]
        assert found["samples"][0]["minimum_perturbation"] is None
        place = f"/api/v1/jobs/{job_id}/samples/{index}"
        assert served.content(f"{place}/original.png")[0] == 200
        status, _, content = served.content(f"{place}/adversarial.png")
        assert status == 404
        assert "no adversarial example" in json.loads(content)["message"]


def test_a_job_that_waits_has_no_samples_yet_and_one_whose_files_are_gone_no_more(
    finished: tuple[Served, str], data: Path
) -> None:
    served, _ = finished
    assert served.ask("POST", "/api/v1/queue/pause")[0] == 200
    waiting = served.ask("POST", "/api/security_evaluations", BODY | {"seed": 4})[2]
    status, _, body = served.ask("GET", f"/api/v1/jobs/{waiting}/samples")
    assert status == 409
    assert "has not finished" in body["message"]
    served.ask("POST", "/api/v1/queue/continue")
    served.wait_for(lambda: served.status(waiting) == "finished")
    for part in ("rows", "result.json"):
        folder = data / "jobs" / waiting
        if (folder / part).is_dir():
            shutil.rmtree(folder / part)
        else:
            (folder / part).unlink()
        for path in ("samples", "samples/0/original.png"):
            status, _, body = served.ask("GET", f"/api/v1/jobs/{waiting}/{path}")
            assert status == 410, body
            assert body["message"].endswith(".")
            assert_no_path(body, data)


def test_of_files_that_are_gone_no_folder_is_told(data: Path, tmp_path: Path) -> None:
    root = tmp_path / "models"
    root.mkdir()
    for name in (BODY["dataset"], BODY["trained-model"]):
        shutil.copy(SAMPLES / name, root / name)
    with serving(tmp_path / "data", cwd=root) as served:
        job_id = served.add()
        place = f"/api/v1/jobs/{job_id}"
        (root / BODY["dataset"]).unlink()
        folder = tmp_path / "data" / "jobs" / job_id
        (folder / "samples.h5").unlink()
        told = [served.ask("GET", f"{place}/samples")]
        assert told[0][2]["remark"], "without both files the originals are gone"
        told.append(served.ask("GET", f"{place}/samples/0/original.png"))
        # One that waits for its files says which are missing.
        (root / BODY["trained-model"]).rename(root / "gone.onnx")
        shutil.copy(SAMPLES / BODY["dataset"], root / BODY["dataset"])
        told.append(served.ask("POST", "/api/security_evaluations", BODY))
        shutil.rmtree(folder)
        told += [served.ask("GET", f"{place}{end}") for end in ("", "/report.html", "/samples")]
        told.append(served.ask("GET", "/api/v1/jobs"))
        for status, _, body in told:
            assert status < 500, body
            assert_no_path(body, tmp_path)
        assert [status for status, _, _ in told] == [200, 404, 400, 410, 410, 410, 200]
