"""The details of the selected job: verdict, figures, how far to trust them, what was run."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.jobs.events import JobLoaded, JobLoadFailed, JobRow
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.details.job_remarks import JobRemarks
from pandavision_gui.views.details.job_sections import JobSections
from pandavision_gui.views.flow_layout import FlowLayout
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.redraw import Redraw
from pandavision_gui.views.theme import UNIT, Theme, set_role

LEAST_WIDTH = 220


class DetailsPanel(QWidget):
    """One job in full.

    Signals
    -------
    repeat_wanted
        UUID of the job whose settings are wanted in the form.
    copy_json_wanted
        UUID of the job whose spec is wanted as text.
    folder_wanted
        UUID of the job whose folder is wanted.

    Attributes
    ----------
    remarks
        Tags and notes.
    """

    repeat_wanted = Signal(object)
    copy_json_wanted = Signal(object)
    folder_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._job_id: UUID | None = None
        self._nothing = PlainLabel(
            self.tr("Select a job to see its verdict, how far to trust it, and what was run."),
            wrap=True,
        )
        set_role(self._nothing, "muted")
        self._selected = PlainLabel(wrap=True)
        set_role(self._selected, "muted")
        self.remarks = JobRemarks()
        self._sections = JobSections(theme, self.remarks)
        self._buttons = self._make_buttons()
        self._area = QScrollArea()
        self._bring_up = Redraw(lambda: self._area.ensureWidgetVisible(self.remarks), self)
        self.remarks.said.connect(self._bring_up.soon)
        self._lay_out()
        self.show_nothing()

    def show_nothing(self) -> None:
        """Show what will be here."""
        self._job_id = None
        self.remarks.show_job(None)
        self._nothing.show()
        self._selected.hide()
        self._sections.hide()
        self._buttons.hide()

    def show_job(
        self,
        row: JobRow,
        loaded: JobLoaded | None,
        progress: Progress | None,
        warnings: tuple[str, ...],
        failure: JobLoadFailed | None = None,
        *,
        selected: int = 1,
        queue_is_paused: bool = False,
    ) -> None:
        """Show a job as far as it is known.

        Parameters
        ----------
        loaded
            What its folder says; None while it is being read.
        progress
            The last news of a running job.
        warnings
            What a running job has warned of.
        failure
            Why its folder cannot be read.
        selected
            How many jobs are selected; the others are not shown.
        queue_is_paused
            Whether no waiting job starts.
        """
        is_other = row.id != self._job_id
        self._job_id = row.id
        self._nothing.hide()
        self._selected.setText(self.tr("1 of {n} selected jobs").format(n=number_words(selected)))
        self._selected.setVisible(selected > 1)
        self.remarks.show_job(row)
        self._sections.queue_is_paused = queue_is_paused
        self._sections.show_job(row, loaded, progress, warnings, failure)
        self._sections.show()
        self._buttons.show()
        # A damaged job has no spec that could be copied or repeated; its folder shows what is left.
        for button in self._of_spec:
            button.setEnabled(bool(row.attack) and failure is None)
        self._keep_wide_enough()
        self._settle()
        if is_other:
            self._area.verticalScrollBar().setValue(0)

    def edit_remarks(self) -> None:
        """Let the user write tags and notes of the job that is shown."""
        self.remarks.begin()
        self._bring_up.soon()

    def _make_buttons(self) -> QWidget:
        copy, repeat = QPushButton(self.tr("Copy spec as JSON")), QPushButton()
        repeat.setText(self.tr("Run with changes"))
        folder = QPushButton(self.tr("Open folder"))
        folder.setToolTip(self.tr("Open the folder in which everything of this job lies"))
        copy.setToolTip(self.tr("Copy the settings of this job as a spec"))
        repeat.setToolTip(self.tr("Bring the settings of this job into the form"))
        copy.clicked.connect(lambda: self.copy_json_wanted.emit(self._job_id))
        repeat.clicked.connect(lambda: self.repeat_wanted.emit(self._job_id))
        folder.clicked.connect(lambda: self.folder_wanted.emit(self._job_id))
        self._of_spec = (copy, repeat)
        buttons = QWidget()
        row = FlowLayout()
        for button in (copy, repeat, folder):
            row.addWidget(button)
        buttons.setLayout(row)
        return buttons

    def _lay_out(self) -> None:
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(2 * UNIT, UNIT + 4, 2 * UNIT, 2 * UNIT)
        inner.setSpacing(2 * UNIT)
        inner.addWidget(self._nothing)
        inner.addWidget(self._selected)
        inner.addWidget(self._sections)
        inner.addWidget(self._buttons)
        inner.addStretch(1)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(content)
        # It takes the keyboard in order to be scrolled, and where it has more than fits only.
        set_role(self._area, "scrolled")
        self._area.setAccessibleName(self.tr("Details of the job"))
        self._area.verticalScrollBar().rangeChanged.connect(self._take_keys_to_scroll)
        self._take_keys_to_scroll()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._area)
        self.setMinimumWidth(LEAST_WIDTH)

    def _settle(self) -> None:
        """Give all rows their places before anything is painted.

        Qt lays out the inner rows first, into the height that there was, and the area around them
        when it comes to that event: what is painted in between would show new rows squashed.
        """
        if self.isVisible():
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)

    def _keep_wide_enough(self) -> None:
        """Ask for the width of the widest button: nothing scrolls to the side here.

        It stays when another job needs less, so that the docks do not move with the selection.
        """
        bar = self._area.verticalScrollBar().sizeHint().width()
        shown = self._area.widget()
        wanted = shown.minimumSizeHint().width() + bar if shown is not None else 0
        self.setMinimumWidth(max(self.minimumWidth(), wanted))

    def _take_keys_to_scroll(self) -> None:
        policies = Qt.FocusPolicy
        can_scroll = self._area.verticalScrollBar().maximum() > 0
        self._area.setFocusPolicy(policies.StrongFocus if can_scroll else policies.NoFocus)
