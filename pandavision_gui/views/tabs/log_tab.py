"""The tab Log: what the worker and its libraries said, as it comes."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import (
    QFontDatabase,
    QGuiApplication,
    QHideEvent,
    QShowEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.log_tail import LogTail
from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, set_role

_TROUBLE = ("WARNING", "ERROR", "CRITICAL", "Traceback", "Error:")
_MOST_SHOWN = 2000


class LogTab(QWidget):
    """The log of the selected job, filtered by words.

    Signals
    -------
    log_wanted
        Id of the job whose log shall be read along; None: nobody looks.
    """

    log_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._job_id: UUID | None = None
        self._tail: LogTail | None = None
        self._why = ""
        self.words = QLineEdit()
        self.words.setObjectName("log_words")
        self.words.setPlaceholderText(self.tr("Show lines with …"))
        self.words.setAccessibleName(self.tr("Show only lines with these words"))
        self.words.setClearButtonEnabled(True)
        self.only_trouble = QCheckBox(self.tr("Only &warnings and errors"))
        self.wraps = QCheckBox(self.tr("Wra&p lines"))
        self.wraps.setChecked(True)
        self._count = PlainLabel()
        set_role(self._count, "muted")
        self.copy = QPushButton(self.tr("Copy"))
        self.copy.setToolTip(self.tr("Copy the lines that are shown"))
        self.text = QPlainTextEdit()
        self._build()
        self._show()

    def _build(self) -> None:
        self.text.setReadOnly(True)
        self.text.setObjectName("job_log")
        self.text.setAccessibleName(self.tr("Log of the job"))
        self.text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF())  # large where the user wants large words
        self.text.setFont(font)
        self.text.setTabChangesFocus(True)
        head = QHBoxLayout()
        head.setSpacing(UNIT)
        head.addWidget(self.words, 1)
        head.addWidget(self.copy)
        flow = FlowLayout(last_at_end=True)  # longer words in a narrow tab go on below
        flow.setSpacing(UNIT)
        below = QWidget()
        below.setLayout(flow)
        for widget in (self.only_trouble, self.wraps, self._count):
            flow.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(UNIT * 3 // 2, UNIT, UNIT, UNIT)
        column.setSpacing(UNIT)
        column.addLayout(head)
        column.addWidget(below)
        column.addWidget(self.text, 1)
        self.words.textChanged.connect(self._show)
        self.only_trouble.toggled.connect(self._show)
        self.wraps.toggled.connect(self._wrap)
        self.copy.clicked.connect(
            lambda: QGuiApplication.clipboard().setText(self.text.toPlainText())
        )

    def select(self, rows: Sequence[JobRow]) -> None:
        """Hear which jobs are selected; the first one's log is shown."""
        job_id = rows[0].id if rows else None
        if job_id == self._job_id:
            return
        self._job_id, self._tail, self._why = job_id, None, ""
        self._show()
        if self.isVisible():
            self.log_wanted.emit(job_id)

    def show_tail(self, tail: LogTail) -> None:
        """Show what a log ends with now."""
        self._tail, self._why = tail, ""
        self._show()

    def show_failure(self, why: str) -> None:
        """Say why the log cannot be read."""
        self._tail, self._why = None, why
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to read along."""
        super().showEvent(event)
        self.log_wanted.emit(self._job_id)

    def hideEvent(self, event: QHideEvent) -> None:
        """Read no longer."""
        super().hideEvent(event)
        self.log_wanted.emit(None)

    def _show(self) -> None:
        lines = self._tail.lines if self._tail is not None else ()
        wanted = self.words.text().casefold().split()
        chosen = [
            line
            for line in lines
            if all(word in line.casefold() for word in wanted)
            and (not self.only_trouble.isChecked() or any(mark in line for mark in _TROUBLE))
        ]
        bar = self.text.verticalScrollBar()
        is_at_end = bar.value() >= bar.maximum() - 1
        place = bar.value()
        self._write("\n".join(chosen[-_MOST_SHOWN:]))
        if self.text.textCursor().hasSelection():
            bar.setValue(place)  # somebody is about to copy it
        elif is_at_end:
            self.text.moveCursor(QTextCursor.MoveOperation.End)
            self.text.moveCursor(QTextCursor.MoveOperation.StartOfLine)
            bar.setValue(bar.maximum())  # the cursor's line is not the last where lines wrap
        else:
            bar.setValue(place)
        self._say(len(chosen), len(lines))

    def _wrap(self, is_wanted: bool) -> None:
        modes = QPlainTextEdit.LineWrapMode
        self.text.setLineWrapMode(modes.WidgetWidth if is_wanted else modes.NoWrap)

    def _write(self, text: str) -> None:
        """Show a text; what it begins with stays, with what is selected in it."""
        before = self.text.toPlainText()
        if before and text.startswith(f"{before}\n"):
            cursor = QTextCursor(self.text.document())
            cursor.movePosition(QTextCursor.MoveOperation.End)
            cursor.insertText(text[len(before) :])
        elif text != before:
            self.text.setPlainText(text)

    def _say(self, chosen: int, total: int) -> None:
        self.copy.setEnabled(chosen > 0)
        if self._job_id is None:
            self.text.setPlaceholderText(self.tr("Select a job: what it says aside is shown here."))
        elif self._why:
            said = self.tr("The log of this job cannot be read: {why}.")
            self.text.setPlaceholderText(said.format(why=self._why))
        elif self._tail is None:
            self.text.setPlaceholderText(self.tr("Reading the log …"))
        elif not total:
            self.text.setPlaceholderText(self.tr("The job has said nothing so far."))
        else:
            self.text.setPlaceholderText(self.tr("No line is like that."))
        shown = min(chosen, _MOST_SHOWN)
        is_cut = bool(self._tail and self._tail.is_cut) or chosen > shown
        words = self.tr("the last {n} lines") if is_cut else self.tr("{n} lines")
        if shown == 1:
            words = self.tr("1 line")
        self._count.setText(words.format(n=number_words(shown)) if total else "")
