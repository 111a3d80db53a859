"""How large a perturbation the samples need: a bar between each two values that were evaluated."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.views.classes.class_figures import Bar
from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.theme import UNIT, Theme, tabular


class SizeHistogram(QWidget):
    """Bars with their counts; grey: wrong without a perturbation, green: withstood the largest."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._bars: tuple[Bar, ...] = ()
        self._scale: Scale = Norm.LINF
        self.setObjectName("size_histogram")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    def show_bars(self, bars: Sequence[Bar], scale: Scale) -> None:
        """Show bars; the first is of what is wrong already, the last of what withstood."""
        self._bars, self._scale = tuple(bars), scale
        self.setAccessibleName(self.tr("Minimum perturbations"))
        self.setAccessibleDescription(". ".join(self.words(bar) for bar in bars if bar.count))
        self.update()

    def words(self, bar: Bar) -> str:
        """Return what a bar says."""
        count = number_words(bar.count)
        above, up_to = (value_words(end, self._scale) if end < float("inf") else "" for end in (
            bar.above, bar.up_to))  # fmt: skip
        if bar.up_to == 0:
            return self.tr("{count} wrong without a perturbation").format(count=count)
        if not up_to:
            return self.tr("{count} withstood {value}").format(count=count, value=above)
        return self.tr("{count} broken above {above} and up to {up_to}").format(
            count=count, above=above, up_to=up_to
        )

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        return QSize(40 * UNIT, 16 * UNIT)

    def minimumSizeHint(self) -> QSize:
        """Return the room in which the bars can still be told apart."""
        return QSize(20 * UNIT, 11 * UNIT)

    def event(self, event: QEvent) -> bool:
        """Say what the bar below the pointer is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            for bar, place in zip(self._bars, self._places(), strict=True):
                if place.left() <= event.pos().x() <= place.right():
                    QToolTip.showText(event.globalPos(), plain_tooltip(self.words(bar)), self)
                    return True
            QToolTip.hideText()
        return super().event(event)

    def _places(self) -> list[QRectF]:
        """Return the columns in which bars stand."""
        if not self._bars:
            return []
        step = (self.width() - 2) / len(self._bars)
        gap = min(UNIT / 2, step / 5)
        top, bottom = self.fontMetrics().height() + 4, self.height() - self._below()
        return [
            QRectF(1 + number * step + gap / 2, top, step - gap, bottom - top)
            for number in range(len(self._bars))
        ]

    def _below(self) -> int:
        return self.fontMetrics().height() + UNIT

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, counts and the values below."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setFont(tabular(self.font()))
        metrics = painter.fontMetrics()
        most = max((bar.count for bar in self._bars), default=0) or 1
        places = self._places()
        labelled = self._labelled(metrics, places)
        for number, (bar, place) in enumerate(zip(self._bars, places, strict=True)):
            colour = colours.accent
            if bar.up_to == 0:
                colour = colours.muted
            elif bar.up_to == float("inf"):
                colour = colours.good
            height = place.height() * bar.count / most
            if bar.count:
                shown = QRectF(place.left(), place.bottom() - height, place.width(), max(1, height))
                painter.fillRect(shown, QColor(colour))
                count = number_words(bar.count)
                if metrics.horizontalAdvance(count) <= place.width() + UNIT:
                    painter.setPen(QColor(colours.text))
                    self._write(painter, place.center().x(), shown.top() - 2, count, above=True)
            if number in labelled:
                painter.setPen(QColor(colours.muted))
                left, right = labelled[number]
                self._write(painter, (left + right) / 2, place.bottom() + 3, self._title(bar))
        painter.setPen(QColor(colours.strong_line))
        bottom = round(self.height() - self._below())
        painter.drawLine(0, bottom, self.width(), bottom)

    def _labelled(
        self, metrics: QFontMetrics, places: Sequence[QRectF]
    ) -> dict[int, tuple[float, float]]:
        """Return which bars have a title, and where it begins and ends.

        Both ends have one, then as many as do not touch, from the largest values on.
        """
        taken: dict[int, tuple[float, float]] = {}
        ends_first = [len(places) - 1, 0, *range(len(places) - 2, 0, -1)]
        for number in dict.fromkeys(ends_first if places else ()):
            width = metrics.horizontalAdvance(self._title(self._bars[number])) + 2
            left = places[number].center().x() - width / 2
            left = max(0.0, min(left, self.width() - width - 1))
            if all(
                left > end + UNIT or left + width + UNIT < begin for begin, end in taken.values()
            ):
                taken[number] = (left, left + width)
        return taken

    def _title(self, bar: Bar) -> str:
        if bar.up_to == 0:
            return self.tr("wrong")
        if bar.up_to == float("inf"):
            return f"> {value_words(bar.above, self._scale)}"
        return f"≤ {value_words(bar.up_to, self._scale)}"

    def _write(
        self, painter: QPainter, centre: float, y: float, text: str, *, above: bool = False
    ) -> None:
        metrics = painter.fontMetrics()
        width = metrics.horizontalAdvance(text) + 2
        top = y - metrics.height() if above else y
        room = QRectF(centre - width / 2, top, width, metrics.height())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignCenter), text)
