"""What each attack can be told: names, defaults, limits, and what they do to the result."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


def _steps(default: int, where: str = "") -> Any:
    return Field(
        default,
        ge=1,
        le=100_000,
        title="Steps",
        description=f"Gradient steps of one run at one radius{where}.",
    )


def _random_start(default: bool) -> Any:
    return Field(
        default,
        title="Random start",
        description="Begin at a random point of the ball instead of at the sample itself.",
    )


class AttackParameters(BaseModel):
    """Base of all parameter models: strict, unchangeable, no unknown names."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, allow_inf_nan=False)


class PgdParameters(AttackParameters):
    """Parameters of PGD, with upstream PandaVision's names and defaults."""

    steps: int = _steps(50)
    rel_stepsize: float = Field(
        0.025,
        gt=0,
        le=10,
        title="Relative step size",
        description="Length of a step as a fraction of the sample's current radius.",
    )
    abs_stepsize: float | None = Field(
        None,
        gt=0,
        title="Absolute step size",
        description="Length of a step in data units; replaces the relative step size.",
    )
    random_start: bool = _random_start(False)


class MpgdParameters(AttackParameters):
    """Parameters of PGD with momentum and a cosine-decaying step."""

    steps: int = _steps(50)
    rel_stepsize: float = Field(
        2.0,
        gt=0,
        le=10,
        title="First step size",
        description="Length of the first step as a fraction of the sample's current radius; it "
        "falls to zero along half a cosine.",
    )
    momentum: float = Field(
        0.75,
        ge=0,
        lt=1,
        title="Momentum",
        description="Share of the previous direction that is kept in each step.",
    )
    loss: Literal["cross-entropy", "margin"] = Field(
        "cross-entropy",
        title="Loss",
        description="What the attack pushes up: cross-entropy, or the margin between the best "
        "wrong class and the right one.",
    )
    start: Literal["sample", "uniform", "blocks"] = Field(
        "sample",
        title="Start",
        description="Where a run begins: at the sample, at a random point of the ball, or at "
        "random squares on the edge of the ball.",
    )


class ApgdParameters(AttackParameters):
    """Parameters of Auto-PGD, which chooses its steps itself."""

    steps: int = _steps(100)
    loss: Literal["cross-entropy", "margin", "dlr"] = Field(
        "cross-entropy",
        title="Loss",
        description="What the attack pushes up: cross-entropy, the margin between the best wrong "
        "class and the right one, or that margin divided by the lead over the third class (DLR).",
    )
    random_start: bool = _random_start(True)


class SquareParameters(AttackParameters):
    """Parameters of Square Attack."""

    steps: int = Field(
        1000, ge=1, le=100_000, title="Queries", description="Queries of one run at one radius."
    )
    first_share: float = Field(
        0.8,
        gt=0,
        le=1,
        title="First share",
        description="Share of the picture that the first squares cover; later ones are smaller.",
    )


class FgsmParameters(AttackParameters):
    """One step along the sign of the gradient needs no parameters."""


class StandardParameters(AttackParameters):
    """Parameters of the default attack."""

    steps: int = _steps(50, ", in each of the two stages")


class ThoroughParameters(AttackParameters):
    """Parameters of the thorough attack."""

    steps: int = _steps(100, ", in each of the first four stages")
    queries: int = Field(
        1000,
        ge=1,
        le=100_000,
        title="Queries",
        description="Queries of the last stage, Square Attack, for a sample on which gradients "
        "mislead.",
    )


class TransferParameters(AttackParameters):
    """Parameters of the attack through a second model."""

    steps: int = _steps(50, ", in each of the two stages")


class WorstCaseParameters(AttackParameters):
    """The jobs that a worst case is made of have parameters, it has none."""


class NoiseParameters(AttackParameters):
    """Random noise has no parameters: its size is the perturbation value."""
