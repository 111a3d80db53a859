"""Whether everything works on this machine, as a table that can be put into a message."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.jobs.self_test_report import Check, SelfTest, report_text
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.help.self_test_run import SelfTestRun
from pandavision_gui.views.help.text_table import Line, TextTable, TextTableModel
from pandavision_gui.views.help.versions import versions
from pandavision_gui.views.plain_text import PlainLabel, one_line
from pandavision_gui.views.theme import UNIT, set_role

_WIDTH, _HEIGHT = 128, 38
"""Average letters and lines of the dialog."""
_NAME_WIDTH, _RESULT_WIDTH = 44, 11
"""Average letters of columns: what there is to say fits, so that they stay as lines come."""


class SelfTestDialog(QDialog):
    """It begins at once; closing it ends a self-test that is under way.

    Parameters
    ----------
    run
        What does it; it belongs to somebody who waits for its end.
    """

    def __init__(self, parent: QWidget, run: SelfTestRun) -> None:
        super().__init__(parent)
        self.setObjectName("self_test")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Self-test"))
        self._run = run
        self._is_open = True
        self._told: SelfTest | None = None
        self.said = PlainLabel(wrap=True)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(UNIT)
        self._busy.setAccessibleName(self.tr("Self-test"))
        titles = (self.tr("What"), self.tr("Result"), self.tr("Note"))
        self.model = TextTableModel(titles, self)
        self._table = TextTable(self.model, self.tr("Self-test"), wide=2)
        self._checks: list[Check] = []
        self._make_buttons()
        self._lay_out()
        run.checked.connect(self._on_check)
        run.ended.connect(self._on_end)
        self._begin()

    def done(self, result: int) -> None:
        """Nobody would see what comes now. Escape, the button and the frame all come this way."""
        if self._is_open:
            self._is_open = False
            self._run.checked.disconnect(self._on_check)
            self._run.ended.disconnect(self._on_end)
            self._run.stop()
        super().done(result)

    def _begin(self) -> None:
        self.model.clear()
        self._checks.clear()
        self._told = None
        self.said.setText(
            self.tr(
                "A sample is evaluated in a process of its own. That takes about half a minute; "
                "jobs go on meanwhile."
            )
        )
        set_role(self.said, "muted")
        self._show_busy(True)
        self._run.start()

    def _on_check(self, check: Check) -> None:
        self._checks.append(check)
        self.model.insert(len(self.model.lines()), self._line_of(check))
        for column in (0, 1):  # in another language, or with larger letters
            wanted = self._table.sizeHintForColumn(column)
            self._table.setColumnWidth(column, max(wanted, self._table.columnWidth(column)))
        self._table.scrollToBottom()

    def _on_end(self, told: SelfTest | None, why: str) -> None:
        self._told = told
        self._show_busy(False)
        if told is None:
            words = self.tr("The self-test itself ended early: {why}").format(
                why=one_line(sentence_text(why))
            )
        elif told.works:
            words = self.tr("All that is needed works.")
        else:
            words = self.tr("Something that is needed does not work.")
        self.said.setText(words)
        set_role(self.said, "good" if told is not None and told.works else "bad")
        self.copy.setEnabled(told is not None)

    def _has_failed(self, row: int) -> bool:
        return self._checks[row].needed and not self._checks[row].works

    def _line_of(self, check: Check) -> Line:
        if check.works:
            word = self.tr("works")
        elif check.needed:
            word = self.tr("FAILS")
        else:
            word = self.tr("missing")
        return one_line(sentence_text(check.name)), word, one_line(sentence_text(check.note))

    def _copy(self) -> None:
        if self._told is not None:
            head = "\n".join(f"{name}: {value}" for name, value in versions())
            QGuiApplication.clipboard().setText(f"{head}\n\n{report_text(self._told)}\n")

    def _show_busy(self, is_busy: bool) -> None:
        self._busy.setVisible(is_busy)
        self.copy.setEnabled(False)
        self.again.setEnabled(not is_busy)

    def _make_buttons(self) -> None:
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole.ActionRole
        self.copy: QPushButton = self._buttons.addButton(self.tr("&Copy"), role)
        self.again: QPushButton = self._buttons.addButton(self.tr("&Test again"), role)
        self.copy.clicked.connect(self._copy)
        self.again.clicked.connect(self._begin)
        self._buttons.rejected.connect(self.close)

    def _lay_out(self) -> None:
        # What is wrong takes a sentence or two, and all of it is wanted.
        self._table.wrap_lines(self._has_failed)
        letters = self.fontMetrics().averageCharWidth()
        for column, least in enumerate((_NAME_WIDTH, _RESULT_WIDTH)):
            titled = self._table.horizontalHeader().sectionSizeHint(column)
            self._table.setColumnWidth(column, max(titled, least * letters))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        for part in (self.said, self._busy):
            layout.addWidget(part)
        layout.addWidget(self._table, 1)
        layout.addWidget(self._buttons)
        wanted = QSize(_WIDTH * letters, _HEIGHT * self.fontMetrics().height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))
