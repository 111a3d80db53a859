from __future__ import annotations

import itertools
from typing import Any

import pytest

from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_state import (
    TRANSITIONS,
    ImpossibleTransitionError,
    JobState,
    Trigger,
    after,
)

# Section 6 of the design, word for word.
DESIGN = {
    "queued": {"start": "running", "cancel": "cancelled"},
    "running": {
        "finish": "finished",
        "fail": "failed",
        "worker lost": "failed",
        "cancel": "stopping",
        "hindered": "interrupted",
        "program lost": "interrupted",
    },
    "stopping": {
        "finish": "finished",
        "cancel": "stopping",
        "fail": "cancelled",
        "worker lost": "cancelled",
        "program lost": "cancelled",
        # Not in the first design: the disk may fill up while a stop stores the state.
        "hindered": "cancelled",
    },
    "failed": {"requeue": "queued"},
    "cancelled": {"requeue": "queued"},
    "interrupted": {"requeue": "queued"},
    "finished": {},
}


def test_the_states_are_those_of_the_design() -> None:
    assert {str(state) for state in JobState} == set(DESIGN)


@pytest.mark.parametrize(("state", "trigger"), itertools.product(JobState, Trigger))
def test_a_pair_leads_where_the_design_says_or_is_an_error(
    state: JobState, trigger: Trigger
) -> None:
    wanted = DESIGN[state].get(trigger)
    if wanted is None:
        with pytest.raises(ImpossibleTransitionError, match=f'{state}.*"{trigger}"'):
            after(state, trigger)
    else:
        assert after(state, trigger) == wanted


def test_every_state_but_finished_has_a_way_on_and_every_trigger_is_used() -> None:
    assert {state for state, _ in TRANSITIONS} == set(JobState) - {JobState.FINISHED}
    assert {trigger for _, trigger in TRANSITIONS} == set(Trigger)


def moved(*triggers: Trigger) -> Job:
    job = Job.model_validate({"name": "a job"})
    for trigger in triggers:
        job = job.moved(trigger, f"because of {trigger}")
    return job


def test_a_new_job_is_queued_and_has_not_begun() -> None:
    job = moved()
    assert (job.state, job.started, job.ended, job.resumed) == (JobState.QUEUED, None, None, 0)


def test_start_and_end_are_noted_and_a_resumed_job_keeps_its_first_start() -> None:
    running = moved(Trigger.START)
    assert running.started is not None
    assert running.ended is None
    failed = running.moved(Trigger.FAIL, "It broke.")
    assert failed.ended is not None
    assert failed.reason == "It broke."
    again = failed.moved(Trigger.REQUEUE).moved(Trigger.START)
    assert again.started == running.started
    assert again.ended is None
    assert (again.resumed, again.reason) == (1, "")


def test_a_stopping_job_has_not_ended_yet() -> None:
    assert moved(Trigger.START, Trigger.CANCEL).ended is None
    assert moved(Trigger.START, Trigger.CANCEL, Trigger.FAIL).ended is not None


def test_two_jobs_have_names_of_their_own() -> None:
    assert moved().id != moved().id


def test_an_impossible_trigger_changes_nothing() -> None:
    job = moved(Trigger.START, Trigger.FINISH)
    for trigger in Trigger:
        with pytest.raises(ImpossibleTransitionError):
            job.moved(trigger)
    assert job.state is JobState.FINISHED


def test_a_job_survives_its_file() -> None:
    job: Any = moved(Trigger.START, Trigger.CANCEL)
    assert Job.model_validate_json(job.model_dump_json()) == job
