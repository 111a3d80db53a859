"""A curve that stops falling: rather the limit of the attack than robustness."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.engine.result import EvaluationResult

_ROOM = 0.7
"""The plateau begins at this share of the largest value at the latest, and at half of it at first:
only then a perturbation had room to grow."""
_MOST_LEFT = 0.25
"""Of the samples that were right, as many stood where it begins: the others fell before."""
_LEAST_HELD = 0.75
"""Of those, so many withstood to the end."""
_FEWEST = 2


@dataclass(frozen=True)
class Plateau:
    """Where a curve stopped falling.

    Attributes
    ----------
    held
        Samples that withstood the largest value.
    begin, end
        Perturbation values between which hardly any fell.
    """

    held: int
    begin: float
    end: float


def plateau_of(result: EvaluationResult) -> Plateau | None:
    """Return the plateau at the end of a curve, None where it falls to the end or to nothing.

    Sizes of the smallest perturbations scatter by a factor or so around their median. A few samples
    that withstand twice what breaks three quarters of all, while hardly any of them falls on the
    way, are what gradients do that lead nowhere: an attack without a limit to its size breaks
    everything (Carlini et al., On Evaluating Adversarial Robustness, 2019, section 4).
    """
    first, last = result.curve[0], result.curve[-1]
    half = last.value / 2
    begin = next((point for point in result.curve if point.value >= half), last)
    if last.value <= 0 or begin.value > _ROOM * last.value or last.robust < _FEWEST:
        return None
    is_late = begin.robust <= _MOST_LEFT * first.robust
    holds = last.robust >= _LEAST_HELD * begin.robust
    return Plateau(last.robust, begin.value, last.value) if is_late and holds else None
