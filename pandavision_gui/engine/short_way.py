"""Whether the steps of an attack are long enough, all together, for the ball they search."""

from __future__ import annotations

import math

from pandavision_gui.engine.attack_parameters import AttackParameters

_ROUNDING = 1e-9  # ten steps of a tenth lead all the way, five of them half of it


def way_of(parameters: AttackParameters, radius: float, step: float = 0.0) -> float:
    """Return which share of the way to the edge of a ball one run can go, at most 1.

    Parameters
    ----------
    radius
        Of the ball, in data units; above 0.
    step
        Where points are moved to whole steps before they are judged: the length of one.
    """
    way = parameters.way(radius)
    if step and math.isfinite(way):
        edge = math.floor(radius / step + _ROUNDING)
        return 1.0 if edge == 0 else min(1.0, math.floor(way * radius / step + 0.5) / edge)
    return 1.0 if way >= 1 - _ROUNDING else way


def short_way_warning(way: float, value: str = "") -> str:
    """Return a sentence where no run of the attack can get to the edge of the ball, or "".

    Of a sample that such an attack leaves standing, a part of the ball was never looked at.

    Parameters
    ----------
    way
        As :func:`way_of` returns it.
    value
        The perturbation value of the ball where the way is not the same at all.
    """
    if way >= 1:
        return ""
    percent = int((way + _ROUNDING) * 100)
    share = f"{percent} %" if percent else "less than 1 %"
    if value:
        return (
            f"At {value} the steps of one run add up to only {share} of the radius: the edge of "
            "the ball is out of their reach, and the robust accuracy may be too high. Take more or "
            "longer steps."
        )
    return (
        f"The steps of one run add up to only {share} of the radius: the edge of the ball is out "
        "of their reach, and the robust accuracy may be too high. Take more or longer steps."
    )
