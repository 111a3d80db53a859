"""What the x axis of the curves is called."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.norms import Norm
from pandavision_gui.views.engine_words import axis_title, norm_phrase, unit_words
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.plots.x_scale import XUnit

translate = QCoreApplication.translate


def x_titles(series: Sequence[CurveSeries], numbers: XUnit = XUnit.FRACTION) -> tuple[str, ...]:
    """Return titles that are true of all curves, the longest first: one of them has room.

    Parameters
    ----------
    numbers
        What the axis is labelled with, where all curves are of L∞.
    """
    scales = {one.scale for one in series}
    severities = [scale for scale in scales if isinstance(scale, Severity)]
    if len(severities) == 1 == len(scales):
        (scale,) = severities
        severity = translate("CurvePlot", "Severity")
        return f"{axis_title(scale)}, {unit_words(scale)}", axis_title(scale), severity
    if severities:
        return _of_several(are_severities=len(severities) == len(scales))
    size = translate("CurvePlot", "Perturbation size")
    norms = [scale for scale in scales if isinstance(scale, Norm)] or [Norm.LINF]
    unit = unit_words(norms[0])
    if numbers is XUnit.OVER_255:
        unit = translate("CurvePlot", "in 255ths of the input range")
    elif numbers is XUnit.DATA:
        unit = translate("CurvePlot", "in the data's own units")
    if len(norms) > 1:  # what is true of L2 is true of L∞ as well, and not of L0
        own = translate("CurvePlot", "in its own unit")
        unit = own if Norm.L0 in norms else unit_words(Norm.L2)
    if not series:
        return f"{size}, {unit}", size
    if len(norms) > 1:
        words = translate("CurvePlot", "each curve in its own norm")
    elif all(one.is_noise for one in series):
        words = translate("CurvePlot", "random noise ({})").format(norms[0].symbol)
    else:
        words = norm_phrase(norms[0])
    if len(norms) > 1:  # which is never left out: the curves are not of one kind
        own = f"{words[:1].upper()}{words[1:]}"
        return f"{size}, {words}, {unit}", f"{own}, {unit}", f"{size}, {words}", own
    norm = norms[0].symbol
    return (
        f"{size}, {words}, {unit}",
        f"{size}, {norm}, {unit}",
        f"{norm[:1].upper()}{norm[1:]}, {unit}",
        f"{size}, {norm}",
        size,
    )


def _of_several(*, are_severities: bool) -> tuple[str, ...]:
    severity = translate("CurvePlot", "Severity")
    if are_severities:
        return translate("CurvePlot", "Severity, each curve of its own corruption"), severity
    either = translate("CurvePlot", "Perturbation size or severity")
    return translate("CurvePlot", "{}, each curve in its own unit").format(either), either
