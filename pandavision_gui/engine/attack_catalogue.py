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
    CwParameters,
    DdnParameters,
    DeepFoolParameters,
    FgsmParameters,
    FmnParameters,
    HopSkipJumpParameters,
    MpgdParameters,
    NoiseParameters,
    PgdParameters,
    SquareParameters,
    StandardParameters,
    ThoroughParameters,
)
from pandavision_gui.engine.norms import Norm
from pandavision_gui.errors import InputError, nearest

PERTURBATIONS: dict[str, Norm] = {
    "max-norm": Norm.LINF, "l2": Norm.L2, "l1": Norm.L1, "l0": Norm.L0, "random": Norm.LINF,
}  # fmt: skip
"""The norm of each ``perturbation-type``."""


class AttackKind(StrEnum):
    """How an attack works, which decides who runs it."""

    FIXED_RADIUS = "fixed radius"
    MINIMUM_NORM = "minimum norm"
    SAMPLING = "sampling"
    COMPOSED = "composed"

    @property
    def searches_radii(self) -> bool:
        """Whether radii are searched, on an assumption that is checked afterwards."""
        return self in (AttackKind.FIXED_RADIUS, AttackKind.COMPOSED)


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
    """

    attack: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    start_factor: float = 1.0


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
        Whether the model must have one.
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


_FMN = AttackInfo(
    name="fmn",
    title="Fast minimum norm",
    kind=AttackKind.MINIMUM_NORM,
    perturbation_types=(),
    parameters=FmnParameters,
    description="Looks for the nearest example of each sample: gradient steps on the margin inside "
    "a ball that follows the decision boundary.",
    paper="Pintor, Roli, Brendel and Biggio, Fast Minimum-norm Adversarial Attacks through "
    "Adaptive Norm Constraints, NeurIPS 2021",
    implementation=f"{_ATTACKS}.fmn:FastMinimumNorm",
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
            stages=(
                StageInfo("mpgd", {"loss": "cross-entropy"}, start_factor=4.0),
                StageInfo("mpgd", {"loss": "margin"}),
            ),
        ),
        AttackInfo(
            name="thorough",
            title="Thorough (four stages)",
            kind=AttackKind.COMPOSED,
            perturbation_types=("max-norm", "l2", "l1"),
            parameters=ThoroughParameters,
            description="The stages of Standard, then momentum PGD on the margin from random "
            "squares and Auto-PGD on DLR, both from four times the largest value downwards: each "
            "only on what still stands.",
            paper="Croce and Hein, Reliable Evaluation of Adversarial Robustness with an Ensemble "
            "of Diverse Parameter-free Attacks, ICML 2020; Andriushchenko et al., Square Attack, "
            "ECCV 2020",
            stages=(
                StageInfo("mpgd", {"loss": "cross-entropy"}, start_factor=4.0),
                StageInfo("mpgd", {"loss": "margin"}),
                StageInfo("mpgd", {"loss": "margin", "start": "blocks"}, start_factor=4.0),
                StageInfo("apgd", {"loss": "dlr"}, start_factor=4.0),
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
        *(_in_norm(_FMN, kind) for kind in ("max-norm", "l2", "l1", "l0")),
        AttackInfo(
            name="ddn",
            title="DDN (L2)",
            kind=AttackKind.MINIMUM_NORM,
            perturbation_types=("l2",),
            parameters=DdnParameters,
            description="Looks for the nearest example of each sample: gradients on cross-entropy "
            "decide the direction, and the length follows the decision boundary.",
            paper="Rony et al., Decoupling Direction and Norm for Efficient Gradient-Based L2 "
            "Adversarial Attacks and Defenses, CVPR 2019",
            implementation=f"{_ATTACKS}.ddn:DecoupledDirectionNorm",
        ),
        AttackInfo(
            name="cw",
            title="Carlini and Wagner (L2)",
            kind=AttackKind.MINIMUM_NORM,
            perturbation_types=("l2",),
            parameters=CwParameters,
            description="Looks for the nearest example of each sample: minimises length and margin "
            "together, and searches the weight between them. Thorough, and slow.",
            paper="Carlini and Wagner, Towards Evaluating the Robustness of Neural Networks, "
            "IEEE S&P 2017",
            implementation=f"{_ATTACKS}.carlini_wagner:CarliniWagner",
        ),
        AttackInfo(
            name="deepfool",
            title="DeepFool",
            kind=AttackKind.MINIMUM_NORM,
            perturbation_types=("max-norm", "l2"),
            parameters=DeepFoolParameters,
            description="Steps to the nearest boundary, taken as linear, and ends with the first "
            "example: quick, and an optimistic bound.",
            paper="Moosavi-Dezfooli, Fawzi and Frossard, DeepFool: a Simple and Accurate Method to "
            "Fool Deep Neural Networks, CVPR 2016",
            implementation=f"{_ATTACKS}.deepfool:DeepFool",
        ),
        AttackInfo(
            name="hopskipjump",
            title="HopSkipJump",
            kind=AttackKind.MINIMUM_NORM,
            perturbation_types=("max-norm", "l2"),
            parameters=HopSkipJumpParameters,
            description="Looks for the nearest example by the model's decisions alone: for models "
            "without gradients. Takes tens of thousands of queries for a sample.",
            paper="Chen, Jordan and Wainwright, HopSkipJumpAttack: A Query-Efficient "
            "Decision-Based Attack, IEEE S&P 2020",
            implementation=f"{_ATTACKS}.hop_skip_jump:HopSkipJump",
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
    )
}

DEFAULT_ATTACKS: dict[str, str] = {
    "max-norm": "standard", "l2": "standard", "l1": "standard", "l0": "fmn-l0",
    "random": "noise-linf",
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
