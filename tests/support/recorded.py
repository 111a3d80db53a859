"""What the program has once written, kept to see that later versions still read it.

`python -m tests.support.recorded` writes the index of this program's schema; an index that is there
is never overwritten, since what an older program wrote cannot be made again.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.migrations import MIGRATIONS
from pandavision_gui.jobs.store import Store
from tests.support.flat_rows import changed, flat_row

RECORDED = Path(__file__).parents[1] / "recorded"
_BEGAN = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
_REASONS = {
    JobState.FAILED: "The worker process ended before its work was done: it crashed (SIGSEGV).",
    JobState.CANCELLED: "Stopped; 3 of 24 samples are finished and kept.",
    JobState.INTERRUPTED: "The program ended while the job ran.",
}


def index_of(schema: int) -> Path:
    """Return the recorded index of a schema."""
    return RECORDED / f"index_schema_{schema}.sqlite"


def row_of_schema_1(number: int, state: JobState) -> JobRow:
    """Return the row of this state in the index of schema 1."""
    began = state is not JobState.QUEUED
    has_result = state is JobState.FINISHED
    return flat_row(
        id=UUID(int=number + 1),
        name=f"“{state}” → job {number}",
        state=state,
        reason=_REASONS.get(state, ""),
        order=number,
        model="signs.onnx",
        dataset="signs.h5",
        attack="pgd-linf",
        top_value=0.05,
        values=6,
        created=_BEGAN + timedelta(minutes=number, microseconds=7),
        started=_BEGAN + timedelta(hours=1) if began else None,
        ended=_BEGAN + timedelta(hours=2) if has_result or state in _REASONS else None,
        clean=0.75 if has_result else None,
        robust=0.125 if has_result else None,
        level=SecurityLevel.LOW if has_result else None,
        sec_value=0.3125 if has_result else None,
        warnings=2 if has_result else 0,
    )


def rows_of_schema_1() -> dict[UUID, tuple[JobRow, int]]:
    """Return what is in the recorded index of schema 1: a job of each state, and its stamp."""
    rows = [row_of_schema_1(number, state) for number, state in enumerate(JobState)]
    return {row.id: (row, 1_790_000_000_123_456_789 + row.order) for row in rows}


def row_of_schema_2(number: int, state: JobState) -> JobRow:
    """Return the row of this state in the index of schema 2."""
    row = row_of_schema_1(number, state)
    return replace(row, worked_s=61.0625 * number if row.started else None)


def rows_of_schema_2() -> dict[UUID, tuple[JobRow, int]]:
    """Return what is in the recorded index of schema 2."""
    return {
        job_id: (row_of_schema_2(row.order, row.state), stamp)
        for job_id, (row, stamp) in rows_of_schema_1().items()
    }


def row_of_schema_3(number: int, state: JobState) -> JobRow:
    """Return the row of this state in the index of schema 3."""
    if number % 2:
        return row_of_schema_2(number, state)
    tags = ("baseline", f"“{state}”, 名前")
    return changed(row_of_schema_2(number, state), notes=f"Line one\n\tline {number}", tags=tags)


def rows_of_schema_3() -> dict[UUID, tuple[JobRow, int]]:
    """Return what is in the recorded index of schema 3."""
    return {
        job_id: (row_of_schema_3(row.order, row.state), stamp)
        for job_id, (row, stamp) in rows_of_schema_2().items()
    }


def row_of_schema_4(number: int, state: JobState) -> JobRow:
    """Return the row of this state in the index of schema 4."""
    cleared = (None, Cleared.PICTURES, Cleared.ROWS)[number % 3]
    return changed(row_of_schema_3(number, state), imported=bool(number % 2), cleared=cleared)


def rows_of_schema_4() -> dict[UUID, tuple[JobRow, int]]:
    """Return what is in the recorded index of schema 4."""
    return {
        job_id: (row_of_schema_4(row.order, row.state), stamp)
        for job_id, (row, stamp) in rows_of_schema_3().items()
    }


def row_of_schema_5(number: int, state: JobState) -> JobRow:
    """Return the row of this state in the index of schema 5."""
    perturbation = ("max-norm", "l2", "random")[number % 3]
    return changed(row_of_schema_4(number, state), perturbation=perturbation)


def rows_of_schema_5() -> dict[UUID, tuple[JobRow, int]]:
    """Return what is in the recorded index of schema 5."""
    return {
        job_id: (row_of_schema_5(row.order, row.state), stamp)
        for job_id, (row, stamp) in rows_of_schema_4().items()
    }


def main() -> None:
    """Write the index of this program's schema."""
    target = index_of(len(MIGRATIONS))
    if target.exists():
        sys.exit(f"{target} is there already.")
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "jobs.sqlite"
        store = Store(made)
        for row, stamp in rows_of_schema_5().values():
            store.put(row, stamp)
        store.close()
        target.write_bytes(made.read_bytes())


if __name__ == "__main__":
    main()
