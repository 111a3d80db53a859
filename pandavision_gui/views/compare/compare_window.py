"""The window that compares jobs: what was found, or that it is being found, or why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.jobs.compare_messages import JobsCompared
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.compare.compare_page import ComparePage
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import PlainLabel, explain, one_line
from pandavision_gui.views.theme import UNIT, Theme, set_role

_SIZE = QSize(920, 860)
_LEAST = QSize(400, 320)
_BAR = QSize(240, UNIT)
_LONGEST_NAME = 60
_BUSY, _FOUND, _FAILED = range(3)


class CompareWindow(QDialog):
    """Stays open beside the main window; closing it ends the work for it.

    Signals
    -------
    again_wanted
        The comparison failed, and shall be tried once more.
    report_wanted
        A report of the jobs is wanted.
    closed
        The user has closed it.
    """

    again_wanted = Signal()
    report_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("compare")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._count = 0
        self._removed: tuple[str, ...] = ()
        self._theme = theme
        self._pages = QStackedWidget()
        self.page = ComparePage(theme)
        self.busy = PlainLabel()
        self.notice = WrappingLabel()
        self.copy_verdict = self._button(self.tr("Copy &verdict"), self._copy_verdict)
        self.copy_table = self._button(self.tr("Copy &table"), self._copy_values)
        self.copy_plot = self._button(self.tr("Copy p&lot"), self._copy_plot)
        self.report = self._button(self.tr("&Report …"), self.report_wanted.emit)
        self.close_button = self._button(self.tr("&Close"), self.close)
        self._lay_out()
        self.finished.connect(lambda _: self.closed.emit())
        self._parts = self._build()
        self._turns = QTimer(self)
        self._turns.setInterval(0)
        self._turns.timeout.connect(self._build_next)
        self._turns.start()
        self.setMinimumSize(_LEAST)
        self.resize(_SIZE.boundedTo(self.screen().availableSize() - QSize(8, 8) * UNIT))
        QShortcut(QKeySequence("Ctrl+Q"), self, parent.window().close)  # as in the main window
        self._enable()

    def set_names(self, names: Sequence[str]) -> None:
        """Say in the title what is compared."""
        self._count = len(names)
        shown = [one_line(name, _LONGEST_NAME) for name in names]
        self.setWindowTitle(
            self.tr("Comparison: {first} and {second}").format(first=shown[0], second=shown[1])
            if len(shown) == 2
            else self.tr("Comparison of {n} jobs").format(n=len(shown))
        )

    @property
    def is_compared(self) -> bool:
        """Whether a comparison is shown."""
        return self._pages.currentIndex() == _FOUND

    def show_busy(self) -> None:
        """Say that an answer is to come; what was found before stays until then."""
        self.busy.setText(self.tr("Comparing {n} jobs sample by sample …").format(n=self._count))
        if self._pages.currentIndex() != _FOUND:
            self._go_to(_BUSY)

    def show_compared(self, compared: JobsCompared) -> None:
        """Show what was found."""
        self._build_all()
        self.page.show_compared(compared)
        is_first = self._pages.currentIndex() != _FOUND
        self._go_to(_FOUND)
        if is_first:
            self.page.setFocus()
        if not self.page.curves.isVisible():
            return
        QTimer.singleShot(0, self.page, self.page.prepare)

    def show_failure(self, failure: Failed) -> None:
        """Say in place why the jobs cannot be compared."""
        self._build_all()
        self.failure.set_message(
            "bad",
            sentence_text(failure.message),
            hint=sentence_text(failure.hint),
            details=failure.details,
            action=self.tr("Try again"),
        )
        self._go_to(_FAILED)

    def show_removed(self, names: Sequence[str]) -> None:
        """Say which of the jobs are no longer there: no report can be made of them."""
        if tuple(names) == self._removed:
            return
        self._removed = tuple(names)
        self.say(self._why_no_report())
        self._enable()

    def say(self, words: str) -> None:
        """Show a line above the buttons; names in it may be anything."""
        self.notice.setText(one_line(words))
        self.notice.setVisible(bool(words))

    def _lay_out(self) -> None:
        # From the outside in: what gets another parent has its style worked out anew.
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, UNIT, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._pages, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(2 * UNIT, UNIT, 2 * UNIT, UNIT)
        foot.setSpacing(UNIT)
        layout.addLayout(foot)
        set_role(self.notice, "muted")
        self.notice.hide()
        foot.addWidget(self.notice)
        row = QHBoxLayout()
        row.setSpacing(UNIT)
        foot.addLayout(row)
        buttons = FlowLayout()
        buttons.setSpacing(UNIT)
        row.addLayout(buttons, 1)
        for button in (self.copy_verdict, self.copy_table, self.copy_plot, self.report):
            buttons.addWidget(button)
        row.addWidget(self.close_button, alignment=Qt.AlignmentFlag.AlignBottom)
        self._add_busy_page()
        self._pages.addWidget(self.page)

    def _add_busy_page(self) -> None:
        page = QWidget()
        self._pages.addWidget(page)
        column = QVBoxLayout(page)
        column.setSpacing(UNIT)
        set_role(self.busy, "muted")
        bar = QProgressBar()
        bar.setRange(0, 0)
        bar.setTextVisible(False)
        bar.setFixedSize(_BAR)
        bar.setAccessibleName(self.tr("The jobs are being compared"))
        column.addStretch(1)
        column.addWidget(self.busy, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(bar, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def _build(self) -> Iterator[None]:
        """Make what an answer is shown in, a little at a time while it is computed."""
        yield from self.page.build()
        self.page.values_table.copy_wanted.connect(self._copy_values)
        self.page.settings_table.copy_wanted.connect(self._copy_settings)
        yield
        page = QWidget()
        self._pages.addWidget(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, UNIT)
        self.failure = ErrorMessage(self._theme)
        self.failure.action_clicked.connect(self.again_wanted)
        self.failure.closed.connect(self.close)  # there is nothing else to see
        column.addWidget(self.failure)
        column.addStretch(1)

    def _build_next(self) -> None:
        if next(self._parts, self) is self:
            self._turns.stop()

    def _build_all(self) -> None:
        for _ in self._parts:
            pass

    def _button(self, words: str, do: object) -> QPushButton:
        button = QPushButton(words)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: do())  # type: ignore[operator]
        return button

    def _go_to(self, page: int) -> None:
        self._pages.setCurrentIndex(page)
        self._enable()

    def _enable(self) -> None:
        found = self._pages.currentIndex() == _FOUND
        for button in (self.copy_verdict, self.copy_table, self.copy_plot):
            button.setEnabled(found)
        self.report.setEnabled(found and not self._removed)
        explain(self.report, self._why_no_report())

    def _why_no_report(self) -> str:
        if not self._removed:
            return ""
        names = ", ".join(f"“{one_line(name, _LONGEST_NAME)}”" for name in self._removed)
        words = (
            self.tr("{names} was removed: this is as it was, and no report can be made of it.")
            if len(self._removed) == 1
            else self.tr("{names} were removed: this is as it was, and no report can be made.")
        )
        return words.format(names=names)

    def _copy_verdict(self) -> None:
        self._copy(self.page.verdict_text(), self.tr("The verdict is on the clipboard."))

    def _copy_values(self) -> None:
        if self.page.has_values:
            self._copy(self.page.values_text(), self.tr("The values are on the clipboard."))
        else:
            self._copy_settings()

    def _copy_settings(self) -> None:
        self._copy(self.page.settings_text(), self.tr("The settings are on the clipboard."))

    def _copy_plot(self) -> None:
        self.page.curves.copy_picture()
        self.say(self.tr("The plot is on the clipboard."))

    def _copy(self, text: str, said: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.say(said)
