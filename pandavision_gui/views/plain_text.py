"""Names and texts from files, shown as plain text wherever Qt might take them for markup."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QWidget

from pandavision_gui import errors
from pandavision_gui.engine.number_words import THIN_SPACE as THIN_SPACE

LONGEST_LINE = 300
"""Characters of an untrusted text on one line; no place is wide enough for more."""

_LEFT_TO_RIGHT = "\u200e"
"""A mark without width: a letter of a language that runs from the left."""
_APART, _TOGETHER = "\u2068", "\u2069"
"""Marks without width: what stands between them has no part in the order of what is around it."""
_MARKS = str.maketrans("", "", _LEFT_TO_RIGHT + _APART + _TOGETHER)
_FROM_THE_RIGHT = ("R", "AL")
_BOUNDARIES = ("L", "B")
_ENDS_OF_NAMES = '“”"/\\'


def plain_text(text: str) -> str:
    """Return `text` on one line with control characters escaped; thin spaces stay."""
    if text.isprintable():
        return text
    return THIN_SPACE.join(map(errors.plain_text, text.split(THIN_SPACE)))


class PlainLabel(QLabel):
    """A label that never takes its text for markup, and shows control characters escaped.

    A sentence runs as the program's language does, also where a name from a file stands in it whose
    letters run the other way: Qt goes by the first letter.

    Parameters
    ----------
    one_line
        Line breaks are escaped, too: for every text in which a name from a file may stand, so that
        it cannot forge a second line.
    """

    def __init__(self, text: str = "", *, wrap: bool = False, one_line: bool = False) -> None:
        super().__init__()
        self._is_one_line = one_line
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(wrap)
        self.setText(text)

    def setText(self, text: str) -> None:
        """Show `text`."""
        shown = plain_text(text) if self._is_one_line else plain_lines(text)
        super().setText(in_direction_of_the_window(shown))

    def text(self) -> str:
        """Return what is shown."""
        return super().text().translate(_MARKS)


def in_direction_of_the_window(text: str) -> str:
    """Return a text that runs from the left in a window that does, whatever letters it holds.

    Words that run from the right keep their own order and change that of nothing else: a number
    behind such a name would be shown before it. The marks that do this have no width (Unicode
    Standard Annex 9, isolates).
    """
    if text.isascii() or QGuiApplication.layoutDirection() != Qt.LayoutDirection.LeftToRight:
        return text
    parts, at = [], 0
    for begin, end in _runs_from_the_right(text):
        parts += [text[at:begin], _APART, text[begin:end], _TOGETHER]
        at = end
    return _LEFT_TO_RIGHT + "".join(parts) + text[at:] if parts else text


def _runs_from_the_right(text: str) -> Iterator[tuple[int, int]]:
    """Find where words that run from the right begin and end, with what stands between them."""
    begin = end = -1
    for place, letter in enumerate(text):
        kind = unicodedata.bidirectional(letter)
        if kind in _FROM_THE_RIGHT:
            begin, end = place if begin < 0 else begin, place + 1
        elif begin >= 0 and (kind in _BOUNDARIES or letter in _ENDS_OF_NAMES):
            yield begin, end
            begin = -1
    if begin >= 0:
        yield begin, end


def plain_lines(text: str) -> str:
    """Return a text whose line breaks are the program's own; other control characters escaped."""
    return "\n".join(plain_text(line) for line in text.split("\n"))


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return an untrusted text on one line, cut where it is longer than anything can show."""
    # Cut first: escaping goes through the text letter by letter.
    line = plain_text(text[: longest + 1])
    return line if len(line) <= longest else line[: longest - 1] + "…"


def both_ends(text: str, longest: int) -> str:
    """Return an untrusted text on one line, its middle left out where it is longer than that."""
    if len(text) <= longest:
        text = plain_text(text)
    if len(text) <= longest:
        return text
    half = longest // 2
    start, end = plain_text(text[:half])[:half], plain_text(text[-half:])[-half:]
    return f"{start}…{end}"


def plain_tooltip(text: str) -> str:
    """Return `text` so that a tooltip shows it as it is: tooltips guess whether text is markup.

    Its line breaks stay: whoever puts a name from a file into it escapes the name's own.
    """
    shown = in_direction_of_the_window(plain_lines(text))
    lines = "<br>".join(escape(line) for line in shown.split("\n"))
    return f"<qt>{lines}</qt>" if text else ""


def menu_text(text: str) -> str:
    """Return `text` for a menu or a button, where & would mark a key."""
    return plain_text(text).replace("&", "&&")


def explain(widget: QWidget, text: str, *, tooltip: str | None = None) -> None:
    """Give a widget a tooltip that shows `text` as it is, and tell screen readers the same.

    Qt hands them the tooltip, with its markup, where a widget has no description of its own.

    Parameters
    ----------
    tooltip
        Another way to show the same text, which may be markup.
    """
    widget.setToolTip(plain_tooltip(text) if tooltip is None else tooltip)
    widget.setAccessibleDescription(plain_lines(text))
