"""How one sample is painted: three pictures side by side, two lines of words below."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QHelpEvent, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from pandavision_gui.views.plain_text import plain_tooltip
from pandavision_gui.views.samples.picture_store import PictureStore
from pandavision_gui.views.samples.sample_list_model import FACTS_ROLE
from pandavision_gui.views.samples.sample_words import SampleFacts
from pandavision_gui.views.theme import UNIT, Theme, tabular

_PICTURES = 3
_GAP = UNIT
"""Between cards; half of it lies on each side of one."""
_PADDING = UNIT
_LEAST_SIDE, _MOST_SIDE = 64, 128
_ENOUGH_COLUMNS = 4
"""From here on cards grow first, as far as they may."""
_RADIUS = 6.0
# Put together once: hundreds of lines are written while somebody scrolls.
_ON_A_LINE = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_AT_LEFT = int(Qt.AlignmentFlag.AlignLeft | _ON_A_LINE)
_AT_RIGHT = int(Qt.AlignmentFlag.AlignRight | _ON_A_LINE)
_IN_THE_MIDDLE = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
_Index = QModelIndex | QPersistentModelIndex


class SampleCard(QStyledItemDelegate):
    """Paints cards that are all of one size, which `fit` makes fill the width that there is."""

    def __init__(self, theme: Theme, store: PictureStore, view: QListView) -> None:
        super().__init__(view)
        self._theme = theme
        self._store = store
        self._view = view
        self._side = _LEAST_SIDE
        self._width = 0
        self._aspect = 1.0
        self.columns = 1

    @property
    def side(self) -> int:
        """Pixels of a picture's longer side."""
        return self._side

    def fit(self, width: int, aspect: float) -> None:
        """Choose the size at which cards fill a width.

        Parameters
        ----------
        aspect
            Width of a sample's picture divided by its height.
        """
        least, most = (
            _width_of(side * min(1.0, aspect)) + _GAP for side in (_LEAST_SIDE, _MOST_SIDE)
        )
        # No more columns than pictures need: larger ones tell more than many, and their words fit.
        self.columns = max(1, min(width // least, max(_ENOUGH_COLUMNS, math.ceil(width / most))))
        self._width = max(least, width // self.columns)
        room = (self._width - _GAP - 2 * _PADDING - (_PICTURES - 1) * UNIT) / _PICTURES
        self._side = int(min(_MOST_SIDE, room / min(1.0, aspect)))
        self._aspect = aspect

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the size of a card with the gap around it."""
        lines = 2 * QFontMetrics(option.font).height() + UNIT // 2
        return QSize(self._width, _GAP + 2 * _PADDING + self._picture().height() + UNIT + lines)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint a card."""
        facts = index.data(FACTS_ROLE)
        if not isinstance(facts, SampleFacts):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = _GAP // 2
        card = option.rect.adjusted(half, half, -half, -half)
        self._paint_frame(painter, card, option)
        inner = card.adjusted(_PADDING, _PADDING, -_PADDING, -_PADDING)
        self._paint_pictures(painter, inner, facts)
        words = QRect(inner)
        words.setTop(inner.top() + self._picture().height() + UNIT)
        self._paint_words(painter, words, facts, option.font)
        painter.restore()

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: _Index,
    ) -> bool:
        """Say what the marks on a card mean and how much its difference is amplified."""
        facts = index.data(FACTS_ROLE)
        if event.type() != QEvent.Type.ToolTip or not isinstance(facts, SampleFacts):
            return super().helpEvent(event, view, option, index)
        QToolTip.showText(event.globalPos(), plain_tooltip(self.tooltip(facts)), view)
        return True

    def tooltip(self, facts: SampleFacts) -> str:
        """Return what a card does not say at length."""
        lines = [facts.sentence()]
        if facts.is_broken and (found := self._store.get(facts.index)) and found.example is None:
            lines.append(self.tr("Of this sample no adversarial example is kept as a picture."))
        if facts.rounding:
            lines.append(facts.rounding_explained() + ".")
        found = self._store.get(facts.index)
        if found is not None and found.amplified:
            words = self.tr("The difference at the right is amplified {times:.3g} times.")
            lines.append(words.format(times=found.amplified))
        return "\n".join(lines)

    def _picture(self) -> QSize:
        if self._aspect >= 1:
            return QSize(self._side, max(1, round(self._side / self._aspect)))
        return QSize(max(1, round(self._side * self._aspect)), self._side)

    def _paint_frame(self, painter: QPainter, card: QRect, option: QStyleOptionViewItem) -> None:
        colours = self._theme.colours
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        has_focus = self._view.hasFocus() and bool(option.state & QStyle.StateFlag.State_HasFocus)
        width = 2.0 if is_selected or has_focus else 1.0
        pen = painter.pen()
        pen.setColor(QColor(colours.accent if is_selected or has_focus else colours.line))
        pen.setWidthF(width)
        if has_focus and not is_selected:
            pen.setStyle(Qt.PenStyle.DotLine)
        painter.setPen(pen)
        painter.setBrush(QColor(colours.accent_soft if is_selected else colours.surface))
        inset = width / 2
        painter.drawRoundedRect(
            QRectF(card).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS
        )
        if has_focus and is_selected:  # it stays selected when the keyboard goes elsewhere
            pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            inset += 2 * width
            painter.drawRoundedRect(
                QRectF(card).adjusted(inset, inset, -inset, -inset), _RADIUS, _RADIUS
            )

    def _paint_pictures(self, painter: QPainter, room: QRect, facts: SampleFacts) -> None:
        size = self._picture()
        found = self._store.get(facts.index)
        pictures = found.all if found is not None else (None, None, None)
        step = (room.width() - size.width()) / (_PICTURES - 1)
        for number, picture in enumerate(pictures):
            place = QRect(
                room.left() + round(number * step), room.top(), size.width(), size.height()
            )
            if picture is not None:
                paint_picture(painter, place, picture)
            elif number == 0 or facts.is_broken:
                painter.fillRect(place, QColor(self._theme.colours.grid))
                if found is not None:  # else it is on its way
                    painter.setPen(QColor(self._theme.colours.muted))
                    painter.drawText(place, _IN_THE_MIDDLE, self.tr("not kept"))

    def _paint_words(self, painter: QPainter, room: QRect, facts: SampleFacts, font: QFont) -> None:
        colours = self._theme.colours
        metrics = QFontMetrics(font)
        first = QRect(room.left(), room.top(), room.width(), metrics.height())
        second = first.translated(0, metrics.height() + UNIT // 2)
        bold = QFont(font)
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(tabular(font))
        tone = colours.muted if facts.is_wrong or not facts.size else colours.text
        used = _write(painter, first, facts.fate, tone, right=True)
        left = first.adjusted(0, 0, -used - UNIT, 0)
        painter.setFont(bold)
        share = left.width() * 3 // 5 if facts.answer else left.width()
        label = QRect(left.left(), left.top(), share, left.height())
        used = _write(painter, label, facts.label, colours.text)
        if facts.answer:
            painter.setFont(font)
            answer = left.adjusted(used + UNIT // 2, 0, 0, 0)
            used = _write(painter, answer, "→", colours.muted)
            answer.setLeft(answer.left() + used + UNIT // 2)
            _write(painter, answer, facts.answer, colours.bad)
        painter.setFont(tabular(font))
        about = " ".join(part for part in (facts.number, facts.rounding) if part)
        used = _write(painter, second, about, colours.muted, right=True)
        _write(painter, second.adjusted(0, 0, -used - UNIT, 0), facts.sure, colours.muted)


def paint_picture(painter: QPainter, place: QRect, picture: QPixmap) -> None:
    """Paint a picture to fill a place: the pixels of a small one as they are, never smeared."""
    ratio = painter.device().devicePixelRatioF()
    is_larger = picture.width() >= place.width() * ratio
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_larger)
    painter.drawPixmap(place, picture)


def _width_of(picture: float) -> int:
    return round(_PICTURES * picture) + (_PICTURES - 1) * UNIT + 2 * _PADDING


def _write(painter: QPainter, room: QRect, text: str, colour: str, *, right: bool = False) -> int:
    metrics = painter.fontMetrics()
    width = metrics.horizontalAdvance(text)
    if width > room.width():
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(0, room.width()))
        width = metrics.horizontalAdvance(text)
    painter.setPen(QColor(colour))
    painter.drawText(room, _AT_RIGHT if right else _AT_LEFT, text)
    return width
