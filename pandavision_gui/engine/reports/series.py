"""One curve, as figures draw it."""

from __future__ import annotations

from dataclasses import dataclass

from pandavision_gui.engine.robustness_curve import CurvePoint


@dataclass(frozen=True)
class Series:
    """One curve of a figure.

    Attributes
    ----------
    name
        For the legend; taken as plain text.
    curve
        Its points, by ascending value.
    has_population
        False when a user chose the samples: then no interval is drawn.
    number
        Of the curve's look; None: its place among the curves.
    """

    name: str
    curve: tuple[CurvePoint, ...]
    has_population: bool = True
    number: int | None = None
