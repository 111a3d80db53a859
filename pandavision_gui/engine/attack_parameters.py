"""What each attack can be told: names, defaults, limits, and what they do to the result."""

from __future__ import annotations

import math
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

CHOICE_TITLES = {
    "cross-entropy": "Cross-entropy",
    "margin": "Margin",
    "dlr": "DLR",
    "sample": "The sample",
    "uniform": "A random point",
    "blocks": "Random squares",
}
"""Of the words that a parameter may be, what people read."""
MORE = "More of them break more samples or come nearer, and take as much longer."


def _steps(default: int, where: str = "") -> Any:
    return Field(
        default,
        ge=1,
        le=100_000,
        title="Steps",
        description=f"Gradient steps of one run at one radius{where}. {MORE}",
    )


def _random_start(default: bool) -> Any:
    return Field(
        default,
        title="Random start",
        description="Begin at a random point of the ball instead of at the sample itself. It finds "
        "what the way from the sample misses, mostly together with restarts.",
    )


def _restarts() -> Any:
    return Field(
        0,
        ge=0,
        le=1000,
        title="Restarts",
        description="How often the attack begins once more, each time at another random point, "
        "on what still stands. Each can break a few samples more, and costs one more run on them.",
    )


def _early_stop() -> Any:
    return Field(
        True,
        title="Early stop",
        description="End a run that can get nowhere: one that goes in circles, or that lacks six "
        "times what its slope promises inside the ball while its steps come out as the slope "
        "foretells. Saves a third to five sixths of the passes on most networks, and can miss what "
        "no slope foretells. "
        "Off, every run takes all its steps.",
    )


class AttackParameters(BaseModel):
    """Base of all parameter models: strict, unchangeable, no unknown names."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)

    def way(self, radius: float) -> float:
        """Return how far all steps of a run lead together at most, in radii of the ball.

        Infinite where the attack finds the length of its steps itself.

        Parameters
        ----------
        radius
            Of the ball, in data units.
        """
        return math.inf


def steps_way(steps: int, relative: float, absolute: float | None, radius: float) -> float:
    """Return how far steps of one length lead, in radii; `absolute` and `radius` in data units."""
    return steps * (relative if absolute is None else absolute / radius)


class PgdParameters(AttackParameters):
    """Parameters of PGD, with upstream PandaVision's names and defaults."""

    steps: int = _steps(50)
    rel_stepsize: float = Field(
        0.025,
        gt=0,
        le=10,
        title="Relative step size",
        description="Length of a step as a fraction of the sample's current radius. Too short, and "
        "the steps do not get to the edge of the ball; too long, and they jump over what is near.",
    )
    abs_stepsize: float | None = Field(
        None,
        gt=0,
        title="Absolute step size",
        description="Length of a step in data units; replaces the relative step size, and is the "
        "same at every radius.",
    )
    random_start: bool = _random_start(False)
    restarts: int = _restarts()
    early_stop: bool = _early_stop()

    def way(self, radius: float) -> float:
        """Return how far the steps lead, in radii."""
        return steps_way(self.steps, self.rel_stepsize, self.abs_stepsize, radius)


class MpgdParameters(AttackParameters):
    """Parameters of PGD with momentum and a cosine-decaying step."""

    steps: int = _steps(50)
    rel_stepsize: float = Field(
        2.0,
        gt=0,
        le=10,
        title="First step size",
        description="Length of the first step as a fraction of the sample's current radius; it "
        "falls to zero along half a cosine. A longer one looks further around before it settles.",
    )
    momentum: float = Field(
        0.75,
        ge=0,
        lt=1,
        title="Momentum",
        description="Share of the previous direction that is kept in each step. More of it evens a "
        "gradient out that jumps; 0 follows the last gradient alone.",
    )
    loss: Literal["cross-entropy", "margin", "dlr"] = Field(
        "cross-entropy",
        title="Loss",
        description="What the attack pushes up: cross-entropy, the margin between the best wrong "
        "class and the right one, or that margin divided by the lead over the third class (DLR). "
        "Where the gradient of one vanishes, another can break more samples.",
    )
    start: Literal["sample", "uniform", "blocks"] = Field(
        "sample",
        title="Start",
        description="Where a run begins: at the sample, at a random point of the ball, or at "
        "random squares on the edge of the ball. Another start can break samples that the usual "
        "one does not.",
    )
    restarts: int = _restarts()
    early_stop: bool = _early_stop()

    def way(self, radius: float) -> float:
        """Return how far the steps lead, in radii: their lengths fall along half a cosine."""
        return self.rel_stepsize * (self.steps + 1) / 2


class ApgdParameters(AttackParameters):
    """Parameters of Auto-PGD, which chooses its steps itself."""

    steps: int = _steps(100)
    loss: Literal["cross-entropy", "margin", "dlr"] = Field(
        "cross-entropy",
        title="Loss",
        description="What the attack pushes up: cross-entropy, the margin between the best wrong "
        "class and the right one, or that margin divided by the lead over the third class (DLR). "
        "Where the gradient of one vanishes, another can break more samples.",
    )
    random_start: bool = _random_start(True)
    restarts: int = _restarts()


class SquareParameters(AttackParameters):
    """Parameters of Square Attack."""

    steps: int = Field(
        1000,
        ge=1,
        le=100_000,
        title="Queries",
        description=f"Queries of one run at one radius. {MORE}",
    )
    first_share: float = Field(
        0.8,
        gt=0,
        le=1,
        title="First share",
        description="Share of the picture that the first squares cover; later ones are smaller. "
        "Large ones break weak samples in few queries, small ones find what is left.",
    )


class FgsmParameters(AttackParameters):
    """One step along the sign of the gradient needs no parameters."""


class StandardParameters(AttackParameters):
    """Parameters of the default attack."""

    steps: int = _steps(50, ", in each of the two stages")
    early_stop: bool = _early_stop()


class ThoroughParameters(AttackParameters):
    """Parameters of the thorough attack."""

    steps: int = _steps(100, ", in each of the first four stages")
    queries: int = Field(
        1000,
        ge=1,
        le=100_000,
        title="Queries",
        description="Queries of the last stage, Square Attack, for a sample on which gradients "
        f"mislead; not used in L1, which has no such stage. {MORE}",
    )
    early_stop: bool = _early_stop()


class TransferParameters(AttackParameters):
    """Parameters of the attack through a second model."""

    steps: int = _steps(50, ", in each of the two stages")
    early_stop: bool = _early_stop()


class WorstCaseParameters(AttackParameters):
    """The jobs that a worst case is made of have parameters, it has none."""


class NoiseParameters(AttackParameters):
    """Random noise has no parameters: its size is the perturbation value."""


class CorruptionParameters(AttackParameters):
    """A corruption has no parameters: its severity is the perturbation value."""
