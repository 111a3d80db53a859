"""How the curves of jobs are told apart, in the window and in exported figures alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

# Okabe & Ito, Color Universal Design (2008), without yellow and black; lighter on dark.
_LIGHT = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#b07c00")
_DARK = ("#4a9bec", "#f5793a", "#35c08e", "#e79bc8", "#a6dcff", "#f0cb3c")


class Dash(Enum):
    """Kinds of line, in the order in which curves get them.

    One fewer than colours, so that no two of thirty curves share both.
    """

    SOLID = 0
    DASHES = 1
    DOTS = 2
    DASH_DOT = 3
    DASH_DOT_DOT = 4


class Symbol(Enum):
    """What stands at a curve's points, in the order in which curves get them."""

    CIRCLE = 0
    SQUARE = 1
    TRIANGLE = 2
    DIAMOND = 3
    PLUS = 4
    STAR = 5
    TRIANGLE_DOWN = 6
    CROSS = 7


@dataclass(frozen=True)
class CurveLook:
    """Colour, dash and symbol together, so that no curve needs colour.

    Attributes
    ----------
    number
        From 0 up; curves of one picture have different ones.
    """

    number: int

    def colour(self, *, dark: bool) -> str:
        """Return the colour, as "#rrggbb", on a light or a dark ground."""
        return (_DARK if dark else _LIGHT)[self.number % len(_LIGHT)]

    @property
    def dash(self) -> Dash:
        """The kind of line; differs from one curve to the next, even of the same colour."""
        return Dash((self.number + self.number // len(_LIGHT)) % len(Dash))

    @property
    def symbol(self) -> Symbol:
        """The symbol at the points."""
        return Symbol(self.number % len(Symbol))
