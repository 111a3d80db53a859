"""There is room for a job before it is queued, before it begins, and while it runs."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.job_size import KEPT_PICTURES, batch_size_for, bytes_on_disk
from pandavision_gui.engine.spec import EvaluationSpec, load_spec, spec_from_document
from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs import hold, worker_process, worker_watch
from pandavision_gui.jobs.disk_room import DiskRoom, free_bytes, job_bytes, size_in_words
from pandavision_gui.jobs.events import CommandRefused
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervisor import OutcomeKind, StopSwitch

from ..support.running_program import wait_until
from ..support.sample_files import small_job
from .fake_workers import HELLO, RUN, STOPPED, Heard, program, say, watch
from .watched_queue import LIMIT_S, SPEC, job_spec, watched_queue

pytestmark = pytest.mark.usefixtures("nothing_left")

MIB = 2**20
RESERVE = 64 * MIB


class Disk:
    """A disk whose room the test decides on."""

    def __init__(self, left: int) -> None:
        self.left: int | None = left
        self.asked: list[Path] = []

    def free(self, folder: Path) -> int | None:
        self.asked.append(folder)
        return self.left

    @property
    def room(self) -> DiskRoom:
        return DiskRoom(RESERVE, self.free)


PLENTY = 2**40


@pytest.fixture(autouse=True)
def looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_watch, "HINDRANCE_S", 0.02)


def facts(*shape: int, count: int = 10**6) -> DatasetFacts:
    return DatasetFacts(
        samples_name="samples",
        labels_name="labels",
        count=count,
        sample_shape=shape,
        dtype="uint8",
        label_dtype="int64",
        minimum=0,
        maximum=255,
        looked_at=1,
        label_counts={0: count},
    )


# How much a job needs.

SHAPES = st.lists(st.integers(1, 512), min_size=3, max_size=3)


def asked(**keys: Any) -> EvaluationSpec:
    return spec_from_document({**SPEC, **{k.replace("_", "-"): v for k, v in keys.items()}})


@given(shape=SHAPES, count=st.integers(1, 10**7), wanted=st.integers(1, 10**4))
@example(shape=[3, 224, 224], count=50_000, wanted=1000)
def test_the_estimate_covers_what_is_written_and_grows_with_it(
    shape: list[int], count: int, wanted: int
) -> None:
    some = asked(evaluation_mode="fast", samples=wanted)
    whole = asked()
    picture = shape[0] * shape[1] * shape[2] * 4
    few, many = (bytes_on_disk(spec, facts(*shape, count=count)) for spec in (some, whole))
    kept = min(wanted, count, KEPT_PICTURES)
    side_by_side = min(wanted, count, batch_size_for(some, picture // 4))
    assert few >= 2 * kept * picture + 2 * side_by_side * 3 * picture
    assert few <= 2 * kept * picture + 12 * side_by_side * picture + 200 * wanted + 5 * MIB
    assert few <= many or wanted > count
    assert bytes_on_disk(some, facts(*shape, 2, count=count)) >= few
    assert bytes_on_disk(whole, facts(*shape, count=count + 1)) >= many
    assert bytes_on_disk(asked(indexes=[0]), facts(*shape, count=count)) <= few


def test_without_a_look_into_the_dataset_no_more_than_small_pictures_are_taken_for_granted() -> (
    None
):
    floor = bytes_on_disk(asked())
    assert floor == bytes_on_disk(asked(), facts(3, 32, 32, count=KEPT_PICTURES))
    assert 20 * MIB < floor < 64 * MIB
    assert bytes_on_disk(asked(), facts(3, 224, 224)) > 1200 * MIB
    assert bytes_on_disk(asked(evaluation_mode="fast", samples=1)) < 5 * MIB
    assert job_bytes(asked(), None, began=True) == floor // 2


def test_noise_keeps_an_answer_for_each_value() -> None:
    values = [n / 1000 for n in range(1000)]
    noise = asked(perturbation_type="random", perturbation_values=values)
    worst = asked(perturbation_values=values)
    assert bytes_on_disk(noise, facts(1)) >= bytes_on_disk(worst, facts(1)) + 10**9


# What is asked of the disk.


@given(free=st.integers(0, 2**41), needed=st.integers(0, 2**40), reserve=st.integers(1, 2**30))
@example(free=100, needed=60, reserve=40)
@example(free=99, needed=60, reserve=40)
def test_a_job_is_refused_exactly_when_it_would_touch_the_reserve(
    free: int, needed: int, reserve: int
) -> None:
    room = DiskRoom(reserve, lambda folder: free)
    if free >= needed + reserve:
        room.require(Path("/data"), "signs", needed)
        return
    with pytest.raises(EnvironmentFault) as error:
        room.require(Path("/data"), 'si\n"gns', needed)
    assert error.value.code == "disk_short"
    said = error.value.sentence()
    assert said.isprintable()
    for word in ("/data", "gns", "Free some space", *map(size_in_words, (free, needed, reserve))):
        assert word in said


def test_where_nobody_knows_or_nothing_is_to_stay_free_nothing_is_refused(tmp_path: Path) -> None:
    for room in (DiskRoom(RESERVE, lambda folder: None), DiskRoom(0, lambda folder: 0)):
        room.require(tmp_path, "signs", PLENTY)
        assert room.shortage(tmp_path) is None


def test_a_folder_that_is_not_there_yet_is_on_the_disk_of_the_one_above(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "not" / "yet")
    assert free is not None
    assert abs(free - (free_bytes(tmp_path) or 0)) < 2**30
    assert free_bytes(Path("/proc/self/mem/x")) is None


def test_a_running_job_keeps_room_for_another_checkpoint(tmp_path: Path) -> None:
    disk = Disk(RESERVE)
    assert disk.room.shortage(tmp_path) is None
    (tmp_path / "checkpoint.npz").write_bytes(b"x" * 5000)
    assert disk.room.shortage(tmp_path) is not None
    disk.left = RESERVE + 5000
    assert disk.room.shortage(tmp_path) is None
    disk.left -= 1
    fault = disk.room.shortage(tmp_path)
    assert fault is not None
    assert "64 MiB are left" in fault.sentence()
    assert str(tmp_path) in fault.message


# The queue.


def test_a_job_without_room_is_refused_in_one_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    disk = Disk(RESERVE + MIB)
    with watched_queue(tmp_path, room=disk.room) as watched:
        error = watched.queue.add(job_spec("finish")).exception(LIMIT_S)
        assert isinstance(error, EnvironmentFault)
        assert error.code == "disk_short"
        assert watched.rows() == {}
        assert list((tmp_path / "jobs").iterdir()) == []
        (told,) = watched.events.of(CommandRefused)
        assert told.sentence == error.sentence()
        disk.left = PLENTY
        done = watched.settled(watched.add("finish"))
        disk.left = RESERVE
        assert watched.queue.run_again(done.id).exception(LIMIT_S) is not None
        assert watched.rows() == {done.id: done}


def test_what_is_known_of_the_dataset_decides(tmp_path: Path) -> None:
    disk = Disk(RESERVE + 200 * MIB)
    with watched_queue(tmp_path, parallel_jobs=0, room=disk.room) as watched:
        large = watched.queue.add(job_spec("finish"), facts(3, 224, 224)).exception(LIMIT_S)
        assert isinstance(large, EnvironmentFault)
        assert "GiB" in large.message
        assert watched.queue.add(job_spec("finish"), facts(1, 28, 28)).exception(LIMIT_S) is None
        disk.left = PLENTY
        watched.answer(watched.queue.add(job_spec("finish"), facts(3, 224, 224)))
        disk.left = RESERVE + 200 * MIB  # the room went while it waited
        watched.answer(watched.queue.set_parallel_jobs(1))
        watched.settle()
        states = [row.state for row in watched.rows().values()]
        assert states.count(JobState.QUEUED) >= 1, "the large one waits for room"
        watched.events.wait_until(lambda _: watched.events.of(CommandRefused)[1:])
        sentence = watched.events.of(CommandRefused)[1].sentence
        assert "could not be started" in sentence
        assert "GiB" in sentence


@pytest.mark.parametrize("how", ["add", "resume", "continue", "wait"])
def test_a_waiting_job_without_room_waits_on_and_so_do_all_until_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.05 if how == "wait" else 1000.0)
    disk = Disk(PLENTY)
    with watched_queue(tmp_path, room=disk.room) as watched:
        running = watched.add_running("late")
        first, second = watched.add("finish 1"), watched.add("finish 2")
        disk.left = RESERVE + MIB  # enough for what runs
        watched.answer(watched.queue.stop(running))
        watched.settled(running)
        (told,) = watched.events.wait_until(lambda _: watched.events.of(CommandRefused))
        assert "could not be started" in told.sentence
        assert "64 MiB" in told.sentence
        watched.settle()
        if how == "wait":  # it is tried again and again, and told once
            seen = len(disk.asked)
            wait_until(lambda: len(disk.asked) > seen + 3, "looks at the disk")
            assert len(watched.events.of(CommandRefused)) == 1
        rows = watched.rows()
        assert [rows[i].state for i in (first, second)] == [JobState.QUEUED] * 2
        assert not (watched.folder(first).path / "worker.json").exists()
        disk.left = PLENTY
        there = [first, second]
        if how == "add":
            there.append(watched.add("finish 3"))
        elif how == "resume":  # the one that waits
            watched.answer(watched.queue.resume(first))
        elif how == "continue":
            watched.answer(watched.queue.pause(False))
        for job_id in there:
            assert watched.settled(job_id).state is JobState.FINISHED


@pytest.mark.parametrize(
    ("word", "state", "words"),
    [
        ("wait", JobState.INTERRUPTED, "1 of 3 samples are finished and kept"),
        ("hang", JobState.INTERRUPTED, "nearly full"),
        ("late", JobState.FINISHED, ""),
    ],
)
def test_a_running_job_is_stopped_in_order_before_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, word: str, state: JobState, words: str
) -> None:
    monkeypatch.setattr(worker_watch, "STOP_GRACE_S", 0.5 if word == "hang" else 30.0)
    disk = Disk(PLENTY)
    with watched_queue(tmp_path, room=disk.room) as watched:
        running = watched.add_running(word)
        waiting = watched.add("finish")
        disk.left = RESERVE - 1
        row = watched.settled(running)
        watched.settle()
        assert row.state is state
        assert words in row.reason
        if state is JobState.INTERRUPTED:
            assert "64 MiB are left. Free some space, then resume the job." in row.reason
            assert str(watched.folder(running).path) in row.reason
            job = watched.folder(running).read_job()
            assert job is not None
            assert (job.state, job.reason) == (row.state, row.reason)
        assert watched.rows()[waiting].state is JobState.QUEUED
        disk.left = PLENTY
        watched.answer(watched.queue.resume(running))
        assert watched.settled(waiting).state is JobState.FINISHED
        watched.answer(watched.queue.stop(running))


def test_a_stop_of_the_user_stays_a_stop_whatever_the_disk_does(tmp_path: Path) -> None:
    disk = Disk(PLENTY)
    with watched_queue(tmp_path, room=disk.room) as watched:
        running = watched.add_running("hang")
        watched.answer(watched.queue.stop(running))
        disk.left = 0
        assert watched.settled(running).state is JobState.CANCELLED


# One job in a folder of its own.


def options(disk: Disk, *, resume: bool = False) -> RunOptions:
    return RunOptions(resume=resume, threads=1, room=disk.room)


@pytest.mark.parametrize("there", [False, True])
def test_a_single_run_without_room_is_refused_and_leaves_nothing(
    tmp_path: Path, there: bool
) -> None:
    out = tmp_path / "out"
    if there:
        out.mkdir()
    with pytest.raises(EnvironmentFault) as error:
        run_in_folder(
            job_spec("finish"),
            out,
            options(Disk(RESERVE)),
            on_report=lambda report: None,
            stop=StopSwitch(),
        )
    assert error.value.code == "disk_short"
    assert str(out) in error.value.message
    assert out.exists() == there
    assert not there or list(out.iterdir()) == []


def test_a_single_run_is_interrupted_before_the_disk_is_full_and_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = say(HELLO) + "wait()\n" + say(STOPPED)
    monkeypatch.setattr(worker_process, "worker_command", lambda: program(code))
    disk = Disk(PLENTY)

    def heard(report: object) -> None:
        disk.left = 5 * MIB

    out = tmp_path / "out"
    spec = job_spec("finish")
    outcome = run_in_folder(spec, out, options(disk), on_report=heard, stop=StopSwitch())
    assert outcome.kind is OutcomeKind.HINDERED
    assert "5 MiB are left" in outcome.sentence
    job = JobFolder(out).read_job()
    assert job is not None
    assert job.state is JobState.INTERRUPTED
    assert "1 of 3 samples" in job.reason
    with pytest.raises(EnvironmentFault):
        run_in_folder(spec, out, options(disk, resume=True), on_report=heard, stop=StopSwitch())
    assert JobFolder(out).read_job() == job


# How often the disk is looked at.


def test_the_disk_is_looked_at_every_few_seconds_by_a_clock_that_nobody_sets(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    monkeypatch.setattr(worker_watch, "time", clock)
    monkeypatch.setattr(worker_watch, "HINDRANCE_S", 3.0)
    looked: list[float] = []

    def later(*_: object) -> None:
        clock.now += 1.0

    def look() -> EnvironmentFault | None:
        looked.append(clock.now)
        return EnvironmentFault("disk_nearly_full", "It is nearly full.") if clock.now > 9 else None

    heard: Heard = watch(
        say(*[HELLO] * 16) + "wait()\n" + say(STOPPED),
        command=RUN,
        on_report=later,
        hindrance=look,
        silence_s=1e9,
    )
    assert looked == [4.0, 8.0, 12.0]
    assert heard.outcome.kind is OutcomeKind.HINDERED
    assert heard.outcome.sentence == "It is nearly full."
    assert heard.outcome.report == STOPPED
    assert heard.exit_code == 0


def test_the_estimate_is_above_what_a_real_job_leaves(tmp_path: Path) -> None:
    spec = load_spec(small_job(tmp_path / "files", count=12))
    outcome = run_in_folder(
        spec,
        tmp_path / "job",
        RunOptions(resume=False, threads=1),
        on_report=lambda report: None,
        stop=StopSwitch(),
    )
    assert outcome.kind is OutcomeKind.DONE, outcome.sentence
    left = sum(path.stat().st_size for path in (tmp_path / "job").rglob("*") if path.is_file())
    estimate = bytes_on_disk(spec, facts(3, 32, 32, count=12))
    assert left < estimate < left + 6 * MIB


def test_a_stop_of_the_user_that_comes_with_a_shortage_is_a_stop() -> None:
    switch = StopSwitch()

    def look() -> EnvironmentFault:
        switch.ask()
        return EnvironmentFault("disk_nearly_full", "It is nearly full.")

    heard = watch(say(HELLO) + "wait()\n" + say(STOPPED), stop=switch, hindrance=look)
    assert heard.outcome.kind is OutcomeKind.STOPPED
    assert heard.outcome.report == STOPPED


def test_a_job_too_large_for_the_disk_lets_smaller_ones_go_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hold, "RETRY_S", 0.05)
    disk = Disk(PLENTY)
    with watched_queue(tmp_path, room=disk.room) as watched:
        running = watched.add_running("late")
        large = watched.answer(watched.queue.add(job_spec("finish"), facts(3, 512, 512)))
        small = watched.add("finish small")
        disk.left = RESERVE + 200 * MIB
        watched.answer(watched.queue.stop(running))
        assert watched.settled(small).state is JobState.FINISHED
        seen = len(disk.asked)
        wait_until(lambda: len(disk.asked) > seen + 3, "tries the large one again")
        assert watched.rows()[large].state is JobState.QUEUED
        assert len(watched.events.of(CommandRefused)) == 1
        disk.left = PLENTY
        assert watched.settled(large).state is JobState.FINISHED
