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


def _search_steps(default: int) -> Any:
    return Field(
        default,
        ge=1,
        le=100_000,
        title="Steps",
        description="Gradient steps of one sample; the perturbation values change nothing.",
    )


def _gamma(what: str) -> Any:
    return Field(
        0.05,
        gt=0,
        lt=1,
        title="Gamma",
        description=f"By which share {what} grows and shrinks from step to step.",
    )


def _random_start(default: bool) -> Any:
    return Field(
        default,
        title="Random start",
        description="Begin at a random point of the ball instead of at the sample itself.",
    )


def _restarts() -> Any:
    return Field(
        0,
        ge=0,
        le=1000,
        title="Restarts",
        description="How often the attack begins once more, each time at another random point, "
        "on what still stands.",
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
    restarts: int = _restarts()


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
    loss: Literal["cross-entropy", "margin", "dlr"] = Field(
        "cross-entropy",
        title="Loss",
        description="What the attack pushes up: cross-entropy, the margin between the best wrong "
        "class and the right one, or that margin divided by the lead over the third class (DLR).",
    )
    start: Literal["sample", "uniform", "blocks"] = Field(
        "sample",
        title="Start",
        description="Where a run begins: at the sample, at a random point of the ball, or at "
        "random squares on the edge of the ball.",
    )
    restarts: int = _restarts()


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
    restarts: int = _restarts()


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
        "mislead; not used in L1, which has no such stage.",
    )


class FmnParameters(AttackParameters):
    """Parameters of the fast minimum-norm attack."""

    steps: int = _search_steps(100)
    stepsize: float = Field(
        1.0,
        gt=0,
        le=1000,
        title="First step size",
        description="Euclidean length of the first step, in units of the input range; it falls to "
        "a hundredth along half a cosine.",
    )
    gamma: float = _gamma("the ball around the sample")

    @property
    def most_passes(self) -> int:
        """Of one sample."""
        return self.steps


class DdnParameters(AttackParameters):
    """Parameters of DDN."""

    steps: int = _search_steps(100)
    init_epsilon: float = Field(
        1.0,
        gt=0,
        le=1000,
        title="First length",
        description="Euclidean length of the first change, in units of the input range.",
    )
    gamma: float = _gamma("the change")

    @property
    def most_passes(self) -> int:
        """Of one sample."""
        return self.steps


class CwParameters(AttackParameters):
    """Parameters of the attack of Carlini and Wagner, with upstream PandaVision's defaults."""

    steps: int = Field(
        100,
        ge=1,
        le=100_000,
        title="Steps",
        description="Gradient steps for each weight that is tried.",
    )
    binary_search_steps: int = Field(
        9,
        ge=1,
        le=100,
        title="Weights tried",
        description="How many weights of the margin against the length are tried, each with all "
        "steps.",
    )
    stepsize: float = Field(
        0.01,
        gt=0,
        le=1000,
        title="Step size",
        description="Learning rate of Adam, on the inverse hyperbolic tangent of the input.",
    )
    confidence: float = Field(
        0.0,
        ge=0,
        le=1e6,
        title="Confidence",
        description="By how much a wrong logit must exceed the right one before a point counts.",
    )
    initial_const: float = Field(
        1e-3,
        gt=0,
        le=1e6,
        title="First weight",
        description="Weight of the margin that is tried first.",
    )
    abort_early: bool = Field(
        False,
        title="Abort early",
        description="Leave a weight once a tenth of its steps brought a sample no progress.",
    )

    @property
    def most_passes(self) -> int:
        """Of one sample."""
        return self.binary_search_steps * self.steps


class DeepFoolParameters(AttackParameters):
    """Parameters of DeepFool."""

    steps: int = Field(
        50,
        ge=1,
        le=10_000,
        title="Steps",
        description="Steps of one sample at most; most need fewer than ten.",
    )
    candidates: int = Field(
        10,
        ge=2,
        le=1000,
        title="Candidates",
        description="How many of the most likely classes are considered; each costs a gradient.",
    )
    overshoot: float = Field(
        0.02,
        ge=0,
        le=10,
        title="Overshoot",
        description="By which share the whole change is lengthened, to come over the boundary.",
    )

    @property
    def most_passes(self) -> int:
        """Of one sample."""
        return self.steps + 2


class TransferParameters(AttackParameters):
    """Parameters of the attack through a second model."""

    steps: int = _steps(50, ", in each of the two stages")


class WorstCaseParameters(AttackParameters):
    """The jobs that a worst case is made of have parameters, it has none."""


class NoiseParameters(AttackParameters):
    """Random noise has no parameters: its size is the perturbation value."""


class CorruptionParameters(AttackParameters):
    """A corruption has no parameters: its severity is the perturbation value."""
