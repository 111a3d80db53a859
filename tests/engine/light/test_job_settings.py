"""What differs between jobs: whatever their specs hold, and however long it is."""

from __future__ import annotations

from typing import Any

import pytest

from pandavision_gui.engine.job_settings import JobSetting, job_settings, job_surroundings
from pandavision_gui.engine.result import EvaluationResult, parse_result

from ...support.recorded import RECORDED


def result_of(spec: dict[str, Any] | None = None) -> EvaluationResult:
    data = (RECORDED / "finished_job" / "result.json").read_bytes()
    result = parse_result(data, "result.json")
    return result.model_copy(update={"spec": {**result.spec, **(spec or {})}})


def settings(*specs: dict[str, Any]) -> dict[str, JobSetting]:
    results = [result_of(spec=spec) for spec in specs]
    return {one.title: one for one in job_settings(results)}


@pytest.mark.parametrize(
    ("key", "title", "one", "other"),
    [
        ("seed", "Seed", 0, 1),
        ("attack-params", "Steps", {"steps": 5}, {"steps": 6}),
        ("indexes", "Chosen samples", list(range(40)), [*range(39), 41]),
        ("labels", "Labels", "x" * 5000, "x" * 4999 + "y"),
        ("preprocessing", "Preprocessing", None, {"mean": [0.5], "std": [1.0]}),
    ],
)
def test_a_setting_that_differs_is_no_agreement(
    key: str, title: str, one: object, other: object
) -> None:
    assert not settings({key: one}, {key: other})[title].is_alike
    assert settings({key: one}, {key: one})[title].is_alike
    told = settings({key: one}, {key: other})[title].told
    assert told[0] != told[1]
    assert all(len(text) < 1100 for text in told)


def test_each_parameter_of_an_attack_is_a_setting() -> None:
    both = {"steps": 50, "random_start": True}
    first, second = ({"attack-params": both | {"steps": steps}} for steps in (50, 100))
    found = settings(first, second)
    assert found["Steps"].told == ("50", "100")
    assert found["Random start"].is_alike


def test_a_parameter_that_only_one_attack_has_differs() -> None:
    found = settings(
        {"attack": "pgd-linf", "attack-params": {"steps": 50}},
        {"attack": "square-linf", "attack-params": {"first_share": 0.3}},
    )
    assert found["Steps"].told == ("50", "–")
    assert found["First share"].told == ("–", "0.3")


@pytest.mark.parametrize("params", [None, [], "steps", {"x" * 3000: "y" * 3000}])
def test_parameters_of_any_kind_are_told(params: object) -> None:
    found = settings({"attack": "of another program", "attack-params": params}, {})
    assert all(len(text) < 1100 for one in found.values() for text in (one.title, *one.told))


def test_every_setting_has_what_each_job_has() -> None:
    found = settings({"seed": 0}, {"seed": 0}, {"seed": 1})
    assert found["Seed"].told == ("0", "0", "1")
    assert all(len(one.told) == 3 for one in found.values())
    assert "Second model" not in found


def test_where_it_was_computed_is_told_apart_from_what_was_asked() -> None:
    results = [result_of(), result_of()]
    titles = {one.title for one in job_surroundings(results)}
    assert titles == {"Samples evaluated", "Program", "Device"}
    assert titles.isdisjoint(one.title for one in job_settings(results))
    assert all(one.is_alike for one in job_surroundings(results))


def test_how_many_samples_is_said_once_where_all_were_evaluated() -> None:
    count = result_of().samples.evaluated
    as_asked, all_there_are = result_of({"samples": count}), result_of({"samples": count + 1})
    titles = {one.title for one in job_surroundings([as_asked, as_asked])}
    assert titles == {"Program", "Device"}
    told = {one.title: one.told for one in job_surroundings([as_asked, all_there_are])}
    assert told["Samples evaluated"] == (str(count), str(count))


def test_settings_are_called_as_in_the_window() -> None:
    spec = {"attack": "square-linf", "attack-params": {"first_share": 0.8, "else": 1}}
    found = settings(spec | {"preprocessing": "unit", "label-offset": -1}, {"preprocessing": None})
    assert found["Attack"].told[0] == "Square Attack (L∞)"
    assert found["First share"].told[0] == "0.8"
    assert found["else"].told[0] == "1"
    assert found["Preprocessing"].told == ("To 0 … 1", "None")
    assert found["Number added to labels"].told == ("−1", "–")
