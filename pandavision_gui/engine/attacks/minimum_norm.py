"""What every minimum-norm attack has in common.

Such an attack looks for the nearest adversarial example by itself: there is no radius and no ball,
and the perturbation values play no part. It is given a batch of samples and somebody to ask; every
point that it asks about and that fools the model is a candidate, so nothing that it found on its
way is lost. Only who is asked knows the model, confirms, counts passes and stops.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from pandavision_gui.engine.attacks.counted_draws import Keys
from pandavision_gui.engine.attacks.projections import BALLS, LinfBall
from pandavision_gui.engine.norms import Norm

Objective = Callable[[Tensor, Tensor], Tensor]
"""(logits float32 (N, K), labels int64 (N,)) → float32 (N,): what gradients are taken of."""


@dataclass(frozen=True)
class Batch:
    """Samples that are attacked side by side; none may influence another.

    Attributes
    ----------
    samples
        float32, (N, C, H, W), data units; all classified right.
    labels
        int64, (N,).
    input_range
        Smallest and largest allowed input, data units.
    keys
        uint64, (N,): what a sample's random draws are a function of.
    step
        The largest step of an element of a model that takes whole numbers only, data units; 0 for
        others.
    """

    samples: Tensor
    labels: Tensor
    input_range: tuple[float, float]
    keys: Keys
    step: float = 0.0

    @property
    def width(self) -> float:
        """Upper − lower bound of the input range."""
        return self.input_range[1] - self.input_range[0]

    @property
    def rows(self) -> Tensor:
        """All rows: int64, (N,)."""
        return torch.arange(len(self.samples), device=self.samples.device)

    def box(self) -> LinfBall:
        """The input range as bounds of every element, rounded inwards."""
        everywhere = torch.full((len(self.samples),), torch.inf, dtype=torch.float64)
        return LinfBall.around(self.samples, everywhere, self.input_range)

    def project(self, points: Tensor, norm: Norm, radii: Tensor) -> Tensor:
        """Draw all points into balls around their samples and into the input range.

        Parameters
        ----------
        points
            float32, (N, C, H, W), data units.
        radii
            float64, (N,): data units, in L0 the share of the pixels; ∞ for none.
        """
        drawn: Tensor = BALLS[norm].around(self.samples, radii, self.input_range)(points)
        return drawn


@dataclass(frozen=True)
class Answer:
    """What the model says of some points; an answer that is not finite counts as all zero.

    Attributes
    ----------
    logits
        float32, (M, K).
    gradients
        float32, (M, C, H, W), of the objective, (M, J, C, H, W) of several; empty where none was
        asked for.
    broken
        bool, (M,): misclassified, by the confidence that the attack wants; not where ONNX Runtime
        refused it.
    distances
        float64, (M,): how far the points lie from their samples, data units (L0: share of pixels).
    points
        float32, (M, C, H, W): the points as the model took them: those that were asked about, or
        in whole steps where it takes whole numbers only. All else is said of these.
    """

    logits: Tensor
    gradients: Tensor
    broken: Tensor
    distances: Tensor
    points: Tensor


class Asked(Protocol):
    """Whom an attack asks. Points must lie in the input range.

    Everything that is asked is counted, and a stop is heard, before a pass.
    """

    def logits(self, points: Tensor, rows: Tensor) -> Answer:
        """Ask about points of some rows of the batch, forward only."""
        ...

    def gradients(self, points: Tensor, rows: Tensor, objective: Objective) -> Answer:
        """Ask about points of some rows of the batch, with gradients."""
        ...

    def jacobian(self, points: Tensor, rows: Tensor, classes: Tensor) -> Answer:
        """Ask with the gradients of some classes' logits minus the right one: int64, (M, J)."""
        ...

    def scores(self, points: Tensor, rows: Tensor) -> Tensor:
        """Ask for logits, (M, K), without showing an example: for a program that has its own."""
        ...

    def pulls(self, points: Tensor, rows: Tensor, weights: Tensor) -> Tensor:
        """Ask likewise for the gradients, (M, C, H, W), of weighted sums of logits, (M, K)."""
        ...

    def heed_stop(self) -> None:
        """Raise when a stop was asked for; for who waits for another program."""
        ...


class MinimumNormAttack(ABC):
    """An attack that looks for the nearest adversarial example of every sample.

    The constructor's arguments are the norm and the fields of the attack's parameter model. An
    instance keeps nothing about samples.

    Attributes
    ----------
    norm
        In which examples are near.
    most_passes
        Passes of one sample, at most.
    confidence
        By how much a wrong logit must exceed the right one before a point is an example.
    is_bounded
        Whether it looks within balls of the perturbation values after all: to find nothing is then
        no failure.
    uses_gradients
        Whether it follows gradients; else it begins with a point that is misclassified already.
    """

    norm: Norm
    most_passes: int
    confidence: float = 0.0
    is_bounded: bool = False
    uses_gradients: bool = True

    @abstractmethod
    def run(self, batch: Batch, asked: Asked) -> None:
        """Ask about points until nothing nearer is expected.

        Raises
        ------
        Whatever `asked` raises; an attack lets it pass.
        """

    def close(self) -> None:  # noqa: B027 - most have nothing to give back
        """Give back what was taken for all batches; the next batch takes it again."""


def cosine(step: int, steps: int, first: float, last: float) -> float:
    """Return what falls from `first` to `last` along half a cosine, at a step of 0 … steps − 1."""
    half = 0.5 * (1 + torch.cos(torch.tensor(torch.pi * step / steps, dtype=torch.float64)))
    return last + (first - last) * float(half)


def per_sample(numbers: Tensor) -> Tensor:
    """Return numbers, (N,), as (N, 1, 1, 1)."""
    return numbers.view(-1, 1, 1, 1)
