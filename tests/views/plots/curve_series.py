"""Series as the window hands them to the plot."""

from __future__ import annotations

from uuid import UUID

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import band_point, curve_point
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle

EIGHT_255 = 8 / 255
TOP = 0.05


def finished(
    number: int,
    *,
    name: str = "network",
    values: tuple[float, ...] = (0.0, EIGHT_255, TOP),
    robust: tuple[int, ...] | None = None,
    with_intervals: bool = True,
    scale: Scale = Norm.LINF,
    is_noise: bool = False,
) -> CurveSeries:
    counts = robust or tuple(97 - 19 * place for place in range(len(values)))
    points = [curve_point(v, max(0, r), 100) for v, r in zip(values, counts, strict=True)]
    return CurveSeries(
        job_id=UUID(int=number + 1),
        name=name,
        style=SeriesStyle(number),
        curve=tuple(points),
        with_intervals=with_intervals,
        scale=scale,
        is_noise=is_noise,
    )


def unfinished(number: int, *, name: str = "running network", count: int = 100) -> CurveSeries:
    lowest, highest = (57, 68) if count else (0, 0)
    values = (0.0, EIGHT_255, TOP)
    return CurveSeries(
        job_id=UUID(int=number + 1),
        name=name,
        style=SeriesStyle(number),
        band=tuple(band_point(value, lowest, highest, count) for value in values),
    )
