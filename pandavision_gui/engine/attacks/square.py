"""Square Attack in L∞: a random search that needs no gradient."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.base import FixedRadiusAttack, Start, Visit
from pandavision_gui.engine.attacks.counted_draws import draws
from pandavision_gui.engine.attacks.losses import Goal, margin
from pandavision_gui.engine.norms import Norm

_FALLS = (10, 50, 200, 500, 1000, 2000, 4000, 6000, 8000)
"""Of 10,000 queries: after which the share of the picture that is changed is halved."""


class SquareAttack(FixedRadiusAttack):
    """Square Attack.

    A run begins with vertical stripes on the edge of the ball. Each query changes a square of the
    best point so far, all of a channel to one edge of the ball, and is kept where the margin rises.
    The squares become smaller along the run.

    Parameters
    ----------
    norm
        L∞ only: see :class:`SquareAttackL2` for L2.
    steps
        Queries of one run.
    first_share
        Share of the picture that the first squares cover.

    Notes
    -----
    Andriushchenko, Croce, Flammarion and Hein, Square Attack: a Query-efficient Black-box
    Adversarial Attack via Random Search, ECCV 2020.
    """

    memory_tensors = 1
    memory_numbers = 1
    uses_gradients = False
    start = Start.STRIPES

    def __init__(
        self, norm: Norm = Norm.LINF, *, steps: int = 1000, first_share: float = 0.8
    ) -> None:
        self.norm = norm
        self.steps = steps
        self.first_share = first_share

    def loss(self, logits: Tensor, goal: Goal) -> Tensor:
        """The margin."""
        return margin(logits, goal)

    def next_points(self, visit: Visit) -> Tensor:
        """Keep the point where it is better, and change a square of the best one."""
        (best,), numbers, ball = visit.memory, visit.numbers, visit.ball
        begins = visit.steps_done == 0
        # A run that comes from a larger ball begins with a point outside of its own: it is drawn in
        # and asked about first. All later ones are inside.
        drawn_in = visit.points
        if bool(begins.any()):
            drawn_in = torch.where(_wide(begins), ball(visit.points), visit.points)
        outside = begins & ~(drawn_in == visit.points).flatten(1).all(dim=1)
        losses = torch.where(outside, -torch.inf, visit.losses)
        is_best = begins | (losses > numbers[:, 0])
        numbers[:, 0] = torch.where(is_best, losses, numbers[:, 0])
        best.copy_(torch.where(_wide(is_best), drawn_in, best))
        return torch.where(_wide(outside), drawn_in, ball(self.candidates(visit, best)))

    def candidates(self, visit: Visit, best: Tensor) -> Tensor:
        """Return what is asked about next, before the ball cuts it: float32, (N, C, H, W).

        Parameters
        ----------
        best
            float32, (N, C, H, W): the best points so far, inside the ball.
        """
        channels, height, width = visit.points.shape[1:]
        steps = visit.steps_done.cpu().numpy()
        drawn = draws(visit.keys, steps, 2 + channels)
        sides = np.array([self.side(int(step), height, width) for step in steps])
        top = (drawn[:, 0] * (height - sides + 1)).astype(np.int64)
        left = (drawn[:, 1] * (width - sides + 1)).astype(np.int64)
        signs = np.where(drawn[:, 2:] < 0.5, -1.0, 1.0).astype(np.float32)
        rows, columns = np.arange(height)[None, :], np.arange(width)[None, :]
        in_rows = (rows >= top[:, None]) & (rows < (top + sides)[:, None])
        in_columns = (columns >= left[:, None]) & (columns < (left + sides)[:, None])
        inside = in_rows[:, None, :, None] & in_columns[:, None, None, :]
        changes = torch.from_numpy(inside * signs[:, :, None, None]).to(visit.points.device)
        return best + changes * _wide(2 * visit.radii)

    def side(self, step: int, height: int, width: int) -> int:
        """Return the side of the square of a query, in elements."""
        of_ten_thousand = int(step / self.steps * 10_000)
        share = self.first_share / 2 ** sum(of_ten_thousand > fall for fall in _FALLS)
        side = max(round(math.sqrt(share * height * width)), 1)
        return min(side, height, width)


def _wide(rows: Tensor) -> Tensor:
    return rows.view(-1, 1, 1, 1)
