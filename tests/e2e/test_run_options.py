"""`pandavision run` with options for the keys of a spec, and with several specs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.engine.spec import EvaluationSpec

from ..support.fork_server import Ready
from ..support.running_program import (
    assert_refused,
    assert_succeeded,
    contents,
    run_program,
    started_program,
)
from ..support.sample_files import road_signs, small_job, small_spec, write_dataset, write_spec

pytestmark = pytest.mark.usefixtures("forked_programs")


def spec_of(folder: Path) -> dict[str, Any]:
    spec: dict[str, Any] = json.loads((folder / "spec.json").read_text("utf-8"))
    return spec


def test_options_do_without_a_spec(tmp_path: Path) -> None:
    small_job(tmp_path)
    done = run_program(
        *("run", "--model", "signs.onnx", "--dataset", "signs.h5", "--preprocessing", "unit"),
        *("--perturbation-values", "2/255, 0.02", "--attack", "pgd-linf", "--param", "steps=3"),
        *("--param", "rel_stepsize=0.5"),
        *("--indexes", "4,2", "--input-range", "0,255", "--seed", "7", "--name", "[1]"),
        *("--batch-size", "2", "--time-limit", "100.5", "--param", "random_start=true"),
        *("--out", tmp_path / "out"),
        cwd=tmp_path,
    )
    assert_succeeded(done)
    assert spec_of(tmp_path / "out") == {
        "dataset": str(tmp_path / "signs.h5"),
        "trained-model": str(tmp_path / "signs.onnx"),
        "perturbation-values": [2 / 255, 0.02],
        "preprocessing": "unit",
        "attack": "pgd-linf",
        "attack-params": {"steps": 3, "rel_stepsize": 0.5, "random_start": True},
        "indexes": [4, 2],
        "input-range": [0, 255],
        "seed": 7,
        "name": "[1]",
        "batch-size": 2,
        "time-limit": 100.5,
    }


def test_options_replace_keys_of_a_spec_and_its_parameters_one_by_one(tmp_path: Path) -> None:
    spec = small_job(tmp_path / "there")
    (tmp_path / "here").mkdir()
    shutil.copyfile(tmp_path / "there" / "signs.onnx", tmp_path / "here" / "other.onnx")
    done = run_program(
        *("run", spec, "--model", "other.onnx", "--param", "steps=4", "--samples", "9"),
        *("--evaluation-mode", "fast", "--out", tmp_path / "out"),
        cwd=tmp_path / "here",
    )
    assert_succeeded(done)
    written = spec_of(tmp_path / "out")
    assert written["trained-model"] == str(tmp_path / "here" / "other.onnx")
    assert written["dataset"] == str(tmp_path / "there" / "signs.h5")
    assert written["attack-params"] == {"steps": 4, "rel_stepsize": 0.25}
    assert (written["samples"], written["evaluation-mode"]) == (9, "fast")


def test_every_key_of_a_spec_has_an_option() -> None:
    told = run_program("run", "--help")
    assert_succeeded(told)
    for name, field in EvaluationSpec.model_fields.items():
        assert f"--{field.alias or name}" in told.stdout


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--param", "steps"), "steps"),
        (("--param", "stepz=3"), "stepz"),
        (("--param", "steps=many"), "steps"),
        (("--attack-params", "steps=3"), "attack-params"),
        (("--perturbation-values", "0.1,x"), "perturbation-values"),
        (("--perturbation-values", "1/0"), "perturbation-values"),
        (("--perturbation-values", "1e999"), "perturbation-values"),
        (("--seed", "1.5"), "seed"),
        (("--layout", "NCWH"), "NCWH"),
        (("--indexes", "0,9999"), "9999"),
        (("--model", ""), "trained-model"),
        (("--attack", "evil\x1b[31m"), "evil"),
    ],
)
def test_a_value_that_cannot_be_used_is_named(
    tmp_path: Path, arguments: tuple[str, str], word: str
) -> None:
    spec = small_job(tmp_path)
    refused = run_program("run", spec, *arguments, "--out", tmp_path / "out")
    assert_refused(refused, word)
    assert "\x1b" not in refused.stderr
    assert not (tmp_path / "out").exists()


def test_nothing_to_run_is_refused(tmp_path: Path) -> None:
    assert_refused(run_program("run", "--out", tmp_path / "out"), "Give a SPEC.json")
    assert_refused(run_program("run", "--model", "x.onnx", "--out", tmp_path / "o"), "dataset")


def test_several_specs_have_a_folder_each(tmp_path: Path) -> None:
    first = small_job(tmp_path / "a", name="first")
    second = small_job(tmp_path / "b", name="second")
    broken = small_job(tmp_path / "c", trained_model="signs.h5")
    mistyped = write_spec(tmp_path / "typo.json", small_spec(preprocesing="unit"))
    out = tmp_path / "out"
    done = run_program("run", first, broken, second, mistyped, "--out", out, "--seed", "3")
    assert done.status == 2, done
    assert "first: " in done.stdout
    assert "second: " in done.stdout
    assert done.stderr.count("Error: ") == 2
    assert f'Error: {mistyped}: "preprocesing" is not a key' in done.stderr
    assert f"Error: {broken}: " in done.stderr
    for name in ("spec", "spec-3"):
        assert spec_of(out / name)["seed"] == 3
        assert (out / name / "result.json").exists()
    taken = run_program("run", first, second, "--out", out)
    assert_refused(taken, "not empty")
    again = run_program("run", first, second, "--out", tmp_path / "two", "--json-events")
    assert_succeeded(again)
    folders = [one["folder"] for one in again.events if one["type"] == "run"]
    assert folders == [str(tmp_path / "two" / "spec"), str(tmp_path / "two" / "spec-2")]
    resumed = run_program("run", first, second, "--out", tmp_path / "two", "--resume")
    assert resumed.status == 0
    assert resumed.stderr.count("is finished already") == 2


def test_what_finished_is_left_alone_only_where_it_answers_what_is_asked(tmp_path: Path) -> None:
    first = small_job(tmp_path / "a", name="first")
    second = small_job(tmp_path / "b", name="second")
    out = tmp_path / "out"
    assert_succeeded(run_program("run", first, second, "--out", out))
    before = contents(out)
    other = run_program("run", first, second, "--out", out, "--resume", "--seed", "7")
    assert other.status == 2, other
    assert other.stderr.count('"seed" was 0 and is 7 now') == 2
    assert "is finished already" not in other.stderr
    write_dataset(tmp_path / "a" / "signs.h5", *road_signs(20))
    write_spec(second, small_spec(preprocesing="unit"))
    changed = run_program("run", first, second, "--out", out, "--resume")
    assert changed.status == 2, changed
    assert "is not the one that the job in" in changed.stderr
    assert '"preprocesing" is not a key' in changed.stderr
    assert "is finished already" not in changed.stderr
    assert contents(out) == before


def test_events_of_several_specs_name_spec_and_folder(tmp_path: Path) -> None:
    mistyped = write_spec(tmp_path / "typo.json", small_spec(preprocesing="unit"))
    done = run_program("run", mistyped, mistyped, "--out", tmp_path / "e", "--json-events")
    assert done.status == 2
    told = [(one["type"], one["folder"], one.get("spec")) for one in done.events]
    expected: list[tuple[str, str, str | None]] = []
    for place in (str(tmp_path / "e" / name) for name in ("typo", "typo-2")):
        expected += [("run", place, str(mistyped)), ("outcome", place, None)]
    assert told == expected


def test_values_are_given_as_a_range(tmp_path: Path) -> None:
    spec = small_job(tmp_path)
    out = tmp_path / "out"
    values = ("--perturbation-values", "0.01:0.03:0.01")
    assert_succeeded(run_program("run", spec, *values, "--samples", "3", "--out", out))
    assert spec_of(out)["perturbation-values"] == [0.01, 0.02, 0.03]
    assert spec_of(out)["evaluation-mode"] == "fast"
    for text in ("0:0.1:0", "0.1:0:0.01", "0:1:0.00001", "0:1e9:1", "0:x:1"):
        told = run_program("run", spec, "--perturbation-values", text, "--out", tmp_path / "no")
        assert_refused(told, f'"{text}" is no range of values')


def test_a_stop_ends_all_of_them_and_they_go_on_together(
    tmp_path: Path, quick_ready: Ready | None
) -> None:
    slow = {"batch_size": 1, "attack_params": {"steps": 80, "rel_stepsize": 0.1}}
    first = small_job(tmp_path / "a", count=12, **slow)
    second = small_job(tmp_path / "b", count=2)
    out = tmp_path / "out"
    with started_program("run", first, second, "--out", out, ready=quick_ready) as running:
        running.wait_for(lambda event: event["type"] == "progress" and event["finished"] >= 1)
        running.interrupt()
        stopped = running.wait()
    assert stopped.status == 130, stopped
    assert [one["type"] for one in stopped.events].count("run") == 1
    assert not (out / "spec-2").exists()
    assert_succeeded(run_program("run", first, second, "--out", out, "--resume"))
    for name in ("spec", "spec-2"):
        assert (out / name / "result.json").exists()
