"""From a catalogue entry to the attack objects that a run needs."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any

from pandavision_gui.engine.attack_catalogue import (
    CATALOGUE,
    AttackInfo,
    AttackKind,
    StageInfo,
    attack_info,
)
from pandavision_gui.engine.attack_parameters import AttackParameters
from pandavision_gui.engine.attacks.base import FixedRadiusAttack, SamplingAttack
from pandavision_gui.engine.attacks.minimum_norm import MinimumNormAttack
from pandavision_gui.engine.norms import Norm


@dataclass(frozen=True)
class Stage:
    """A fixed-radius attack and the multiple of the largest value that it begins at."""

    attack: FixedRadiusAttack
    start_factor: float


@dataclass(frozen=True)
class Attacks:
    """What a catalogue entry comes to: one of the three, by its kind."""

    stages: tuple[Stage, ...] = ()
    sampling: SamplingAttack | None = None
    minimum_norm: MinimumNormAttack | None = None


def attacks_of(info: AttackInfo, parameters: AttackParameters, norm: Norm) -> Attacks:
    """Make the attack objects of a catalogue entry, for a norm."""
    match info.kind:
        case AttackKind.SAMPLING:
            return Attacks(sampling=sampling_attack(info, parameters))
        case AttackKind.MINIMUM_NORM:
            return Attacks(minimum_norm=minimum_norm_attack(info, parameters, norm))
        case _:
            return Attacks(stages=fixed_radius_stages(info, parameters, norm))


def fixed_radius_stages(
    info: AttackInfo, parameters: AttackParameters, norm: Norm
) -> tuple[Stage, ...]:
    """Make the stages of a fixed-radius or composed attack.

    Parameters
    ----------
    parameters
        Of the attack itself; a composed attack hands those that a stage's attack knows on to it.
    norm
        In which the balls are round.
    """
    own = parameters.model_dump()
    if info.kind is AttackKind.FIXED_RADIUS:
        return (_stage(StageInfo(info.name.removesuffix(f"-{norm}")), own, norm),)
    return tuple(_stage(stage, own, norm) for stage in info.stages)


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


def _stage(stage: StageInfo, handed_on: dict[str, Any], norm: Norm) -> Stage:
    name = f"{stage.attack}-{norm}"
    info = attack_info(name if name in CATALOGUE else stage.attack)
    known = {key: value for key, value in handed_on.items() if key in info.parameters.model_fields}
    parameters = info.parameters.model_validate({**stage.parameters, **known})
    attack = implementation(info)(norm, **parameters.model_dump())
    return Stage(attack, stage.start_factor)
