"""`"output"` in a spec and `inspect --output`: which output of a model is read as class scores."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import h5py
import pytest

from ..support.fork_server import Ready
from ..support.running_program import (
    Finished,
    assert_refused,
    assert_succeeded,
    run_program,
    started_program,
)
from ..support.sample_files import (
    ROAD_SIGNS,
    assert_same_bits,
    read_table,
    road_signs,
    small_job,
    small_spec,
    write_dataset,
    write_spec,
)
from ..support.several_outputs import OTHER, RIGHT, with_other_head

pytestmark = pytest.mark.usefixtures("forked_programs")


def job(folder: Path, *, kept: tuple[str, ...] = (), **keys: Any) -> Path:
    """Write dataset, model and spec, and return the spec's path."""
    spec = small_job(folder, **keys)
    (folder / "signs.onnx").unlink()
    with_other_head(folder / "signs.onnx", kept=kept)
    return spec


def result(out: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((out / "result.json").read_text("utf-8"))
    return document


def test_an_evaluation_of_one_output_is_that_of_a_file_with_it_alone(tmp_path: Path) -> None:
    several = job(tmp_path / "several", output=RIGHT)
    alone = job(tmp_path / "alone", kept=(RIGHT,))
    for spec in (several, alone):
        assert_succeeded(run_program("run", spec, "--out", spec.parent / "out"))
    assert_same_bits(*(read_table(spec.parent / "out" / "samples.h5") for spec in (several, alone)))
    ours, theirs = (result(spec.parent / "out") for spec in (several, alone))
    assert ours["applied"]["output"] == RIGHT
    assert "output" not in theirs["applied"]
    for key in ("sec-curve", "model-passes", "agreement", "samples", "warnings", "class-names"):
        assert ours[key] == theirs[key], key
    assert ours["spec"]["output"] == RIGHT
    assert theirs["spec"]["output"] == "auto"
    with h5py.File(several.parent / "out" / "samples.h5") as file:
        assert json.loads(file.attrs["spec"])["output"] == RIGHT


def test_a_wrong_output_is_warned_of_with_the_key_to_set(tmp_path: Path) -> None:
    spec = job(tmp_path, count=36, attack="noise-linf", attack_params=None)
    finished = run_program("run", spec, "--out", tmp_path / "out")
    assert finished.status == 0, finished
    found = result(tmp_path / "out")
    assert found["applied"]["output"] == OTHER
    assert any(f'With "output": "{RIGHT}", ' in one for one in found["warnings"])


def test_a_stopped_job_goes_on_with_its_output(tmp_path: Path, quick_ready: Ready | None) -> None:
    keys: dict[str, Any] = {"batch_size": 1, "attack_params": {"steps": 60, "rel_stepsize": 0.1}}
    spec = job(tmp_path / "stopped", count=12, output=RIGHT, **keys)
    out = spec.parent / "out"
    with started_program("run", spec, "--out", out, ready=quick_ready) as running:
        running.wait_for(lambda event: event["type"] == "progress" and event["finished"] >= 2)
        running.interrupt()
        assert running.wait().status == 130
    other = write_spec(spec.parent / "other.json", small_spec(**keys))
    assert_refused(run_program("run", other, "--out", out, "--resume"), "not the one of the job")
    assert_succeeded(run_program("run", spec, "--out", out, "--resume"))
    assert result(out)["applied"]["output"] == RIGHT
    undisturbed = job(tmp_path / "undisturbed", count=12, output=RIGHT, **keys)
    assert_succeeded(run_program("run", undisturbed, "--out", undisturbed.parent / "out"))
    assert_same_bits(
        read_table(out / "samples.h5"), read_table(undisturbed.parent / "out" / "samples.h5")
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("third", ('no output "third"', f'"{OTHER}" [?, 12], "{RIGHT}" [?, 12]')),
        ("a\n\u202eb", ("no output", "a\\n\\u202eb")),
    ],
)
def test_an_output_that_is_not_there_is_refused_in_one_sentence(
    name: str, words: tuple[str, ...], tmp_path: Path
) -> None:
    spec, out = job(tmp_path, output=name), tmp_path / "out"
    assert_refused(run_program("run", spec, "--out", out), *words)
    assert not out.exists()
    assert_refused(run_program("inspect", tmp_path / "signs.onnx", "--output", name), *words)


@pytest.mark.parametrize("name", ["", "x" * 501, 3, ["second"]])
def test_a_name_that_is_none_is_refused_with_its_key(name: object, tmp_path: Path) -> None:
    spec = job(tmp_path, output=name)
    assert_refused(run_program("run", spec, "--out", tmp_path / "out"), '"output"')
    refused = run_program("queue", "add", spec, "--data-folder", tmp_path / "data")
    assert_refused(refused, '"output"')


def test_a_job_in_the_queue_keeps_its_output(tmp_path: Path) -> None:
    spec = job(tmp_path, output=RIGHT)
    added = run_program("queue", "add", spec, "--data-folder", tmp_path / "data", "--json")
    assert_succeeded(added)
    folder = Path(json.loads(added.stdout)["folder"])
    assert json.loads((folder / "spec.json").read_text("utf-8"))["output"] == RIGHT


def the_object(finished: Finished) -> dict[str, Any]:
    assert_succeeded(finished)
    answer: dict[str, Any] = json.loads(finished.stdout)
    return answer


def test_inspect_tells_what_can_be_chosen_and_looks_at_one(tmp_path: Path) -> None:
    model = with_other_head(tmp_path / "m.onnx", classes=5)
    said = run_program("inspect", model)
    assert_succeeded(said)
    assert f'outputs that can be class scores: "{OTHER}" (5), "{RIGHT}" (12)' in said.stdout
    assert "→ 5 classes" in said.stdout
    other = run_program("inspect", model, "--output", RIGHT)
    assert "→ 12 classes" in other.stdout
    facts = the_object(run_program("inspect", model, "--output", RIGHT, "--json"))
    assert (facts["classes"], facts["chosen_output"]) == (12, RIGHT)
    assert [one["name"] for one in facts["output_choices"]] == [OTHER, RIGHT]
    alone = run_program("inspect", with_other_head(tmp_path / "a.onnx", kept=(RIGHT,)))
    assert "outputs" not in alone.stdout


def test_inspect_cuts_a_name_without_an_end(tmp_path: Path) -> None:
    model = with_other_head(tmp_path / "m.onnx", other="x" * 100_000)
    said = run_program("inspect", model)
    assert_succeeded(said)
    assert "xxx…" in said.stdout
    assert len(said.stdout) < 1_000


def test_inspect_of_a_pair_reads_the_output_that_is_given(tmp_path: Path) -> None:
    model = with_other_head(tmp_path / "m.onnx", classes=5)
    unit = write_spec(
        tmp_path / "s.json",
        {"dataset": "-", "trained-model": "-", "preprocessing": "unit", "output": OTHER},
    )
    pair = ("inspect", model, ROAD_SIGNS, "--spec", unit, "--json")
    before = the_object(run_program(*pair))
    best = before["proposals"][0]
    assert (best["key"], best["value"]) == ("output", RIGHT)
    after = the_object(run_program(*pair, "--output", best["value"]))
    assert after["clean_accuracy"]["accuracy"] == best["accuracy"]
    assert after["proposals"] == []
    assert after["model"]["chosen_output"] == RIGHT


def test_an_output_of_a_dataset_is_refused(tmp_path: Path) -> None:
    dataset = write_dataset(tmp_path / "d.h5", *road_signs(12))
    assert_refused(run_program("inspect", dataset, "--output", "x"), "--output is for a model")
