"""What has been evaluated already is found and offered, and nothing else is."""

from __future__ import annotations

import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.jobs import known_file
from pandavision_gui.jobs.command_desk import CommandDesk
from pandavision_gui.jobs.events import SameJobExists
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.known_evaluations import what_is_asked
from pandavision_gui.jobs.owner_commands import AddJobs

from .finished_jobs import document, found, put_finished, spec_of, write_files
from .hand_made_folders import id_of, write_rubbish
from .watched_queue import LIMIT_S, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    return write_files(tmp_path)


# What is asked.

SAME = [
    {"name": "another name"},
    {"class_names": ["a", "b"]},
    {"perturbation_values": [0.04, 0.02, 0.02]},
    {"samples": 100},
    {"seed": 0},
    {"perturbation_type": "max-norm"},
    {"metric": "classification-accuracy"},
    {"preprocessing": {}},
]
OTHER = [
    {"seed": 1},
    {"samples": 99},
    {"evaluation_mode": "complete"},
    {"perturbation_values": [0, 0.03, 0.04]},
    {"perturbation_values": [0, 0.04]},
    {"perturbation_type": "random"},
    {"attack": "pgd-linf"},
    {"attack_params": {"steps": 7}},
    {"indexes": [1]},
    {"preprocessing": "unit"},
    {"input_range": [0, 1]},
    {"layout": "NHWC"},
    {"channels": "BGR"},
    {"output": "b"},
    {"labels": "y"},
    {"label_offset": 1},
    {"time_limit": 5},
    {"batch_size": 3},
    {"device": "cpu"},
]


def test_what_changes_no_figure_does_not_make_another_evaluation(
    tmp_path: Path, files: Path
) -> None:
    folder = put_finished(tmp_path, spec_of(files))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        for keys in SAME:
            assert found(watched, spec_of(files, **keys)) == (id_of(folder),), keys
        for keys in OTHER:
            assert found(watched, spec_of(files, **keys)) == (), keys


def test_every_key_of_a_spec_is_decided_on(files: Path) -> None:
    decided = {key.replace("_", "-") for keys in (*SAME, *OTHER) for key in keys}
    decided |= {"performance-metric", "task", "dataset", "trained-model"}
    decided |= {"surrogate-model"}  # a file: see below
    decided |= {"target"}  # no attack takes it yet
    known = {field.alias or name for name, field in EvaluationSpec.model_fields.items()}
    assert decided - {"metric"} == known


def test_chosen_samples_win_over_the_mode(tmp_path: Path, files: Path) -> None:
    folder = put_finished(tmp_path, spec_of(files, indexes=[3, 1]))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        complete = spec_of(files, indexes=[3, 1], evaluation_mode="complete")
        assert found(watched, complete) == (id_of(folder),)
        assert found(watched, spec_of(files, indexes=[1, 3])) == ()


@given(values=st.lists(st.floats(0, 1), min_size=1, max_size=8), seed=st.integers(0, 3))
def test_a_spec_asks_for_what_its_own_document_asks_for(values: list[float], seed: int) -> None:
    spec = spec_of(Path("/f"), perturbation_values=values, seed=seed)
    assert what_is_asked(spec_from_document(spec.to_document())) == what_is_asked(spec)
    turned = spec_of(Path("/g"), perturbation_values=[*values[::-1], 0.0], seed=seed, name="x")
    assert what_is_asked(turned) == what_is_asked(spec)
    other = spec_of(Path("/f"), perturbation_values=values, seed=seed + 1)
    assert what_is_asked(other) != what_is_asked(spec)


# Which files.


def transfer_of(files: Path, second: str) -> EvaluationSpec:
    return spec_of(files, attack="transfer", surrogate_model=str(files / second))


def test_the_second_model_must_be_the_same_file(tmp_path: Path, files: Path) -> None:
    for name in ("second.onnx", "other.onnx"):
        (files / name).write_bytes(b"")
    spec = transfer_of(files, "second.onnx")
    folder = put_finished(tmp_path, spec)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec) == (id_of(folder),)
        assert found(watched, spec_of(files, attack="standard")) == ()
        assert found(watched, transfer_of(files, "other.onnx")) == ()
        (files / "second.onnx").write_bytes(b"\0")
        assert found(watched, spec) == ()


def rewritten(path: Path) -> None:
    before = path.stat().st_mtime_ns
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])
    if path.stat().st_mtime_ns == before:  # within one tick of the clock
        os.utime(path, ns=(before, before + 1))


def replaced_with_the_same_time(path: Path) -> None:
    before = path.stat()
    other = path.with_name("other")
    other.write_bytes(bytes(before.st_size))
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(path)


def longer_with_the_same_time(path: Path) -> None:
    before = path.stat()
    with path.open("ab") as file:
        file.write(b"x")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


CHANGES = [rewritten, replaced_with_the_same_time, longer_with_the_same_time, Path.unlink]


@pytest.mark.parametrize("name", ["model.onnx", "weights.bin", "data.h5"])
@pytest.mark.parametrize("change", CHANGES)
def test_another_file_is_another_evaluation(
    tmp_path: Path, files: Path, name: str, change: Callable[[Path], None]
) -> None:
    folder = put_finished(tmp_path, spec_of(files))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec_of(files)) == (id_of(folder),)
        change(files / name)
        assert found(watched, spec_of(files)) == ()


def test_the_same_files_are_found_in_a_folder_of_another_name(tmp_path: Path, files: Path) -> None:
    folder = put_finished(tmp_path, spec_of(files))
    moved = files.rename(tmp_path / "moved")
    (tmp_path / "link").symlink_to(moved)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        for place in (moved, tmp_path / "link"):
            assert found(watched, spec_of(place)) == (id_of(folder),)
        assert found(watched, spec_of(files)) == ()


@pytest.mark.parametrize("key", ["inode", "external_data", "changed_ns"])
def test_what_an_earlier_version_did_not_note_is_not_taken_for_the_same(
    tmp_path: Path, files: Path, key: str
) -> None:
    path = put_finished(tmp_path, spec_of(files)).path / "resolved.json"
    note = json.loads(path.read_bytes())
    del note["model"][key]
    path.write_text(json.dumps(note))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec_of(files)) == ()


def test_a_folder_that_names_files_elsewhere_is_not_followed(tmp_path: Path, files: Path) -> None:
    (tmp_path / "weights.bin").hardlink_to(files / "weights.bin")
    path = put_finished(tmp_path, spec_of(files)).path / "resolved.json"
    note = json.loads(path.read_bytes())
    for name, is_same in (("./weights.bin", 1), ("../weights.bin", 0), ("x/../../weights.bin", 0)):
        note["model"]["external_data"][0]["name"] = name
        path.write_text(json.dumps(note))
        with watched_queue(tmp_path, parallel_jobs=0) as watched:
            assert len(found(watched, spec_of(files))) == is_same, name


def test_a_file_that_was_changed_in_place_and_set_back_in_time_is_another(
    tmp_path: Path, files: Path
) -> None:
    put_finished(tmp_path, spec_of(files))
    data = files / "data.h5"
    before = data.stat()
    data.write_bytes(data.read_bytes()[::-1])
    os.utime(data, ns=(before.st_atime_ns, before.st_mtime_ns))
    now = data.stat()
    assert (now.st_size, now.st_mtime_ns, now.st_ino) == (
        before.st_size, before.st_mtime_ns, before.st_ino,
    )  # fmt: skip
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec_of(files)) == ()


def test_a_job_from_elsewhere_answers_for_nothing(tmp_path: Path, files: Path) -> None:
    folder = put_finished(tmp_path, spec_of(files))
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.taken_in(job.id, "a.pandavision", order=1, has_result=True))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert watched.rows()[job.id].state is JobState.FINISHED
        assert found(watched, spec_of(files)) == ()


# Which jobs.


def test_the_newest_come_first_and_no_more_than_five(tmp_path: Path, files: Path) -> None:
    minutes = [3, 0, 5, 1, 4, 2, 6]
    folders = [put_finished(tmp_path, spec_of(files), minute) for minute in minutes]
    by_minute = dict(zip(minutes, map(id_of, folders), strict=True))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec_of(files)) == tuple(by_minute[m] for m in (6, 5, 4, 3, 2))
        watched.answer(watched.queue.remove(by_minute[6]))
        assert found(watched, spec_of(files)) == tuple(by_minute[m] for m in (5, 4, 3, 2, 1))
        watched.answer(watched.queue.restore(by_minute[6]))
        assert found(watched, spec_of(files))[0] == by_minute[6]


@pytest.mark.parametrize("name", ["spec.json", "resolved.json", "result.json"])
@pytest.mark.parametrize("spoil", [write_rubbish, Path.unlink])
def test_a_damaged_job_is_not_offered_and_hinders_no_other(
    tmp_path: Path, files: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    damaged = put_finished(tmp_path, spec_of(files), minute=5)
    sound = put_finished(tmp_path, spec_of(files))
    spoil(damaged.path / name)
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        assert found(watched, spec_of(files)) == (id_of(sound),)


def test_an_added_job_is_told_with_those_that_answered_it(tmp_path: Path, files: Path) -> None:
    old = id_of(put_finished(tmp_path, spec_of(files)))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        new = watched.answer(watched.queue.add(spec_of(files, name="again")))
        told = watched.events.wait_until(lambda _: watched.events.of(SameJobExists))
        assert told == [SameJobExists(new, (old,))]
        watched.answer(watched.queue.add(spec_of(files, seed=9)))
        watched.answer(watched.queue.run_again(old))
        assert found(watched, spec_of(files)) == (old,)  # what was asked before has been answered
    assert watched.events.of(SameJobExists) == told


@pytest.mark.parametrize("unless_same", [False, True])
def test_another_program_is_told_and_may_leave_it_at_that(
    tmp_path: Path, files: Path, unless_same: bool
) -> None:
    old = id_of(put_finished(tmp_path, spec_of(files)))
    with watched_queue(tmp_path, parallel_jobs=0) as watched:
        desk = CommandDesk(watched.queue, watched.folders, None)
        specs = (document(files), document(files, seed=4), document(files, name="x"))
        answer = desk.answer(AddJobs(specs=specs, unless_same=unless_same))
        first, other, third = answer.jobs
        assert answer.done
        assert (first.same, other.same, third.same) == ((old,), (), (old,))
        assert other.state is JobState.QUEUED
        is_old = [line.id == old for line in (first, other, third)]
        assert is_old == [unless_same, False, unless_same]
        assert len(watched.rows()) == (2 if unless_same else 4)


# A drive that does not answer.


def test_a_drive_that_does_not_answer_holds_up_nothing(
    tmp_path: Path, files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec = spec_of(files)
    old = id_of(put_finished(tmp_path, spec))
    monkeypatch.setattr("pandavision_gui.jobs.command_desk._LOOK_S", 0.05)
    monkeypatch.setattr("pandavision_gui.jobs.command_desk._SHORT_LOOK_S", 0.05)
    answers = threading.Event()
    look = known_file._is_as_noted

    def hang(*arguments: Any) -> bool:
        assert threading.current_thread().name == "same-jobs"
        answers.wait(LIMIT_S)
        return look(*arguments)

    monkeypatch.setattr(known_file, "_is_as_noted", hang)
    try:
        with watched_queue(tmp_path, parallel_jobs=0) as watched:
            looks = [watched.queue.find_same(spec) for _ in range(20)]
            desk = CommandDesk(watched.queue, watched.folders, None)
            added = desk.answer(AddJobs(specs=(document(files),)))
            assert (added.done, added.jobs[0].same) == (True, ())
            # Who does not want to know waits for nothing at all.
            monkeypatch.setattr("pandavision_gui.jobs.command_desk._SHORT_LOOK_S", 2 * LIMIT_S)
            began = time.monotonic()
            assert desk.answer(AddJobs(specs=(document(files),), tells_same=False)).done
            assert time.monotonic() - began < LIMIT_S
            refused = desk.answer(AddJobs(specs=(document(files),), unless_same=True))
            assert not refused.done
            assert "does not answer" in refused.sentence
            assert len(watched.rows()) == 3
            names = [thread.name for thread in threading.enumerate()]
            assert 1 <= names.count("same-jobs") <= 4
            assert not any(future.done() for future in looks)
            watched.close()
    finally:
        answers.set()
    assert [future.result(LIMIT_S) for future in looks] == [(old,)] * 20
