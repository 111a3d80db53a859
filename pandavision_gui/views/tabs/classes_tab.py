"""The tab Classes; what shows them is loaded when the first job is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.views.classes.class_wishes import ClassWishes
from pandavision_gui.views.tabs.job_tab import JobTab
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.classes.classes_view import ClassesView


class ClassesTab(JobTab):
    """Has the wishes of its view before that is loaded."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.wishes = ClassWishes()
        self.view: ClassesView | None = None
        self.empty_words = self.tr("Select a finished job: its classes are shown here.")
        self.later_words = self.tr(
            "Robust accuracy by class, who is taken for whom, and how much it takes are shown here "
            "once the job has finished."
        )
        self.show_waiting(None)

    def make_content(self) -> QWidget:
        """Load and build the view."""
        from pandavision_gui.views.classes.classes_view import ClassesView

        self.view = ClassesView(self._theme, self.wishes)
        return self.view

    def show_content(self, content: QWidget, opened: OpenedJob) -> None:
        """Show a job."""
        if self.view is not None:
            self.view.show_opened(opened)
