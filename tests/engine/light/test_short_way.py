"""Steps that cannot cross the ball leave most of it unseen."""

from __future__ import annotations

import math
from typing import Any

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_parameters import MpgdParameters
from pandavision_gui.engine.short_way import short_way_warning


def warned(attack: str, radius: float = 0.1, **told: Any) -> str:
    return short_way_warning(CATALOGUE[attack].parameters.model_validate(told), radius)


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
    assert f"only {share} of the largest radius" in warned(attack, **told)


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
