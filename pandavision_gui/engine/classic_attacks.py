"""The catalogue's entries of SecML 0.15, the reference to compare with."""

from __future__ import annotations

from pydantic import Field

from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.attack_parameters import AttackParameters, steps_way
from pandavision_gui.engine.nearest_parameters import CwParameters

_CLASSES = "pandavision_gui.engine.attacks.classic_secml"
_SLOW = (
    "Slow: one sample at a time, and 7 to 60 times as long as the program's own attack; for "
    "comparing on few samples. Needs SecML 0.15 (`pandavision secml-classic install`)."
)
_PAPER = "Pintor et al., secml: Secure and explainable machine learning in Python, SoftwareX 2022"


class ClassicPgdParameters(AttackParameters):
    """Parameters of SecML's `CFoolboxPGD`, with upstream PandaVision's defaults."""

    steps: int = Field(
        50,
        ge=1,
        le=10_000,
        title="Steps",
        description="Gradient steps of one run at one radius; all of them are taken.",
    )
    rel_stepsize: float = Field(
        0.025,
        gt=0,
        le=10,
        title="Relative step size",
        description="Length of a step as a fraction of the radius.",
    )
    abs_stepsize: float | None = Field(
        None,
        gt=0,
        title="Absolute step size",
        description="Length of a step in data units; replaces the relative step size.",
    )
    random_start: bool = Field(
        False,
        title="Random start",
        description="Begin at a random point of the ball instead of at the sample itself.",
    )

    def way(self, radius: float) -> float:
        """Return how far the steps lead, in radii."""
        return steps_way(self.steps, self.rel_stepsize, self.abs_stepsize, radius)


class ClassicOwnParameters(AttackParameters):
    """Parameters of SecML's `CAttackEvasionPGD`, with its names and defaults."""

    eta: float = Field(
        1e-3,
        gt=0,
        le=1e6,
        title="Step size",
        description="Factor of the gradient in each step, for an input range of [0, 1].",
    )
    max_iter: int = Field(
        200, ge=1, le=10_000, title="Steps", description="Steps of one run at most."
    )
    eps: float = Field(
        1e-4,
        gt=0,
        le=1e6,
        title="Tolerance",
        description="A run ends when the difference of scores changes by less than this.",
    )


CLASSIC_ATTACKS = (
    AttackInfo(
        name="secml-classic",
        title="SecML 0.15: PGD",
        kind=AttackKind.REFERENCE,
        perturbation_types=("max-norm", "l2", "l1"),
        parameters=ClassicPgdParameters,
        description="The PGD of SecML 0.15 (CFoolboxPGD), run by SecML itself, as the PandaVision "
        "server runs it. " + _SLOW,
        paper=_PAPER,
        implementation=f"{_CLASSES}:ClassicPgd",
        most_at_once=1,
        uses_classic=True,
    ),
    AttackInfo(
        name="secml-classic-cw",
        title="SecML 0.15: CW (L2)",
        kind=AttackKind.REFERENCE,
        perturbation_types=("l2",),
        parameters=CwParameters,
        description="The attack of Carlini and Wagner of SecML 0.15 (CFoolboxL2CarliniWagner), run "
        "by SecML itself, as the PandaVision server runs it. " + _SLOW,
        paper=_PAPER,
        implementation=f"{_CLASSES}:ClassicCw",
        most_at_once=1,
        uses_classic=True,
    ),
    AttackInfo(
        name="secml-classic-own",
        title="SecML 0.15: its own PGD",
        kind=AttackKind.REFERENCE,
        perturbation_types=("l2", "l1"),
        parameters=ClassicOwnParameters,
        description="The projected gradient descent that SecML 0.15 has itself "
        "(CAttackEvasionPGD), on the difference of scores. " + _SLOW,
        paper=_PAPER,
        implementation=f"{_CLASSES}:ClassicOwnPgd",
        most_at_once=1,
        uses_classic=True,
    ),
)
