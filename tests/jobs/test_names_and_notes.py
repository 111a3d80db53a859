"""What people call a job and say about it: in every state, over restarts, and within limits."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.events import CommandRefused, JobRow
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_labels import (
    LONGEST_NAME,
    LONGEST_NOTES,
    LONGEST_TAG,
    MOST_TAGS,
    tidy_name,
    tidy_notes,
    tidy_tags,
)
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker.job_names import job_name

from ..support.recorded import RECORDED
from .hand_made_folders import id_of, look, put_job, without_index, write_rubbish
from .watched_queue import LIMIT_S, WatchedQueue, job_spec, watched_queue

NOTES = "Trained on Monday.\n\n  • 3 epochs → weak"
TAGS = ("baseline", "名前 🐼")


def label(watched: WatchedQueue, row: JobRow) -> None:
    watched.answer(watched.queue.rename(row.id, f"  {row.name} and more "))
    watched.answer(watched.queue.annotate(row.id, NOTES, TAGS))


def check_labels(row: JobRow, folder: JobFolder, name: str) -> None:
    job = folder.read_job()
    assert job is not None
    assert (row.name, row.notes, row.tags) == (name, NOTES, TAGS)
    assert (job.name, job.notes, job.tags) == (name, NOTES, TAGS)
    assert folder.read_spec().name == name.removesuffix(" and more"), "the spec is what was asked"


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize(
    "state", [state for state in JobState if state not in (JobState.RUNNING, JobState.STOPPING)]
)
def test_a_job_is_renamed_and_annotated_in_every_state(tmp_path: Path, state: JobState) -> None:
    folder = put_job(tmp_path, state)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        before = watched.rows()[id_of(folder)]
        label(watched, before)
        after = watched.rows()[id_of(folder)]
    check_labels(after, folder, "wait and more")
    kept = (before.state, before.reason, before.order, before.ended, before.clean, before.level)
    assert kept == (after.state, after.reason, after.order, after.ended, after.clean, after.level)
    assert look(tmp_path)[0] == {after.id: after}
    without_index(tmp_path)
    assert look(tmp_path)[0] == {after.id: after}, "the folders alone know it"


@pytest.mark.usefixtures("nothing_left")
@pytest.mark.parametrize("word", ["late", "wait", "hang"])
def test_a_job_that_runs_or_stops_keeps_its_labels_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    monkeypatch.setattr("pandavision_gui.jobs.queue.CANCEL_GRACE_S", 20.0)
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running(word)
        if word == "hang":  # which is stopping until a second stop ends it
            watched.answer(watched.queue.stop(job_id))
            assert watched.rows()[job_id].state is JobState.STOPPING
        label(watched, watched.rows()[job_id])
        check_labels(watched.rows()[job_id], watched.folder(job_id), f"{word} and more")
        watched.answer(watched.queue.stop(job_id))
        row = watched.settled(job_id)
        check_labels(row, watched.folder(job_id), f"{word} and more")
    assert row.state is (JobState.FINISHED if word == "late" else JobState.CANCELLED)
    assert look(tmp_path)[0] == {row.id: row}


@pytest.mark.usefixtures("nothing_left")
def test_a_running_job_keeps_its_labels_when_the_program_is_lost(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.RUNNING)
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.model_copy(update={"name": "mine", "notes": NOTES, "tags": TAGS}))
    row = look(tmp_path)[0][job.id]
    assert (row.state, row.name, row.notes, row.tags) == ("interrupted", "mine", NOTES, TAGS)


@pytest.mark.usefixtures("nothing_left")
def test_a_renamed_job_runs_again_under_its_new_name(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        old = watched.settled(watched.add("finish"))
        label(watched, old)
        new = watched.settled(watched.answer(watched.queue.run_again(old.id)))
        assert (new.name, new.notes, new.tags) == ("finish and more", "", ())
        assert watched.folder(new.id).read_spec().name == "finish"
        assert job_name(watched.folder(new.id).path) == "finish and more"


@pytest.mark.usefixtures("nothing_left")
def test_what_is_refused_changes_nothing_and_is_told(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        running = watched.add_running("wait")
        waiting = watched.add("finish")
        before = watched.rows()
        for job_id in (running, waiting):
            for future, code in (
                (watched.queue.rename(job_id, "\t "), "name_refused"),
                (watched.queue.annotate(job_id, NOTES, ["x" * 51]), "tags_refused"),
                (watched.queue.annotate(job_id, "x" * 10_001, TAGS), "notes_refused"),
                (watched.queue.rename(uuid4(), "x"), "job_unknown"),
                (watched.queue.annotate(uuid4(), "", ()), "job_unknown"),
            ):
                error = future.exception(LIMIT_S)
                assert isinstance(error, InputError)
                assert error.code == code
        assert watched.rows() == before
        assert len(watched.events.of(CommandRefused)) == 10
        watched.answer(watched.queue.stop(running))
        watched.settled(waiting)


@pytest.mark.usefixtures("nothing_left")
def test_a_running_job_whose_folder_is_gone_keeps_its_name_and_says_why(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        job_id = watched.add_running("hang")
        watched.folder(job_id).path.rename(tmp_path / "elsewhere")
        error = watched.queue.rename(job_id, "other").exception(LIMIT_S)
        assert isinstance(error, EnvironmentFault)
        (tmp_path / "elsewhere").rename(watched.folder(job_id).path)
        assert watched.rows()[job_id].name == "hang"
        watched.answer(watched.queue.stop(job_id))
        assert watched.settled(job_id).name == "hang"


def test_a_damaged_job_cannot_be_renamed_and_says_so(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FINISHED)
    write_rubbish(folder.path / "job.json")
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        error = watched.queue.rename(id_of(folder), "other").exception(LIMIT_S)
    assert isinstance(error, EnvironmentFault)
    assert error.code == "job_damaged"
    assert (folder.path / "job.json").read_bytes() == b"\xff{[\x00"


def test_a_damaged_job_runs_again_under_the_name_of_its_spec(tmp_path: Path) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    write_rubbish(folder.path / "job.json")
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        added = watched.answer(watched.queue.run_again(id_of(folder)))
        assert watched.rows()[added].name == "wait"


def test_a_job_of_an_earlier_version_has_no_notes_and_no_tags() -> None:
    document = json.loads((RECORDED / "finished_job" / "job.json").read_bytes())
    assert "notes" not in document
    assert "tags" not in document
    job = Job.model_validate(document)
    assert (job.notes, job.tags) == ("", ())


@pytest.mark.parametrize(
    "change",
    [
        {"notes": "x" * (LONGEST_NOTES + 1)},
        {"tags": ["x" * (LONGEST_TAG + 1)]},
        {"tags": [f"tag {n}" for n in range(MOST_TAGS + 1)]},
        {"tags": ["two\nlines"]},
        {"tags": [5]},
        {"tags": "x"},
        {"notes": None},
    ],
)
def test_a_folder_that_says_more_than_there_is_room_for_is_damaged(
    tmp_path: Path, change: dict[str, Any]
) -> None:
    folder = put_job(tmp_path, JobState.FAILED)
    path = folder.path / "job.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **change}))
    with pytest.raises(EnvironmentFault, match="damaged") as error:
        folder.read_job()
    assert error.value.code == "job_damaged"


# What is kept of any text.

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@given(notes=TEXT, tags=st.lists(TEXT, max_size=30))
@example(notes="\r\n\r", tags=["ß", "SS", "ss ", "ﬁ", "FI", "İ", "i̇"])
@example(notes="\x00" * LONGEST_NOTES, tags=["🐼" * LONGEST_TAG] * 40)
@example(notes="\U0010ffff" * LONGEST_NOTES, tags=[chr(0x10FFFF - n) * 50 for n in range(20)])
def test_what_is_accepted_comes_back_from_the_folder_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, notes: str, tags: list[str]
) -> None:
    if _breaks_a_rule(tags):
        with pytest.raises(InputError) as error:
            tidy_tags(tags)
        assert error.value.code == "tags_refused"
        return
    kept_notes, kept_tags = tidy_notes(notes), tidy_tags(tags)
    assert kept_notes == notes.replace("\r\n", "\n").replace("\r", "\n")
    _check_tags(tags, kept_tags)
    folder = JobFolder(tmp_path_factory.mktemp("job"))
    folder.write_job(Job(name="x", notes=kept_notes, tags=kept_tags))
    job = folder.read_job()
    assert job is not None
    assert (job.notes, job.tags) == (kept_notes, kept_tags)


def _check_tags(given_: Iterable[str], kept: tuple[str, ...]) -> None:
    wanted = [tag.strip() for tag in given_ if tag.strip()]
    assert len({tag.casefold() for tag in kept}) == len(kept) <= MOST_TAGS
    assert {tag.casefold() for tag in kept} == {tag.casefold() for tag in wanted}
    places = [wanted.index(tag) for tag in kept]
    assert places == sorted(places), "another order"
    for tag in kept:
        first = next(other for other in wanted if other.casefold() == tag.casefold())
        assert tag == first, "the first of two that differ in case stays"
    assert tidy_tags(kept) == kept


def _breaks_a_rule(tags: list[str]) -> bool:
    wanted = [tag.strip() for tag in tags if tag.strip()]
    too_many = len({tag.casefold() for tag in wanted}) > MOST_TAGS
    too_long = any(len(tag) > LONGEST_TAG for tag in wanted)
    return too_many or too_long or any(_has_control(tag) for tag in wanted)


def _has_control(text: str) -> bool:
    return any(ord(c) < 32 or 127 <= ord(c) < 160 or c in "\u2028\u2029" for c in text)


@given(TEXT)
@example("")
@example("x" * (LONGEST_NAME + 1))
@example(" \u3000name\xa0")
def test_a_name_is_kept_without_space_around_it_or_refused(text: str) -> None:
    name = text.strip()
    if 0 < len(name) <= LONGEST_NAME and not _has_control(name):
        assert tidy_name(text) == name
        assert Job(name=name).name == name
    else:
        with pytest.raises(InputError) as error:
            tidy_name(text)
        assert error.value.code == "name_refused"
        assert error.value.sentence().isprintable()
        assert error.value.hint


@pytest.mark.parametrize("tidy", [tidy_name, tidy_notes, lambda text: tidy_tags([text])])
def test_half_a_character_is_refused_in_words(tidy: Any) -> None:
    with pytest.raises(InputError) as error:
        tidy("x\ud800")
    assert error.value.sentence().isprintable()


def test_the_labels_of_one_job_leave_the_spec_of_another_alone(tmp_path: Path) -> None:
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        first, second = watched.add("finish 1"), watched.add("finish 2")
        watched.answer(watched.queue.annotate(first, NOTES, TAGS))
        rows = watched.rows()
        assert (rows[second].notes, rows[second].tags) == ("", ())
        watched.answer(watched.queue.annotate(first, "", ()))
        assert (watched.rows()[first].notes, watched.rows()[first].tags) == ("", ())
        assert watched.folder(first).read_spec() == job_spec("finish 1")
