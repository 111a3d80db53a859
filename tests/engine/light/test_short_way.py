"""Steps that cannot get to the edge of the ball leave a part of it unseen."""

from __future__ import annotations

import math
from typing import Any

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_parameters import MpgdParameters, PgdParameters
from pandavision_gui.engine.short_way import short_way_warning, way_of


def warned(attack: str, radius: float = 0.1, **told: Any) -> str:
    return short_way_warning(way_of(CATALOGUE[attack].parameters.model_validate(told), radius))


@pytest.mark.parametrize(
    ("attack", "told", "share"),
    [
        ("pgd-linf", {"steps": 8}, "20 %"),
        ("pgd-l2", {"steps": 8, "random_start": True}, "20 %"),
        ("pgd-linf", {"steps": 39}, "97 %"),
        ("pgd-linf", {"steps": 1, "rel_stepsize": 0.001}, "less than 1 %"),
        ("pgd-linf", {"abs_stepsize": 0.001}, "50 %"),
        ("mpgd-linf", {"steps": 9, "rel_stepsize": 0.1}, "50 %"),
        ("secml-classic", {"steps": 20}, "50 %"),
    ],
)
def test_what_cannot_cross_the_largest_ball_is_told(
    attack: str, told: dict[str, Any], share: str
) -> None:
    assert f"only {share} of the radius" in warned(attack, **told)


@pytest.mark.parametrize(
    ("attack", "told"),
    [
        ("pgd-linf", {"steps": 40}),
        ("pgd-linf", {"steps": 10, "rel_stepsize": 0.1}),
        ("pgd-linf", {"steps": 49, "rel_stepsize": 1 / 49}),
        ("pgd-linf", {"steps": 8, "abs_stepsize": 0.0125}),
        ("mpgd-linf", {"steps": 1}),
        ("apgd-linf", {"steps": 3}),
        ("square-linf", {"steps": 3}),
        ("fgsm", {}),
    ],
)
def test_what_can_or_chooses_its_own_steps_is_not(attack: str, told: dict[str, Any]) -> None:
    assert warned(attack, **told) == ""


@pytest.mark.parametrize("name", [info.name for info in CATALOGUE.values() if info.is_run])
def test_no_attack_is_warned_of_as_it_comes(name: str) -> None:
    assert warned(name) == ""


def test_the_way_of_steps_that_decay_is_the_sum_of_their_lengths() -> None:
    steps, first = 17, 0.05
    lengths = [first * 0.5 * (1 + math.cos(math.pi * n / steps)) for n in range(steps)]
    way = MpgdParameters(steps=steps, rel_stepsize=first).way(0.3)
    assert way == pytest.approx(sum(lengths))


@pytest.mark.parametrize(
    ("steps", "radius", "share"),
    [
        (21, 1.0, 1.0),  # half a step is rounded to a whole one
        (19, 1.0, 0.0),
        (8, 0.6, 1.0),  # no step fits into the ball
        (8, 25.5, 5 / 25),  # 5.1 of 25.5
        (30, 25.5, 19 / 25),
        (40, 25.5, 1.0),
    ],
)
def test_points_in_whole_steps_go_as_far_as_they_are_rounded(
    steps: int, radius: float, share: float
) -> None:
    assert way_of(PgdParameters(steps=steps), radius, 1.0) == pytest.approx(share)


def test_a_value_is_named_where_the_way_is_not_the_same_at_all() -> None:
    assert short_way_warning(0.25, "0.5").startswith("At 0.5 the steps of one run")
    assert short_way_warning(1.0, "0.5") == ""
