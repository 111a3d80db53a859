"""`pandavision dataset create`: what people have becomes a dataset."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from PIL import Image

from ..support.dataset_sources import read_made, write_csv, write_folder
from ..support.running_program import (
    PROGRAM,
    assert_failed,
    assert_one_sentence_of_error,
    assert_refused,
    assert_succeeded,
    on_file_system,
    process_has_ended,
    require_mounts,
    run_program,
    wait_until,
)
from ..support.sample_files import ROAD_SIGNS, SAMPLES, STANDARD, road_signs, write_spec

pytestmark = pytest.mark.usefixtures("forked_programs")

NAMES = json.loads((SAMPLES / "standard.json").read_text("utf-8"))["class-names"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample pictures as PNG files by class."""
    return write_folder(tmp_path_factory.mktemp("signs") / "signs", *road_signs(300), NAMES)


def curve_of(place: Path, dataset: Path, **keys: Any) -> list[list[float]]:
    place.mkdir()
    spec = {
        "dataset": str(dataset),
        "trained-model": str(STANDARD),
        "perturbation-values": [0, 0.005, 0.01, 0.02],
        "preprocessing": "unit",
        "attack": "pgd-linf",
        "attack-params": {"steps": 4, "rel_stepsize": 0.4},
        **keys,
    }
    out = place / "out"
    assert_succeeded(run_program("run", write_spec(place / "spec.json", spec), "--out", out))
    curve = json.loads((out / "result.json").read_text("utf-8"))["sec-curve"]
    return [curve["x-values"], curve["y-values"]]


def test_the_sample_pictures_as_files_give_the_curve_of_the_sample_dataset(
    tmp_path: Path, folder: Path
) -> None:
    (tmp_path / "classes.txt").write_text("\n".join(NAMES), "utf-8")
    made = run_program(
        "dataset", "create", folder, "--class-list", tmp_path / "classes.txt",
        "--out", tmp_path / "made.h5",
    )  # fmt: skip
    assert_succeeded(made)
    assert "300 samples 3×32×32 uint8, 12 classes" in made.stdout
    looked = run_program("inspect", tmp_path / "made.h5", "--json")
    assert_succeeded(looked)
    assert json.loads(looked.stdout)["class_names"] == NAMES
    samples, _, origins = read_made(tmp_path / "made.h5")
    original = road_signs(300)[0]
    assert (samples == original[[int(Path(origin).stem) for origin in origins]]).all()
    keys = {"evaluation-mode": "complete"}
    first = curve_of(tmp_path / "first", ROAD_SIGNS, **keys)
    assert curve_of(tmp_path / "second", tmp_path / "made.h5", **keys) == first
    assert first[1][0] > 0.9 > first[1][-1]


def test_without_the_network_s_classes_the_labels_are_others_and_the_curve_shows_it(
    tmp_path: Path, folder: Path
) -> None:
    # By their names the classes have another order: what the list of classes is for.
    assert_succeeded(run_program("dataset", "create", folder, "--out", tmp_path / "made.h5"))
    tried = run_program("inspect", STANDARD, tmp_path / "made.h5", "--json")
    assert_succeeded(tried)
    assert json.loads(tried.stdout)["clean_accuracy"]["accuracy"] < 0.3


def test_a_file_that_is_there_is_overwritten_on_demand_only(tmp_path: Path, folder: Path) -> None:
    out = tmp_path / "a.h5"
    out.write_bytes(b"mine")
    refused = run_program("dataset", "create", folder, "--out", out)
    assert_refused(refused, f'"{out}" is there already', "--force")
    assert out.read_bytes() == b"mine"
    assert_succeeded(run_program("dataset", "create", folder, "--out", out, "--force"))
    assert len(read_made(out)[0]) == 300
    assert os.listdir(tmp_path) == ["a.h5"]


def test_bad_pictures_are_listed_and_skipped_if_the_user_says_so(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", *road_signs(24), NAMES)
    for name in ("broken.png", "evil\x1b[2J.png"):
        (folder / "stop" / name).write_bytes(b"\x89PNG\r\n\x1a\n no picture")
    refused = run_program("dataset", "create", folder, "--out", tmp_path / "a.h5")
    assert refused.status == 2
    *listed, last = refused.stderr.splitlines()
    assert ["broken.png" in listed[0], "evil\\x1b[2J.png" in listed[1], len(listed)] == [
        True, True, 2
    ]  # fmt: skip
    assert_one_sentence_of_error(last + "\n", "2 samples", "--skip-bad")
    assert os.listdir(tmp_path) == ["in"]
    made = run_program("dataset", "create", folder, "--skip-bad", "--out", tmp_path / "a.h5")
    assert made.status == 0
    assert made.stderr.splitlines() == ["2 left out, because they cannot be read:", *listed]
    assert "24 samples" in made.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["gone", "--out", "a.h5"], "no file or folder"),
        (["in", "--out", "a.txt"], "a.txt.h5"),
        (["in", "--out", "there.h5"], "is a folder"),
        (["in", "--out", "gone/a.h5"], "no folder"),
        (["in", "--out", "a.h5", "--size", "0"], "--size"),
        (["in", "--out", "a.h5", "--size", "9999"], "8192"),
        (["in", "--out", "a.h5", "--size", "1x2x3"], "32x48"),
        (["in", "--out", "a.h5", "--shape", "9x2x3"], "4 channels"),
        (["in", "--out", "a.h5", "--per-class", "0"], "--per-class"),
        (["in", "--out", "a.h5", "--split", "train"], "--split"),
        (["in", "--out", "a.h5", "--labels-file", "gone.npy"], "--labels-file has no meaning"),
        (["in", "--out", "a.h5", "--class-list", "gone.txt"], "gone.txt"),
    ],
)
def test_mistakes_are_told_in_one_sentence(
    tmp_path: Path, arguments: list[str], words: str
) -> None:
    write_folder(tmp_path / "in", *road_signs(4), NAMES)
    (tmp_path / "there.h5").mkdir()
    before = sorted(os.listdir(tmp_path))
    assert_refused(run_program("dataset", "create", *arguments, cwd=tmp_path), words)
    assert sorted(os.listdir(tmp_path)) == before


@pytest.fixture
def slow_source(tmp_path: Path) -> Path:
    """A table that takes long to read."""
    samples = np.random.default_rng(1).integers(0, 256, size=(2_000, 1, 64, 64), dtype=np.uint8)
    return write_csv(tmp_path / "in.csv", samples, [0] * len(samples))


def started(source: Path, out: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*PROGRAM, "dataset", "create", str(source), "--out", str(out)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip


def parts_in(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if path.name.endswith(".part")]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stop_leaves_nothing_half_written(
    tmp_path: Path, slow_source: Path, number: signal.Signals
) -> None:
    with started(slow_source, tmp_path / "a.h5") as process:
        wait_until(lambda: parts_in(tmp_path), "the folder that the worker writes to")
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (130, "")
    assert stderr == "Stopped; nothing was written.\n"
    assert os.listdir(tmp_path) == ["in.csv"]


def test_a_killed_worker_leaves_nothing_and_the_reason_is_told(
    tmp_path: Path, slow_source: Path
) -> None:
    with started(slow_source, tmp_path / "a.h5") as process:
        worker = wait_until(
            lambda: psutil.Process(process.pid).children(), "the worker of the command"
        )[0]
        worker.kill()
        stdout, stderr = process.communicate(timeout=60)
    assert (process.returncode, stdout) == (2, "")
    assert_one_sentence_of_error(stderr, "killed", "in.csv")
    assert os.listdir(tmp_path) == ["in.csv"]


def test_a_killed_command_takes_its_worker_with_it(tmp_path: Path, slow_source: Path) -> None:
    with started(slow_source, tmp_path / "a.h5") as process:
        worker = wait_until(
            lambda: psutil.Process(process.pid).children(), "the worker of the command"
        )[0]
        process.kill()
        process.communicate(timeout=60)
    wait_until(lambda: process_has_ended(worker.pid), "the end of the worker")
    assert not (tmp_path / "a.h5").exists()


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    require_mounts()
    noise = np.random.default_rng(1).integers(0, 256, size=(300, 3, 64, 64), dtype=np.uint8)
    np.savez(tmp_path / "in.npz", x=noise, y=np.zeros(300, dtype=int))
    small = tmp_path / "small"
    small.mkdir()
    before = on_file_system(small, "size=256k")
    done = run_program(
        "dataset", "create", tmp_path / "in.npz", "--out", small / "a.h5",
        before=(*before[:-1], f"{before[-1]}"),
    )  # fmt: skip
    assert_failed(done, "disk is full", f"to {small}.")


def test_every_kind_of_picture_is_read_by_the_confined_worker(tmp_path: Path) -> None:
    (tmp_path / "in" / "a").mkdir(parents=True)
    endings = ("png", "jpg", "bmp", "gif", "webp", "tif", "ppm")
    for number, ending in enumerate(endings):
        picture = Image.new("RGB", (16, 16), (number * 30, 100, 200))
        picture.save(tmp_path / "in" / "a" / f"x.{ending}")
    assert_succeeded(run_program("dataset", "create", tmp_path / "in", "--out", tmp_path / "a.h5"))
    samples, _, origins = read_made(tmp_path / "a.h5")
    assert sorted(origins) == sorted(f"a/x.{ending}" for ending in endings)
    for pixels, origin in zip(samples.astype(int), origins, strict=True):
        wanted = np.array([endings.index(origin[4:]) * 30, 100, 200])[:, None, None]
        assert np.abs(pixels - wanted).max() <= 4, origin


def test_a_picture_of_enormous_size_is_bad_and_not_decoded(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", *road_signs(4), NAMES)
    Image.new("1", (40_000, 40_000)).save(folder / "stop" / "bomb.png")
    assert (folder / "stop" / "bomb.png").stat().st_size < 2**20
    refused = run_program("dataset", "create", folder, "--out", tmp_path / "a.h5", limit_s=20)
    assert refused.status == 2
    assert "40,000 by 40,000 pixels" in refused.stderr


@pytest.mark.parametrize("is_table", [True, False])
def test_a_part_of_words_is_numbered_by_the_file_for_training_beside_it(
    tmp_path: Path, is_table: bool
) -> None:
    pixels = np.full((2, 1, 4, 4), 7, np.uint8)
    for part, words in (("test", ["cow", "ant"]), ("train", ["ant", "bee", "cow"])):
        for name in ("labels", "in"):  # apart: each must be readable by itself
            (tmp_path / name).mkdir(exist_ok=True)
        (tmp_path / "labels" / f"y_{part}.txt").write_text("\n".join(words))
        write_csv(tmp_path / "in" / f"{part}.csv", np.resize(pixels, (len(words), 1, 4, 4)), words)
    np.save(tmp_path / "in" / "x.npy", pixels)
    source = ("in/test.csv",) if is_table else ("in/x.npy", "--labels-file", "labels/y_test.txt")
    made = run_program("dataset", "create", *source, "--out", "made.h5", cwd=tmp_path)
    assert_succeeded(made)
    assert 'The classes are numbered as in the part for training; here "bee"' in made.stdout
    assert read_made(tmp_path / "made.h5")[1].tolist() == [2, 0]
