"""Workers that say what no worker should, as much as they can: never a crash, never the memory."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from pandavision_gui.jobs import worker_process
from pandavision_gui.jobs.events import JobProgressed, JobWarned
from pandavision_gui.jobs.job_log import LARGEST_LOG, MOST_ASIDE
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Heartbeat, WarningGiven
from pandavision_gui.jobs.supervisor import Limits, OutcomeKind, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

from ..jobs.conftest import nothing_left
from ..jobs.fake_workers import FINISHED, HELLO, RUN, STOPPED, program, say, watch
from ..jobs.watched_queue import PROGRESS, RECORDED_JOB, WatchedQueue, watched_queue

__all__ = ["nothing_left"]
pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(120)]

MEGABYTE = 2**20
_SOON_SILENT = Limits(silence_s=0.3)
RESULT = (
    "import shutil\n"
    f"shutil.copyfile({str(RECORDED_JOB / 'result.json')!r}, os.path.join(folder, 'result.json'))\n"
)


def worker_that(code: str) -> Callable[[], WorkerProcess]:
    """Return how to start a worker that takes its job, finds its folder and runs `code`."""
    begin = (
        "import json, os, sys\n"
        "def out(data):\n"
        "    sys.stdout.buffer.write(data); sys.stdout.buffer.flush()\n"
        "command = b'warm_up'\n"
        "while b'warm_up' in command:\n"
        "    command = sys.stdin.buffer.readline() or os._exit(3)\n"
        "folder = json.loads(command)['folder']\n"
    )
    command = [*program("")[:-1], begin + say(HELLO) + code]
    return lambda: WorkerProcess(command)


class OwnMemory:
    """The most that this process has taken more than at the beginning, looked at all the time."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._process.memory_info().rss
        self._is_over = threading.Event()
        self.most = 0
        self._thread = threading.Thread(target=self._look)

    def _look(self) -> None:
        while not self._is_over.wait(0.02):
            self.most = max(self.most, self._process.memory_info().rss - self._before)

    def __enter__(self) -> OwnMemory:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        self._thread.join()


@pytest.fixture
def memory() -> Iterator[OwnMemory]:
    with OwnMemory() as memory:
        yield memory


def ended(watched: WatchedQueue, name: str = "a job") -> tuple[str, str, str]:
    """Run one job to its end: its state, its reason, its log."""
    job_id = watched.add(name)
    row = watched.settled(job_id)
    path = watched.folder(job_id).path / "job.log"
    return row.state, row.reason, path.read_text("utf-8") if path.exists() else ""


def test_rubbish_half_lines_and_unknown_messages_are_in_the_jobs_log_and_do_no_harm(
    tmp_path: Path,
) -> None:
    rubbish = (
        b"loading\n\xff\xfe\x00\n{\n[]\n\n" + b'{"type": "explode"}\n' + b"\x1b[2Jboo\n"
        b'{"type": "progress", "share": 1e999}\n{"type": "heartbeat", "more": 1}\n'
    )
    code = say(rubbish) + RESULT + say(FINISHED, rubbish, STOPPED, b'{"type": "job_fin')
    with watched_queue(tmp_path, start_worker=worker_that(code)) as watched:
        state, _, log = ended(watched)
        assert state == JobState.FINISHED
    for word in ("loading", "explode", "boo", "1e999", "more"):
        assert word in log
    assert "\x1b" not in log


def test_a_line_of_100_mb_is_neither_held_nor_believed(memory: OwnMemory) -> None:
    line = "out(b'{\"type\": \"heartbeat\"}' + b' ' * 100_000_000 + b'\\n')\n"
    heard = watch(say(HELLO) + line + say(FINISHED))
    assert heard.outcome.kind is OutcomeKind.DONE
    assert heard.reports == [HELLO, FINISHED]
    assert len(heard.log) == 1
    assert len(heard.log[0]) < 1000
    assert memory.most < 60 * MEGABYTE


def test_long_lines_that_nobody_takes_yet_are_not_held(memory: OwnMemory) -> None:
    with WorkerProcess(program("for _ in range(60): out(b'x' * 4_000_000 + b'\\n')")) as worker:
        worker.send(RUN)
        assert worker.wait(2.0) is None, "it waits until there is room"
        assert 4 * MEGABYTE < memory.most < 60 * MEGABYTE
        lines = 0
        while worker.next_line(10.0) is not None:
            lines += 1
    assert lines == 60
    assert memory.most < 60 * MEGABYTE


@pytest.mark.parametrize("message", [Heartbeat(), PROGRESS, WarningGiven(text="w" * 1000)])
def test_a_flood_of_a_million_valid_messages_ends_its_job_and_nothing_else(
    tmp_path: Path, message: Heartbeat, memory: OwnMemory
) -> None:
    line = message.model_dump_json().encode() + b"\n"
    flood = f"many = {line!r} * 1000\nfor _ in range(1000): out(many)\n" + RESULT + say(FINISHED)
    with watched_queue(tmp_path, start_worker=worker_that(flood)) as watched:
        state, reason, _ = ended(watched)
        assert state == JobState.FAILED
        assert "messages at once" in reason
        told = len(watched.events.of(JobProgressed)) + len(watched.events.of(JobWarned))
    assert told <= 200
    assert memory.most < 80 * MEGABYTE


def test_a_flood_of_rubbish_fills_neither_memory_nor_disk(
    tmp_path: Path, memory: OwnMemory
) -> None:
    flood = "many = (b'y' * 2000 + b'\\n') * 100\nwhile True: out(many)\n"
    with watched_queue(tmp_path, start_worker=worker_that(flood)) as watched:
        state, reason, log = ended(watched)
        assert state == JobState.FAILED
        assert "messages at once" in reason
    assert log.count("yyy\n") == MOST_ASIDE - 1
    assert memory.most < 80 * MEGABYTE


def test_a_library_that_fills_the_log_does_not_fill_the_disk(tmp_path: Path) -> None:
    log_into = "log = open(os.path.join(folder, 'job.log'), 'ab', buffering=0)\n"
    # Until somebody has cut it: then the job goes on to its end.
    fill = (
        "last = 0\n"
        "while (size := os.fstat(log.fileno()).st_size) >= last:\n"
        "    last = size\n"
        "    log.write(b'z' * 100_000 if size < 100_000_000 else b'')\n"
        "log.write(b'the last words')\n"
    )
    code = log_into + fill + RESULT + say(FINISHED)
    with watched_queue(tmp_path, start_worker=worker_that(code)) as watched:
        state, _, log = ended(watched)
        assert state == JobState.FINISHED
    assert len(log) < LARGEST_LOG
    assert "left out" in log
    assert "the last words" in log


def test_a_process_that_the_system_does_not_let_end_holds_up_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As in a call to a drive that does not answer: no signal ends it."""
    monkeypatch.setattr(worker_process, "KILL_WAIT_S", 0.2)
    with monkeypatch.context() as held:
        held.setattr(psutil.Process, "kill", lambda process: None)
        held.setattr(worker_process.os, "killpg", lambda group, number: None)
        worker = WorkerProcess(program(say(HELLO) + "while True: signal.pause()\n"))
        outcomes = []

        def look_after() -> None:
            outcomes.append(supervise(worker, RUN, limits=_SOON_SILENT))
            worker.close()

        owner = threading.Thread(target=look_after)
        owner.start()
        owner.join(5.0)
        was_held = owner.is_alive()
    psutil.Process(worker.pid).kill()
    owner.join()
    assert not was_held
    assert outcomes[0].kind is OutcomeKind.LOST
    assert f"does not let the process {worker.pid} end" in outcomes[0].sentence
    assert worker.wait(10.0) is not None
    worker.close()
