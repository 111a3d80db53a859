"""The icons of the program, all from one set: Material Design Icons, in QtAwesome's font file.

QtAwesome itself is not imported: with its twelve fonts and its layer over every Qt binding it takes
a tenth of the time until the window can be used.
"""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QIcon,
    QIconEngine,
    QPainter,
    QPainterPath,
    QPalette,
    QPixmap,
    QRawFont,
)
from PySide6.QtWidgets import QWidget

from pandavision_gui.paths import resources_folder

ICONS: dict[str, tuple[str, int]] = {
    "new": ("plus", 0xF0415),
    "stop": ("stop", 0xF04DB),
    "resume": ("play", 0xF040A),
    "pause": ("pause", 0xF03E4),
    "continue": ("play-circle-outline", 0xF040D),
    "again": ("repeat", 0xF0456),
    "remove": ("trash-can-outline", 0xF0A7A),
    "export": ("export-variant", 0xF0B93),
    "copy": ("content-copy", 0xF018F),
    "folder": ("folder-open-outline", 0xF0DCF),
    "model": ("graph-outline", 0xF104A),
    "dataset": ("database-outline", 0xF1632),
    "spec": ("code-json", 0xF0626),
    "good": ("check", 0xF012C),
    "bad": ("close", 0xF0156),
    "warn": ("alert-outline", 0xF002A),
    "info": ("information-outline", 0xF02FD),
    "question": ("help-circle-outline", 0xF0625),
    "wait": ("timer-sand", 0xF051F),
    "close": ("close", 0xF0156),
    "expand": ("chevron-right", 0xF0142),
    "collapse": ("chevron-down", 0xF0140),
    "compare": ("scale-balance", 0xF05D1),
    "chance": ("approximately-equal", 0xF0F9E),
    "sample": ("sign-caution", 0xF04A1),
    "archive": ("archive-outline", 0xF120E),
    "more": ("dots-horizontal", 0xF01D8),
    "panda": ("panda", 0xF03DA),
    "search": ("magnify", 0xF0349),
    "action": ("chevron-right", 0xF0142),
    "job": ("chart-line", 0xF012A),
}
"""Our name → the set's name, and its place in the font."""

FONT_FILES = "materialdesignicons6-webfont-*.ttf"
_DRAWN_AT_PX = 512.0
"""Outlines are taken once at this size and scaled to each icon."""
_FILLED = 0.875
"""Part of an icon's box that the set's own box takes: text beside it has such bearings too."""


def make_icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return the icon in a colour, with another one for its disabled state."""
    return QIcon(_OutlineEngine(name, colour, disabled))


def question_mark(parent: QWidget) -> QPixmap:
    """Return what stands beside a question that is asked over `parent`, in place of Qt's own."""
    palette = parent.palette()
    accent = palette.color(QPalette.ColorRole.Link).name()
    icon = make_icon("question", accent, palette.color(QPalette.ColorRole.Mid).name())
    side = 2 * parent.fontMetrics().height()
    return icon.pixmap(QSize(side, side), parent.devicePixelRatioF())


class _OutlineEngine(QIconEngine):
    """Fills an outline at whatever size is asked for.

    There is no clone(): PySide cannot hand one over to Qt, which asks for it only when somebody
    adds a picture to a copied icon.
    """

    def __init__(self, name: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._look = (name, colour, disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Paint into the largest square in the middle of `rect`."""
        name, colour, disabled = self._look
        scale = _FILLED * min(rect.width(), rect.height()) / _DRAWN_AT_PX
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rect.x() + rect.width() / 2, rect.y() + rect.height() / 2)
        painter.scale(scale, scale)
        used = disabled if mode is QIcon.Mode.Disabled else colour
        painter.fillPath(_outline(name), QColor(used))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """Return a picture of this size in device pixels."""
        picture = QPixmap(size)
        if picture.isNull():  # of a button that has no room
            return picture
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture


@functools.cache
def _outline(name: str) -> QPainterPath:
    """Return the outline, the middle of its box at (0, 0)."""
    font = _font()
    (glyph,) = font.glyphIndexesForString(chr(ICONS[name][1]))
    path = font.pathForGlyph(glyph)
    path.setFillRule(Qt.FillRule.WindingFill)
    # The set's box is the font's em square: as wide as the size, from the ascent down.
    return path.translated(-_DRAWN_AT_PX / 2, font.ascent() - _DRAWN_AT_PX / 2)


@functools.cache
def _font() -> QRawFont:
    font = QRawFont(str(font_file()), _DRAWN_AT_PX, QFont.HintingPreference.PreferNoHinting)
    if not font.isValid():
        raise FileNotFoundError(FONT_FILES)
    return font


def font_file() -> Path:
    """Return the font's file: a bundle has it among its resources, else QtAwesome does.

    Raises
    ------
    FileNotFoundError
        When the installation is incomplete.
    """
    folders = [resources_folder() / "fonts"]
    # Looking for the package does not import it.
    found = importlib.util.find_spec("qtawesome")
    if found is not None and found.submodule_search_locations:
        folders.append(Path(found.submodule_search_locations[0]) / "fonts")
    for folder in folders:
        for path in sorted(folder.glob(FONT_FILES)):
            return path
    raise FileNotFoundError(FONT_FILES)
