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
)
from PySide6.QtWidgets import QWidget

from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.given_files import GivenFiles, name_of, sort_files
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.form.unfit_files import unfit_words
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.theme import UNIT, Theme

_VEIL = 205
"""Opacity of the veil, of 255: the window shines through, the words are well read."""


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
        if event.type() is QEvent.Type.DragLeave:
            self.hint.hide()
            return False
        if isinstance(event, QDropEvent) and (paths := _paths_in(event)):
            self._take(event, paths)
            return True
        return False

    def _take(self, event: QDropEvent, paths: list[str]) -> None:
        edit = self._line_at(event.position().toPoint())
        event.acceptProposedAction()
        if isinstance(event, QDragEnterEvent):
            self.hint.show_words(*drop_words(sort_files(paths)))
        if isinstance(event, QDragMoveEvent):  # an entry is one, too
            self.hint.aim_at(self._place_of(edit) if edit is not None else None)
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

    def show_words(self, words: str, is_bad: bool) -> None:
        """Cover the window and say what a drop would do."""
        self._words, self._is_bad, self._target = words, is_bad, None
        self.setAccessibleName(words)
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()

    def aim_at(self, target: QRect | None) -> None:
        """Leave the place of a line clear that a drop is for; None for the whole window."""
        if target != self._target:
            self._target = target
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the veil, a frame around what takes the files, and the words."""
        colours = self._theme.colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.window)
        veil.setAlpha(_VEIL)
        painter.fillRect(self.rect(), veil)
        frame = QColor(colours.warn if self._is_bad else colours.accent)
        painter.setPen(QPen(frame, 2, Qt.PenStyle.DashLine))
        around = self._target or self.rect().adjusted(UNIT, UNIT, -UNIT, -UNIT)
        painter.drawRoundedRect(QRectF(around), UNIT, UNIT)
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 1.5)
        painter.setFont(font)
        painter.setPen(frame if self._is_bad else QColor(colours.text))
        room = self.rect().adjusted(4 * UNIT, 4 * UNIT, -4 * UNIT, -4 * UNIT)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(room, flags, self._words)


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


def _paths_in(event: QDropEvent) -> list[str]:
    mime = event.mimeData()
    return [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]


def _tr(text: str) -> str:
    return QCoreApplication.translate("DropHint", text)
