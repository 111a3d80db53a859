"""Finished jobs that look like what a spec asks for, as jobs change, go and come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pandavision_gui.engine.spec import load_spec
from pandavision_gui.jobs.job_row import JobRow
from pandavision_gui.jobs.job_rows import file_name
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.same_jobs import MOST_LOOKED_AT, FinishedJobs
from pandavision_gui.paths import resources_folder

from ..support.flat_rows import changed, flat_row

SPEC = load_spec(resources_folder() / "samples" / "standard.json")
BEGIN = datetime(2026, 3, 12, tzinfo=UTC)


def row(number: int) -> JobRow:
    return flat_row(
        id=UUID(int=number + 1),
        name=f"job {number}",
        state=JobState.FINISHED,
        order=number,
        created=BEGIN + timedelta(minutes=number),
        model=file_name(SPEC.trained_model),
        dataset=file_name(SPEC.dataset),
        attack=SPEC.attack_info.name,
        top_value=SPEC.values[-1],
        values=len(SPEC.values),
        clean=0.9,
    )


def test_jobs_that_changed_went_or_came_back_are_found_as_they_are_now() -> None:
    rows = {row(n).id: row(n) for n in range(4)}
    jobs = FinishedJobs(rows)

    def put(after: JobRow) -> None:
        before, rows[after.id] = rows.get(after.id), after
        jobs.note(before, after)

    def found() -> list[int]:
        return [job.int - 1 for job in jobs.like(SPEC)]

    assert found() == [3, 2, 1, 0]
    put(replace(row(2), name="renamed"))
    put(changed(row(3), dataset="other.h5"))
    put(changed(row(1), clean=None, reason="Its result is gone."))
    gone = rows.pop(row(0).id)
    jobs.note(gone, None)
    assert found() == [2]
    put(gone)
    put(row(3))
    put(row(1))
    assert found() == [3, 2, 1, 0]
    for _ in range(2):
        put(changed(row(3), dataset="other.h5"))
        put(changed(row(3), dataset="third.h5"))
        put(row(3))
    assert found() == [3, 2, 1, 0]


def test_of_very_many_the_newest_are_found() -> None:
    rows = {row(n).id: row(n) for n in range(MOST_LOOKED_AT + 50)}
    found = [job.int - 1 for job in FinishedJobs(rows).like(SPEC)]
    assert found == list(range(MOST_LOOKED_AT + 49, 49, -1))
