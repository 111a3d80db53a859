"""What perturbation values mean, in words, and why some can hardly be meant."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.norms import Norm, largest_value
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.usual_values import usual_text, usual_top
from pandavision_gui.views.form.values_text import suggested_text
from pandavision_gui.views.jobs_table.job_words import value_words

translate = QCoreApplication.translate

_LARGE = 0.5
"""Of the largest value there is: with so much, each element can become the middle of the range."""
_TINY = 0.1
"""Of the usual largest value."""


@dataclass(frozen=True)
class InForce:
    """What gives values a meaning.

    Attributes
    ----------
    norm
        In which they are measured.
    elements
        Of one sample, C × H × W; None while nobody knows.
    width
        Upper − lower bound of the input range, data units; None while nobody knows.
    """

    norm: Norm = Norm.LINF
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
    words = _tr("{} up to {:.4g}").format(count, top)
    units = (
        _tr("{:.4g} in data units").format(top * where.width)
        if where.width not in (None, 1) and top > 0
        else ""
    )
    if where.norm is Norm.LINF:
        words = _tr("{} = {:.4g}/255").format(words, top * 255)
        if units and where.width != 255:
            words += f", {units}"
    else:
        if units:
            words = _tr("{} = {}").format(words, units)
        if top > 0:
            words += _spread(top, where)
    if 0 not in values:
        words += _tr("; 0 is always evaluated, too")
    return words


def _spread(top: float, where: InForce) -> str:
    """Return what a size that adds up is for the elements of a sample."""
    if where.norm is Norm.L1:
        return _tr("; {:.4g} × the whole range of one element").format(top)
    if not where.elements:
        return ""
    width = where.width or 1.0
    each = min(top / math.sqrt(where.elements), 1.0) * width
    if where.width is None:
        return _tr("; spread evenly, {:.2g} of the range per element").format(each)
    return _tr("; spread evenly, {:.2g} per element").format(each)


def doubt_about(values: Sequence[float], text: str, where: InForce) -> Doubt | None:
    """Return why values can hardly be meant, None where nothing is odd.

    Parameters
    ----------
    text
        What they were written as.
    """
    top, norm, elements = max(values), where.norm, where.elements
    if norm is Norm.LINF:
        grey = _tr("Over half the range, every picture can become grey.")
        return Doubt(grey) if top > _LARGE else None
    if not elements:
        return None
    largest = largest_value(norm, elements)
    usual = usual_text(norm, elements)
    if top > largest * _LARGE:
        meant = suggested_text(text, norm, most=largest * _LARGE) or usual
        sentence = (
            _tr("Over {}, every sample can become any other.").format(_short(largest))
            if top > largest
            else _tr("Over {}, every picture can become grey.").format(_short(largest * _LARGE))
        )
        return Doubt(sentence, meant)
    if 0 < top < _TINY * usual_top(norm, elements):
        return Doubt(
            _tr("Tiny in this norm, in which changes add up: {} is usual.").format(
                _short(usual_top(norm, elements))
            ),
            usual,
        )
    return None


def _short(value: float) -> str:
    return value_words(value, Norm.L2)


def _tr(text: str) -> str:
    return translate("ValuesHint", text)
