"""From a catalogue entry to the attack objects that a run needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from importlib import import_module
from typing import Any

from pandavision_gui.engine.attack_info import AttackInfo, AttackKind, StageRole
from pandavision_gui.engine.attack_parameters import AttackParameters
from pandavision_gui.engine.attack_stages import PlannedStage, planned_stages
from pandavision_gui.engine.attacks.base import FixedRadiusAttack, SamplingAttack, Start
from pandavision_gui.engine.attacks.minimum_norm import MinimumNormAttack
from pandavision_gui.engine.classic_program import ClassicProgram, classic_missing
from pandavision_gui.engine.norms import Norm


@dataclass(frozen=True)
class Stage:
    """A fixed-radius attack that is one of several, or the only one.

    Attributes
    ----------
    start_factor
        The multiple of the largest value that it begins at.
    role
        Whom it attacks.
    round
        Which of a sample's targets it steers to, where there are several.
    name, parameters
        The attack's in the catalogue.
    """

    attack: FixedRadiusAttack
    start_factor: float
    role: StageRole = StageRole.SEARCH
    name: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    round: int = 0


@dataclass(frozen=True)
class Attacks:
    """What a catalogue entry comes to: one of the three, by its kind."""

    stages: tuple[Stage, ...] = ()
    sampling: SamplingAttack | None = None
    minimum_norm: MinimumNormAttack | None = None


def attacks_of(
    info: AttackInfo,
    parameters: AttackParameters,
    norm: Norm,
    rounds: int = 1,
    *,
    values: tuple[float, ...] = (),
    classic: ClassicProgram | None = None,
) -> Attacks:
    """Make the attack objects of a catalogue entry; see :func:`fixed_radius_stages`.

    Parameters
    ----------
    values
        The perturbation values, ascending.
    classic
        SecML 0.15, for attacks of it.

    Raises
    ------
    EnvironmentFault
        ``classic_secml_missing``.
    """
    match info.kind:
        case AttackKind.SAMPLING:
            return Attacks(sampling=sampling_attack(info, parameters))
        case AttackKind.MINIMUM_NORM:
            return Attacks(minimum_norm=minimum_norm_attack(info, parameters, norm))
        case AttackKind.REFERENCE:
            if classic is None:
                raise classic_missing(info.name)
            told = parameters.model_dump()
            return Attacks(minimum_norm=implementation(info)(norm, classic, values, **told))
        case _:
            return Attacks(stages=fixed_radius_stages(info, parameters, norm, rounds))


def fixed_radius_stages(
    info: AttackInfo, parameters: AttackParameters, norm: Norm, rounds: int = 1
) -> tuple[Stage, ...]:
    """Make the stages of a fixed-radius or composed attack.

    Parameters
    ----------
    parameters
        Of the attack itself; a composed attack hands those that a stage's attack knows on to it.
    norm
        In which the balls are round. A composed attack's stage that is not there in it is left out.
    rounds
        How often all of them come, each time for another target.
    """
    found = [_stage(planned, norm) for planned in planned_stages(info, parameters, norm)]
    return tuple(replace(stage, round=number) for number in range(rounds) for stage in found)


def sampling_attack(info: AttackInfo, parameters: AttackParameters) -> SamplingAttack:
    """Make a sampling attack."""
    attack: SamplingAttack = implementation(info)(**parameters.model_dump())
    return attack


def minimum_norm_attack(
    info: AttackInfo, parameters: AttackParameters, norm: Norm
) -> MinimumNormAttack:
    """Make a minimum-norm attack for a norm."""
    attack: MinimumNormAttack = implementation(info)(norm, **parameters.model_dump())
    return attack


def implementation(info: AttackInfo) -> Any:
    """Import the class that a catalogue entry names."""
    module, _, name = info.implementation.partition(":")
    return getattr(import_module(module), name)


def _stage(planned: PlannedStage, norm: Norm) -> Stage:
    told = planned.parameters.model_dump(exclude={"restarts"})
    attack = implementation(planned.info)(norm, **told)
    if planned.begins_anew:
        attack.start = attack.start if attack.start.is_random else Start.UNIFORM
        attack.starts_anew = True
    return Stage(attack, planned.start_factor, planned.role, planned.info.name, told)
