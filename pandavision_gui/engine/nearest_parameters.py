"""What each attack on the minimum norm can be told; see attack_parameters.py."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from pandavision_gui.engine.attack_parameters import MORE, AttackParameters

_FIRST_LENGTH = "Too short, and boundaries that are far are not reached in the steps there are."


def _search_steps(default: int) -> Any:
    return Field(
        default,
        ge=1,
        le=100_000,
        title="Steps",
        description=f"Gradient steps of one sample; the perturbation values change nothing. {MORE}",
    )


def _gamma(what: str) -> Any:
    return Field(
        0.05,
        gt=0,
        lt=1,
        title="Gamma",
        description=f"By which share {what} grows and shrinks from step to step. A larger one gets "
        "to the boundary in fewer steps, a smaller one comes to rest nearer to it.",
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
        f"a hundredth along half a cosine. {_FIRST_LENGTH}",
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
        description="Euclidean length of the first change, in units of the input range. "
        f"{_FIRST_LENGTH}",
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
        description=f"Gradient steps for each weight that is tried. {MORE}",
    )
    binary_search_steps: int = Field(
        9,
        ge=1,
        le=100,
        title="Weights tried",
        description="How many weights of the margin against the length are tried, each with all "
        f"steps. {MORE}",
    )
    stepsize: float = Field(
        0.01,
        gt=0,
        le=1000,
        title="Step size",
        description="Learning rate of Adam, on the inverse hyperbolic tangent of the input. A "
        "larger "
        "one moves faster and comes less near.",
    )
    confidence: float = Field(
        0.0,
        ge=0,
        le=1e6,
        title="Confidence",
        description="By how much a wrong logit must exceed the right one before a point counts. "
        "Above 0 examples lie further behind the boundary, and less near.",
    )
    initial_const: float = Field(
        1e-3,
        gt=0,
        le=1e6,
        title="First weight",
        description="Weight of the margin that is tried first. From a good one fewer tries are "
        "lost.",
    )
    abort_early: bool = Field(
        False,
        title="Abort early",
        description="Leave a weight once a tenth of its steps brought a sample no progress. Saves "
        "passes, and can miss a nearer example.",
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
        description="Steps of one sample at most; most need fewer than ten. Too few leave samples "
        "unbroken.",
    )
    candidates: int = Field(
        10,
        ge=2,
        le=1000,
        title="Candidates",
        description="How many of the most likely classes are considered; each costs a gradient. "
        "With "
        "few the nearest class may be missed.",
    )
    overshoot: float = Field(
        0.02,
        ge=0,
        le=10,
        title="Overshoot",
        description="By which share the whole change is lengthened, to come over the boundary. "
        "More "
        "breaks more surely, and less near.",
    )

    @property
    def most_passes(self) -> int:
        """Of one sample."""
        return self.steps + 2
