"""The tab Attack; what shows it is loaded when the first job is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.jobs.tracing import SampleTrace
from pandavision_gui.views.attack.attack_wishes import AttackWishes
from pandavision_gui.views.tabs.job_tab import JobTab
from pandavision_gui.views.theme import Theme

if TYPE_CHECKING:
    from pandavision_gui.views.attack.attack_view import AttackView


class AttackTab(JobTab):
    """Has the wishes of its view before that is loaded."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.wishes = AttackWishes()
        self.view: AttackView | None = None
        self.empty_words = self.tr("Select a finished job: how its attack went is shown here.")
        self.later_words = self.tr(
            "What each stage of the attack broke, and the attack on any sample pass by pass, are "
            "shown here once the job has finished."
        )
        self.show_waiting(None)

    def make_content(self) -> QWidget:
        """Load and build the view."""
        from pandavision_gui.views.attack.attack_view import AttackView

        self.view = AttackView(self._theme, self.wishes)
        return self.view

    def show_content(self, content: QWidget, opened: OpenedJob) -> None:
        """Show a job."""
        if self.view is not None:
            self.view.show_opened(opened)

    def choose(self, index: int) -> None:
        """Replay the attack on a sample of the job that is shown."""
        if self.view is not None:
            self.view.choose(index)

    def show_stage(self, words: str) -> None:
        """Say what is done before the attack begins again."""
        if self.view is not None:
            self.view.show_stage(words)

    def show_trace(self, told: SampleTrace | PandaVisionError) -> None:
        """Show a replay, or why there is none."""
        if self.view is not None:
            self.view.show_trace(told)
