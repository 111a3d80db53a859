"""`result.json` from outside: what is true of no evaluation is refused."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pandavision_gui.engine.result import LONGEST_DETAILS, EvaluationResult, parse_result
from pandavision_gui.engine.robustness_curve import CurvePoint, curve_point
from pandavision_gui.errors import EnvironmentFault

RECORDED = Path(__file__).parents[2] / "recorded" / "finished_job" / "result.json"


def document() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RECORDED.read_text("utf-8"))
    return found


def refused(changed: dict[str, Any]) -> EnvironmentFault:
    with pytest.raises(EnvironmentFault) as fault:
        parse_result(json.dumps(changed).encode(), "result.json")
    assert fault.value.code == "result_damaged"
    return fault.value


def parsed(changed: dict[str, Any]) -> EvaluationResult:
    return parse_result(json.dumps(changed).encode(), "result.json")


def test_a_recorded_result_is_read_and_written_as_it_was() -> None:
    assert json.loads(parsed(document()).to_json()) == document()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("sec-value",), math.nan),
        (("sec-value",), -2.0),
        (("median-minimum-perturbation",), math.inf),
        (("curve",), []),
        (("curve", 0, "value"), 0.001),
        (("curve", 2, "value"), 0.01),
        (("curve", 1, "accuracy"), math.nan),
        (("curve", 1, "accuracy"), 0.9),
        (("curve", 1, "lower"), 0.99),
        (("curve", 1, "robust"), 13),
        (("curve", 1, "robust"), -1),
        (("curve", 1, "count"), 10**400),
        (("sec-curve", "y-values"), [1.0]),
        (("samples", "evaluated"), 11),
        (("samples", "drawn"), 11),
        (("samples", "broken"), 11),
        (("samples", "indexes"), [1]),
        (("agreement", "largest-difference"), math.inf),
        (("applied", "input-range"), [0, math.nan]),
        (("run", "started"), "2026-01-01T00:00:00"),
        (("run", "finished"), "9999-12-31T23:59:59Z"),
        (("run", "elapsed-s"), math.nan),
        (("norm",), "l7"),
        (("warnings",), ["w"] * 5000),
    ],
    ids=str,
)
def test_figures_that_no_evaluation_has_are_refused(path: tuple[Any, ...], value: Any) -> None:
    changed = document()
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    assert inner[path[-1]] != value
    inner[path[-1]] = value
    refused(changed)


def staged(**changes: Any) -> dict[str, Any]:
    found = document()
    evaluated, values = found["samples"]["evaluated"], len(found["curve"]) - 1
    stage = {
        "attack": "mpgd-linf",
        "parameters": {"steps": 50, "loss": "margin"},
        "start-factor": 4.0,
        "passes": 100,
        "attacked": evaluated,
        "broken": [1] * values,
    }
    return found | {"stages": [stage | changes]}


@pytest.mark.parametrize("more", [{}, {"ended-early": 7}])
def test_stages_are_read_and_written_as_they_were(more: dict[str, Any]) -> None:
    assert json.loads(parsed(staged(**more)).to_json()) == staged(**more)


@pytest.mark.parametrize(
    "changes",
    [
        {"broken": []},
        {"broken": [1] * 500},
        {"broken": [10**6] * (len(document()["curve"]) - 1)},
        {"attacked": 10**6},
        {"attacked": -1},
        {"passes": -1},
        {"ended-early": -1},
        {"parameters": {"steps": [1]}},
        {"start-factor": math.inf},
    ],
)
def test_stages_that_no_evaluation_has_are_refused(changes: dict[str, Any]) -> None:
    refused(staged(**changes))


def test_what_is_said_about_a_document_of_wrong_entries_is_short() -> None:
    changed = document() | {"curve": [{}] * 20_000, "class-names": [1] * 100_000}
    assert 0 < len(refused(changed).details) <= LONGEST_DETAILS


def test_a_warning_as_long_as_a_book_is_cut_off() -> None:
    assert len(parsed(document() | {"warnings": ["w" * 10**6]}).warnings[0]) == 4000


@given(st.integers(0, 10**9), st.integers(0, 10**9), st.floats(0, 1))
def test_every_point_that_the_program_makes_comes_back(
    robust: int, wrong: int, value: float
) -> None:
    point = curve_point(value, robust, robust + wrong)
    assert CurvePoint.model_validate_json(point.model_dump_json()) == point


def test_a_point_outside_its_interval_is_refused() -> None:
    with pytest.raises(ValidationError):
        CurvePoint(value=0.0, robust=1, count=2, accuracy=0.5, lower=0.6, upper=0.7)


def randomised(**changes: Any) -> dict[str, Any]:
    """The recorded result as one of a model that draws random numbers."""
    found = document()
    evaluated, examples = found["samples"]["evaluated"], found["adversarial-examples"]
    part = {
        "repeats": 10,
        "clean-samples": evaluated,
        "clean-answers-right": 9 * evaluated,
        "clean-disagreed": 2,
        "examples": examples,
        "example-answers-misled": 5 * examples,
        "examples-disagreed": examples,
    }
    run = {**found["run"], "bit-repeatable": False}
    return found | {"run": run, "randomised": part | changes}


def test_what_a_random_model_answered_is_read_and_written() -> None:
    read = parsed(randomised())
    assert read.randomised is not None
    assert json.loads(read.to_json()) == randomised()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("repeats", 1),
        ("clean-samples", 100_000),
        ("clean-answers-right", 10**6),
        ("clean-disagreed", 10**6),
        ("examples", 10**6),
        ("example-answers-misled", 10**6),
        ("examples-disagreed", 10**6),
    ],
)
def test_more_answers_than_were_given_are_refused(key: str, value: int) -> None:
    refused(randomised(**{key: value}))


def test_a_random_model_repeats_nothing_bit_for_bit() -> None:
    refused(randomised() | {"run": {**document()["run"], "bit-repeatable": True}})
