"""What the selected jobs must be, so that something can be done to them."""

from __future__ import annotations

from collections.abc import Sequence

from pandavision_gui.engine.attack_catalogue import WORST_CASE
from pandavision_gui.jobs.compare_messages import MOST_COMPARED
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState

Rows = Sequence[JobRow]

_ENDED_EARLY = (JobState.FAILED, JobState.CANCELLED, JobState.INTERRUPTED)
_AT_WORK = (JobState.RUNNING, JobState.STOPPING)


def always(_: Rows) -> bool:
    """Nothing."""
    return True


def can_stop(rows: Rows) -> bool:
    """One that runs or waits."""
    return any(row.state in (JobState.QUEUED, *_AT_WORK) for row in rows)


def can_resume(rows: Rows) -> bool:
    """One that ended early."""
    return any(row.state in _ENDED_EARLY for row in rows)


def can_run_again(rows: Rows) -> bool:
    """One whose spec can be read, and that is no worst case."""
    return any(row.attack and row.attack != WORST_CASE for row in rows)


def none_at_work(rows: Rows) -> bool:
    """Some, none of which runs."""
    return bool(rows) and all(row.state not in _AT_WORK for row in rows)


def one_waiting(rows: Rows) -> bool:
    """One that waits."""
    return len(rows) == 1 and rows[0].state is JobState.QUEUED


def one_finished(rows: Rows) -> bool:
    """One that has finished."""
    return len(rows) == 1 and rows[0].state is JobState.FINISHED


def all_finished(rows: Rows) -> bool:
    """Some, all of which have finished."""
    return bool(rows) and all(row.state is JobState.FINISHED for row in rows)


def several_finished(rows: Rows) -> bool:
    """Several that have finished."""
    return len(rows) > 1 and all_finished(rows)


def comparable(rows: Rows) -> bool:
    """As many finished ones as can be compared."""
    return 2 <= len(rows) <= MOST_COMPARED and all_finished(rows)


def some(rows: Rows) -> bool:
    """One or more."""
    return bool(rows)


def one(rows: Rows) -> bool:
    """One."""
    return len(rows) == 1


def one_readable(rows: Rows) -> bool:
    """One whose spec can be read."""
    return len(rows) == 1 and bool(rows[0].attack)  # a damaged folder's row names none
