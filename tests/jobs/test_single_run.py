from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs import worker_process
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState, Trigger
from pandavision_gui.jobs.messages import Hello, JobFinished, Report, encode
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervisor import Limits, OutcomeKind, StopSwitch

from .fake_workers import FINISHED, HELLO, STOPPED, failed, program, say
from .watched_queue import RECORDED_JOB

pytestmark = pytest.mark.usefixtures("nothing_left")

SPEC = parse_spec(b'{"dataset": "/d.h5", "trained-model": "/m.onnx"}')
OTHER_SPEC = parse_spec(b'{"dataset": "/d.h5", "trained-model": "/m.onnx", "seed": 1}')
# The command has been read by the program's first lines; its folder is the test's business.
ROW = "os.makedirs('rows', exist_ok=True); open('rows/000000.npz', 'wb').close()\n"


def run(
    monkeypatch: pytest.MonkeyPatch,
    path: Path,
    code: str,
    *,
    spec: EvaluationSpec = SPEC,
    resume: bool = False,
    stop: StopSwitch | None = None,
    heard: list[Report] | None = None,
) -> OutcomeKind:
    switch = stop or StopSwitch()
    inside = f"os.chdir({str(path)!r})\n"
    monkeypatch.setattr(worker_process, "worker_command", lambda: program(inside + code))

    def on_report(report: Report) -> None:
        if heard is not None:
            heard.append(report)
        if stop is not None and isinstance(report, Hello):
            switch.ask()

    options = RunOptions(resume=resume, threads=1, limits=Limits(silence_s=10.0))
    return run_in_folder(spec, path, options, on_report=on_report, stop=switch).kind


def job_in(path: Path) -> Job:
    return JobFolder(path).read_job()


@pytest.mark.parametrize(
    ("code", "state", "reason"),
    [
        (say(FINISHED), JobState.FINISHED, ""),
        (say(failed("internal")), JobState.FAILED, "It broke. Mend it."),
        (say(failed("environment")), JobState.INTERRUPTED, "It broke. Mend it."),
        ("sys.exit(3)", JobState.FAILED, "exit status 3"),
        ("os.kill(os.getpid(), signal.SIGKILL)", JobState.FAILED, "SIGKILL"),
        (ROW + say(failed("input")), JobState.FAILED, "It broke. Mend it."),
    ],
)
def test_the_folder_knows_how_its_job_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, code: str, state: JobState, reason: str
) -> None:
    run(monkeypatch, tmp_path / "job", code)
    job = job_in(tmp_path / "job")
    assert job.state is state
    assert reason in job.reason
    assert (job.reason == "") == (state is JobState.FINISHED)
    assert job.started is not None
    assert job.ended is not None


@pytest.mark.parametrize(
    ("end", "state"),
    [
        (say(STOPPED), JobState.CANCELLED),
        (say(FINISHED), JobState.FINISHED),
        ("sys.exit(1)", JobState.CANCELLED),
        ("os.kill(os.getpid(), signal.SIGKILL)", JobState.CANCELLED),
    ],
)
def test_a_job_that_was_asked_to_stop_is_cancelled_unless_it_was_done(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str, state: JobState
) -> None:
    run(monkeypatch, tmp_path / "job", say(HELLO) + "wait()\n" + end, stop=StopSwitch())
    assert job_in(tmp_path / "job").state is state


@pytest.mark.parametrize("existed", [True, False])
def test_a_job_that_is_refused_before_its_first_row_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, existed: bool
) -> None:
    path = tmp_path / "job"
    if existed:
        path.mkdir()
    assert run(monkeypatch, path, say(failed("input"))) is OutcomeKind.REFUSED
    assert path.exists() == existed
    assert not existed or list(path.iterdir()) == []


def test_a_failed_job_is_resumed_with_the_same_spec(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(monkeypatch, tmp_path / "job", "sys.exit(1)")
    first = job_in(tmp_path / "job")
    run(monkeypatch, tmp_path / "job", say(FINISHED), resume=True)
    again = job_in(tmp_path / "job")
    assert (again.id, again.state, again.resumed) == (first.id, JobState.FINISHED, 1)
    assert again.started == first.started


def test_a_resumed_job_that_is_refused_keeps_its_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(monkeypatch, tmp_path / "job", "sys.exit(1)")
    run(monkeypatch, tmp_path / "job", say(failed("input")), resume=True)
    assert job_in(tmp_path / "job").state is JobState.FAILED


@pytest.mark.parametrize("state", [JobState.RUNNING, JobState.STOPPING, JobState.QUEUED])
def test_a_job_whose_program_was_killed_is_resumed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, state: JobState
) -> None:
    folder = JobFolder(tmp_path)
    folder.write_spec(SPEC)
    folder.write_job(Job.model_validate({"name": "a job"}).model_copy(update={"state": state}))
    run(monkeypatch, tmp_path, say(FINISHED), resume=True)
    assert job_in(tmp_path).state is JobState.FINISHED


RESULT = f"import shutil; shutil.copyfile({str(RECORDED_JOB / 'result.json')!r}, 'result.json')\n"


@pytest.mark.parametrize("end", ["sys.exit(1)", "os.kill(os.getpid(), signal.SIGKILL)"])
@pytest.mark.parametrize("stopped", [True, False])
def test_an_end_that_comes_when_the_result_is_complete_finds_a_finished_job(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, end: str, stopped: bool
) -> None:
    code = say(HELLO) + ("wait()\n" if stopped else "") + RESULT + end
    stop = StopSwitch() if stopped else None
    heard: list[Report] = []
    kind = run(monkeypatch, tmp_path / "job", code, stop=stop, heard=heard)
    assert kind is OutcomeKind.DONE
    job = job_in(tmp_path / "job")
    assert (job.state, job.reason) == (JobState.FINISHED, "")
    assert isinstance(heard[-1], JobFinished)
    assert heard[-1].evaluated == 12


def test_a_stop_finds_a_stopped_job_where_the_result_is_damaged(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = say(HELLO) + "wait()\nopen('result.json', 'w').close()\nsys.exit(1)"
    assert run(monkeypatch, tmp_path / "job", code, stop=StopSwitch()) is OutcomeKind.STOPPED
    assert job_in(tmp_path / "job").state is JobState.CANCELLED


def test_the_time_of_all_runs_is_added_up_without_the_time_between_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(monkeypatch, tmp_path / "job", "sys.exit(1)")
    first = job_in(tmp_path / "job")
    assert first.started is not None
    long_ago = first.started - timedelta(hours=5)
    JobFolder(tmp_path / "job").write_job(first.model_copy(update={"started": long_ago}))
    began = time.monotonic()
    run(monkeypatch, tmp_path / "job", say(FINISHED), resume=True)
    longest = time.monotonic() - began
    again = job_in(tmp_path / "job")
    assert first.worked_s is not None
    assert again.worked_s is not None
    assert 0.0 < again.worked_s - first.worked_s <= longest


def test_a_run_that_was_cut_off_counts_up_to_its_last_checkpoint(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = JobFolder(tmp_path)
    folder.write_spec(SPEC)
    folder.write_job(Job.model_validate({"name": "a job"}).moved(Trigger.START))
    os.utime(tmp_path / "job.json", (1000.0, 1000.0))
    (tmp_path / "checkpoint.npz").touch()
    os.utime(tmp_path / "checkpoint.npz", (4600.0, 4600.0))
    run(monkeypatch, tmp_path, say(FINISHED), resume=True)
    worked_s = job_in(tmp_path).worked_s
    assert worked_s is not None
    assert 3600.0 < worked_s < 3630.0


def refused_code(
    monkeypatch: pytest.MonkeyPatch, path: Path, spec: EvaluationSpec = SPEC, resume: bool = True
) -> str:
    with pytest.raises(InputError) as error:
        run(monkeypatch, path, say(FINISHED), spec=spec, resume=resume)
    if error.value.code == "spec_changed":
        assert '"seed" was 0 and is ' in error.value.message
    return error.value.code


def test_what_cannot_be_resumed_is_refused_and_left_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert refused_code(monkeypatch, tmp_path / "gone") == "no_job"
    assert not (tmp_path / "gone").exists()
    path = tmp_path / "job"
    run(monkeypatch, path, "sys.exit(1)")
    assert refused_code(monkeypatch, path, OTHER_SPEC) == "spec_changed"
    run(monkeypatch, path, say(FINISHED), resume=True)
    before = job_in(path)
    assert refused_code(monkeypatch, path) == "job_finished"
    assert refused_code(monkeypatch, path, resume=False) == "out_not_empty"
    assert job_in(path) == before


def test_a_folder_whose_job_runs_elsewhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(monkeypatch, tmp_path / "job", "sys.exit(1)")
    with JobFolder(tmp_path / "job").lock():
        assert refused_code(monkeypatch, tmp_path / "job") == "out_in_use"


def test_a_job_is_told_its_folder_and_whether_to_resume(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listening = program("")[:-1]
    note = tmp_path / "command"
    code = (
        "import sys\n"
        f"open({str(note)!r}, 'wb').write(sys.stdin.buffer.readline())\n"
        f"sys.stdout.buffer.write({encode(FINISHED)!r})\n"
    )
    monkeypatch.setattr(worker_process, "worker_command", lambda: [*listening, code])
    run_in_folder(
        SPEC,
        tmp_path / "job",
        RunOptions(resume=False, threads=3),
        on_report=lambda report: None,
        stop=StopSwitch(),
    )
    from pandavision_gui.jobs.messages import RunJob, decode_command

    assert decode_command(note.read_bytes()) == RunJob(
        folder=str(tmp_path / "job"), resume=False, threads=3
    )


def test_an_owner_that_breaks_off_gives_the_folder_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    class BrokenOwnerError(Exception):
        pass

    def fail(report: Report) -> None:
        raise BrokenOwnerError

    monkeypatch.setattr(
        worker_process, "worker_command", lambda: program(say(HELLO) + "sys.stdin.read()")
    )
    options = RunOptions(resume=False, threads=1)
    with pytest.raises(BrokenOwnerError):
        run_in_folder(SPEC, tmp_path / "job", options, on_report=fail, stop=StopSwitch())
    assert run(monkeypatch, tmp_path / "job", say(FINISHED), resume=True) is OutcomeKind.DONE


def test_an_urgent_stop_ends_a_worker_that_ignores_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    switch = StopSwitch()
    switch.ask()  # the second wish comes with the worker's greeting
    code = say(HELLO) + "while True: signal.pause()\n"
    assert run(monkeypatch, tmp_path / "job", code, stop=switch) is OutcomeKind.STOPPED
    assert job_in(tmp_path / "job").state is JobState.CANCELLED


def test_nobody_can_take_the_folder_while_a_refused_jobs_files_are_removed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Else the files of whoever took it are removed.
    was_locked: list[bool] = []
    real = JobFolder.discard

    def discard(folder: JobFolder) -> None:
        try:
            folder.lock().release()
        except InputError:
            was_locked.append(True)
        else:
            was_locked.append(False)
        real(folder)

    monkeypatch.setattr(JobFolder, "discard", discard)
    run(monkeypatch, tmp_path / "job", say(failed("input")))
    assert was_locked == [True]
