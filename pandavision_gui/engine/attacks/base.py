"""What every attack of a kind has in common.

Attacks are asked and told: they propose points and learn from logits and gradients, and the run
calls the model. So passes, stopping and places are counted in one place, and a batch may hold
samples that are at different steps and at different radii.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.counted_draws import Keys
from pandavision_gui.engine.attacks.losses import Goal, Progress
from pandavision_gui.engine.attacks.projections import BALLS, Ball
from pandavision_gui.engine.norms import Norm, radius_of


class Start(StrEnum):
    """Where a run begins."""

    SAMPLE = "sample"
    UNIFORM = "uniform"
    BLOCKS = "blocks"
    STRIPES = "stripes"
    GRID = "grid"

    @property
    def is_random(self) -> bool:
        """Whether it begins elsewhere than at the sample."""
        return self is not Start.SAMPLE


@dataclass(frozen=True)
class Visit:
    """What one pass told of some samples, and what the attack remembers of them.

    Attributes
    ----------
    points
        float32, (N, C, H, W), data units: where the gradients were taken. In the first visit of a
        run that comes from a larger ball they may lie outside of the present one.
    gradients
        float32, (N, C, H, W), of the loss.
    steps_done
        int64, (N,): steps taken before this one in the sample's run, 0 … steps − 1.
    radii
        float32, (N,), data units.
    ball
        The points' bounds; what is proposed must lie inside.
    memory
        `memory_tensors` tensors, (N, C, H, W), to be changed in place.
    numbers
        float32, (N, `memory_numbers`), to be changed in place.
    losses_of, keys_of
        Return :attr:`losses` and :attr:`keys`, which most attacks never look at.
    """

    points: Tensor
    gradients: Tensor
    steps_done: Tensor
    radii: Tensor
    ball: Ball
    memory: tuple[Tensor, ...]
    numbers: Tensor
    losses_of: Callable[[], Tensor]
    keys_of: Callable[[], Keys]

    @property
    def losses(self) -> Tensor:
        """Float32, (N,): what is pushed up."""
        return self.losses_of()

    @property
    def keys(self) -> Keys:
        """Uint64, (N,): what a sample's random draws in this stage are a function of."""
        return self.keys_of()


class FixedRadiusAttack(ABC):
    """An attack that looks for an error inside a ball of given radius.

    The constructor's arguments are the norm that the ball is one of, and the fields of the attack's
    parameter model. An instance keeps nothing about samples: what it must remember between steps
    is in the `memory` and `numbers` that the run keeps for it, so that a sample can leave, move or
    be stored with its attack half done.

    Attributes
    ----------
    norm
        Of the balls.
    steps
        Gradient steps of one run. A run that fails evaluates steps + 1 points.
    memory_tensors
        How many tensors of a sample's shape the attack keeps per sample, zero at the start of a
        run.
    memory_numbers
        How many numbers the attack keeps per sample, zero at the start of a run.
    uses_gradients
        Whether gradients are looked at; where not, passes go forward only and gradients are zero.
    start
        Where a run begins that has no example to start from.
    starts_anew
        Whether the first run of a stage begins there even where an example is known: another way
        up may lead farther than the one that was taken.
    """

    norm: Norm
    steps: int
    memory_tensors: int = 0
    memory_numbers: int = 0
    uses_gradients: bool = True
    start: Start = Start.SAMPLE
    starts_anew: bool = False

    @property
    def step_rule(self) -> Hashable:
        """What :meth:`next_points` depends on, beside what a visit tells.

        Samples whose attacks have the same one are moved together. It must be the attack itself
        where the losses or keys of a visit are looked at.
        """
        return self

    @abstractmethod
    def loss(self, logits: Tensor, goal: Goal) -> Tensor:
        """Return what is pushed up: float32, (N,), for logits (N, K)."""

    @abstractmethod
    def next_points(self, visit: Visit) -> Tensor:
        """Return the next point of every sample: float32, (N, C, H, W), inside its ball.

        Called by the run after each pass on samples that are not broken yet.
        """


class EarlyStopping(FixedRadiusAttack):
    """A fixed-radius attack whose runs can be ended where they can get nowhere any more.

    Attributes
    ----------
    early_stop
        Whether they are.
    """

    early_stop: bool

    @abstractmethod
    def progress(self, logits: Tensor, goal: Goal) -> Progress:
        """Return how far the samples are from what the loss is to reach, for logits (N, K)."""

    @abstractmethod
    def goes_in_circles(self, visit: Visit, proposed: Tensor, rise: Tensor) -> Tensor:
        """Return the runs that will be nowhere but where they have been: bool, (N,).

        Called after :meth:`next_points`.

        Parameters
        ----------
        proposed
            What :meth:`next_points` has returned.
        rise
            float32, (N,): :meth:`Ball.most_rise` from the points.
        """


class SamplingAttack(ABC):
    """An attack that draws one perturbed sample per perturbation value and does not search.

    Attributes
    ----------
    norm
        Of the balls that the draws lie in, the radius being the value × the width of the input
        range; None where a value is no distance: then only the range bounds them.
    """

    norm: Norm | None

    @abstractmethod
    def draw(
        self,
        sample: NDArray[np.float32],
        value: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float32]:
        """Return one perturbed sample.

        Parameters
        ----------
        sample
            float32, (C, H, W), data units, inside the input range.
        value
            Perturbation value, >= 0; at 0 the sample itself is returned.
        generator
            The random numbers of this (seed, sample, value) and no other.

        Returns
        -------
        float32, (C, H, W), inside the `bounds`.
        """

    def bounds(
        self, sample: NDArray[np.float32], value: float, input_range: tuple[float, float]
    ) -> Ball:
        """Return what the draws at a value must lie in; see :meth:`draw`."""
        radius = (
            math.inf if self.norm is None else radius_of(value, input_range[1] - input_range[0])
        )
        return BALLS[self.norm or Norm.LINF].around(
            torch.from_numpy(sample[None]),
            torch.tensor([radius], dtype=torch.float64),
            input_range,
        )


class Corrupting(SamplingAttack):
    """A sampling attack whose values are severities in [0, 1]."""

    norm = None

    @abstractmethod
    def corrupt(
        self,
        sample: NDArray[np.float64],
        severity: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float64]:
        """Return the corrupted sample, which may leave the input range; see :meth:`draw`.

        Parameters
        ----------
        sample
            float64, (C, H, W), data units; not to be changed.
        """

    def draw(
        self,
        sample: NDArray[np.float32],
        value: float,
        input_range: tuple[float, float],
        generator: np.random.Generator,
    ) -> NDArray[np.float32]:
        """Corrupt, then cut with the input range."""
        changed = self.corrupt(sample.astype(np.float64), value, input_range, generator)
        point = torch.from_numpy(changed.astype(np.float32)[None])
        drawn: NDArray[np.float32] = self.bounds(sample, value, input_range)(point).numpy()[0]
        return drawn
