"""The name of a job with its tags behind it, and the line in which it is given another name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QTableView, QWidget

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_labels import tidy_name
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.jobs_table.cell_delegate import CellDelegate, Index, icon_size
from pandavision_gui.views.jobs_table.job_cells import LISTED_ROLE
from pandavision_gui.views.jobs_table.job_columns import Listed
from pandavision_gui.views.jobs_table.job_words import Tone, cell_text
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.plots.short_names import NameCutter
from pandavision_gui.views.theme import UNIT, Theme, set_role

_LONGEST_TAG_SHOWN = 24
"""Characters; the tooltip has the whole."""
_LEAST_NAME = 0.7
"""Of the room; no tag takes it from a name that needs it."""
_CHIP_MARGIN = UNIT - 2
_IS_FILLED = "is_filled"


class NameDelegate(CellDelegate):
    """Paints the name, whether it came from an archive, and the tags; edits the name.

    Signals
    -------
    renamed
        UUID of a job and the name that it shall have.
    refused
        Why a name cannot be one; the line stays open where Enter was pressed.
    settled
        What was refused is no longer wanted.
    """

    renamed = Signal(object, str)
    refused = Signal(str)
    settled = Signal()

    def __init__(self, theme: Theme, view: QTableView) -> None:
        super().__init__(theme, view)
        self._beside: Mapping[UUID, str] = {}
        """What is said behind the names of some jobs."""
        self._cut: dict[tuple[str, str, int, int], str] = {}
        self._refused_text: str | None = None
        self.closeEditor.connect(self._on_close)

    def tell_apart(self, beside: Mapping[UUID, str], names: Iterable[QModelIndex]) -> list[str]:
        """Paint these words behind names; return texts as wide as some cells are then."""
        if beside != self._beside:
            self._beside = beside
            self._cut.clear()
            self._view.viewport().update()
        return [_whole_text(index, beside) for index in names]

    # Painting.

    def paint_content(self, painter: QPainter, rect: QRect, listed: Listed, index: Index) -> None:
        """Paint the name, what tells it from an equal one, the mark of an archive, then the tags.

        Tags are painted as far as there is room.
        """
        tags = [one_line(tag, _LONGEST_TAG_SHOWN) for tag in listed.row.tags]
        beside = self._beside.get(listed.row.id, "")
        if not tags and not listed.row.imported and not beside:
            super().paint_content(painter, rect, listed, index)
            return
        metrics = painter.fontMetrics()
        name = cell_text(listed.row.name)
        # Whose figures these are is told before any tag, and whatever the length of the name.
        mark = icon_size(metrics) + UNIT // 2 if listed.row.imported else 0
        whole = _with_words(name, beside)
        chips = _chips_with_room(tags, whole, rect.width(), metrics, mark)
        taken = mark + sum(_chip_width(chip, metrics) + UNIT // 2 for chip in chips)
        room = QRect(rect)
        room.setWidth(max(0, rect.width() - taken - (UNIT // 2 if taken else 0)))
        elide = self._elide.get(index.column(), Qt.TextElideMode.ElideRight)
        written = self._write_name(painter, room, name, beside, elide)
        left = rect.left() + written + UNIT
        if mark:
            place = rect.adjusted(left - rect.left(), 0, 0, 0)
            left += self.paint_icon(painter, place, "archive", Tone.MUTED)
        for chip in chips:
            left += self._paint_chip(painter, left, rect, chip) + UNIT // 2

    def _write_name(
        self, painter: QPainter, room: QRect, name: str, beside: str, elide: Qt.TextElideMode
    ) -> int:
        """Write a name, and in muted letters what tells it from an equal one; return the width."""
        if not beside:
            return self.write(painter, room, name, tone=Tone.TEXT, elide=elide)
        words = _with_words("", beside)
        if painter.fontMetrics().horizontalAdvance(name + words) > room.width():
            short = self._cut_name(name, beside, room.width(), painter.fontMetrics())
            return self.write(painter, room, short, tone=Tone.TEXT)
        written = self.write(painter, room, name, tone=Tone.TEXT)
        rest = room.adjusted(written, 0, 0, 0)
        return written + self.write(painter, rest, words, tone=Tone.MUTED)

    def _cut_name(self, name: str, beside: str, room: int, metrics: QFontMetrics) -> str:
        """Return what there is room for, so that it can be told from its equals; made once."""
        key = name, beside, room, metrics.height()
        if key not in self._cut:
            equal = [_with_words(name, words) for words in self._beside.values()]
            cutter = NameCutter(equal, metrics.horizontalAdvance)
            self._cut[key] = cutter.cut(_with_words(name, beside), room)
        return self._cut[key]

    def _paint_chip(self, painter: QPainter, left: int, rect: QRect, text: str) -> int:
        metrics = painter.fontMetrics()
        width, height = _chip_width(text, metrics), min(rect.height(), metrics.height() + 2)
        place = QRect(left, rect.center().y() - height // 2 + 1, width, height)
        painter.setPen(QPen(QColor(self.theme.colours.strong_line), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place.toRectF().adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        inner = place.adjusted(_CHIP_MARGIN, 0, -_CHIP_MARGIN + 1, 0)
        self.write(painter, inner, text, tone=Tone.MUTED)
        return width

    # Editing.

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """Return the line in which the name is written."""
        self._refused_text = None
        line = QLineEdit(parent)
        line.setObjectName("rename")
        line.setAccessibleName(self.tr("Name of the job"))
        line.setFrame(False)
        set_role(line, "cell")
        line.textEdited.connect(lambda: set_role(line, "cell"))
        return line

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the name once: news of the job must not wipe out what is being typed."""
        listed = index.data(LISTED_ROLE)
        if not isinstance(editor, QLineEdit) or not isinstance(listed, Listed):
            return
        if not editor.property(_IS_FILLED):
            editor.setText(listed.row.name)
            editor.setProperty(_IS_FILLED, True)
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Ask for the name, unless it is the one that the job has."""
        listed = index.data(LISTED_ROLE)
        if not isinstance(editor, QLineEdit) or not isinstance(listed, Listed):
            return
        if editor.text() == listed.row.name:
            self.settled.emit()
            return
        try:
            name = tidy_name(editor.text())
        except InputError as error:
            self._refuse(editor.text(), error)
            return
        self.settled.emit()
        if name != listed.row.name:
            self.renamed.emit(listed.row.id, name)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Put the line's text where the name stands."""
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Keep the line open when Enter is pressed on what cannot be a name."""
        if (
            isinstance(editor, QLineEdit)
            and isinstance(event, QKeyEvent)
            and event.type() is QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        ):
            try:
                tidy_name(editor.text())
            except InputError as error:
                set_role(editor, "bad-cell")
                self._refuse(editor.text(), error)
                return True
        return super().eventFilter(editor, event)

    def _on_close(self, _: QWidget, hint: CellDelegate.EndEditHint) -> None:
        if hint is CellDelegate.EndEditHint.RevertModelCache:  # by Escape
            self.settled.emit()

    def _refuse(self, text: str, error: InputError) -> None:
        if text != self._refused_text:  # once for each: leaving the line says it again
            self._refused_text = text
            self.refused.emit(sentence_text(error.sentence()))


def _whole_text(index: QModelIndex, beside: Mapping[UUID, str]) -> str:
    """Return a text as wide as the name of a row with what stands behind it, and its tags."""
    listed = index.data(LISTED_ROLE)
    if not isinstance(listed, Listed):
        return ""
    tags = (one_line(tag, _LONGEST_TAG_SHOWN) for tag in listed.row.tags)
    mark = ("MM",) if listed.row.imported else ()
    name = _with_words(cell_text(listed.row.name), beside.get(listed.row.id, ""))
    return "    ".join((name, *mark, *tags))


def _with_words(name: str, beside: str) -> str:
    return f"{name} · {beside}" if beside else name


def _chips_with_room(
    tags: list[str], name: str, width: int, metrics: QFontMetrics, mark: int = 0
) -> list[str]:
    """Return the tags that are shown whole behind a name, and how many more there are.

    Parameters
    ----------
    mark
        Pixels that are taken for the mark between them, at the cost of a long name.
    """
    least = min(metrics.horizontalAdvance(name), int(width * _LEAST_NAME) - mark)
    spare = width - mark - least - UNIT // 2
    for count in range(len(tags), -1, -1):
        chips = tags[:count] + ([f"+{len(tags) - count}"] if count < len(tags) else [])
        if sum(_chip_width(chip, metrics) + UNIT // 2 for chip in chips) <= spare:
            return chips
    return []


def _chip_width(text: str, metrics: QFontMetrics) -> int:
    return metrics.horizontalAdvance(text) + 2 * _CHIP_MARGIN
