"""What is said of models that draw random numbers."""

from __future__ import annotations

from collections.abc import Sequence

from pandavision_gui.engine.evaluation.model_behaviour import ANSWERS_DIFFER
from pandavision_gui.engine.models.inspect_model import DRAWS_NUMBERS
from pandavision_gui.engine.models.load_classifier import LoadedClassifier


def with_random_warning(
    doubts: Sequence[str], loaded: LoadedClassifier, *, uses_gradients: bool
) -> tuple[str, ...]:
    """Return what is to be doubted of a model, led by what its random numbers mean.

    Parameters
    ----------
    uses_gradients
        Whether the attack looks at the model's own gradients.
    """
    repeats = loaded.truth.repeats
    if repeats == 1:
        return tuple(doubts)
    operators = ", ".join(loaded.facts.random_operators)
    named = f" ({operators})" if operators else ""
    told = (
        f"The model draws random numbers each time it is asked{named}, and the worst of {repeats} "
        "answers counts, since an attacker may try again: a sample is right where all of them are "
        f"(one that is right with probability p counts with p^{repeats}), and an example counts "
        "that misleads one. So the curve lies below the mean accuracy, and another run gives "
        "another curve."
    )
    if uses_gradients:
        told += (
            " Gradients are those of one draw at a time; an attack that averages them over many "
            "may break more."
        )
    return (told, *(doubt for doubt in doubts if not doubt.startswith(ANSWERS_DIFFER)))


def other_remarks(loaded: LoadedClassifier) -> tuple[str, ...]:
    """Return the remarks about a model but the one that :func:`with_random_warning` makes."""
    return tuple(text for text in loaded.facts.remarks if not text.startswith(DRAWS_NUMBERS))


def random_surrogate_warning() -> str:
    """Return the sentence for a second model that draws random numbers."""
    return (
        "The second model draws random numbers each time it is asked: gradients are those of one "
        "draw at a time, and another run gives another curve."
    )
