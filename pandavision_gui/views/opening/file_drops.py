"""Files dropped anywhere on the window: what becomes of them is shown while they are dragged."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QRegion,
)
from PySide6.QtWidgets import QWidget

from pandavision_gui.views.dropped_files import dropped_paths, take_without_moving
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.given_files import GivenFiles, name_of, sort_files
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.form.unfit_files import unfit_words
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.theme import UNIT, Theme

_VEIL = 205
"""Opacity of the veil, of 255: the window shines through, the words are well read."""
_Type = QEvent.Type
_ENDS = (_Type.DragLeave, _Type.MouseMove, _Type.MouseButtonPress, _Type.KeyPress)
_LARGER = 1.35
"""Than the window's font."""


class FileDrops(QObject):
    """Takes every drag of files before the widget below it, which would take it for text.

    Attributes
    ----------
    hint
        Shown over the window while files are over it.
    """

    def __init__(self, window: QWidget, form: EvaluationForm, theme: Theme) -> None:
        super().__init__(window)
        self._window, self._form = window, form
        self.hint = DropHint(window, theme)
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Wait for the system's window, then for drags over it."""
        if watched is self._window:
            if event.type() is QEvent.Type.Show:
                self._window.removeEventFilter(self)
                self._window.windowHandle().installEventFilter(self)
            return False
        # Whoever began the drag may have ended with it, and nobody tells: then the mouse is back.
        if event.type() in _ENDS:
            self.hint.hide()
            return False
        if isinstance(event, QDropEvent) and (paths := dropped_paths(event)):
            self._take(event, paths)
            return True
        return False

    def _take(self, event: QDropEvent, paths: list[str]) -> None:
        edit = self._line_at(event.position().toPoint())
        if not take_without_moving(event):
            return
        if isinstance(event, QDragMoveEvent):  # an entry is one, too
            target = self._place_of(edit) if edit is not None else None
            if isinstance(event, QDragEnterEvent) or target != self.hint.target:
                words, is_bad = drop_words(sort_files(paths))
                if edit is not None and len(paths) == 1:
                    words, is_bad = _tr("Drop to put it into this line"), False
                self.hint.show_words(words, is_bad, target)
            return
        self.hint.hide()
        if edit is not None:
            edit.files_dropped.emit(paths)
        else:
            self._form.take_files(paths)

    def _line_at(self, place: QPoint) -> PathEdit | None:
        """Return the line for a file that is aimed at."""
        widget = self._window.childAt(place)
        while widget is not None and not isinstance(widget, PathEdit):
            widget = widget.parentWidget()
        return widget

    def _place_of(self, edit: PathEdit) -> QRect:
        return QRect(edit.mapTo(self._window, QPoint(0, 0)), edit.size())


class DropHint(QWidget):
    """A veil over the window with words in its middle; a line that is aimed at stays clear."""

    def __init__(self, window: QWidget, theme: Theme) -> None:
        super().__init__(window)
        self._theme, self._window = theme, window
        self._words, self._is_bad = "", False
        self._target: QRect | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()

    @property
    def words(self) -> str:
        """What is said."""
        return self._words

    @property
    def target(self) -> QRect | None:
        """The place of the line that a drop is for; None for the whole window."""
        return self._target

    def show_words(self, words: str, is_bad: bool, target: QRect | None) -> None:
        """Cover the window but for `target`, and say what a drop would do."""
        self._words, self._is_bad, self._target = words, is_bad, target
        self.setAccessibleName(words)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil, a frame around what takes the files, and the words."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.window)
        veil.setAlpha(_VEIL)
        painter.setClipRegion(QRegion(self.rect()).subtracted(QRegion(self._target or QRect())))
        painter.fillRect(self.rect(), veil)
        painter.setClipping(False)
        frame = QColor(colours.warn if self._is_bad else colours.accent)
        around = self._target or self.rect().adjusted(UNIT, UNIT, -UNIT, -UNIT)
        painter.setPen(QPen(frame, 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(QRectF(around), UNIT, UNIT)
        self._draw_words(painter, frame)

    def _draw_words(self, painter: QPainter, frame: QColor) -> None:
        """Draw the words on a plate: they must not run into those below the veil."""
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        painter.setFont(font)
        room = self.rect().adjusted(6 * UNIT, 6 * UNIT, -6 * UNIT, -6 * UNIT)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        taken = painter.boundingRect(room, flags, self._words)
        plate = taken.adjusted(-3 * UNIT, -2 * UNIT, 3 * UNIT, 2 * UNIT)
        painter.setPen(QPen(frame, 1))
        painter.setBrush(QColor(self._theme.colours.raised))
        painter.drawRoundedRect(QRectF(plate), UNIT, UNIT)
        painter.setPen(QColor(self._theme.colours.text))
        painter.drawText(taken, flags, self._words)


def drop_words(given: GivenFiles) -> tuple[str, bool]:
    """Return what a drop of these files would do, and whether they cannot be opened."""
    if given.is_for_form and not (given.models or given.datasets):
        path = given.others[0]
        return one_line(unfit_words(path, name_of(path))[0]), True
    counts = (
        (len(given.models), _tr("model"), _tr("models")),
        (len(given.datasets), _tr("dataset"), _tr("datasets")),
        (len(given.specs), _tr("spec"), _tr("specs")),
        (len(given.archives), _tr("archive"), _tr("archives")),
    )
    parts = ", ".join(counted(*one) for one in counts if one[0])
    if given.archives and not (given.models or given.datasets or given.specs):
        return _tr("Drop to take in the jobs: {}").format(parts), False
    if given.is_for_form or (len(given.specs) == 1 and not given.archives):
        return _tr("Drop to fill the form: {}").format(parts), False
    return _tr("Drop to open: {}").format(parts), False


def _tr(text: str) -> str:
    return QCoreApplication.translate("DropHint", text)
