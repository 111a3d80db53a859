"""Which stages an attack on fixed radii has, with which parameters: light, without their code."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.engine.attack_catalogue import CATALOGUE, attack_info
from pandavision_gui.engine.attack_info import AttackInfo, AttackKind, StageInfo, StageRole
from pandavision_gui.engine.attack_parameters import AttackParameters
from pandavision_gui.engine.norms import Norm


@dataclass(frozen=True)
class PlannedStage:
    """A fixed-radius attack that is one of several, or the only one.

    Attributes
    ----------
    info
        The attack's entry in the catalogue.
    parameters
        As its constructor takes them, but for `restarts`, which are stages of their own.
    start_factor
        The multiple of the largest value that it begins at.
    role
        Whom it attacks.
    begins_anew
        Whether it is a restart: from a random point also where an example is known.
    """

    info: AttackInfo
    parameters: AttackParameters
    start_factor: float = 1.0
    role: StageRole = StageRole.SEARCH
    begins_anew: bool = False

    @property
    def steps(self) -> int:
        """Steps of one run, which is one pass longer where it fails; FGSM has one."""
        steps: int = getattr(self.parameters, "steps", 1)
        return steps


def planned_stages(
    info: AttackInfo, parameters: AttackParameters, norm: Norm
) -> tuple[PlannedStage, ...]:
    """Return the stages of a fixed-radius or composed attack, in order.

    Parameters
    ----------
    parameters
        Of the attack itself; a composed attack hands those that a stage's attack knows on to it.
    norm
        In which the balls are round. A composed attack's stage that is not there in it is left out.
    """
    own = parameters.model_dump()
    if info.kind is AttackKind.FIXED_RADIUS:
        restarts = own.get("restarts", 0)
        again = (PlannedStage(info, parameters, begins_anew=True) for _ in range(restarts))
        return (PlannedStage(info, parameters), *again)
    there = (stage for stage in info.stages if _name(stage, norm) in CATALOGUE)
    return tuple(_planned(stage, own, norm) for stage in there)


def _planned(stage: StageInfo, handed_on: dict[str, object], norm: Norm) -> PlannedStage:
    info = attack_info(_name(stage, norm))
    named = {stage.handed_on.get(key, key): value for key, value in handed_on.items()}
    known = {key: value for key, value in named.items() if key in info.parameters.model_fields}
    parameters = info.parameters.model_validate({**stage.parameters, **known})
    return PlannedStage(info, parameters, stage.start_factor, stage.role)


def _name(stage: StageInfo, norm: Norm) -> str:
    """Return the catalogue's name of a stage's attack: with the norm where it has several."""
    name = f"{stage.attack}-{norm}"
    in_other_norms = any(f"{stage.attack}-{other}" in CATALOGUE for other in Norm)
    return name if in_other_norms else stage.attack
