"""What reports say of samples that were left out, of aims, of scales and of settings."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports import classes_section, findings_section
from pandavision_gui.engine.reports import comparison_report as comparison_report_module
from pandavision_gui.engine.reports.comparison_report import comparison_report
from pandavision_gui.engine.reports.job_report import job_report
from pandavision_gui.engine.reports.markdown_report import markdown_report
from pandavision_gui.engine.reports.methods_section import methods_text

from .report_jobs import RECORDED_JOB, job_with

NOBODY = ReportDetails()


@pytest.fixture(autouse=True)
def _undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (findings_section, comparison_report_module):
        monkeypatch.setattr(module, "curve_svg", lambda *_: b"<svg/>")
    monkeypatch.setattr(classes_section, "svg_of", lambda _: b"<svg/>")


def said(spec: dict[str, Any] | None = None, **keys: Any) -> str:
    job = job_with(spec=spec, pictures=False, **keys)
    return markdown_report(job_report(job, NOBODY), is_whole=True)


def samples(**changes: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((RECORDED_JOB / "result.json").read_text("utf-8"))["samples"]
    return found | changes


def test_samples_that_a_time_limit_left_out_are_not_called_all() -> None:
    counts = samples()
    count = counts["evaluated"]
    whole = {"evaluation-mode": "complete"}
    assert f"on all {count} samples of the dataset" in said(whole)
    text = said({**whole, "time-limit": 1.0}, samples=samples(drawn=count + 7))
    assert f"on all {count}" not in text
    assert f"on {count} of {count + 7} samples that were to be evaluated from the dataset" in text


def test_samples_of_the_target_class_are_not_among_all() -> None:
    counts = samples()
    text = said({"evaluation-mode": "complete", "target": 3})
    assert f"all {counts['evaluated']} samples of other classes" in text
    assert "the whole dataset" not in text
    assert "the whole dataset" in said({"evaluation-mode": "complete", "target": "second"})


def test_of_an_aimed_attack_no_sample_is_called_right_that_was_not_steered() -> None:
    text = said({"target": 3})
    assert "not steered to the target at" in text
    assert "samples are right at" not in text
    assert "still classified right" not in text
    assert "| Not steered |" in text


@pytest.mark.parametrize(
    ("norm", "words"), [("l0", "of the pixels."), ("l2", "× the input range in L2.")]
)
def test_the_methods_give_the_size_in_the_unit_of_its_norm(norm: str, words: str) -> None:
    text = methods_text(job_with(norm=norm, attack=f"fmn-{norm}", pictures=False))
    (sentence,) = [one for one in text.split(" Perturbations ")[1:]]
    assert words in sentence.split("Each sample")[0].split("Every")[0]


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        ("output", "auto", "second"),
        ("input-range", "auto", [0, 255]),
        ("labels", "auto", "others"),
        ("layout", "auto", "NHWC"),
        ("indexes", list(range(40)), [*range(39), 41]),
    ],
)
def test_jobs_that_differ_in_a_setting_are_not_called_the_same(
    key: str, one: object, other: object
) -> None:
    jobs = [job_with(name, {key: value}) for name, value in (("a", one), ("b", other))]
    assert "Nothing: the same files" not in markdown_report(comparison_report(jobs, NOBODY))
    assert "Nothing: the same files" in markdown_report(
        comparison_report([jobs[0], jobs[0]], NOBODY)
    )


def test_a_comparison_tells_no_level_where_no_sample_is_right() -> None:
    jobs = [job_with(name, sec_value=-1.0, sec_level="low") for name in ("a", "b")]
    text = markdown_report(comparison_report(jobs, NOBODY))
    assert "no sample is right even without perturbation" in text
    assert "-1.00" not in text
