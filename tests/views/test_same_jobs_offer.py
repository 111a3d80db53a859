"""What becomes of a new job that asks what a finished one has answered."""

from __future__ import annotations

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from PySide6.QtTest import QSignalSpy
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import JobChanged, JobRow, SameJobExists
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.same_jobs_offer import SameJobsOffer
from pandavision_gui.views.theme import Theme

from .jobs_table.job_rows import finished_row, job_id, running_row


@pytest.mark.parametrize(
    ("end", "is_removed"), [(JobState.CANCELLED, True), (JobState.FINISHED, False)]
)
def test_a_new_job_that_finishes_before_it_can_be_stopped_is_kept(
    qtbot: QtBot, theme: Theme, end: JobState, is_removed: bool
) -> None:
    jobs = {job_id(1): finished_row(1), job_id(2): running_row(2)}

    def rows(ids: Iterable[UUID]) -> tuple[JobRow, ...]:
        return tuple(jobs[one] for one in ids)

    presenter: Any = SimpleNamespace(rows=rows)
    place = Announcements(theme)
    qtbot.addWidget(place)
    offer = SameJobsOffer(presenter, place)
    bridge = QueueBridge(place)
    offer.listen_to(bridge)
    stopped, removed = QSignalSpy(offer.stop_wanted), QSignalSpy(offer.remove_wanted)
    bridge.same_job_exists.emit(SameJobExists(job_id(2), (job_id(1),)))
    place.remove_new_wanted.emit()
    assert [stopped.at(0)[0], stopped.count()] == [job_id(2), 1]
    ended = finished_row(2, state=end)
    bridge.job_changed.emit(JobChanged(ended))
    assert removed.count() == is_removed
    told = [label.text() for label in place.findChildren(PlainLabel) if "was kept" in label.text()]
    assert len(told) == (not is_removed)
