"""How each job's curve looks: colour, dash and symbol together, so that no curve needs colour."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainterPath

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.curve_look import CurveLook, Dash
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import BandPoint, CurvePoint
from pandavision_gui.views.plots.symbols import SYMBOLS

_DASHES = {
    Dash.SOLID: Qt.PenStyle.SolidLine,
    Dash.DASHES: Qt.PenStyle.DashLine,
    Dash.DOTS: Qt.PenStyle.DotLine,
    Dash.DASH_DOT: Qt.PenStyle.DashDotLine,
    Dash.DASH_DOT_DOT: Qt.PenStyle.DashDotDotLine,
}


@dataclass(frozen=True)
class SeriesStyle:
    """Colour, dash and symbol of a curve, as Qt has them."""

    number: int

    def colour(self, *, dark: bool) -> str:
        """Return the colour for a scheme."""
        return self._look.colour(dark=dark)

    @property
    def dash(self) -> Qt.PenStyle:
        """The kind of line."""
        return _DASHES[self._look.dash]

    @property
    def symbol(self) -> QPainterPath:
        """The symbol at the points, one unit high."""
        return SYMBOLS[self._look.symbol.value]

    @property
    def _look(self) -> CurveLook:
        return CurveLook(self.number)


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
