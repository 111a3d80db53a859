"""Whether a classifier does hardly better than guessing, as far as some samples can tell."""

from __future__ import annotations

from pandavision_gui.engine.robustness_curve import wilson_interval

_STEP = 0.1
"""Nearer to chance than this share of the way from guessing to perfect is near chance."""


def is_near_chance(right: int, count: int, classes: int) -> bool:
    """Decide from both ends of the accuracy's 95 % interval.

    The lower end must reach the neighbourhood of guessing, and the upper end must stay below half
    of the way to perfect: three wrong answers of four say nothing of a classifier.
    """
    if count == 0 or classes < 2:
        return False
    chance = 1 / classes
    way = 1 - chance
    lower, upper = wilson_interval(right, count)
    return (
        right / count <= chance + 2 * _STEP * way
        and lower <= chance + _STEP * way
        and upper <= chance + way / 2
    )


def near_chance_sentence(right: int, count: int, classes: int) -> str:
    """Say how little is right, beside what guessing gives."""
    by_chance = count / classes
    guessed = f"{by_chance:.0f}" if by_chance >= 1 else "less than 1"
    return (
        f"Only {right} of {count} clean samples are classified right, hardly more than guessing "
        f"among {classes} classes would give ({guessed}): model and dataset are probably read "
        "wrongly, and the curve then means nothing."
    )
