"""A curve that stops falling while perturbations grow on."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.plateau import Plateau, plateau_of
from pandavision_gui.engine.result import EvaluationResult, parse_result
from pandavision_gui.engine.robustness_curve import CurvePoint, wilson_interval

from ...support.recorded import RECORDED


def result_with(*robust: int, top: float = 2.5) -> EvaluationResult:
    data = (RECORDED / "finished_job" / "result.json").read_bytes()
    points = []
    for place, right in enumerate(robust):
        lower, upper = wilson_interval(right, 100)
        points.append(
            CurvePoint(
                value=top * place / (len(robust) - 1),
                robust=right,
                count=100,
                accuracy=right / 100,
                lower=lower,
                upper=upper,
            )
        )
    return parse_result(data, "result.json").model_copy(update={"curve": tuple(points)})


@pytest.mark.parametrize(
    ("robust", "held"),
    [
        ((98, 80, 30, 4, 4, 3), 3),
        ((98, 80, 30, 5, 4, 4), 4),
        ((98, 60, 20, 20, 20, 20), 20),
        # It falls to the end, or to nothing.
        ((98, 80, 30, 4, 2, 1), 0),
        ((98, 80, 30, 4, 1, 0), 0),
        ((98, 80, 24, 24, 20, 12), 0),
        # One sample is no plateau.
        ((98, 80, 30, 1, 1, 1), 0),
        # Most withstand: the values are small.
        ((98, 97, 96, 95, 95, 95), 0),
        ((98, 90, 70, 50, 40, 30), 0),
        ((100, 0, 0, 0, 0, 0), 0),
        # Only the last value is above the half: nobody had room.
        ((98, 2), 0),
        ((0, 0, 0, 0, 0, 0), 0),
    ],
)
def test_few_that_withstand_twice_what_breaks_most_are_told(
    robust: tuple[int, ...], held: int
) -> None:
    found = plateau_of(result_with(*robust))
    assert found == (Plateau(held, 1.5, 2.5) if held else None)
