"""The tabs in the middle: the curves of the ticked jobs, and what is in the selected one."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QTabWidget, QToolButton

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.job_view import OpenedJob, ShownSamples
from pandavision_gui.views.tabs.attack_tab import AttackTab
from pandavision_gui.views.tabs.classes_tab import ClassesTab
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.tabs.job_tab import JobTab
from pandavision_gui.views.tabs.log_tab import LogTab
from pandavision_gui.views.tabs.samples_tab import SamplesTab
from pandavision_gui.views.theme import Theme, set_role

_BESIDE_TITLE = 12
"""Pixels on each side of a title that is not narrow, as the style sheet has them."""
_SETTLE_MS = 120
"""Whoever goes through the table with the arrow keys opens only the job where they stay."""


class JobTabs(QTabWidget):
    """Opens the selected job when one of the tabs is looked at that need it.

    Signals
    -------
    look_wanted
        Id of a finished job that shall be opened, None: the one that is open is not needed.
    """

    look_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setDocumentMode(True)
        self.setUsesScrollButtons(False)  # narrow tabs are in sight, hidden ones are not
        self.setElideMode(Qt.TextElideMode.ElideRight)
        self.tabBar().setDrawBase(False)
        for arrow in self.tabBar().findChildren(QToolButton):
            arrow.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrow keys do what they do
        self.curve = CurveTab(theme)
        self.samples = SamplesTab(theme)
        self.attack = AttackTab(theme)
        self.classes = ClassesTab(theme)
        self.log = LogTab()
        for name, tab, title in (
            ("curve_tab", self.curve, self.tr("Curve")),
            ("samples_tab", self.samples, self.tr("Samples")),
            ("attack_tab", self.attack, self.tr("Attack")),
            ("classes_tab", self.classes, self.tr("Classes")),
            ("log_tab", self.log, self.tr("Log")),
        ):
            tab.setObjectName(name)
            self.setTabToolTip(self.addTab(tab, title), title)
        self._job_tabs: tuple[JobTab, ...] = (self.samples, self.attack, self.classes)
        self._row: JobRow | None = None
        self._looked_at: UUID | None = None
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._look)
        self.currentChanged.connect(self._look)
        self.classes.wishes.samples_wanted.connect(self._show_samples)
        self.samples.wishes.replay_wanted.connect(self._show_attack)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the titles whole for as long as can be: they stand closer where room is scarce."""
        super().resizeEvent(event)
        bar = self.tabBar()
        metrics = bar.fontMetrics()
        titles = [self.tabText(place) for place in range(self.count())]
        wanted = sum(metrics.horizontalAdvance(title) + 2 * _BESIDE_TITLE for title in titles)
        role = "narrow" if wanted > self.width() else ""
        if (bar.property("role") or "") != role:
            set_role(bar, role)
            # The bar keeps the sizes that it has worked out until it hears of another style.
            QApplication.sendEvent(bar, QEvent(QEvent.Type.StyleChange))

    def select(self, rows: Sequence[JobRow]) -> None:
        """Hear which jobs are selected; the first is shown. Told as well when it has changed."""
        self.log.select(rows)
        row = rows[0] if rows else None
        before, self._row = self._row, row
        is_same = row is not None and before is not None and row.id == before.id
        if is_same and row is not None and before is not None and row.state is before.state:
            return
        if self._looked_at is not None and not (is_same and _can_be_opened(row)):
            self._forget()
        if self._looked_at is None:
            for tab in self._job_tabs:
                tab.show_waiting(row)
        self._settling.start()

    def show_opened(self, job_id: UUID, opened: OpenedJob) -> None:
        """Show a job that was opened."""
        if job_id == self._looked_at:
            for tab in self._job_tabs:
                tab.show_opened(opened)

    def show_pictures(self, job_id: UUID, shown: ShownSamples) -> None:
        """Show pictures of the opened job."""
        if job_id == self._looked_at:
            self.samples.show_pictures(shown)

    def show_failure(self, job_id: UUID, error: PandaVisionError) -> None:
        """Say why a job cannot be opened; it is tried again when it is selected anew."""
        if job_id == self._looked_at:
            for tab in self._job_tabs:
                tab.show_failure(error)

    def _show_samples(self, label: int, answer: int | None, value: float) -> None:
        self.samples.show_coming()
        self.samples.choose(label=label, answer=answer, value=value)
        self.setCurrentWidget(self.samples)

    def _show_attack(self, index: int) -> None:
        self.attack.show_coming()
        self.attack.choose(index)
        self.setCurrentWidget(self.attack)

    def _look(self) -> None:
        row = self._row
        if self._settling.isActive() or not isinstance(self.currentWidget(), JobTab):
            return
        if row is not None and _can_be_opened(row) and self._looked_at != row.id:
            self._looked_at = row.id
            self.look_wanted.emit(row.id)

    def _forget(self) -> None:
        self._looked_at = None
        self.look_wanted.emit(None)


def _can_be_opened(row: JobRow | None) -> bool:
    return row is not None and row.state is JobState.FINISHED
