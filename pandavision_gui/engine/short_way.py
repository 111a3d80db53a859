"""Whether the steps of an attack are long enough, all together, for the ball they search."""

from __future__ import annotations

from pandavision_gui.engine.attack_parameters import AttackParameters

_ROUNDING = 1e-9  # ten steps of a tenth lead all the way, five of them half of it


def short_way_warning(parameters: AttackParameters, radius: float) -> str:
    """Return a sentence where no run of the attack can cross its largest ball, or "".

    Of a sample that such an attack leaves standing, most of the ball was never looked at.

    Parameters
    ----------
    radius
        Of the largest ball, in data units; above 0.
    """
    way = parameters.way(radius)
    if way >= 1 - _ROUNDING:
        return ""
    percent = int((way + _ROUNDING) * 100)
    share = f"{percent} %" if percent else "less than 1 %"
    return (
        f"The steps of one run add up to only {share} of the largest radius: most of the ball is "
        "out of their reach, and the robust accuracy may be far too high. Take more or longer "
        "steps."
    )
