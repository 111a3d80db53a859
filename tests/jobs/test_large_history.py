"""A history of many jobs is told in parts, what matters now before the rest."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from pandavision_gui.jobs.events import Event, HistoryComplete, HistoryLoaded, JobRow, JobsFound
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.queue import JobQueue
from pandavision_gui.paths import UserFolders, user_folders

from ..support.large_history import make_history
from .hand_made_folders import without_index
from .watched_queue import watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")

COUNT, WAITING = 700, 3
MOST = 300


@pytest.fixture
def folders(tmp_path: Path) -> UserFolders:
    folders = user_folders(tmp_path)
    make_history(folders, COUNT, waiting=WAITING)
    return folders


def test_open_jobs_and_the_newest_come_first_and_all_others_follow(folders: UserFolders) -> None:
    with watched_queue(folders.data, parallel_jobs=0) as watched:
        watched.settle()
        first, *others = watched.events.seen
        assert isinstance(first, HistoryLoaded)
        assert sum(row.state is JobState.QUEUED for row in first.rows) == WAITING
        newest = sorted(watched.rows().values(), key=lambda row: row.created)[-100:]
        assert {row.id for row in newest} <= {row.id for row in first.rows}
        *parts, last = others
        assert isinstance(last, HistoryComplete)
        told = list(first.rows)
        for part in parts:
            assert isinstance(part, JobsFound)
            told += part.rows
            assert 0 < len(part.rows) <= MOST
        assert len(told) == len({row.id for row in told}) == COUNT


def test_of_jobs_that_the_index_knows_no_folder_is_read(folders: UserFolders) -> None:
    for folder in folders.jobs.iterdir():
        (folder / "spec.json").write_text("nobody reads this")
    with watched_queue(folders.data, parallel_jobs=0) as watched:
        watched.settle()
        assert {row.state for row in watched.rows().values()} == {
            JobState.QUEUED,
            JobState.FINISHED,
        }


def test_a_lost_index_is_made_anew_part_by_part(folders: UserFolders) -> None:
    with watched_queue(folders.data, parallel_jobs=0) as watched:
        watched.settle()
        before = watched.rows()
    without_index(folders.data)
    for _ in range(2):  # made anew, then read
        with watched_queue(folders.data, parallel_jobs=0) as watched:
            watched.settle()
            assert watched.rows() == before
            sizes = [len(event.rows) for event in watched.events.of(JobsFound)]
            assert len(sizes) > 1
            assert max(sizes) <= MOST


def test_a_program_that_ends_while_a_long_history_comes_does_not_wait_for_the_rest(
    folders: UserFolders,
) -> None:
    told: list[JobRow] = []
    ends: list[Future[None]] = []

    def hear(event: Event) -> None:
        if isinstance(event, HistoryLoaded | JobsFound):
            told.extend(event.rows)
            if not ends:
                ends.append(queue.close(resume_next_time=True))

    queue = JobQueue(JobShelf(folders), start_thread=lambda work: None, publish=hear)
    queue.start()
    queue.listed().exception(30)  # behind the history; refused when the end has come
    ends[0].result(30)
    assert queue.join(30)
    assert 0 < len(told) < COUNT
    with watched_queue(folders.data, parallel_jobs=0) as watched:
        watched.settle()
        assert len(watched.rows()) == COUNT
