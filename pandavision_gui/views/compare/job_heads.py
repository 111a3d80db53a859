"""The jobs of a comparison as its tables and headings show them: a name and a piece of curve."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap

from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.plots.style_sample import paint_sample

SWATCH = (24, 12)
"""Pixels; as wide as a dash and a symbol need."""
HEADER_SWATCH = 16
"""Pixels; Qt draws the icons of headers no wider."""
_RATIOS = (1.0, 2.0, 3.0)
_LONGEST = 120


@functools.lru_cache(maxsize=128)
def _swatch(number: int, dark: bool, width: int) -> QIcon:
    style, icon = SeriesStyle(number), QIcon()
    height = SWATCH[1]
    for ratio in _RATIOS:
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        colour = QColor(style.colour(dark=dark))
        paint_sample(painter, QRect(0, 0, width, height), style, colour=colour)
        painter.end()
        icon.addPixmap(picture)
    return icon


@dataclass(frozen=True)
class JobHead:
    """A job that is compared.

    Attributes
    ----------
    name
        As the comparison calls it; untrusted text.
    style
        How its curve looks.
    """

    name: str
    style: SeriesStyle

    @property
    def title(self) -> str:
        """The name on one line."""
        return one_line(self.name, _LONGEST)

    def swatch(self, *, dark: bool, width: int = SWATCH[0]) -> QIcon:
        """Return a piece of its curve."""
        return _swatch(self.style.number, dark, width)


def short_titles(first: JobHead, second: JobHead) -> tuple[str, str]:
    """Return the titles without the words that both begin or end with, where that leaves any."""
    words = first.title.split(), second.title.split()
    shortest = min(map(len, words))
    start = 0
    while start < shortest and words[0][start] == words[1][start]:
        start += 1
    end = 0
    while end < shortest - start and words[0][-1 - end] == words[1][-1 - end]:
        end += 1
    short = tuple(" ".join(one[start : len(one) - end]) for one in words)
    return (short[0], short[1]) if all(short) else (first.title, second.title)
