from __future__ import annotations

import signal
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from pandavision_gui.jobs import supervisor, worker_watch
from pandavision_gui.jobs.job_state import Trigger
from pandavision_gui.jobs.machine_memory import MachineMemory
from pandavision_gui.jobs.messages import (
    Heartbeat,
    Hello,
    InspectFile,
    JobFinished,
    Report,
    Stop,
    UseLessMemory,
    encode,
)
from pandavision_gui.jobs.supervisor import Limits, Outcome, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess
from pandavision_gui.settings import Settings

from .fake_workers import FINISHED, HELLO, RUN, STOPPED, Heard, failed, program, say, watch

pytestmark = pytest.mark.usefixtures("nothing_left")

HANG = "signal.pause()\n"
FOREVER = "while True: signal.pause()\n"


def one_sentence(outcome: Outcome) -> str:
    assert outcome.sentence
    assert outcome.sentence.isprintable()
    return outcome.sentence


def test_a_finished_job_is_done_and_its_report_is_handed_on() -> None:
    heard = watch(say(HELLO, Heartbeat(), FINISHED))
    assert heard.outcome.kind is OutcomeKind.DONE
    assert heard.outcome.report == FINISHED
    assert heard.reports == [HELLO, Heartbeat(), FINISHED]
    assert heard.exit_code == 0


@pytest.mark.parametrize(
    ("kind", "outcome", "trigger"),
    [
        ("input", OutcomeKind.REFUSED, Trigger.FAIL),
        ("environment", OutcomeKind.HINDERED, Trigger.HINDERED),
        ("internal", OutcomeKind.FAILED, Trigger.FAIL),
    ],
)
def test_a_failure_ends_as_its_kind_says(kind: str, outcome: OutcomeKind, trigger: Trigger) -> None:
    found = watch(say(HELLO, failed(kind))).outcome
    assert (found.kind, found.trigger) == (outcome, trigger)
    assert one_sentence(found) == "It broke. Mend it."
    assert found.details == "d"


def test_what_is_no_message_is_log_and_does_no_harm() -> None:
    rubbish = b"loading...\n\xff\xfe\x00\n{\n[]\n" + b'{"type": "explode"}\n' + b"\x1b[2Jboo\n"
    heard = watch(say(HELLO, rubbish, FINISHED))
    assert heard.outcome.kind is OutcomeKind.DONE
    assert heard.reports == [HELLO, FINISHED]
    assert len(heard.log) == 6
    assert all(line.isprintable() for line in heard.log)


def test_a_line_of_20_mb_is_log_and_the_next_line_is_heard() -> None:
    heard = watch("out(b'x' * 20_000_000 + b'\\n')\n" + say(FINISHED))
    assert heard.outcome.kind is OutcomeKind.DONE
    assert heard.reports == [FINISHED]
    assert len(heard.log) == 1


def test_what_comes_after_the_end_is_not_heard() -> None:
    heard = watch(say(HELLO, FINISHED, failed("internal"), STOPPED, HELLO))
    assert heard.outcome.kind is OutcomeKind.DONE
    assert heard.reports == [HELLO, FINISHED]


def test_a_worker_of_another_protocol_is_sent_away() -> None:
    other = Hello(protocol=99, program="9", pid=1)
    heard = watch(say(other) + FOREVER)
    assert heard.outcome.kind is OutcomeKind.FAILED
    assert "99" in one_sentence(heard.outcome)
    assert heard.reports == []


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "exit status 0"),
        (say(HELLO), "exit status 0"),
        ("sys.exit(3)", "exit status 3"),
        (say(b'{"type": "job_fini') + "os._exit(1)", "exit status 1"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "SIGKILL"),
        ("os.kill(os.getpid(), signal.SIGSEGV)", "SIGSEGV"),
        ("os.kill(os.getpid(), signal.SIGABRT)", "SIGABRT"),
        ("os.kill(os.getpid(), signal.SIGRTMIN + 3)", "signal"),
        ("raise RuntimeError('oh')", "exit status 1"),
    ],
)
def test_a_worker_that_ends_without_its_last_word_is_lost_in_one_sentence(
    code: str, words: str
) -> None:
    outcome = watch(code).outcome
    assert (outcome.kind, outcome.trigger) == (OutcomeKind.LOST, Trigger.WORKER_LOST)
    assert words in one_sentence(outcome)
    assert outcome.report is None


@pytest.mark.skipif(not hasattr(signal, "SIGBUS"), reason="a signal of POSIX")
def test_a_worker_whose_file_was_cut_short_under_its_hands_is_hindered() -> None:
    read_beyond = (
        "import mmap, tempfile\n"
        "file = tempfile.TemporaryFile(); file.truncate(1_000_000)\n"
        "seen = mmap.mmap(file.fileno(), 1_000_000)\n"
        "file.truncate(0)\n"
        "seen[500_000]\n"
    )
    outcome = watch(read_beyond).outcome
    assert outcome.trigger is Trigger.HINDERED
    assert "cut short" in one_sentence(outcome)
    assert "resume" in outcome.sentence


def test_what_a_lost_worker_said_aside_is_in_the_details() -> None:
    outcome = watch("sys.stderr.write('y' * 9000 + 'last words'); sys.exit(1)").outcome
    assert outcome.details.endswith("last words")
    assert len(outcome.details) <= 4000


def test_a_worker_that_does_not_even_start_its_program_is_lost() -> None:
    with WorkerProcess(["/bin/sh", "-c", "exit 126"]) as worker:
        outcome = supervise(worker, RUN)
    assert outcome.kind is OutcomeKind.LOST
    assert "126" in one_sentence(outcome)


def test_a_worker_that_ignores_the_end_of_its_input_and_falls_silent_is_killed() -> None:
    heard = watch(say(HELLO) + FOREVER, silence_s=0.3)
    assert heard.outcome.kind is OutcomeKind.LOST
    assert "did not answer" in one_sentence(heard.outcome)
    assert heard.exit_code == -signal.SIGKILL


def test_a_stopped_process_is_killed_for_its_silence() -> None:
    heard = watch(say(HELLO) + "os.kill(os.getpid(), signal.SIGSTOP)\n", silence_s=0.3)
    assert heard.outcome.kind is OutcomeKind.LOST
    assert heard.exit_code == -signal.SIGKILL


def test_a_task_that_takes_too_long_is_ended_though_the_worker_lives() -> None:
    beating = "import time\nwhile True:\n    time.sleep(0.02)\n    " + say(Heartbeat())
    outcome = watch(beating, task_s=0.3).outcome
    assert outcome.kind is OutcomeKind.LOST
    assert "longer" in one_sentence(outcome)


def test_a_worker_that_takes_too_much_memory_is_ended_with_a_hint() -> None:
    greedy = say(HELLO) + "hoard = b'x' * 300_000_000\n" + FOREVER
    outcome = watch(greedy, memory_bytes=150_000_000).outcome
    assert outcome.kind is OutcomeKind.LOST
    assert "memory" in one_sentence(outcome)
    assert "batch-size" in outcome.sentence


def test_the_memory_of_the_workers_children_counts() -> None:
    child = "hoard = b'x' * 300_000_000; import signal; signal.pause()"
    start = f"import subprocess; subprocess.Popen([sys.executable, '-S', '-c', {child!r}])\n"
    outcome = watch(say(HELLO) + start + FOREVER, memory_bytes=200_000_000).outcome
    assert outcome.kind is OutcomeKind.LOST
    assert "memory" in outcome.sentence


GREEDY = "hoard = b'x' * 160_000_000\n"
LETS_GO = f"assert sys.stdin.buffer.readline() == {encode(UseLessMemory())!r}\nhoard = b''\n"


def test_a_worker_with_too_much_memory_is_asked_for_less_and_goes_on() -> None:
    heard = watch(
        say(HELLO) + GREEDY + LETS_GO + say(FINISHED), memory_bytes=150_000_000, memory_grace_s=60
    )
    assert heard.outcome.kind is OutcomeKind.DONE


def test_a_worker_that_does_not_use_less_when_asked_is_ended_with_the_figures() -> None:
    outcome = watch(
        say(HELLO) + GREEDY + FOREVER, memory_bytes=150_000_000, memory_grace_s=0.1
    ).outcome
    assert outcome.kind is OutcomeKind.LOST
    assert outcome.memory_was_short
    assert "GiB of memory, more than the limit of 0.14 GiB" in one_sentence(outcome)


def test_who_looks_into_a_file_is_not_asked_for_less_but_ended() -> None:
    outcome = watch(
        say(HELLO) + GREEDY + FOREVER,
        command=InspectFile(path="/nothing"),
        memory_bytes=150_000_000,
        memory_grace_s=60,
    ).outcome
    assert outcome.kind is OutcomeKind.LOST


@pytest.mark.parametrize("left", [0.005, 0.5])
def test_a_large_worker_of_a_machine_without_memory_is_ended_before_it_swaps(
    monkeypatch: pytest.MonkeyPatch, left: float
) -> None:
    total = 400_000_000
    memory = MachineMemory(total, int(left * total))
    monkeypatch.setattr(worker_watch, "machine_memory", lambda: memory)
    beats = "import time\nfor _ in range(25):\n    time.sleep(0.1)\n    " + say(Heartbeat())
    outcome = watch(
        say(HELLO) + GREEDY + beats + say(FINISHED), memory_bytes=10**12, memory_grace_s=0.1
    ).outcome
    assert (outcome.kind is OutcomeKind.DONE) == (left == 0.5)
    if left != 0.5:
        assert outcome.memory_was_short
        assert "memory was left" in one_sentence(outcome)


@pytest.mark.parametrize(("side_by_side", "is_ended"), [(1, False), (8, True)])
def test_of_several_workers_side_by_side_a_smaller_one_is_large(
    monkeypatch: pytest.MonkeyPatch, side_by_side: int, is_ended: bool
) -> None:
    total = 2_000_000_000
    monkeypatch.setattr(worker_watch, "machine_memory", lambda: MachineMemory(total, total // 200))
    beats = "import time\nfor _ in range(25):\n    time.sleep(0.1)\n    " + say(Heartbeat())
    outcome = watch(
        say(HELLO) + GREEDY + beats + say(FINISHED),
        memory_bytes=10**12,
        memory_grace_s=0.1,
        side_by_side=side_by_side,
    ).outcome
    assert (outcome.kind is OutcomeKind.LOST) == is_ended


@pytest.mark.parametrize(("jobs", "share"), [(1, 80), (5, 19), (16, 5)])
def test_jobs_side_by_side_share_the_machines_memory(jobs: int, share: int) -> None:
    total = worker_watch.machine_memory().total
    limits = worker_watch.limits_of(Settings(parallel_jobs=jobs))
    assert (limits.memory_bytes, limits.side_by_side) == (total * share // 100, jobs)


@pytest.mark.skipif(sys.platform == "win32", reason="a signal of POSIX")
@pytest.mark.parametrize(("total", "likely"), [(250_000_000, True), (10**12, False)])
def test_a_large_worker_that_somebody_killed_was_most_likely_short_of_memory(
    monkeypatch: pytest.MonkeyPatch, total: int, likely: bool
) -> None:
    memory = MachineMemory(total, total // 2)
    monkeypatch.setattr(worker_watch, "machine_memory", lambda: memory)
    monkeypatch.setattr(worker_watch, "_LOOK_S", 0.0)
    beats = "import time\nfor _ in range(10):\n    time.sleep(0.1)\n    " + say(Heartbeat())
    outcome = watch(
        say(HELLO) + GREEDY + beats + "os.kill(os.getpid(), signal.SIGKILL)",
        memory_bytes=10**12,
    ).outcome
    assert outcome.kind is OutcomeKind.LOST
    assert outcome.memory_was_short == likely
    assert ("most likely" in one_sentence(outcome)) == likely
    assert "SIGKILL" in outcome.sentence


OBEDIENT = f"assert sys.stdin.buffer.readline() == {encode(Stop())!r}\n"


def stop_at_hello(code: str, times: int = 1) -> Heard:
    switch = StopSwitch()

    def ask(report: Report, worker: WorkerProcess) -> None:
        if isinstance(report, Hello):
            for _ in range(times):
                switch.ask()

    return watch(say(HELLO) + code, stop=switch, on_report=ask)


def test_a_worker_that_stops_as_asked_hands_on_what_is_finished() -> None:
    heard = stop_at_hello(OBEDIENT + say(STOPPED))
    assert heard.outcome.kind is OutcomeKind.STOPPED
    assert heard.outcome.report == STOPPED
    assert heard.exit_code == 0


def test_a_worker_that_was_done_when_the_stop_came_is_done() -> None:
    assert stop_at_hello(OBEDIENT + say(FINISHED)).outcome.kind is OutcomeKind.DONE


@pytest.mark.parametrize("code", ["sys.exit(1)", "os.kill(os.getpid(), signal.SIGSEGV)"])
def test_a_worker_that_dies_of_the_stop_is_stopped(code: str) -> None:
    outcome = stop_at_hello(OBEDIENT + code).outcome
    assert outcome.kind is OutcomeKind.STOPPED
    assert one_sentence(outcome)


def test_a_worker_that_ignores_the_stop_is_killed_after_a_grace(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker_watch, "STOP_GRACE_S", 0.2)
    heard = stop_at_hello(FOREVER)
    assert heard.outcome.kind is OutcomeKind.STOPPED
    assert heard.exit_code == -signal.SIGKILL


def test_the_second_wish_to_stop_is_granted_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_watch, "STOP_GRACE_S", 1000.0)
    heard = stop_at_hello(FOREVER, times=2)
    assert heard.outcome.kind is OutcomeKind.STOPPED
    assert heard.exit_code == -signal.SIGKILL


def test_a_worker_that_lingers_after_its_last_word_is_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(supervisor, "EXIT_GRACE_S", 0.2)
    heard = watch(say(FINISHED) + FOREVER)
    assert heard.outcome.kind is OutcomeKind.DONE
    assert heard.exit_code == -signal.SIGKILL


def test_an_owner_that_fails_while_it_listens_leaves_no_worker_behind() -> None:
    class BrokenOwnerError(Exception):
        pass

    def fail(report: Report, worker: WorkerProcess) -> None:
        raise BrokenOwnerError

    with pytest.raises(BrokenOwnerError):
        watch(say(HELLO) + "sys.stdin.buffer.read()\n", on_report=fail)


def test_an_owner_that_was_held_up_does_not_take_that_for_the_workers_silence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Ctrl+Z and fg in a terminal: the clock has gone on, and the worker's lines are waiting.
    clock = SimpleNamespace(now=0.0, monotonic=lambda: clock.now)
    for module in (supervisor, worker_watch):
        monkeypatch.setattr(module, "time", clock)

    def held_up(report: Report, worker: WorkerProcess) -> None:
        if isinstance(report, Hello):
            assert worker.wait(10.0) == 0  # it has said everything by now
            clock.now += 3600.0

    heard = watch(say(HELLO, Heartbeat(), FINISHED), on_report=held_up)
    assert heard.outcome.kind is OutcomeKind.DONE
    assert isinstance(heard.outcome.report, JobFinished)


def test_a_worker_that_stops_reading_cannot_hold_up_its_owner(tmp_path: Path) -> None:
    # More than a pipe holds, to a worker that never reads it.
    from threading import Thread

    from pandavision_gui.jobs.messages import ExportFigure

    command = ExportFigure(folders=("x" * 1000,) * 1000, path="p")
    outcomes: list[Outcome] = []
    with WorkerProcess([*program("")[:-1], "import signal\nwhile True: signal.pause()"]) as worker:

        def look_after() -> None:
            outcomes.append(supervise(worker, command, limits=Limits(silence_s=0.2)))

        owner = Thread(target=look_after)
        owner.start()
        owner.join(2.0)
        was_free = not owner.is_alive()
        worker.kill()
        owner.join()
    assert was_free
    assert outcomes[0].kind is OutcomeKind.LOST
