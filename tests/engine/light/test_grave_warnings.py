"""What keeps figures from being believed, and what only says what they are of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pandavision_gui.engine import grave_warnings
from pandavision_gui.engine.grave_warnings import in_the_way
from pandavision_gui.engine.missed_samples import missed_warning

TRANSLATIONS = Path(__file__).parents[3] / "resources" / "translations" / "sentences_de.json"


def said_by_the_program(part: str) -> list[str]:
    """Every sentence of engine and jobs that holds a part, as its translation is looked up."""
    return [said for said in json.loads(TRANSLATIONS.read_text("utf-8")) if part in said]


@pytest.mark.parametrize("part", grave_warnings._OF_SCOPE)
def test_what_says_how_many_samples_were_evaluated_is_no_doubt(part: str) -> None:
    sentences = said_by_the_program(part)
    assert sentences, "nobody says this any more"
    assert in_the_way(sentences) == ()


@pytest.mark.parametrize(
    "part",
    [
        "The model answered NaN or infinity",
        "The attack found no adversarial example at any distance",
        "The attack stopped far behind the decision boundary",
        "gave the attack no gradient",
        "ONNX Runtime refused every one",
        "The steps of one run add up to only",
        "had not come to rest on",
        "counted as adversarial examples",
        "classes nearly the same probability (its scores are very close together), and "
        "cross-entropy, by which this attack goes",
        "both classes nearly the same probability",
    ],
)
def test_what_makes_a_curve_optimistic_must_be_settled(part: str) -> None:
    (sentence,) = said_by_the_program(part)
    assert in_the_way([sentence, sentence]) == (sentence,)


def test_what_gradients_missed_must_be_settled_and_what_chance_missed_is() -> None:
    by_gradients = missed_warning(1, 3, 0.05, uses_gradients=True)
    by_chance = missed_warning(1, 3, 0.05, uses_gradients=False)
    assert in_the_way([by_chance, by_gradients]) == (by_gradients,)
