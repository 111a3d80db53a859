"""How each job's curve looks: colour, dash and symbol together, so that no curve needs colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.views.plots.symbols import SYMBOLS

# Okabe & Ito, Color Universal Design (2008), without yellow and black; lighter on dark.
_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b07c00")
_DARK = ("#4a9bec", "#f5793a", "#35c08e", "#e79bc8", "#a6dcff", "#f0cb3c")
_DASHES = (
    Qt.PenStyle.SolidLine,
    Qt.PenStyle.DashLine,
    Qt.PenStyle.DotLine,
    Qt.PenStyle.DashDotLine,
    Qt.PenStyle.DashDotDotLine,
)
"""One fewer than colours, so that no two of thirty curves share both."""


@dataclass(frozen=True)
class SeriesStyle:
    """Colour, dash and symbol of a curve."""

    number: int

    def colour(self, *, dark: bool) -> str:
        """Return the colour for a scheme."""
        return (_DARK if dark else _LIGHT)[self.number % len(_LIGHT)]

    @property
    def dash(self) -> Qt.PenStyle:
        """The kind of line; differs from one curve to the next, even of the same colour."""
        return _DASHES[(self.number + self.number // len(_LIGHT)) % len(_DASHES)]

    @property
    def symbol(self) -> QPainterPath:
        """The symbol at the points, one unit high."""
        return SYMBOLS[self.number % len(SYMBOLS)]


@dataclass(frozen=True)
class CurveSeries:
    """One job's curve as it is to be drawn.

    Attributes
    ----------
    name
        Name of the job; untrusted text.
    curve
        The finished curve, empty while the job is open.
    band
        Where an open curve can end up, empty when it is finished.
    with_intervals
        Whether the points have 95 % intervals: not for samples that the user chose.
    scale
        What the x axis measures.
    is_noise
        Whether it measures how large random noise was, not an attack.
    width
        Of the input range in data units; None while it is not known.
    """

    job_id: UUID
    name: str
    style: SeriesStyle
    curve: tuple[CurvePoint, ...] = ()
    band: tuple[BandPoint, ...] = ()
    with_intervals: bool = True
    scale: Scale = Norm.LINF
    is_noise: bool = False
    width: float | None = None

    def looks_like(self, other: CurveSeries) -> bool:
        """Whether both are drawn alike; of the points only whether they are the very same ones."""
        return (
            self.curve is other.curve
            and self.band is other.band
            and replace(self, curve=(), band=()) == replace(other, curve=(), band=())
        )
