"""The attack of Carlini and Wagner in L2."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.losses import Goal, margin
from pandavision_gui.engine.attacks.minimum_norm import (
    Asked,
    Batch,
    MinimumNormAttack,
    per_sample,
)
from pandavision_gui.engine.attacks.projections import LinfBall
from pandavision_gui.engine.norms import Norm

_INSIDE = 0.999999
"""An input at the end of the range would be at infinity: it is moved inwards by so little."""
_LARGEST_CONST = 1e10
_REPEATED_FROM = 10
_FIRST_BETA, _SECOND_BETA, _EPSILON = 0.9, 0.999, 1e-8
_PROGRESS = 0.9999


class CarliniWagner(MinimumNormAttack):
    """CW: Adam on the square of the length plus a weight times the margin, without any ball.

    The input range is kept by a change of variables, x = (tanh w + 1) / 2 of the range. The weight
    is searched for each sample: ten times larger until there is an example, or ten times smaller
    until there is none, then by halving.

    Parameters
    ----------
    norm
        L2 only.
    steps
        Steps of Adam for each weight.
    binary_search_steps
        How many weights are tried.
    stepsize
        Of Adam, in w.
    confidence
        By how much a wrong logit must exceed the right one before a point is an example.
    initial_const
        The first weight; lengths count in units of the input range.
    abort_early
        Whether a sample leaves a weight when a tenth of the steps has not lowered its objective.

    Notes
    -----
    With weights from 0 up to a first one that was far too large, halving would try none that is
    small enough, and the examples would lie where the margin alone leads.

    Carlini and Wagner, Towards Evaluating the Robustness of Neural Networks, IEEE S&P 2017.
    """

    def __init__(
        self,
        norm: Norm = Norm.L2,
        *,
        steps: int = 100,
        binary_search_steps: int = 9,
        stepsize: float = 0.01,
        confidence: float = 0.0,
        initial_const: float = 1e-3,
        abort_early: bool = False,
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.binary_search_steps = binary_search_steps
        self.stepsize = stepsize
        self.confidence = confidence
        self.initial_const = initial_const
        self.abort_early = abort_early
        self.most_passes = binary_search_steps * steps

    def run(self, batch: Batch, asked: Asked) -> None:
        """See :meth:`MinimumNormAttack.run`."""
        count, device = len(batch.samples), batch.samples.device
        consts = torch.full((count,), self.initial_const, dtype=torch.float64, device=device)
        lower, upper = torch.zeros_like(consts), torch.full_like(consts, torch.inf)
        variables = _Variables(batch)
        for number in range(self.binary_search_steps):
            is_last = number == self.binary_search_steps - 1
            if is_last and self.binary_search_steps >= _REPEATED_FROM:
                consts = upper.clamp(max=_LARGEST_CONST)
            found = self._with_weights(variables, consts.float(), batch, asked)
            upper = torch.where(found, consts, upper)
            lower = torch.where(found, lower, consts)
            larger = (consts * 10).clamp(max=_LARGEST_CONST)
            smaller = torch.where(lower == 0, consts / 10, (lower + upper) / 2)
            consts = torch.where(upper.isinf(), larger, smaller)

    def _with_weights(
        self, variables: _Variables, consts: Tensor, batch: Batch, asked: Asked
    ) -> Tensor:
        """Minimise with given weights, (N,); return whose points were examples: bool, (N,)."""
        rows = batch.rows
        found = torch.zeros(len(rows), dtype=torch.bool, device=rows.device)
        change = torch.zeros_like(batch.samples)
        first, second = torch.zeros_like(change), torch.zeros_like(change)
        before = torch.full((len(rows),), torch.inf, device=rows.device)

        def pushed(logits: Tensor, labels: Tensor) -> Tensor:
            return (self.confidence - margin(logits, Goal(labels))).clamp(min=0)

        for step in range(self.steps):
            points, slopes = variables.points(change[rows], rows)
            answer = asked.gradients(points, rows, pushed)
            lengths, of_lengths = variables.lengths(points, rows)
            gradients = per_sample(consts[rows]) * answer.gradients * batch.width + of_lengths
            gradients = gradients * slopes
            first[rows] = _FIRST_BETA * first[rows] + (1 - _FIRST_BETA) * gradients
            second[rows] = _SECOND_BETA * second[rows] + (1 - _SECOND_BETA) * gradients.square()
            mean = first[rows] / (1 - _FIRST_BETA ** (step + 1))
            spread = (second[rows] / (1 - _SECOND_BETA ** (step + 1))).sqrt()
            change[rows] -= self.stepsize * mean / (spread + _EPSILON)
            found[rows] |= answer.broken
            if self.abort_early and step % math.ceil(self.steps / 10) == 0:
                total = lengths + consts[rows] * pushed(answer.logits, batch.labels[rows])
                progress = total <= _PROGRESS * before[rows]
                before[rows] = total
                rows = rows[progress]
                if len(rows) == 0:
                    break
        return found


class _Variables:
    """The change of variables that keeps the input range.

    Lengths are measured from the samples as they come back, a little inside of the range.
    """

    def __init__(self, batch: Batch) -> None:
        lower, _ = batch.input_range
        self._lower, self._width = lower, batch.width
        self._box: LinfBall = batch.box()
        unit = (batch.samples.double() - lower) / batch.width
        self._start = torch.atanh((2 * unit - 1) * _INSIDE).float()
        self._centres, _ = self.points(torch.zeros_like(batch.samples), batch.rows)

    def points(self, change: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return points in data units, and the slope of their place in the range along w."""
        bent = torch.tanh(self._start[rows] + change)
        points = self._box.rows(rows)((bent + 1) / 2 * self._width + self._lower)
        return points, (1 - bent.square()) / 2

    def lengths(self, points: Tensor, rows: Tensor) -> tuple[Tensor, Tensor]:
        """Return squared lengths in units of the range, (M,), and their gradients there."""
        change = (points - self._centres[rows]) / self._width
        return change.square().flatten(1).sum(dim=1), 2 * change
