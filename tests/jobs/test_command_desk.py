"""Commands of other programs, from the socket to the queue and back."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from pandavision_gui.engine.norms import Norm
from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.command_desk import CommandDesk
from pandavision_gui.jobs.disk_room import DiskRoom
from pandavision_gui.jobs.events import CommandRefused, QueuePaused, WindowWanted
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner import (
    DataFolderOwner,
    FolderInUseError,
    OwnerNote,
    ask_owner,
    read_note,
)
from pandavision_gui.jobs.owner_commands import (
    AddJobs,
    AnnotateJob,
    Answer,
    ClearJobs,
    ListJobs,
    OpenArchives,
    OwnerCommand,
    PauseQueue,
    RenameJob,
    ResumeJobs,
    ShowWindow,
    StopJobs,
    require_few,
)
from pandavision_gui.jobs.second_start import reach_owner

from .archive_files import finished_files, write_archive_of
from .watched_queue import LIMIT_S, SPEC, WatchedQueue, watched_queue

pytestmark = [
    pytest.mark.usefixtures("nothing_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="sockets with a path"),
]


def document(name: str, **keys: Any) -> dict[str, Any]:
    return {**SPEC, "name": name, **keys}


@dataclass
class Called:
    """A queue that is called through its socket."""

    watched: WatchedQueue
    note: OwnerNote

    def ask(self, command: OwnerCommand) -> Answer:
        return ask_owner(self.note, command, answer_s=30)


@pytest.fixture
def called(tmp_path: Path) -> Iterator[Called]:
    with watched_queue(tmp_path) as watched:
        desk = CommandDesk(watched.queue, watched.folders, watched.events.publish)
        owner = DataFolderOwner(tmp_path)
        try:
            owner.listen(desk.answer)
            note = read_note(tmp_path)
            assert note is not None
            yield Called(watched, note)
        finally:
            owner.release()


def test_jobs_are_added_in_their_order_and_told(called: Called) -> None:
    called.ask(PauseQueue(paused=True))
    answer = called.ask(AddJobs(specs=(document("finish 1"), document("finish 2"))))
    assert answer.done
    assert answer.paused
    assert [(line.name, line.state, line.place) for line in answer.jobs] == [
        ("finish 1", "queued", 1),
        ("finish 2", "queued", 2),
    ]
    assert Path(answer.jobs[0].folder, "spec.json").exists()
    called.ask(PauseQueue(paused=False))
    for line in answer.jobs:
        assert called.watched.settled(line.id).state is JobState.FINISHED
    assert [event.paused for event in called.watched.events.of(QueuePaused)] == [True, False]


@pytest.mark.parametrize(
    ("spoiled", "words"),
    [
        ({"datset": "x"}, "datset"),
        ({"trained-model": "signs.onnx"}, "no absolute path"),
        ({"perturbation-values": [0, 7]}, "perturbation-values"),
    ],
)
def test_one_wrong_spec_leaves_the_list_as_it_was(
    called: Called, spoiled: dict[str, Any], words: str
) -> None:
    answer = called.ask(AddJobs(specs=(document("finish"), document("finish", **spoiled))))
    assert not answer.done
    assert words in answer.sentence
    assert called.ask(ListJobs()).jobs == ()


def test_what_finds_no_room_does_not_hide_what_was_added(
    called: Called, monkeypatch: pytest.MonkeyPatch
) -> None:
    called.ask(PauseQueue(paused=True))
    asked: list[object] = []

    def one_has_room(room: DiskRoom, folder: Path, name: str, needed: int) -> None:
        asked.append(name)
        if len(asked) > 1:
            raise EnvironmentFault("disk_short", "There is no room.", "Make some.")

    monkeypatch.setattr(DiskRoom, "require", one_has_room)
    answer = called.ask(AddJobs(specs=(document("finish 1"), document("finish 2"))))
    assert not answer.done
    assert answer.sentence.startswith("There is no room.")
    assert "1 of the 2 evaluations were added" in answer.sentence
    assert [line.name for line in answer.jobs] == ["finish 1"]
    assert [line.name for line in called.ask(ListJobs()).jobs] == ["finish 1"]


def test_more_files_than_a_command_takes_are_refused_in_words() -> None:
    require_few(["x"] * 100)
    with pytest.raises(InputError, match="101 files"):
        require_few(["x"] * 101)


def test_what_runs_and_waits_is_always_listed_and_of_the_ended_the_newest(called: Called) -> None:
    ended = [called.watched.add(f"finish {n}") for n in range(3)]
    for job_id in ended:
        called.watched.settled(job_id)
    running = called.watched.add_running("wait")
    queued = called.watched.add("finish 4")
    listed = called.ask(ListJobs(newest=2)).jobs
    assert [line.id for line in listed] == [*ended[1:], running, queued]
    assert [line.id for line in called.ask(ListJobs(newest=0)).jobs] == [running, queued]
    assert listed[0].robust is not None
    assert listed[0].level is not None
    assert {line.norm for line in listed} == {Norm.LINF}
    called.ask(StopJobs(jobs=(running,)))


def test_jobs_are_stopped_and_resumed(called: Called) -> None:
    running = called.watched.add_running("once")
    assert called.ask(StopJobs(jobs=(running,))).done
    assert called.watched.settled(running).state is JobState.CANCELLED
    answer = called.ask(ResumeJobs(jobs=(running, running)))
    assert answer.done
    assert len(answer.jobs) == 1
    assert called.watched.settled(running).state is JobState.FINISHED


def test_one_unknown_job_does_not_keep_the_others_from_it(called: Called) -> None:
    unknown = uuid4()
    called.watched.events.unheard.add(str(unknown))
    called.ask(PauseQueue(paused=True))
    queued = called.watched.add("finish")
    answer = called.ask(StopJobs(jobs=(unknown, queued)))
    assert not answer.done
    assert str(unknown) in answer.sentence
    assert [(line.id, line.state) for line in answer.jobs] == [(queued, "cancelled")]


def test_a_job_is_renamed_and_annotated_and_told_with_its_notes(called: Called) -> None:
    called.ask(PauseQueue(paused=True))
    job_id = called.watched.add("finish")
    renamed = called.ask(RenameJob(job=job_id, name=" other "))
    assert [(line.id, line.name) for line in renamed.jobs] == [(job_id, "other")]
    noted = called.ask(AnnotateJob(job=job_id, notes="Two\nlines", tags=("a", "A", " b")))
    assert [(line.notes, line.tags) for line in noted.jobs] == [("Two\nlines", ("a", "b"))]
    only_tags = called.ask(AnnotateJob(job=job_id, tags=("c",)))
    assert [(line.notes, line.tags) for line in only_tags.jobs] == [("Two\nlines", ("c",))]
    only_notes = called.ask(AnnotateJob(job=job_id, notes=""))
    assert [(line.notes, line.tags) for line in only_notes.jobs] == [("", ("c",))]


def test_a_list_tells_notes_only_where_they_are_asked_for(called: Called) -> None:
    called.ask(PauseQueue(paused=True))
    job_id = called.watched.add("finish")
    called.ask(AnnotateJob(job=job_id, notes="Mine.", tags=("a",)))
    for notes, told in ((False, ""), (True, "Mine.")):
        (line,) = called.ask(ListJobs(notes=notes)).jobs
        assert (line.notes, line.tags) == (told, ("a",))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"notes": "x" * 10_001}, "10,001 characters"),
        ({"tags": tuple(f"tag {n}" for n in range(21))}, "20 tags at most"),
        ({"tags": ("two\nlines",)}, "line break"),
    ],
)
def test_labels_that_do_not_fit_are_refused_in_words(
    called: Called, changes: dict[str, Any], words: str
) -> None:
    called.ask(PauseQueue(paused=True))
    job_id = called.watched.add("finish")
    answer = called.ask(AnnotateJob(job=job_id, **changes))
    assert not answer.done
    assert words in answer.sentence


def test_the_share_of_a_running_job_is_told(called: Called) -> None:
    talking = called.watched.add("talk")
    called.watched.settled(talking)
    (line,) = called.ask(ListJobs()).jobs
    assert line.share is None  # it has ended


def test_a_second_start_hands_its_files_over(called: Called) -> None:
    assert called.ask(ShowWindow(files=("/a/model.onnx", "/b/data.h5"))).done
    assert called.watched.events.of(WindowWanted) == [WindowWanted(("/a/model.onnx", "/b/data.h5"))]


def test_archives_are_taken_in_and_one_bad_one_does_not_keep_the_others_from_it(
    called: Called, tmp_path: Path
) -> None:
    good = write_archive_of(tmp_path / "good.pandavision", finished_files())
    (tmp_path / "bad.pandavision").write_bytes(b"bad")
    answer = called.ask(OpenArchives(files=(str(tmp_path / "bad.pandavision"), str(good))))
    assert not answer.done
    assert answer.sentence.startswith('"bad.pandavision" cannot be opened: ')
    assert [(line.name, line.state) for line in answer.jobs] == [("road signs", "finished")]
    assert Path(answer.jobs[0].folder, "result.json").exists()


def test_what_is_refused_is_told_to_whoever_asked_and_to_nobody_else(
    called: Called, tmp_path: Path
) -> None:
    watched, unknown = called.watched, uuid4()
    bad, good = tmp_path / "bad.pandavision", tmp_path / "good.pandavision"
    bad.write_bytes(b"no archive")
    write_archive_of(good, finished_files())
    commands = (
        OpenArchives(files=(str(bad), str(good))),
        StopJobs(jobs=(unknown,)),
        ResumeJobs(jobs=(unknown,)),
        ClearJobs(jobs=(unknown,), what=Cleared.ROWS),
        RenameJob(job=unknown, name="x"),
        AnnotateJob(job=unknown, notes="x", tags=None),
    )
    for command in commands:
        answer = called.ask(command)
        assert not answer.done
        assert answer.sentence
    watched.settle()
    assert watched.events.of(CommandRefused) == []
    assert isinstance(watched.queue.stop(unknown).exception(LIMIT_S), InputError)
    assert len(watched.events.of(CommandRefused)) == 1, "the window's own user is told"


def test_an_archive_that_is_here_already_is_told(called: Called, tmp_path: Path) -> None:
    path = write_archive_of(tmp_path / "good.pandavision", finished_files())
    first, again = (called.ask(OpenArchives(files=(str(path),) * n)) for n in (1, 2))
    assert [(line.was_here, line.imported) for line in first.jobs] == [(False, True)]
    assert [(line.was_here, line.imported) for line in again.jobs] == [(True, True)]
    assert first.jobs[0].id == again.jobs[0].id


def test_an_archive_is_named_by_its_whole_path(called: Called) -> None:
    answer = called.ask(OpenArchives(files=("good.pandavision",)))
    assert not answer.done
    assert "not absolute" in answer.sentence


def test_without_a_window_nobody_can_show_one(tmp_path: Path) -> None:
    with watched_queue(tmp_path) as watched:
        desk = CommandDesk(watched.queue, watched.folders, None)
        answer = desk.answer(ShowWindow())
        assert not answer.done
        assert answer.is_ending
        assert "no window" in answer.sentence
        assert not desk.answer(ListJobs()).has_window


@pytest.mark.parametrize(
    "garbage",
    [
        b"",
        b"{",
        b'{"type": "format_disk"}',
        b'{"type": "stop_jobs", "jobs": []}',
        b'{"type": "stop_jobs", "jobs": ["../../etc"]}',
        b'{"type": "add_jobs", "specs": [1]}',
        b'{"type": "list_jobs", "newest": 1e99}',
        b'{"type": "show_window", "files": ["' + b"x" * 100 + b'"], "extra": 1}',
        json.dumps({"type": "add_jobs", "specs": [{}] * 10_001}).encode(),
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_command_is_refused_and_the_owner_goes_on(
    called: Called, garbage: bytes
) -> None:
    from multiprocessing.connection import Client

    with Client(called.note.address) as connection:
        connection.send_bytes(garbage)
        answer = Answer.model_validate_json(connection.recv_bytes())
    assert not answer.done
    assert answer.sentence
    assert called.ask(ListJobs()).done


def test_a_command_that_may_have_been_heard_is_not_asked_twice(tmp_path: Path) -> None:
    heard: list[OwnerCommand] = []
    awake = threading.Event()

    def slow(command: OwnerCommand) -> Answer:
        heard.append(command)
        awake.wait(30)
        return Answer(done=True)

    owner = DataFolderOwner(tmp_path)
    try:
        owner.listen(slow)
        in_use = FolderInUseError(tmp_path, read_note(tmp_path))
        with pytest.raises(EnvironmentFault) as error:
            reach_owner(in_use, AddJobs(specs=(document("finish"),)), silence_s=20, answer_s=0.3)
        assert error.value.code == "owner_silent"
        assert len(heard) == 1
    finally:
        awake.set()
        owner.release()
