"""Which ends of jobs the desktop is told of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.events import HistoryLoaded, JobChanged, JobRow, JobsFound
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.end_notice import EndNotice
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.theme import Theme
from tests.support.flat_rows import flat_row

NOW = datetime.now(UTC)


def row(state: JobState, worked_s: float = 0.0) -> JobRow:
    return flat_row(
        id=uuid4(), name="a\u202eb\njob", state=state, reason="", order=0, model="m", dataset="d",
        attack="pgd-linf", top_value=0.1, values=2, created=NOW, started=NOW, ended=NOW,
        worked_s=worked_s,
    )  # fmt: skip


@pytest.fixture
def alerts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    told: list[object] = []
    monkeypatch.setattr(QApplication, "alert", lambda window, *_: told.append(window))
    return told


@pytest.fixture
def notice(qtbot: QtBot, theme: Theme) -> EndNotice:
    window = QWidget()
    qtbot.addWidget(window)
    window.bridge = QueueBridge(window)  # type: ignore[attr-defined]
    notice = EndNotice(window, theme)
    notice.listen_to(window.bridge)  # type: ignore[attr-defined]
    return notice


def end(notice: EndNotice, state: JobState, worked_s: float, *, was: JobState) -> None:
    bridge = notice.parent().findChild(QueueBridge)
    assert isinstance(bridge, QueueBridge)
    before = row(was)
    bridge.job_changed.emit(JobChanged(before))
    bridge.job_changed.emit(JobChanged(replace(before, state=state, worked_s=worked_s, ended=NOW)))


@pytest.mark.parametrize(
    ("state", "worked_s", "was", "is_told"),
    [
        (JobState.FINISHED, 60.0, JobState.RUNNING, True),
        (JobState.FAILED, 600.0, JobState.RUNNING, True),
        (JobState.INTERRUPTED, 600.0, JobState.RUNNING, True),
        (JobState.FINISHED, 59.0, JobState.RUNNING, False),
        (JobState.CANCELLED, 600.0, JobState.STOPPING, False),
        (JobState.FINISHED, 600.0, JobState.FINISHED, False),
    ],
)
def test_the_end_of_a_long_job_is_told(
    notice: EndNotice,
    alerts: list[object],
    state: JobState,
    worked_s: float,
    was: JobState,
    is_told: bool,
) -> None:
    end(notice, state, worked_s, was=was)
    assert len(alerts) == is_told


def test_nothing_is_told_to_who_does_not_want_it(notice: EndNotice, alerts: list[object]) -> None:
    notice.is_wanted = False
    end(notice, JobState.FINISHED, 600.0, was=JobState.RUNNING)
    assert alerts == []


def test_a_name_forges_nothing(notice: EndNotice) -> None:
    words = notice.words(row(JobState.FINISHED))
    assert "\n" not in words
    assert "\u202e" not in words
    assert words.endswith("has finished.")


def test_what_the_last_end_of_the_program_cut_off_is_not_told_as_an_end(
    notice: EndNotice, alerts: list[object]
) -> None:
    bridge = notice.parent().findChild(QueueBridge)
    assert isinstance(bridge, QueueBridge)
    before = row(JobState.RUNNING)
    bridge.history_loaded.emit(HistoryLoaded((before,)))
    ended = replace(before, state=JobState.INTERRUPTED, worked_s=600.0, ended=NOW)
    bridge.jobs_found.emit(JobsFound((ended,)))
    bridge.job_changed.emit(JobChanged(ended))
    assert alerts == []
