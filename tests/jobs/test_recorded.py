"""What an earlier version wrote is still read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import get_args

import pytest

from pandavision_gui.jobs.events import HistoryLoaded, JobLoaded, JobRow
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import read_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Command, Report, decode_command, decode_report, encode
from pandavision_gui.jobs.migrations import MIGRATIONS
from pandavision_gui.jobs.store import Store
from tests.support.flat_rows import changed

from ..support.recorded import (
    RECORDED,
    index_of,
    rows_of_schema_1,
    rows_of_schema_2,
    rows_of_schema_3,
    rows_of_schema_4,
    rows_of_schema_5,
)
from .watched_queue import RECORDED_JOB, watched_queue

LINES = (RECORDED / "messages.jsonl").read_bytes().splitlines(keepends=True)
TYPES = [json.loads(line)["type"] for line in LINES]


ROWS = {
    1: rows_of_schema_1,
    2: rows_of_schema_2,
    3: rows_of_schema_3,
    4: rows_of_schema_4,
    5: rows_of_schema_5,
}
FIRST_WITH_THE_NORM = 5
"""Before it the attack alone told the perturbation type."""
FIRST_WITHOUT_A_GAP = 4
"""What older indices lack is in the folders: these are read again, so their stamps are gone."""


@pytest.mark.parametrize("line", LINES, ids=TYPES)
def test_a_recorded_message_is_understood_and_said_again_in_the_same_words(line: bytes) -> None:
    message = decode_command(line) or decode_report(line)
    assert message is not None
    assert message.type == json.loads(line)["type"]
    assert json.loads(encode(message)) == json.loads(line)
    again = encode(message)
    assert (decode_command(again) or decode_report(again)) == message


def test_every_message_of_both_directions_is_recorded() -> None:
    known = {kind.model_fields["type"].default for kind in get_args(Command) + get_args(Report)}
    assert set(TYPES) == known


def test_every_schema_of_the_index_is_recorded() -> None:
    wanted = [index_of(number) for number in range(1, len(MIGRATIONS) + 1)]
    assert [path.name for path in wanted if not path.is_file()] == []


def _with_norm(row: JobRow) -> JobRow:
    return changed(row, perturbation="random" if row.attack == "noise-linf" else "max-norm")


@pytest.mark.parametrize("schema", range(1, len(MIGRATIONS) + 1))
def test_an_index_of_every_schema_shows_its_rows(tmp_path: Path, schema: int) -> None:
    shutil.copyfile(index_of(schema), tmp_path / "jobs.sqlite")
    store = Store(tmp_path / "jobs.sqlite")
    rows = store.rows()
    store.close()
    wanted = ROWS[schema]()
    if schema < FIRST_WITHOUT_A_GAP:
        wanted = {job_id: (row, 0) for job_id, (row, _) in wanted.items()}
    if schema < FIRST_WITH_THE_NORM:
        wanted = {job_id: (_with_norm(row), stamp) for job_id, (row, stamp) in wanted.items()}
    assert rows == wanted
    copies = [path.name for path in tmp_path.glob("jobs.sqlite.schema-*")]
    assert copies == ([] if schema == len(MIGRATIONS) else [f"jobs.sqlite.schema-{schema}"])
    assert {row.state for row, _ in rows.values()} == set(JobState), "a state is not recorded"


def test_a_recorded_job_folder_is_read() -> None:
    folder = JobFolder(RECORDED_JOB)
    job, result, resolved = folder.read_job(), read_result(folder), folder.read_resolved()
    assert job is not None
    assert result is not None
    assert resolved is not None
    assert job.state is JobState.FINISHED
    assert folder.read_spec().name == job.name == "road signs"
    assert result.samples.evaluated == 12
    assert resolved.threads == 1
    assert sum(path.stat().st_size for path in RECORDED_JOB.rglob("*")) < 60_000


@pytest.mark.usefixtures("nothing_left")
def test_a_recorded_job_folder_that_is_copied_in_is_shown_with_its_figures(tmp_path: Path) -> None:
    job = JobFolder(RECORDED_JOB).read_job()
    result = read_result(JobFolder(RECORDED_JOB))
    assert job is not None
    assert result is not None
    shutil.copytree(RECORDED_JOB, tmp_path / "jobs" / str(job.id))
    with watched_queue(tmp_path) as watched:
        assert isinstance(watched.events.seen[0], HistoryLoaded)
        (row,) = watched.rows().values()
        watched.answer(watched.queue.load(job.id))
        (loaded,) = watched.events.of(JobLoaded)
    assert (row.id, row.name, row.state) == (job.id, "road signs", JobState.FINISHED)
    assert (row.created, row.started, row.ended) == (job.created, job.started, job.ended)
    assert (row.clean, row.robust) == (result.curve[0].accuracy, result.curve[-1].accuracy)
    assert (row.level, row.sec_value) == (result.sec_level, result.sec_value)
    assert loaded.result == result
