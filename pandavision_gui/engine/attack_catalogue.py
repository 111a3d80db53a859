"""Every attack the program has: its name, what it needs to know, and where its code is.

The catalogue is light: it names classes as text ("module:Class") and never imports them. Forms,
command line and documents are made from it. A new attack is one file, its
parameters and one entry here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pandavision_gui.engine.attack_parameters import (
    ApgdParameters,
    AttackParameters,
    FgsmParameters,
    MpgdParameters,
    NoiseParameters,
    PgdParameters,
    SquareParameters,
    StandardParameters,
    ThoroughParameters,
    TransferParameters,
    WorstCaseParameters,
)
from pandavision_gui.engine.norms import Norm
from pandavision_gui.errors import InputError, nearest

PERTURBATIONS: dict[str, Norm] = {
    "max-norm": Norm.LINF, "l2": Norm.L2, "l1": Norm.L1, "random": Norm.LINF,
}  # fmt: skip
"""The norm of each ``perturbation-type``."""

WORST_CASE = "worst-case"


class AttackKind(StrEnum):
    """How an attack works, which decides who runs it."""

    FIXED_RADIUS = "fixed radius"
    SAMPLING = "sampling"
    COMPOSED = "composed"
    COMBINED = "combined"
    """It attacks nothing itself: it is made of finished jobs."""


class StageRole(StrEnum):
    """Which samples a stage attacks, and what it means when it finds something there."""

    SEARCH = "search"
    """Every sample that still stands."""
    SECOND_OPINION = "second opinion"
    """The same; where it finds what the stages before did not, gradients mislead."""
    IN_DOUBT = "in doubt"
    """Only samples that a second opinion has broken nearer."""


@dataclass(frozen=True)
class StageInfo:
    """One stage of an attack on fixed radii.

    Attributes
    ----------
    attack
        Catalogue name of the fixed-radius attack without its norm: "mpgd".
    parameters
        What differs from that attack's defaults; the composed attack's own parameters of the same
        name win.
    start_factor
        The stage begins at this multiple of the largest perturbation value and comes down.
    handed_on
        Names of the stage's parameters by those of the composed attack, where they differ; a name
        in here that maps to "" is not handed on.
    """

    attack: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    start_factor: float = 1.0
    role: StageRole = StageRole.SEARCH
    handed_on: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AttackInfo:
    """One entry of the catalogue.

    Attributes
    ----------
    name
        The word in the spec's ``attack``.
    perturbation_types
        Values of the spec's ``perturbation-type`` that this attack answers, the usual one first.
    implementation
        ``module:Class`` for attacks with a class; empty for composed ones.
    stages
        What a composed attack is made of, in order.
    needs_gradient
        Whether the model under test must have one.
    uses_surrogate
        Whether the stages attack a second model, whose examples are tried on the one under test.
    """

    name: str
    title: str
    kind: AttackKind
    perturbation_types: tuple[str, ...]
    parameters: type[AttackParameters]
    description: str
    paper: str
    implementation: str = ""
    stages: tuple[StageInfo, ...] = ()
    needs_gradient: bool = True
    uses_surrogate: bool = False

    @property
    def is_run(self) -> bool:
        """Whether a job can run it; else it is made of jobs that did."""
        return self.kind is not AttackKind.COMBINED


_ATTACKS = "pandavision_gui.engine.attacks"

_MPGD = AttackInfo(
    name="mpgd",
    title="Momentum PGD",
    kind=AttackKind.FIXED_RADIUS,
    perturbation_types=(),
    parameters=MpgdParameters,
    description="Projected gradient ascent with momentum and a step that falls along half a "
    "cosine.",
    paper="Dong et al., Boosting Adversarial Attacks with Momentum, CVPR 2018",
    implementation=f"{_ATTACKS}.mpgd:MomentumPGD",
)
_PGD = AttackInfo(
    name="pgd",
    title="PGD",
    kind=AttackKind.FIXED_RADIUS,
    perturbation_types=(),
    parameters=PgdParameters,
    description="Projected gradient ascent on cross-entropy with a constant step.",
    paper="Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, ICLR 2018",
    implementation=f"{_ATTACKS}.pgd:PGD",
)


_APGD = AttackInfo(
    name="apgd",
    title="Auto-PGD",
    kind=AttackKind.FIXED_RADIUS,
    perturbation_types=(),
    parameters=ApgdParameters,
    description="Projected gradient ascent with momentum that halves its step where the loss stops "
    "rising, and goes on from the best point.",
    paper="Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble of "
    "Diverse Parameter-free Attacks, ICML 2020; Mind the Box: l1-APGD, ICML 2021",
    implementation=f"{_ATTACKS}.auto_pgd:AutoPGD",
)

_STANDARD_STAGES = (
    StageInfo("mpgd", {"loss": "cross-entropy"}, start_factor=4.0),
    StageInfo("mpgd", {"loss": "margin"}),
)


def _in_norm(family: AttackInfo, perturbation_type: str) -> AttackInfo:
    """Return an attack that there is for several norms, for one of them."""
    norm = PERTURBATIONS[perturbation_type]
    return replace(
        family,
        name=f"{family.name}-{norm}",
        title=f"{family.title} ({norm.symbol})",
        perturbation_types=(perturbation_type,),
    )


CATALOGUE: dict[str, AttackInfo] = {
    info.name: info
    for info in (
        AttackInfo(
            name="standard",
            title="Standard (momentum PGD, two stages)",
            kind=AttackKind.COMPOSED,
            perturbation_types=("max-norm", "l2", "l1"),
            parameters=StandardParameters,
            description="Momentum PGD on cross-entropy from four times the largest value "
            "downwards, then on the margin loss from the largest value downwards.",
            paper="Madry et al., Towards Deep Learning Models Resistant to Adversarial Attacks, "
            "ICLR 2018; Dong et al., Boosting Adversarial Attacks with Momentum, CVPR 2018",
            stages=_STANDARD_STAGES,
        ),
        AttackInfo(
            name="thorough",
            title="Thorough (five stages)",
            kind=AttackKind.COMPOSED,
            perturbation_types=("max-norm", "l2", "l1"),
            parameters=ThoroughParameters,
            description="The stages of Standard, then momentum PGD on the margin from random "
            "squares and Auto-PGD on DLR, both from four times the largest value downwards: each "
            "only on what still stands. Where one of these two finds what came before it did not, "
            "Square Attack goes on without gradients.",
            paper="Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble "
            "of Diverse Parameter-free Attacks, ICML 2020; Andriushchenko et al., Square Attack, "
            "ECCV 2020",
            stages=(
                *_STANDARD_STAGES,
                StageInfo(
                    "mpgd",
                    {"loss": "margin", "start": "blocks"},
                    start_factor=4.0,
                    role=StageRole.SECOND_OPINION,
                ),
                StageInfo("apgd", {"loss": "dlr"}, start_factor=4.0, role=StageRole.SECOND_OPINION),
                StageInfo(
                    "square", role=StageRole.IN_DOUBT, handed_on={"queries": "steps", "steps": ""}
                ),
            ),
        ),
        *(
            _in_norm(family, kind)
            for family in (_MPGD, _PGD, _APGD)
            for kind in ("max-norm", "l2", "l1")
        ),
        AttackInfo(
            name="fgsm",
            title="FGSM (L∞)",
            kind=AttackKind.FIXED_RADIUS,
            perturbation_types=("max-norm",),
            parameters=FgsmParameters,
            description="One step to the edge of the ball along the sign of the gradient: quick, "
            "and weak.",
            paper="Goodfellow, Shlens and Szegedy, Explaining and Harnessing Adversarial Examples, "
            "ICLR 2015",
            implementation=f"{_ATTACKS}.fgsm:FGSM",
        ),
        AttackInfo(
            name="square-linf",
            title="Square Attack (L∞)",
            kind=AttackKind.FIXED_RADIUS,
            perturbation_types=("max-norm",),
            parameters=SquareParameters,
            description="Random search by squares, without gradients: for models that have none, "
            "and where gradients lead nowhere.",
            paper="Andriushchenko, Croce, Flammarion and Hein, Square Attack: a Query-efficient "
            "Black-box Adversarial Attack via Random Search, ECCV 2020",
            implementation=f"{_ATTACKS}.square:SquareAttack",
            needs_gradient=False,
        ),
        AttackInfo(
            name="noise-linf",
            title="Uniform noise (L∞)",
            kind=AttackKind.SAMPLING,
            perturbation_types=("random",),
            parameters=NoiseParameters,
            description="One independent draw of uniform noise per sample and value: not a worst "
            "case, so the curve may rise.",
            paper="",
            implementation=f"{_ATTACKS}.noise:UniformNoise",
            needs_gradient=False,
        ),
        AttackInfo(
            name="transfer",
            title="Transfer (from a second model)",
            kind=AttackKind.COMPOSED,
            perturbation_types=("max-norm", "l2", "l1"),
            parameters=TransferParameters,
            description="The stages of Standard on a second model, whose gradients they follow; "
            "an example counts where the model under test is fooled by it, too. That one is only "
            "asked for its answers.",
            paper="Papernot, McDaniel and Goodfellow, Transferability in Machine Learning, 2016; "
            "Dong et al., Boosting Adversarial Attacks with Momentum, CVPR 2018",
            stages=_STANDARD_STAGES,
            needs_gradient=False,
            uses_surrogate=True,
        ),
        AttackInfo(
            name=WORST_CASE,
            title="Worst case (of finished jobs)",
            kind=AttackKind.COMBINED,
            perturbation_types=("max-norm", "l2", "l1"),
            parameters=WorstCaseParameters,
            description="For each sample the nearest example that any of several finished jobs "
            "found: attacks differ in which samples they break.",
            paper="Carlini et al., On Evaluating Adversarial Robustness, 2019",
            needs_gradient=False,
        ),
    )
}

DEFAULT_ATTACKS: dict[str, str] = {
    "max-norm": "standard", "l2": "standard", "l1": "standard", "random": "noise-linf",
}  # fmt: skip
"""The attack that is used for each ``perturbation-type`` when the spec names none."""


def attack_info(name: str) -> AttackInfo:
    """Look an attack up.

    Raises
    ------
    InputError
        ``attack_unknown``, with the nearest known name.
    """
    if name not in CATALOGUE:
        raise InputError(
            "attack_unknown", f'"attack": "{name}" is not an attack.', nearest(name, CATALOGUE)
        )
    return CATALOGUE[name]
