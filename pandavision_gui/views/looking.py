"""Brings the tabs what they show of a job: samples and replays from workers, its log."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QObject

from pandavision_gui.views.attack.trace_work import TraceWork
from pandavision_gui.views.job_look import JobLook
from pandavision_gui.views.log.log_reading import LogReading
from pandavision_gui.views.tabs.job_tabs import JobTabs

_LOG = "job.log"


class Looking(QObject):
    """Everything beside the window that reads for the tabs.

    Parameters
    ----------
    folder_of
        Returns the folder of a job.
    """

    def __init__(self, tabs: JobTabs, folder_of: Callable[[UUID], Path], parent: QObject) -> None:
        super().__init__(parent)
        self._folder_of = folder_of
        self._look = JobLook(self)
        self._log = LogReading(self)
        tabs.look_wanted.connect(self._look_at)
        tabs.samples.wishes.pictures_wanted.connect(self._look.want)
        self._look.opened.connect(tabs.show_opened)
        self._look.shown.connect(tabs.show_pictures)
        self._look.failed.connect(tabs.show_failure)
        self._trace = TraceWork(self)
        tabs.attack.wishes.replay_wanted.connect(self._replay)
        tabs.attack.wishes.stop_wanted.connect(self._trace.stop)
        self._trace.stage_began.connect(tabs.attack.show_stage)
        self._trace.ended.connect(tabs.attack.show_trace)
        tabs.log.log_wanted.connect(self._follow)
        self._log.came.connect(tabs.log.show_tail)
        self._log.failed.connect(tabs.log.show_failure)

    def close(self) -> None:
        """End everything; nothing is told any more."""
        self._look.close()
        self._trace.close()
        self._log.close()

    def wait(self) -> None:
        """Wait until every worker has ended."""
        self._look.wait()
        self._trace.wait()

    def _look_at(self, job_id: UUID | None) -> None:
        self._trace.stop()
        if job_id is None:
            self._look.leave()
        else:
            self._look.look(job_id, self._folder_of(job_id))

    def _replay(self, index: int) -> None:
        if self._look.job_id is not None:
            self._trace.replay(self._folder_of(self._look.job_id), index)

    def _follow(self, job_id: UUID | None) -> None:
        self._log.follow(None if job_id is None else self._folder_of(job_id) / _LOG)
