"""How the curves of a picture and the columns of a table are called."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from pandavision_gui.engine.number_words import value_words
from pandavision_gui.engine.reports.csv_report import write_curve_csv
from pandavision_gui.engine.reports.report_data import read_result, x_title
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.worker.job_names import job_name, told_apart

from .watched_queue import RECORDED_JOB

POINT = CurvePoint(value=0.03, accuracy=0.5, lower=0.3, upper=0.7, robust=10, count=20)


def test_a_curve_has_the_name_of_its_job_and_not_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "40e067a1"
    shutil.copytree(RECORDED_JOB, folder)
    assert job_name(folder) == job_name(RECORDED_JOB) != folder.name


def test_a_curve_from_an_archive_says_so_in_the_picture(tmp_path: Path) -> None:
    folder = JobFolder(tmp_path / "job")
    shutil.copytree(RECORDED_JOB, folder.path)
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.taken_in(job.id, "a.pandavision", order=1, has_result=True))
    assert job_name(folder.path) == f"{job_name(RECORDED_JOB)} (from an archive)"


@pytest.mark.parametrize("content", [None, "no json"])
def test_without_a_readable_job_the_folder_names_the_curve(
    tmp_path: Path, content: str | None
) -> None:
    folder = tmp_path / "my job"
    shutil.copytree(RECORDED_JOB, folder)
    if content is None:
        (folder / "job.json").unlink()
    else:
        (folder / "job.json").write_text(content)
    assert job_name(folder) == "my job"


def test_jobs_of_one_name_are_numbered_where_they_are_alike() -> None:
    results = [read_result(RECORDED_JOB)] * 4
    assert told_apart(["a", "b", "a", "a"], results) == ["a (1)", "b", "a (2)", "a (3)"]


def _with(result: EvaluationResult, **changes: object) -> EvaluationResult:
    return result.model_copy(update=changes)


def test_jobs_of_one_name_are_told_apart_by_what_differs() -> None:
    result = _with(read_result(RECORDED_JOB), attack="standard")
    in_l2 = _with(result, norm="l2")
    noise = _with(result, attack="noise-linf")
    others = _with(noise, dataset=result.dataset.model_copy(update={"name": "other.h5"}))
    lower = _with(in_l2, curve=result.curve[:2])
    jobs = [result, in_l2, noise, others, lower, lower]
    data, top = result.dataset.name, value_words(result.curve[-1].value, in_l2.scale)
    below = value_words(result.curve[1].value, in_l2.scale)
    assert told_apart(["net"] * 6, jobs) == [
        "net · Standard L∞",
        f"net · Standard L2 · up to {top}",
        f"net · Uniform noise L∞ · {data}",
        "net · Uniform noise L∞ · other.h5",
        f"net · Standard L2 · up to {below} (1)",
        f"net · Standard L2 · up to {below} (2)",
    ]


def test_a_name_that_one_job_has_alone_stays_what_it_is() -> None:
    result = read_result(RECORDED_JOB)
    assert told_apart(["a", "b"], [result, _with(result, norm="l2")]) == ["a", "b"]


@pytest.mark.parametrize(("drawn", "cells"), [(True, ["0.3", "0.7"]), (False, ["", ""])])
def test_samples_that_the_user_chose_have_no_interval_in_the_table(
    tmp_path: Path, drawn: bool, cells: list[str]
) -> None:
    path = tmp_path / "curve.csv"
    write_curve_csv([POINT], path, has_population=drawn)
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file))[1] == ["0.03", "0.5", *cells, "20"]


@pytest.mark.parametrize(
    ("norm", "title"),
    [
        ("linf", "Perturbation size, max-norm (L∞), fraction of the input range"),
        ("l2", "Perturbation size, Euclidean norm (L2), in units of the input range"),
        ("l1", "Perturbation size, sum of changes (L1), in units of the input range"),
    ],
)
def test_the_axis_says_norm_and_unit(norm: str, title: str) -> None:
    result = read_result(RECORDED_JOB)
    assert x_title(result.model_copy(update={"norm": norm})) == title
    noise = result.model_copy(update={"attack": "noise-linf"})
    assert x_title(noise) == "Size of the random noise (L∞), fraction of the input range"
    noise = result.model_copy(update={"attack": "noise-l2", "norm": "l2"})
    assert x_title(noise) == "Size of the random noise (L2), in units of the input range"


def test_the_axis_of_a_corruption_says_its_severity() -> None:
    result = read_result(RECORDED_JOB)
    spec = result.spec | {"perturbation-type": "rotation", "attack": "rotation"}
    turned = result.model_copy(update={"spec": spec, "norm": "linf", "attack": "rotation"})
    assert x_title(turned) == "Severity of the rotation, 1 is 180°"
    # Nothing outside of the program holds spec and norm together.
    odd = turned.model_copy(update={"norm": "l2"})
    assert x_title(odd).startswith("Perturbation size, Euclidean norm (L2)")
