"""The places of waiting jobs, whatever comes, moves and leaves in whatever order."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.jobs_table.waiting_jobs import WaitingJobs

from .job_rows import job_id, make_row

IDS = [job_id(n) for n in range(6)]
steps = st.lists(
    st.tuples(
        st.sampled_from(["see", "end", "forget", "see_all"]),
        st.integers(0, len(IDS) - 1),
        st.integers(-2, 2),
    ),
    max_size=30,
)


def waiting(number: int, order: int) -> JobRow:
    return make_row(number, order=order)


def places(rows: dict[UUID, JobRow]) -> dict[UUID, int]:
    """Count all of them, as the queue goes by them."""
    line = sorted(rows.values(), key=lambda job: (job.order, job.created, job.id.int))
    return {job.id: place for place, job in enumerate(line, start=1)}


@given(steps)
def test_places_and_who_is_told_are_those_of_a_full_count(
    steps: list[tuple[str, int, int]],
) -> None:
    jobs, rows = WaitingJobs(), {}
    for what, number, order in steps:
        job, before = waiting(number, order), places(rows)
        own: set[UUID] = {job.id}
        if what == "see":
            rows[job.id] = job
            told = jobs.see(job)
        elif what == "see_all":
            more = [waiting((number + n) % len(IDS), order + n) for n in range(3)]
            rows |= {one.id: one for one in more}
            told, own = jobs.see_all(more), set()
        else:
            rows.pop(job.id, None)
            ended = replace(job, state=JobState.FINISHED)
            told = jobs.see(ended) if what == "end" else jobs.forget(job.id)
        after = places(rows)
        assert {job_id: jobs.place_of(job_id) for job_id in IDS} == {
            job_id: after.get(job_id) for job_id in IDS
        }
        moved = {job_id for job_id, place in after.items() if before.get(job_id) != place}
        assert set(told) == moved - own
        assert len(told) == len(set(told))


def test_setting_all_starts_anew() -> None:
    jobs = WaitingJobs()
    jobs.see(waiting(0, 0))
    jobs.set_all([waiting(2, 1), waiting(1, 0)])
    assert [jobs.place_of(IDS[n]) for n in range(3)] == [None, 1, 2]
