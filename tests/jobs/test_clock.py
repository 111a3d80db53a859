"""Clocks that jump and machines that sleep: nothing that works is ended, times stay possible."""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from pandavision_gui.jobs import job as job_module
from pandavision_gui.jobs import supervisor, worker_watch
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.supervisor import OutcomeKind
from pandavision_gui.jobs.worker_process import WorkerProcess

from .fake_workers import FINISHED, HELLO, say, watch
from .hand_made_folders import id_of, put_job
from .watched_queue import watched_queue

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(60)]
HOUR_S = 3600.0


class Sleep:
    """Lets the machine sleep for an hour when the worker has been silent for a moment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, note: Path) -> None:
        self._note = note
        self._slept_s = 0.0
        self._looks = 0
        next_line = WorkerProcess.next_line

        def silent_or_not(worker: WorkerProcess, timeout_s: float) -> bytes | None:
            try:
                return next_line(worker, timeout_s)
            except TimeoutError:
                self._look()
                raise

        monkeypatch.setattr(WorkerProcess, "next_line", silent_or_not)
        clock = SimpleNamespace(monotonic=lambda: time.monotonic() + self._slept_s)
        for module in (supervisor, worker_watch):
            monkeypatch.setattr(module, "time", clock)

    def _look(self) -> None:
        self._looks += 1
        if self._looks == 2:
            self._slept_s = HOUR_S
        if self._looks == 5:
            self._note.touch()


def waits_for(note: Path) -> str:
    return f"import time\nwhile not os.path.exists({str(note)!r}): time.sleep(0.01)\n"


@pytest.mark.parametrize("limits", [{"silence_s": 20.0}, {"task_s": 30.0}])
def test_a_machine_that_slept_does_not_take_that_for_its_workers_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, float]
) -> None:
    note = tmp_path / "awake"
    Sleep(monkeypatch, note)
    heard = watch(say(HELLO) + waits_for(note) + say(FINISHED), **limits)
    assert heard.outcome.kind is OutcomeKind.DONE, heard.outcome.sentence


def test_a_worker_that_is_silent_after_the_sleep_is_ended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Sleep(monkeypatch, tmp_path / "awake")
    heard = watch(say(HELLO) + waits_for(tmp_path / "never"), silence_s=0.5)
    assert heard.outcome.kind is OutcomeKind.LOST
    assert "did not answer" in heard.outcome.sentence


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The clock on the wall, which anybody may set."""
    wall = SimpleNamespace(ahead=timedelta())

    class Wall(datetime):
        @classmethod
        def now(cls, zone: object = None) -> datetime:
            return datetime.now(UTC) + wall.ahead

    monkeypatch.setattr(job_module, "datetime", Wall)
    return wall


@pytest.mark.parametrize("hours", [-48, 48, -24 * 365 * 30])
def test_a_clock_that_is_set_while_a_job_runs_leaves_possible_times(
    tmp_path: Path, clock: SimpleNamespace, hours: int
) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("wait")
        clock.ahead = timedelta(hours=hours)
        watched.answer(watched.queue.stop(job_id))
        row = watched.settled(job_id)
    assert row.started is not None
    assert row.ended is not None
    assert row.started <= row.ended
    assert row.worked_s is not None
    assert 0 <= row.worked_s < 60
    with watched_queue(tmp_path, parallel_jobs=0) as watched:  # and can be read again
        again = watched.rows()[job_id]
    assert (again.state, again.ended, again.worked_s) == (row.state, row.ended, row.worked_s)


def test_a_job_never_ends_before_it_began(clock: SimpleNamespace) -> None:
    running = Job.model_validate({"name": "a job"}).moved(Trigger.START)
    clock.ahead = timedelta(days=-9)
    ended = running.moved(Trigger.FAIL, "It broke.")
    assert ended.started is not None
    assert ended.ended is not None
    assert ended.started <= ended.ended


@pytest.mark.skipif(sys.platform != "linux", reason="counts what is read by what Linux counts")
def test_a_log_of_2_gb_in_a_jobs_folder_is_not_read_at_the_start(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    log = folder.path / "job.log"
    log.touch()
    os.truncate(log, 2 * 2**30)
    before = psutil.Process().io_counters().read_chars
    with watched_queue(tmp_path) as watched:
        assert id_of(folder) in watched.rows()
    assert psutil.Process().io_counters().read_chars - before < 20_000_000
