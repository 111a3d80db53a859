"""Which attacks take so few steps that what they leave proves little."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.few_steps import few_steps_warning


@pytest.mark.parametrize(
    ("attack", "told", "begins"),
    [
        ("pgd-linf", {"steps": 9}, "Steps: only 9 in a run."),
        ("pgd-linf", {"steps": 10}, ""),
        ("mpgd-l2", {"steps": 1}, "Steps: only 1 in a run."),
        ("apgd-l1", {"steps": 3}, "Steps: only 3 in a run."),
        ("standard", {"steps": 1}, "Steps: only 1 in a run."),
        ("thorough", {"steps": 2}, "Steps: only 2 in a run."),
        ("transfer", {"steps": 4}, "Steps: only 4 in a run."),
        ("square-linf", {"steps": 499}, "Queries: only 499 in a run."),
        ("square-l2", {"steps": 500}, ""),
        ("deepfool", {"steps": 3}, ""),  # most samples take it fewer
        ("fmn-l2", {"steps": 3}, ""),
        ("boundary", {"steps": 3}, ""),
        ("fgsm", {}, ""),
    ],
)
def test_few_steps_are_told_where_they_are_of_one_radius(
    attack: str, told: dict[str, object], begins: str
) -> None:
    sentence = few_steps_warning(CATALOGUE[attack], told)
    assert sentence.startswith(begins)
    assert bool(sentence) == bool(begins)


@pytest.mark.parametrize("attack", CATALOGUE)
@pytest.mark.parametrize("told", [{}, None, "steps", {"steps": "many"}, {"steps": None}])
def test_as_they_are_all_attacks_take_enough_whatever_a_document_holds(
    attack: str, told: object
) -> None:
    assert few_steps_warning(CATALOGUE[attack], told) == ""
