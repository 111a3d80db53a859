"""The tab Samples; what shows them is loaded when the first job is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pandavision_gui.jobs.job_view import OpenedJob, ShownSamples
from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.tabs.job_tab import JobTab
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.samples.samples_view import SamplesView


class SamplesTab(JobTab):
    """Has the wishes of its view before that is loaded."""

    scrolls = False

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.wishes = SampleWishes()
        self.view: SamplesView | None = None
        self.empty_words = self.tr("Select a finished job: its samples are shown here.")
        self.later_words = self.tr(
            "The samples are shown here once the job has finished: each with its smallest "
            "adversarial example and what was changed."
        )
        self.show_waiting(None)

    def make_content(self) -> QWidget:
        """Load and build the view."""
        from pandavision_gui.views.samples.samples_view import SamplesView

        self.view = SamplesView(self._theme, self.wishes)
        return self.view

    def show_content(self, content: QWidget, opened: OpenedJob) -> None:
        """Show a job."""
        if self.view is not None:
            self.view.show_opened(opened)

    def choose(self, *, label: int, answer: int | None, value: float) -> None:
        """Show samples of a class that were broken at a value, and taken for a certain class."""
        if self.view is not None:
            self.view.filters.choose(label=label, answer=answer, value=value)

    def show_pictures(self, shown: ShownSamples) -> None:
        """Show pictures that were asked for."""
        if self.view is not None:
            self.view.show_pictures(shown)
