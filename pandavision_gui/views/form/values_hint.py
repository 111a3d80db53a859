"""What perturbation values mean, in words, and why some can hardly be meant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.norms import Norm, largest_value
from pandavision_gui.views.engine_words import unit_words
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.usual_values import usual_text, usual_top
from pandavision_gui.views.form.values_text import suggested_text
from pandavision_gui.views.jobs_table.job_words import number_words

translate = QCoreApplication.translate

_LARGE = 0.5
"""Of the largest value there is: with so much, each element can become the middle of the range."""
_TINY = 0.07
"""Of the usual largest value."""
_LONG = 1e9
"""From here on a number is told by its power of ten."""


@dataclass(frozen=True)
class InForce:
    """What gives values a meaning.

    Attributes
    ----------
    scale
        What they are.
    elements
        Of one sample, C × H × W; None while nobody knows.
    width
        Upper − lower bound of the input range, data units; None while nobody knows.
    """

    scale: Scale = Norm.LINF
    elements: int | None = None
    width: float | None = None


@dataclass(frozen=True)
class Doubt:
    """Why values can hardly be meant, and what may be instead."""

    sentence: str
    meant: str | None = None


def values_words(values: Sequence[float], where: InForce) -> str:
    """Return how many values there are and what the largest one is."""
    top = max(values)
    count = counted(len({0.0, *values}), _tr("value"), _tr("values"))
    told = _tr("{} up to {}") if 0 in values else _tr("{}, with the added 0, up to {}")
    words = told.format(count, _number(top))
    if isinstance(where.scale, Severity):
        return _tr("{} ({})").format(words, unit_words(where.scale))
    units = (
        _tr("{} in data units").format(_number(top * where.width))
        if where.width not in (None, 1) and top > 0
        else ""
    )
    if where.scale is Norm.L0:
        words = _tr("{} = {:.4g} % of the pixels").format(words, top * 100)
    elif where.scale is Norm.LINF:
        words = _tr("{} = {:.4g}/255").format(words, top * 255)
        if units and where.width != 255:
            words += f", {units}"
    else:
        if units:
            words = _tr("{} = {}").format(words, units)
        if top > 0:
            words += _spread(top, where)
    return words


def _spread(top: float, where: InForce) -> str:
    """Return what a size that adds up is for the elements of a sample."""
    if where.scale is Norm.L1:
        return _tr("; {} × the whole range of one element").format(_number(top))
    if not where.elements or top > math.sqrt(where.elements):
        return ""
    each = top / math.sqrt(where.elements)
    if where.width is None:
        return _tr("; spread evenly, {:.2g} of the range per element").format(each)
    return _tr("; spread evenly, {:.3g} per element").format(each * where.width)


def most_meant(where: InForce) -> float | None:
    """Return the largest value that a user can mean; None for the largest that is allowed."""
    if isinstance(where.scale, Severity) or where.scale.ends_at_one or not where.elements:
        return None
    return _LARGE * largest_value(where.scale, where.elements)


def doubt_about(values: Sequence[float], text: str, where: InForce) -> Doubt | None:
    """Return why values can hardly be meant, None where nothing is odd.

    Parameters
    ----------
    text
        What they were written as.
    """
    top, norm = max(values), where.scale
    if isinstance(norm, Severity):
        return None
    if norm is Norm.LINF:
        grey = _tr("Over half the range, every picture can become grey.")
        return Doubt(grey) if top > _LARGE else None
    if norm is Norm.L0:
        half = _tr("With over half of the pixels, every picture can become another.")
        return Doubt(half) if top > _LARGE else None
    most = most_meant(where)
    if most is None or not where.elements:
        return None
    largest, usual = largest_value(norm, where.elements), usual_top(norm, where.elements)
    instead = usual_text(norm, where.elements)
    if top > most:
        sentence = (
            _tr("From {} on, every sample can become any other.").format(_number(largest))
            if top >= largest
            else _tr("Over {}, every picture can become grey.").format(_number(most))
        )
        return Doubt(sentence, suggested_text(text, norm, most=most) or instead)
    if 0 < top < _TINY * usual:
        words = _tr("Tiny in {}, where changes add up: values up to {} are usual.")
        return Doubt(words.format(norm.symbol, _number(usual)), instead)
    return None


def _number(value: float) -> str:
    return number_words(round(value)) if 1000 <= value < _LONG else f"{value:.4g}"


def _tr(text: str) -> str:
    return translate("ValuesHint", text)
