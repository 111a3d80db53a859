"""`pandavision attacks`: what there is to attack with."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import click

from pandavision_gui.cli.completed_words import complete_attack
from pandavision_gui.cli.output import say, say_table
from pandavision_gui.engine.attack_catalogue import CATALOGUE, PERTURBATIONS, attack_info
from pandavision_gui.engine.attack_info import AttackInfo, StageInfo, StageRole
from pandavision_gui.engine.corruptions import CORRUPTIONS

_LIMITS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


@click.command(short_help="List the attacks, or describe one.")
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete_attack)
@click.option(
    "--type",
    "perturbation",
    type=click.Choice(list(PERTURBATIONS)),
    help="Only attacks of this perturbation type.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object an attack.")
def attacks(name: str | None, perturbation: str | None, as_json: bool) -> int:
    """List the attacks, or describe the attack NAME and its parameters.

    \b
    Examples:
      pandavision attacks
      pandavision attacks --type l2
      pandavision attacks pgd-linf
    """
    if name is not None and perturbation is not None:
        raise click.UsageError("--type belongs to the list; leave it out, or NAME.")
    if name is not None:
        info = attack_info(name)
        _describe(info) if not as_json else say(_line(info))
        return 0
    chosen = [
        info
        for info in CATALOGUE.values()
        if perturbation is None or perturbation in info.perturbation_types
    ]
    if as_json:
        for info in chosen:
            say(_line(info))
        return 0
    say_table(
        ("name", "perturbation", "kind", "gradient", "aims", "title"),
        [
            (
                info.name,
                "itself" if info.name in CORRUPTIONS else " ".join(info.perturbation_types),
                info.kind.value,
                "needed" if info.needs_gradient else "–",
                "yes" if info.can_aim else "–",
                info.title,
            )
            for info in chosen
        ],
    )
    return 0


def attack_document(info: AttackInfo) -> dict[str, Any]:
    """Return what the catalogue says of an attack."""
    return {
        "name": info.name,
        "title": info.title,
        "kind": info.kind.value,
        "perturbation_types": list(info.perturbation_types),
        "norms": list(dict.fromkeys(str(PERTURBATIONS[one]) for one in info.perturbation_types)),
        "needs_gradient": info.needs_gradient,
        "needs_picture": info.needs_picture,
        "uses_surrogate": info.uses_surrogate,
        "can_aim": info.can_aim,
        "can_be_run": info.is_run,
        "description": info.description,
        "paper": info.paper,
        "parameters": list(_parameters(info)),
        "stages": [
            {
                "attack": stage.attack,
                "parameters": dict(stage.parameters),
                "start_factor": stage.start_factor,
                "role": stage.role.value,
            }
            for stage in info.stages
        ],
    }


def _line(info: AttackInfo) -> str:
    return json.dumps(attack_document(info), ensure_ascii=False)


def _parameters(info: AttackInfo) -> Iterator[dict[str, Any]]:
    for name, told in info.parameters.model_json_schema()["properties"].items():
        kinds = [one for one in told.get("anyOf", [told]) if one.get("type") != "null"]
        limits = {key: kinds[0][key] for key in _LIMITS if key in kinds[0]}
        choices = kinds[0].get("enum")
        yield {
            "name": name,
            "title": told.get("title", name),
            "type": kinds[0].get("type"),
            "default": told.get("default"),
            **limits,
            **({"choices": choices} if choices else {}),
            "description": told.get("description", ""),
        }


def _describe(info: AttackInfo) -> None:
    say(f"{info.name}: {info.title}")
    say("")
    say(info.description)
    say("")
    say(f"Perturbation types: {', '.join(info.perturbation_types)}")
    say(f"Kind: {info.kind.value}")
    say(f"Gradient of the model: {'needed' if info.needs_gradient else 'not needed'}")
    say(f"Target class: {'can be given' if info.can_aim else 'cannot be given'}")
    if info.uses_surrogate:
        say("Second model: needed (surrogate-model)")
    if not info.is_run:
        say("Made of finished jobs: `pandavision worst-case`")
    if info.paper:
        say(f"Paper: {info.paper}")
    if info.stages:
        say("")
        say("Stages:")
        for number, stage in enumerate(info.stages, 1):
            say(f"  {number}. {_stage_words(stage)}")
    found = list(_parameters(info))
    if not found:
        say("")
        say("It has no parameters.")
        return
    say("")
    say("Parameters:")
    for one in found:
        default = "absent" if one["default"] is None else json.dumps(one["default"])
        limits = ", ".join(f"{sign} {one[key]:g}" for key, sign in _LIMITS.items() if key in one)
        choices = " or ".join(one.get("choices", ()))
        allowed = "; ".join(part for part in (choices, limits) if part)
        say(f"  {one['name']} (default {default}{'; ' + allowed if allowed else ''})")
        say(f"      {one['description']}")


def _stage_words(stage: StageInfo) -> str:
    told = [f"{key} {value}" for key, value in stage.parameters.items()]
    if stage.start_factor != 1:
        told.append(f"from {stage.start_factor:g} times the largest value downwards")
    if stage.role is not StageRole.SEARCH:
        told.append(stage.role.value)
    return stage.attack + (f" ({'; '.join(told)})" if told else "")
