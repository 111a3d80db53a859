from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.plots.symbols import SYMBOLS


def hue_apart(one: QColor, other: QColor) -> int:
    apart = abs(one.hslHue() - other.hslHue())
    return min(apart, 360 - apart)


@pytest.mark.parametrize("dark", [False, True])
def test_curves_of_like_colour_have_another_dash_and_symbol(dark: bool) -> None:
    for first, second in combinations(range(12), 2):
        one, other = SeriesStyle(first), SeriesStyle(second)
        colours = QColor(one.colour(dark=dark)), QColor(other.colour(dark=dark))
        if hue_apart(*colours) < 15:
            assert one.dash is not other.dash, (first, second)
            assert one.symbol != other.symbol, (first, second)


def test_the_first_and_the_fifth_are_not_both_solid_nor_both_round() -> None:
    assert SeriesStyle(0).dash is Qt.PenStyle.SolidLine
    assert SeriesStyle(4).dash is not Qt.PenStyle.SolidLine


def test_only_the_circle_looks_round() -> None:
    """A point on a circle of middle radius: inside at every angle only where it is round."""

    def angles_inside(number: int) -> int:
        symbol = SYMBOLS[number]
        turn = [QPointF(0.36, 0.0)]
        for _ in range(71):
            x, y = turn[-1].x(), turn[-1].y()
            turn.append(QPointF(0.9961947 * x - 0.0871557 * y, 0.0871557 * x + 0.9961947 * y))
        return sum(symbol.contains(point) for point in turn)

    inside = [angles_inside(number) for number in range(len(SYMBOLS))]
    assert inside[0] == 72
    assert max(inside[2:]) < 72 * 0.7
