"""A dataset at a glance: a few of its pictures, and how many samples each class has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QImage, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.engine.sample_strip import SampleStrip
from pandavision_gui.views.plain_text import one_line, plain_tooltip
from pandavision_gui.views.theme import UNIT, Theme

_SIDE = 4 * UNIT
_GAP = UNIT // 2
_BARS = UNIT * 3 // 2
_LEAST_BAR = 2
"""Pixels in width: thinner ones stand together."""


class _Bar(NamedTuple):
    """Neighbouring classes that stand together: one, where there is room for all.

    Attributes
    ----------
    name
        Of the class, or of the first and the last.
    is_several
        Whether it is of more than one.
    least, most
        Samples of its rarest and of its most frequent class.
    """

    name: str
    is_several: bool
    least: int
    most: int


class DatasetGlance(QWidget):
    """Pictures above, bars below; nothing of a dataset that has neither."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: list[QPixmap] = []
        self._names: list[str] = []
        self._counts: list[tuple[str, int]] = []
        self._laid_out: tuple[int, list[tuple[QRect, _Bar]]] | None = None
        self.setObjectName("dataset_glance")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.hide()

    def show_nothing(self) -> None:
        """Hide: there is no dataset, or nothing is known of it."""
        self._pictures, self._names, self._counts = [], [], []
        self._laid_out = None
        self.hide()

    def show_dataset(
        self, strip: SampleStrip | None, counts: Mapping[int, int], names: Sequence[str]
    ) -> None:
        """Show pictures, and how many samples each label has.

        Parameters
        ----------
        names
            What classes are called, by label; untrusted text.
        """

        def name(label: int) -> str:
            return one_line(names[label], 60) if 0 <= label < len(names) else str(label)

        self._pictures = (
            [] if strip is None else [_pixmap(strip, data) for data in strip.pictures()]
        )
        self._names = [] if strip is None else [name(label) for label in strip.labels]
        is_even = len(set(counts.values())) == 1  # which the words above say
        self._counts = (
            [] if is_even else [(name(label), count) for label, count in sorted(counts.items())]
        )
        self._laid_out = None
        self.setAccessibleName(self.tr("The dataset at a glance"))
        self.setAccessibleDescription(
            self.tr("Pictures of: {names}").format(names=", ".join(self._names))
            if self._names
            else ""
        )
        self.updateGeometry()
        self.update()
        self.setVisible(bool(self._pictures or self._counts))

    def sizeHint(self) -> QSize:
        """Return the height that is needed; the width is the form's."""
        height = (_SIDE if self._pictures else 0) + (_BARS + _GAP if self._counts else 0)
        return QSize(10 * UNIT, height)

    def minimumSizeHint(self) -> QSize:
        """Return the same."""
        return self.sizeHint()

    def event(self, event: QEvent) -> bool:
        """Say what is below the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            words = self.words_at(event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), plain_tooltip(words), self)
            return True
        return super().event(event)

    def words_at(self, x: int, y: int) -> str:
        """Return what is at a place: a picture's class, or a class and its samples."""
        for place, name in zip(self._picture_places(), self._names, strict=False):
            if place.contains(x, y):
                return name
        for place, bar in self._bars():
            if place.left() <= x <= place.right() and y >= place.top():
                count = number_words(bar.least)
                if bar.least != bar.most:
                    count += f"–{number_words(bar.most)}"
                words = self.tr("{name}: {count} samples")
                if not bar.is_several and bar.name.isdecimal():
                    words = self.tr("class {name}: {count} samples")
                if bar.is_several:
                    words = self.tr("classes {name}: {count} samples each")
                return words.format(name=bar.name, count=count)
        return ""

    def _picture_places(self) -> list[QRect]:
        places, x = [], 0
        for picture in self._pictures:
            size = picture.size().scaled(2 * _SIDE, _SIDE, Qt.AspectRatioMode.KeepAspectRatio)
            if x + size.width() > self.width():
                break
            places.append(QRect(x, 0, size.width(), size.height()))
            x += size.width() + _GAP
        return places

    def _bars(self) -> list[tuple[QRect, _Bar]]:
        """Return what stands where: each class by itself, or as many together as must be."""
        if not self._counts:
            return []
        if self._laid_out is None or self._laid_out[0] != self.width():
            self._laid_out = (self.width(), self._lay_out())
        return self._laid_out[1]

    def _lay_out(self) -> list[tuple[QRect, _Bar]]:
        top = (_SIDE + _GAP) if self._pictures else 0
        together = -(-len(self._counts) * _LEAST_BAR // max(self.width(), _LEAST_BAR))
        groups = [
            self._counts[first : first + together]
            for first in range(0, len(self._counts), together)
        ]
        step = self.width() / len(groups)
        gap = 1 if step >= 3 else 0
        ends = [round(n * step) for n in range(len(groups) + 1)]
        return [
            (QRect(left, top, max(1, right - left - gap), _BARS), _together(group))
            for left, right, group in zip(ends, ends[1:], groups, strict=False)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw pictures and bars."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        for place, picture in zip(self._picture_places(), self._pictures, strict=False):
            is_larger = picture.width() >= place.width() * ratio
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_larger)
            painter.drawPixmap(place, picture)
        most = max((count for _, count in self._counts), default=1) or 1
        colours = self._theme.colours
        for place, bar in self._bars():
            painter.fillRect(place, QColor(colours.grid))
            painter.fillRect(_part(place, bar.most / most), QColor(colours.muted))
            painter.fillRect(_part(place, bar.least / most), QColor(colours.strong_line))


def _together(classes: Sequence[tuple[str, int]]) -> _Bar:
    counts = [count for _, count in classes]
    is_several = len(classes) > 1
    names = [classes[0][0], classes[-1][0]] if is_several else [classes[0][0]]
    return _Bar(" … ".join(names), is_several, min(counts), max(counts))


def _part(place: QRect, share: float) -> QRect:
    """Return the lower part of a place; what is not nothing is at least a pixel high."""
    height = max(1, round(place.height() * share)) if share else 0
    return QRect(place.left(), place.bottom() + 1 - height, place.width(), height)


def _pixmap(strip: SampleStrip, data: bytes) -> QPixmap:
    image = QImage(data, strip.width, strip.height, 3 * strip.width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)  # copies: `data` may go
