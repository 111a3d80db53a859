"""A dataset at a glance: a few of its pictures, and how many samples each class has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

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
_MOST_BARS = 120
"""More would be thinner than a pixel in the form."""


class DatasetGlance(QWidget):
    """Pictures above, bars below; nothing of a dataset that has neither."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._pictures: list[QPixmap] = []
        self._names: list[str] = []
        self._bars: list[tuple[str, int]] = []
        self.setObjectName("dataset_glance")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        theme.changed.connect(self.update)
        self.hide()

    def show_nothing(self) -> None:
        """Hide: there is no dataset, or nothing is known of it."""
        self._pictures, self._names, self._bars = [], [], []
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
        bars = [(name(label), count) for label, count in sorted(counts.items())]
        is_even = len({count for _, count in bars}) == 1  # which the words above say
        self._bars = bars if len(bars) <= _MOST_BARS and not is_even else []
        self.setAccessibleName(self.tr("The dataset at a glance"))
        self.setAccessibleDescription(
            self.tr("Pictures of: {names}").format(names=", ".join(self._names))
            if self._names
            else ""
        )
        self.updateGeometry()
        self.update()
        self.setVisible(bool(self._pictures or self._bars))

    def sizeHint(self) -> QSize:
        """Return the height that is needed; the width is the form's."""
        height = (_SIDE if self._pictures else 0) + (_BARS + _GAP if self._bars else 0)
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
        for place, (name, count) in zip(self._bar_places(), self._bars, strict=True):
            if place.left() <= x <= place.right() and y >= place.top():
                return self.tr("{name}: {count} samples").format(
                    name=name, count=number_words(count)
                )
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

    def _bar_places(self) -> list[QRect]:
        if not self._bars:
            return []
        top = (_SIDE + _GAP) if self._pictures else 0
        step = self.width() / len(self._bars)
        gap = 1 if step >= 3 else 0
        return [
            QRect(
                round(n * step), top, max(1, round((n + 1) * step) - round(n * step) - gap), _BARS
            )
            for n in range(len(self._bars))
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw pictures and bars."""
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        for place, picture in zip(self._picture_places(), self._pictures, strict=False):
            is_larger = picture.width() >= place.width() * ratio
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_larger)
            painter.drawPixmap(place, picture)
        most = max((count for _, count in self._bars), default=1) or 1
        for place, (_, count) in zip(self._bar_places(), self._bars, strict=True):
            painter.fillRect(place, QColor(self._theme.colours.grid))
            height = max(1, round(place.height() * count / most)) if count else 0
            bar = QRect(place.left(), place.bottom() + 1 - height, place.width(), height)
            painter.fillRect(bar, QColor(self._theme.colours.strong_line))


def _pixmap(strip: SampleStrip, data: bytes) -> QPixmap:
    image = QImage(data, strip.width, strip.height, 3 * strip.width, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image)  # copies: `data` may go
