"""Square Attack in L2: the mass of the perturbation is moved from one window to another."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from pandavision_gui.engine.attacks.base import Start, Visit
from pandavision_gui.engine.attacks.counted_draws import draws
from pandavision_gui.engine.attacks.projections import L2Ball
from pandavision_gui.engine.attacks.square import SquareAttack
from pandavision_gui.engine.attacks.square_windows import window_pattern
from pandavision_gui.engine.norms import Norm

_SMALLEST_SIDE = 3


class SquareAttackL2(SquareAttack):
    """Square Attack in L2.

    A run begins with a grid of squares. Each query empties one window of the best perturbation so
    far and puts its mass, with what is left of the radius, into another window of the same side,
    along a pattern added to what is there. It is kept where the margin rises.

    Parameters
    ----------
    norm
        L2 only.
    steps, first_share
        See :class:`SquareAttack`.

    Notes
    -----
    Andriushchenko, Croce, Flammarion and Hein, Square Attack: a Query-efficient Black-box
    Adversarial Attack via Random Search, ECCV 2020, algorithm 3. Reckoned in float64, because the
    mass that is left is a small difference of two large numbers.
    """

    start = Start.GRID

    def __init__(
        self, norm: Norm = Norm.L2, *, steps: int = 1000, first_share: float = 0.8
    ) -> None:
        super().__init__(norm, steps=steps, first_share=first_share)

    def side(self, step: int, height: int, width: int) -> int:
        """Return the side of the windows of a query: odd and at least 3, where that fits."""
        side = max(super().side(step, height, width), _SMALLEST_SIDE)
        side += 1 - side % 2
        return min(side, height, width)

    def candidates(self, visit: Visit, best: Tensor) -> Tensor:
        """Return the best points with a window's mass moved."""
        if not isinstance(visit.ball, L2Ball):
            raise TypeError("the balls are not of L2")
        samples = visit.ball.samples.double()
        changes = best.double() - samples
        channels, height, width = changes.shape[1:]
        steps = visit.steps_done.cpu().numpy()
        drawn = draws(visit.keys, steps, 5 + channels)
        sides = np.array([self.side(int(step), height, width) for step in steps])
        for side in np.unique(sides):
            rows = torch.from_numpy(np.flatnonzero(sides == side)).to(changes.device)
            changes[rows] = _moved(
                changes[rows],
                visit.ball.radii[rows],
                drawn[sides == side],
                int(side),
            )
        length = torch.linalg.vector_norm(changes, dim=(1, 2, 3), keepdim=True)
        longer = visit.ball.radii.view(-1, 1, 1, 1) / length
        moved: Tensor = samples + torch.where(length > 0, changes * longer, 0.0)
        return moved.float()


def _moved(changes: Tensor, radii: Tensor, drawn: np.ndarray, side: int) -> Tensor:
    """Move mass between two windows of one side.

    Parameters
    ----------
    changes
        float64, (n, C, H, W): the best perturbations so far.
    radii
        float64, (n,).
    drawn
        float64, (n, 5 + C), in [0, 1): places of the two windows, whether the pattern lies on its
        side, and the signs of the channels.
    """
    count, channels, height, width = changes.shape
    device = changes.device
    rooms = np.array([height, width, height, width]) - side + 1
    top, left, other_top, other_left = (drawn[:, :4] * rooms).astype(np.int64).T
    into = _window(top, left, side, device)
    emptied = _window(other_top, other_left, side, device)
    pattern = window_pattern(side)
    patterns = np.where(drawn[:, 4, None, None] < 0.5, pattern, pattern.T)
    signs = np.where(drawn[:, 5:] < 0.5, -1.0, 1.0)
    added = torch.from_numpy(signs[:, :, None, None] * patterns[:, None]).to(device)
    number = torch.arange(count, device=device).view(-1, 1, 1, 1)
    channel = torch.arange(channels, device=device).view(1, -1, 1, 1)
    unused = (radii.square() - changes.square().sum(dim=(1, 2, 3))).clamp(min=0)
    there = changes[number, channel, *into]
    rest = changes.clone()
    rest[number, channel, *into] = 0.0
    in_both = there.square().sum(dim=(2, 3)) + rest[number, channel, *emptied].square().sum(
        dim=(2, 3)
    )
    available = (in_both + unused[:, None] / channels).sqrt()
    mixed = added + _of_length_one(there)
    rest[number, channel, *emptied] = 0.0
    rest[number, channel, *into] = _of_length_one(mixed) * available[:, :, None, None]
    return rest


def _window(
    top: np.ndarray, left: np.ndarray, side: int, device: torch.device
) -> tuple[Tensor, Tensor]:
    """Return the rows and columns of windows, to index with: (n, 1, side, 1), (n, 1, 1, side)."""
    along = np.arange(side)
    rows = torch.from_numpy(top[:, None] + along).to(device)
    columns = torch.from_numpy(left[:, None] + along).to(device)
    return rows[:, None, :, None], columns[:, None, None, :]


def _of_length_one(windows: Tensor) -> Tensor:
    """Scale each channel's window to length 1; what is nothing stays nothing."""
    length = torch.linalg.vector_norm(windows, dim=(2, 3), keepdim=True)
    return torch.where(length > 0, windows / length, 0.0)
