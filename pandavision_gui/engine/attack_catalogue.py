"""Every attack the program has: its name, what it needs to know, and where its code is.

The catalogue is light: it names classes as text ("module:Class") and never imports them. Forms,
command line and documents are made from it. A new attack is one file, its
parameters and one entry here.
"""

from __future__ import annotations

from dataclasses import replace

from pandavision_gui.engine.attack_info import AttackInfo, AttackKind, StageInfo, StageRole
from pandavision_gui.engine.attack_parameters import (
    ApgdParameters,
    CorruptionParameters,
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
from pandavision_gui.engine.classic_attacks import CLASSIC_ATTACKS
from pandavision_gui.engine.corruptions import CORRUPTIONS, Corruption, Scale
from pandavision_gui.engine.decision_attacks import DECISION_ATTACKS
from pandavision_gui.engine.nearest_parameters import (
    CwParameters,
    DdnParameters,
    DeepFoolParameters,
    FmnParameters,
)
from pandavision_gui.engine.norms import Norm
from pandavision_gui.errors import InputError, nearest

PERTURBATIONS: dict[str, Norm] = {
    "max-norm": Norm.LINF, "l2": Norm.L2, "l1": Norm.L1, "l0": Norm.L0, "random": Norm.LINF,
    **dict.fromkeys(CORRUPTIONS, Norm.LINF),
}  # fmt: skip
"""The norm that distances are measured in, of each ``perturbation-type``."""

WORST_CASES = {name: PERTURBATIONS[name] for name in ("max-norm", "l2", "l1", "l0")}
"""The norm of each ``perturbation-type`` whose worst case is looked for."""

SCALES: dict[str, Scale] = {
    **PERTURBATIONS, **{name: one.severity for name, one in CORRUPTIONS.items()},
}  # fmt: skip
"""What the perturbation values of each ``perturbation-type`` are."""

WORST_CASE = "worst-case"


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

_SQUARE = AttackInfo(
    name="square",
    title="Square Attack",
    kind=AttackKind.FIXED_RADIUS,
    perturbation_types=(),
    parameters=SquareParameters,
    description="Random search by squares, without gradients: for models that have none, and where "
    "gradients lead nowhere.",
    paper="Andriushchenko, Croce, Flammarion and Hein, Square Attack: a Query-efficient Black-box "
    "Adversarial Attack via Random Search, ECCV 2020",
    implementation=f"{_ATTACKS}.square:SquareAttack",
    needs_gradient=False,
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


def _of_corruption(corruption: Corruption) -> AttackInfo:
    how = "One independent draw per sample and value" if corruption.draws else "No search"
    return AttackInfo(
        name=corruption.name,
        title=corruption.title,
        kind=AttackKind.SAMPLING,
        perturbation_types=(corruption.name,),
        parameters=CorruptionParameters,
        description=f"{corruption.description} {how}: not a worst case, so the curve may rise.",
        paper=corruption.paper,
        implementation=f"{_ATTACKS}.{corruption.implementation}",
        needs_gradient=False,
        needs_picture=corruption.needs_picture,
        is_fixed=not corruption.draws,
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
            title="Thorough (four stages, a fifth in doubt)",
            kind=AttackKind.COMPOSED,
            perturbation_types=("max-norm", "l2", "l1"),
            parameters=ThoroughParameters,
            description="The stages of Standard, then momentum PGD on the margin from random "
            "squares and Auto-PGD on DLR, both from four times the largest value downwards: each "
            "only on what still stands. Where one of these two finds what came before it did not, "
            "Square Attack goes on without gradients (in L∞ and L2).",
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
            is_weak=True,
        ),
        _in_norm(_SQUARE, "max-norm"),
        _in_norm(replace(_SQUARE, implementation=f"{_ATTACKS}.square_l2:SquareAttackL2"), "l2"),
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
        *DECISION_ATTACKS,
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
            name="noise-l2",
            title="Uniform noise (L2)",
            kind=AttackKind.SAMPLING,
            perturbation_types=("l2",),
            parameters=NoiseParameters,
            description="One independent draw per sample and value, uniform in the Euclidean ball: "
            "not a worst case, so the curve may rise.",
            paper="",
            implementation=f"{_ATTACKS}.noise:UniformNoiseL2",
            needs_gradient=False,
        ),
        *map(_of_corruption, CORRUPTIONS.values()),
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
        *CLASSIC_ATTACKS,
        AttackInfo(
            name=WORST_CASE,
            title="Worst case (of finished jobs)",
            kind=AttackKind.COMBINED,
            perturbation_types=("max-norm", "l2", "l1", "l0"),
            parameters=WorstCaseParameters,
            description="For each sample the nearest example that any of several finished jobs "
            "found: attacks differ in which samples they break.",
            paper="Carlini et al., On Evaluating Adversarial Robustness, 2019",
            needs_gradient=False,
        ),
    )
}

DEFAULT_ATTACKS: dict[str, str] = {
    "max-norm": "standard", "l2": "standard", "l1": "standard", "l0": "fmn-l0",
    "random": "noise-linf",
    **{name: name for name in CORRUPTIONS},
}  # fmt: skip
"""The attack that is used for each ``perturbation-type`` when the spec names none."""


def attack_info(name: str | None, perturbation_type: str = "") -> AttackInfo:
    """Look an attack up.

    Parameters
    ----------
    name
        None for the default of the perturbation type.
    perturbation_type
        What an attack that is proposed instead of an unknown one should be of.

    Raises
    ------
    InputError
        ``attack_unknown``, with the nearest known name.
    """
    name = name or DEFAULT_ATTACKS[perturbation_type]
    if name not in CATALOGUE:
        fitting = [n for n, i in CATALOGUE.items() if perturbation_type in i.perturbation_types]
        of_norms = [f'"{known}"' for known in CATALOGUE if name and known.startswith(f"{name}-")]
        raise InputError(
            "attack_unknown",
            f'"attack": "{name}" is not an attack.',
            f"There is {', '.join(of_norms)}." if of_norms else nearest(name, fitting or CATALOGUE),
        )
    return CATALOGUE[name]
