"""Words that a shell completes beside commands and options."""

from __future__ import annotations

import click

from pandavision_gui.engine.attack_catalogue import CATALOGUE, DEFAULT_ATTACKS


def complete_attack(context: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Return the attacks whose names begin so."""
    return [name for name in CATALOGUE if name.startswith(begun)]


def complete_perturbation(
    context: click.Context, parameter: click.Parameter, begun: str
) -> list[str]:
    """Return the perturbation types whose names begin so."""
    return [name for name in DEFAULT_ATTACKS if name.startswith(begun)]
