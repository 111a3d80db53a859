"""One evaluation in a folder, with what is said meanwhile and at the end."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from pathlib import Path

from pandavision_gui.cli.output import ProgressLine, say, say_aside, say_error
from pandavision_gui.cli.stop_signals import heard_signals
from pandavision_gui.cli.verdict_words import verdict_lines
from pandavision_gui.engine.preprocessing import UNNAMED_PREPROCESSING
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError, PandaVisionError, plain_text
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.messages import (
    JobFinished,
    JobStarted,
    JobStopped,
    Progress,
    Report,
    StageBegun,
    WarningGiven,
    encode,
)
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.supervised_job import stop_in_words
from pandavision_gui.jobs.supervisor import Outcome, OutcomeKind, StopSwitch

EXIT_STATUS = {
    OutcomeKind.DONE: 0,
    OutcomeKind.STOPPED: 130,
    OutcomeKind.REFUSED: 2,
    OutcomeKind.HINDERED: 1,
    OutcomeKind.FAILED: 1,
    OutcomeKind.LOST: 1,
}
STOPPED = 130


def run_and_tell(
    wanted: EvaluationSpec,
    out: Path,
    options: RunOptions,
    *,
    json_events: bool,
    stop: StopSwitch | None = None,
    of: str = "",
) -> int:
    """Run a job, say what happens, and return the exit status.

    Parameters
    ----------
    json_events
        Print one JSON object a line instead of words.
    stop
        Of several runs after each other: a stop ends all of them.
    of
        Of several runs, which spec this one is of: said before what went wrong.

    Raises
    ------
    PandaVisionError
        What `run_in_folder` raises.
    """
    stop = stop or StopSwitch()
    line = ProgressLine(quiet=json_events)
    # To the last word: a stop that comes late must not cut it off.
    with heard_signals(stop, line.note):
        with line:

            def on_report(report: Report) -> None:
                if json_events:
                    say(encode(report).decode("utf-8").rstrip())
                elif isinstance(report, Progress):
                    line.show(report)
                elif isinstance(report, StageBegun):
                    line.show_stage(report.stage)
                elif isinstance(report, JobStarted):
                    for text in report.assumptions:
                        if text.startswith(UNNAMED_PREPROCESSING):
                            line.note(f"Note: {text}")
                elif isinstance(report, WarningGiven):
                    line.note(f"Warning: {report.text}")

            outcome = _run(wanted, out, options, on_report, stop)
        status = EXIT_STATUS[outcome.kind]
        if json_events:
            say(outcome_line(outcome.kind, outcome.sentence, status, out))
        conclude(wanted, out, outcome, quiet=json_events, of=of)
    return status


def _run(
    wanted: EvaluationSpec,
    out: Path,
    options: RunOptions,
    on_report: Callable[[Report], None],
    stop: StopSwitch,
) -> Outcome:
    try:
        return run_in_folder(wanted, out.absolute(), options, on_report=on_report, stop=stop)
    except InputError as error:
        if error.code != "out_not_empty":
            raise
        raise _not_empty(error.message) from error  # here there is an option to go on


def require_free(place: Path) -> None:
    """Refuse before the first of several runs what would be refused an hour later.

    Raises
    ------
    InputError
        ``out_not_empty``.
    """
    try:
        is_free = not place.exists() or not any(place.iterdir())
    except OSError:
        return  # its own run says what is wrong with it
    if not is_free:
        raise _not_empty(f'The output folder "{place}" is not empty.')


def _not_empty(message: str) -> InputError:
    return InputError(
        "out_not_empty", message, "Choose a new folder, or --resume to go on with the job in it."
    )


def outcome_line(kind: OutcomeKind, sentence: str, status: int, folder: Path) -> str:
    """Return the last event of a run."""
    end = {
        "type": "outcome",
        "kind": kind,
        "sentence": sentence,
        "exit_status": status,
        "folder": str(folder),
    }
    return json.dumps(end, ensure_ascii=False)


def conclude(
    spec: EvaluationSpec, out: Path, outcome: Outcome, *, quiet: bool, of: str = ""
) -> None:
    """Say how a run ended; `quiet` where the events have told what it found."""
    report = outcome.report
    if isinstance(report, JobFinished):
        if not quiet:
            for text in verdict_lines(spec, _name(spec, out), report):
                say(text)
            say(f"  result: {out / 'result.json'}")
    elif outcome.kind is OutcomeKind.STOPPED:
        stopped = (
            stop_in_words(report)
            if isinstance(report, JobStopped)
            else "Stopped; what was finished is kept."
        )
        say_aside(f'{stopped} The folder is "{out}". Go on with --resume.')
    else:
        log = out / "job.log"
        kept = (
            f' What was finished is kept: go on with --resume. The log is "{log}".'
            if outcome.kind is not OutcomeKind.REFUSED and log.exists()
            else ""
        )
        which = plain_text(f"{of}: ") if of else ""
        say_error(which + outcome.sentence + kept)


def _name(spec: EvaluationSpec, out: Path) -> str:
    """Return what the job is called: it may have been renamed since its spec was written."""
    with contextlib.suppress(PandaVisionError):
        job = JobFolder(out).read_job()
        if job is not None:
            return job.name
    return spec.name or out.name
