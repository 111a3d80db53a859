"""Worst cases that the queue makes of its finished jobs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker import combine_jobs

from .hand_made_folders import put_job
from .watched_queue import LIMIT_S, RECORDED_JOB, watched_queue

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(120)]


def put_finished(data: Path, name: str) -> UUID:
    """Copy the recorded job, whose result then says something of its own."""
    job_id = uuid4()
    folder = data / "jobs" / str(job_id)
    shutil.copytree(RECORDED_JOB, folder)
    changes = {"job.json": {"id": str(job_id), "name": name}, "result.json": {"warnings": [name]}}
    for file, change in changes.items():
        document = json.loads((folder / file).read_text("utf-8"))
        (folder / file).write_text(json.dumps({**document, **change}), "utf-8")
    return job_id


def test_a_worst_case_is_listed_and_is_there_after_a_restart(tmp_path: Path) -> None:
    jobs = [put_finished(tmp_path, name) for name in ("one", "two")]
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        made = watched.answer(watched.queue.combine(jobs)).job_id
        row = watched.rows()[made]
        assert (row.state, row.attack, row.imported) == (JobState.FINISHED, "worst-case", False)
        assert row.warnings == 2
        assert list(watched.folders.removed.glob("incoming-*")) == []
        assert watched.folder(made).path.name == str(made)
        job = watched.folder(made).read_job()
        assert job is not None
        assert job.id == made
    with watched_queue(tmp_path, parallel_jobs=0) as again:
        assert again.rows()[made] == row


def test_what_cannot_be_combined_leaves_nothing(tmp_path: Path) -> None:
    one = put_finished(tmp_path, "one")
    failed = UUID(put_job(tmp_path, JobState.FAILED).path.name)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        known = set(watched.rows())
        for others, code in (
            ([], "worst_case_jobs"),
            ([one], "worst_case_jobs"),
            ([failed], "job_not_combined"),
            ([uuid4()], "job_unknown"),
        ):
            with pytest.raises(InputError) as caught:
                watched.queue.combine([one, *others]).result(LIMIT_S)
            assert caught.value.code == code
        assert set(watched.rows()) == known
        assert list(watched.folders.removed.glob("incoming-*")) == []


def test_a_worst_case_is_not_run_again(tmp_path: Path) -> None:
    jobs = [put_finished(tmp_path, name) for name in ("one", "two")]
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        made = watched.answer(watched.queue.combine(jobs)).job_id
        with pytest.raises(InputError) as caught:
            watched.queue.run_again(made).result(LIMIT_S)
        assert caught.value.code == "attack_not_run"
        assert len(watched.rows()) == 3


def test_a_worst_case_of_worst_cases_is_named_after_their_jobs(tmp_path: Path) -> None:
    one, two, three = (put_finished(tmp_path, name) for name in ("one", "two", "three"))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        first = watched.answer(watched.queue.combine([one, two])).job_id
        made = watched.answer(watched.queue.combine([first, three])).job_id
        assert watched.rows()[made].name == "Worst case of one, two, three"


@pytest.mark.parametrize(
    ("names", "told"),
    [
        (("one", "two"), "Worst case of one, two"),
        (("net", "net", "net"), "Worst case of net (3 jobs)"),
        (("net", "Worst case of a", "net"), "Worst case of net (2 jobs), a"),
        (("Worst case of net (2 jobs)", "net"), "Worst case of net (3 jobs)"),
        (("a", "b", "c", "d", "e"), "Worst case of a, b, c and 2 more"),
    ],
)
def test_equal_names_are_told_once(names: tuple[str, ...], told: str) -> None:
    assert combine_jobs._name_after(names) == told
