"""`pandavision compare`: finished jobs, and a model against its original."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pandavision_gui.engine.comparison import exact_mcnemar

from ..support.running_program import assert_refused, assert_succeeded, contents, run_program
from ..support.sample_files import ROBUST, read_table, small_job, small_spec, write_spec

pytestmark = pytest.mark.usefixtures("forked_programs")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished job, its spec, and one of another perturbation type."""
    folder = tmp_path_factory.mktemp("jobs")
    spec = small_job(folder)
    shutil.copyfile(ROBUST, folder / "robust.onnx")
    assert_succeeded(run_program("run", spec, "--out", folder / "first"))
    noise = small_spec(attack="pgd-l2", perturbation_values=[0.5])
    l2 = write_spec(folder / "l2.json", noise)
    assert_succeeded(run_program("run", l2, "--out", folder / "l2"))
    return folder


def names(points: dict[str, Any]) -> list[float]:
    return [point["value"] for point in points["pairs"][0]["points"]]


def test_another_model_is_evaluated_alike_and_compared(made: Path, tmp_path: Path) -> None:
    arguments = ("compare", made / "first", "--model", made / "robust.onnx", "--out", tmp_path)
    compared = run_program(*arguments, "--json")
    assert compared.status == 0, compared
    assert "security level" in compared.stderr, "the verdict of the new job"
    (told,) = compared.events
    assert [one["folder"] for one in told["jobs"]] == [
        str(made / "first"),
        str(tmp_path / "robust"),
    ]
    assert [one["setting"] for one in told["differences"]] == ["Model"]
    tables = [read_table(place / "samples.h5") for place in (made / "first", tmp_path / "robust")]
    assert np.array_equal(tables[0]["index"], tables[1]["index"])
    (pair,) = told["pairs"]
    assert [point["value"] for point in pair["points"]] == [0, 0.01, 0.02, 0.03]
    for point in pair["points"]:
        right = [table["minimum_perturbation"] > point["value"] for table in tables]
        assert [point["first"], point["second"]] == [int(one.sum()) for one in right]
        assert point["only_first"] == int((right[0] & ~right[1]).sum())
        assert point["only_second"] == int((right[1] & ~right[0]).sum())
        assert point["p"] == exact_mcnemar(point["only_first"], point["only_second"])
    assert "is right more often than" in pair["verdict"]

    words = run_program("compare", made / "first", tmp_path / "robust")
    assert_succeeded(words)
    assert pair["verdict"] in words.stdout
    assert "only second" in words.stdout
    again = run_program(*arguments, "--resume", "--json")
    assert_succeeded(again)
    assert again.events == [told]
    before = contents(tmp_path / "robust")
    assert_refused(run_program(*arguments), "not empty")
    assert contents(tmp_path / "robust") == before


def test_of_samples_that_were_chosen_no_interval_is_told(made: Path, tmp_path: Path) -> None:
    spec = write_spec(made / "chosen.json", small_spec(indexes=[0, 1, 2, 3]))
    assert_succeeded(run_program("run", spec, "--out", tmp_path / "chosen"))
    told = run_program("compare", made / "first", tmp_path / "chosen")
    first, chosen = told.stdout.splitlines()[1:3]
    assert "% to" in first
    assert "% to" not in chosen
    assert " – " in chosen


def test_a_finished_job_of_another_model_is_not_taken_for_this_one(
    made: Path, tmp_path: Path
) -> None:
    model, other = tmp_path / "here" / "net.onnx", tmp_path / "there" / "net.onnx"
    for place in (model, other):
        place.parent.mkdir()
        shutil.copyfile(ROBUST, place)
    out = tmp_path / "out"
    arguments = ("compare", made / "first", "--out", out, "--model")
    assert run_program(*arguments, model).status == 0
    assert_refused(run_program(*arguments, other, "--resume"), '"trained-model" ')
    shutil.copyfile(made / "signs.onnx", model)
    assert_refused(run_program(*arguments, model, "--resume"), "is not the one that the job in")
    shutil.copyfile(ROBUST, model)  # touched, but of the same content
    assert_succeeded(run_program(*arguments, model, "--resume"))


def test_a_spec_is_evaluated_first(made: Path, tmp_path: Path) -> None:
    spec = tmp_path / "spec.json"
    keys = {"dataset": str(made / "signs.h5"), "trained_model": str(made / "signs.onnx")}
    write_spec(spec, small_spec(**keys))
    out = tmp_path / "both"
    compared = run_program("compare", spec, "--model", made / "robust.onnx", "--out", out, "--json")
    assert compared.status == 0, compared
    (told,) = compared.events
    assert [one["folder"] for one in told["jobs"]] == [str(out / "original"), str(out / "robust")]
    first = json.loads((made / "first" / "result.json").read_text("utf-8"))
    assert (
        json.loads((out / "original" / "result.json").read_text("utf-8"))["curve"]
        == (first["curve"])
    )


def test_jobs_that_cannot_be_paired_say_why(made: Path) -> None:
    compared = run_program("compare", made / "first", made / "l2", "--json")
    assert_succeeded(compared)
    (pair,) = compared.events[0]["pairs"]
    assert "measure different things" in pair["why_not"]
    assert pair["points"] == []
    words = run_program("compare", made / "first", made / "l2")
    assert_succeeded(words)
    assert "are not compared sample by sample" in words.stdout


def test_what_cannot_be_compared_is_refused(made: Path, tmp_path: Path) -> None:
    first = made / "first"
    assert_refused(run_program("compare", first), "1 job was given")
    assert_refused(run_program("compare", first, first), "given twice")
    assert_refused(run_program("compare", first, "--model", "x.onnx"), "--out")
    assert_refused(run_program("compare", first, made / "l2", "--resume"), "belong to --model")
    out = tmp_path / "out"
    missing = run_program("compare", first, "--model", tmp_path / "none.onnx", "--out", out)
    assert_refused(missing, "none.onnx")
    assert not out.exists()
    empty = tmp_path / "empty"
    empty.mkdir()
    assert_refused(run_program("compare", first, empty), "empty", "result.json", status=2)


def test_rows_that_were_changed_are_not_compared(made: Path, tmp_path: Path) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(made / "first", changed)
    path = changed / "rows" / "000000.npz"
    with np.load(path) as archive:
        arrays = dict(archive)
    arrays["minimum_perturbation"][:] = np.inf
    np.savez(path, **arrays)
    assert_refused(run_program("compare", made / "first", changed), "changed")
