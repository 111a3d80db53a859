"""What a paired comparison says, in plain words: for window, command line and reports."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from pandavision_gui.engine.comparison import SIGNIFICANT, PairedPoint, exact_mcnemar
from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.number_words import number_words, p_words, value_words
from pandavision_gui.engine.result import EvaluationResult

_HARDLY_EVER = 0.1
"""Share of the samples on which two disagree at most, to be called alike."""
_LEVELS = ((0.001, "very strong"), (0.01, "strong"), (SIGNIFICANT, "moderate"))


class WhyNot(StrEnum):
    """Why two jobs are not compared sample by sample, as the end of a sentence."""

    NO_ROWS = "the rows of one of them were cleared"
    OTHER_DATASET = "they are of different datasets"
    OTHER_SCALE = "their perturbation values measure different things"
    OTHER_TARGET = "they are not aimed at the same class, so other answers count"
    NO_SAMPLE = "they have no sample in common"
    OTHER_LABELS = "they were given different labels"
    NO_VALUE = "they have no perturbation value in common"


def verdict_words(
    first_name: str, second_name: str, scale: Scale, found: Sequence[PairedPoint]
) -> str:
    """Return a plain verdict on two jobs.

    Parameters
    ----------
    found
        By ascending value.
    """
    attacked = [one for one in found if one.value > 0]
    clear = [one for one in attacked if one.is_clear]
    if not clear:
        return (
            f"No difference between “{first_name}” and “{second_name}” is more than chance at any "
            "of the values"
            + (
                "."
                if can_be_told(found)
                else ": they never disagree."
                if not any(one.only_first or one.only_second for one in attacked)
                else ": they hardly ever disagree."
                if _hardly_ever_disagree(attacked)
                else ": there are too few samples to tell."
            )
        )
    better_first = [one for one in clear if one.only_first > one.only_second]
    better_second = [one for one in clear if one.only_first < one.only_second]
    is_one_sided = not (better_first and better_second)
    parts = []
    from_there_on = False
    for better, worse, points in (
        (first_name, second_name, better_first),
        (second_name, first_name, better_second),
    ):
        if points:
            from_there_on = is_one_sided and len(points) > 1 and points == attacked[-len(points) :]
            if from_there_on and len(points) == len(attacked):
                values = "every value above 0"
            elif from_there_on:
                values = f"{value_words(points[0].value, scale)} and above"
            else:
                values = _ranges(points, found, scale)
            highest = p_words(max(one.adjusted_p for one in points), "≤")
            parts.append(f"“{better}” is right more often than “{worse}” at {values} ({highest}).")
    if len(clear) < len(attacked):
        where = "Below that" if from_there_on else "Elsewhere"
        parts.append(f"{where} the difference is within chance.")
    return " ".join(parts)


def _hardly_ever_disagree(attacked: Sequence[PairedPoint]) -> bool:
    return all(
        one.only_first + one.only_second <= _HARDLY_EVER * max(one.count, 1) for one in attacked
    )


def can_be_told(found: Sequence[PairedPoint]) -> bool:
    """Whether any value has enough samples on which the two disagree for a clear difference."""
    attacked = [one for one in found if one.value > 0]
    most = max((one.only_first + one.only_second for one in attacked), default=0)
    return len(attacked) * exact_mcnemar(0, most) < SIGNIFICANT


def evidence_words(found: Sequence[PairedPoint]) -> str:
    """Return how strong the evidence of any difference under perturbation is."""
    if not can_be_told(found):
        if not any(one.only_first or one.only_second for one in found):
            return "They agree on every sample."
        return (
            "It cannot be told: the samples on which they disagree are too few for any difference "
            "to be more than chance."
        )
    lowest = min(one.adjusted_p for one in found if one.value > 0)
    for limit, level in _LEVELS:
        if lowest < limit:
            return f"The evidence of a difference is {level} (smallest {p_words(lowest, '=')})."
    return (
        f"There is no evidence of a difference (smallest {p_words(lowest, '=')}); that does not "
        "show that they are equal."
    )


def basis_words(
    names: tuple[str, str],
    results: tuple[EvaluationResult, EvaluationResult],
    found: Sequence[PairedPoint],
) -> str:
    """Return which samples a comparison of two jobs is made of."""
    count = found[0].count
    shared = number_words(count)
    of = [number_words(one.samples.evaluated) for one in results]
    words = (
        "Tested on the only sample that both evaluated"
        if count == 1
        else f"Tested on the {shared} samples that both evaluated"
    ) + (
        f", out of {of[0]} of “{names[0]}” and {of[1]} of “{names[1]}”."
        if any(one.samples.evaluated != count for one in results)
        else "."
    )
    if any(one.samples.chosen_by_user for one in results):
        words += " Samples were chosen by the user, so this says nothing about others."
    return words


def attack_caution(first: EvaluationResult, second: EvaluationResult) -> str:
    """Return what a reader must know where two jobs were not attacked alike; empty where they were.

    Robust accuracy is an upper bound under an attack, and a weaker attack leaves more samples.
    """
    keys = ("attack", "attack-params")
    if all(first.spec.get(key) == second.spec.get(key) for key in keys):
        return ""
    if first.model.sha256 == second.model.sha256:
        return (
            "The model is the same and the attacks differ: this compares the attacks, and where "
            "one is right less often, its attack was the stronger one."
        )
    return "The attacks differ: a model under a weaker attack looks more robust than it is."


def _ranges(points: Sequence[PairedPoint], found: Sequence[PairedPoint], scale: Scale) -> str:
    """Return "0.02 to 0.06, 0.1": values in a row as a range."""
    places = [found.index(one) for one in points]
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    words = []
    for run in runs:
        ends = [value_words(found[place].value, scale) for place in (run[0], run[-1])]
        words.append(ends[0] if len(run) == 1 else f"{ends[0]} to {ends[1]}")
    return ", ".join(words)
