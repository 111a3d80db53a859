"""The PandaVision server's words for our states and numbers."""

from __future__ import annotations

import csv

import pytest

from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.server.bodies import STATUS, STATUSES, output_csv, output_document, x_value
from tests.views.opened_jobs import RECORDED


def test_every_state_has_a_word_that_its_clients_know() -> None:
    assert set(STATUS) == set(JobState)
    assert set(STATUS.values()) == set(STATUSES)
    assert STATUS[JobState.STOPPING] == "started"
    assert STATUS[JobState.CANCELLED] == "failed"
    assert STATUS[JobState.INTERRUPTED] == "deferred"


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0.000"), (0.01, "0.010"), (0.5, "0.500"), (8 / 255, repr(8 / 255))]
)
def test_perturbation_values_have_three_decimals_or_as_many_as_they_need(
    value: float, text: str
) -> None:
    assert x_value(value) == text
    assert float(x_value(value)) == value


def test_the_output_is_the_results_curve_and_nothing_is_rounded() -> None:
    result = require_result(JobFolder(RECORDED))
    found = output_document(result)["results"]
    curve = found["sec-curve"]
    assert [float(text) for text in curve["x-values"]] == list(result.sec_curve.x_values)
    assert curve["y-values"] == list(result.sec_curve.y_values)
    # The PandaVision server's formula over the listed values.
    mean = sum(curve["y-values"]) / len(curve["y-values"])
    assert found["sec-value"] == pytest.approx(mean / curve["y-values"][0])
    assert found["sec-level"] in ("low", "medium", "high")
    rows = list(csv.DictReader(output_csv(result).splitlines()))
    assert [row[""] for row in rows] == [str(n) for n in range(len(rows))]
    assert [float(row["pert_value"]) for row in rows] == list(result.sec_curve.x_values)
    assert [float(row["accuracy"]) for row in rows] == curve["y-values"]
