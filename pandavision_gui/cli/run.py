"""`pandavision run`: one evaluation, without a window."""

from __future__ import annotations

import contextlib
import json
import signal
from pathlib import Path
from types import FrameType

import click

from pandavision_gui.cli.given_spec import class_names_option, load_given_specs
from pandavision_gui.cli.output import ProgressLine, say, say_aside, say_error
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.robustness_curve import CurvePoint
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import PandaVisionError, plain_text
from pandavision_gui.jobs.disk_room import RESERVE_BYTES, DiskRoom
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.messages import (
    JobFinished,
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
from pandavision_gui.jobs.threads import threads_per_job

EXIT_STATUS = {
    OutcomeKind.DONE: 0,
    OutcomeKind.STOPPED: 130,
    OutcomeKind.REFUSED: 2,
    OutcomeKind.HINDERED: 1,
    OutcomeKind.FAILED: 1,
    OutcomeKind.LOST: 1,
}


@click.command()
@click.argument("spec", type=click.Path(path_type=Path), metavar="SPEC.json")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for the result; new or empty unless --resume is given.",
)
@click.option("--resume", is_flag=True, help="Go on with the job that was stopped in DIR.")
@click.option(
    "--keep-free",
    "keep_free_mib",
    type=click.IntRange(0, 2**40),
    default=RESERVE_BYTES // 2**20,
    show_default=True,
    metavar="MIB",
    help="Stop before less than this is free on the disk of DIR; 0 to write until it is full.",
)
@class_names_option
@click.option("--json-events", is_flag=True, help="Print one JSON object a line instead of words.")
def run(
    spec: Path,
    out: Path,
    resume: bool,
    keep_free_mib: int,
    names_file: Path | None,
    json_events: bool,
) -> int:
    """Evaluate what SPEC.json asks for.

    The files of the run are in DIR: result.json, curve.csv, curve.png, samples.h5.

    \b
    Example:
      pandavision run evaluation.json --out results/first
    """
    try:
        options = RunOptions(
            resume=resume,
            threads=threads_per_job(1),
            room=DiskRoom(reserve_bytes=keep_free_mib * 2**20),
        )
        wanted = _wanted(spec, names_file, out if resume else None)
        return _run(wanted, out, options, json_events=json_events)
    except PandaVisionError as error:
        if json_events:
            say(_outcome_line(OutcomeKind.REFUSED, error.sentence(), error.exit_code))
        raise


def _wanted(spec: Path, names_file: Path | None, begun: Path | None) -> EvaluationSpec:
    """Return the spec with the names of a file.

    Parameters
    ----------
    begun
        The folder of the job that goes on, if one does: it keeps the names that it began with.
    """
    (wanted,) = load_given_specs([spec], names_file)
    if begun is None or wanted.class_names is not None:
        return wanted
    names = JobFolder(begun.absolute()).read_spec().class_names
    return wanted.model_copy(update={"class_names": names}) if names else wanted


def _run(wanted: EvaluationSpec, out: Path, options: RunOptions, *, json_events: bool) -> int:
    stop = StopSwitch()
    with ProgressLine(quiet=json_events) as line:
        _listen_for_signals(stop, line)

        def on_report(report: Report) -> None:
            if json_events:
                say(encode(report).decode("utf-8").rstrip())
            elif isinstance(report, Progress):
                line.show(report)
            elif isinstance(report, StageBegun):
                line.show_stage(report.stage)
            elif isinstance(report, WarningGiven):
                line.note(f"Warning: {report.text}")

        outcome = run_in_folder(
            wanted,
            out.absolute(),
            options,
            on_report=on_report,
            stop=stop,
        )
    status = EXIT_STATUS[outcome.kind]
    if json_events:
        say(_outcome_line(outcome.kind, outcome.sentence, status))
    _conclude(wanted, out, outcome, quiet=json_events)
    return status


def _outcome_line(kind: OutcomeKind, sentence: str, status: int) -> str:
    end = {"type": "outcome", "kind": kind, "sentence": sentence, "exit_status": status}
    return json.dumps(end, ensure_ascii=False)


def _conclude(spec: EvaluationSpec, out: Path, outcome: Outcome, *, quiet: bool) -> None:
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
        say_error(outcome.sentence + kept)


def _name(spec: EvaluationSpec, out: Path) -> str:
    """Return what the job is called: it may have been renamed since its spec was written."""
    with contextlib.suppress(PandaVisionError):
        job = JobFolder(out).read_job()
        if job is not None:
            return job.name
    return spec.name or out.name


def verdict_lines(spec: EvaluationSpec, name: str, report: JobFinished) -> list[str]:
    """Return the verdict in plain lines.

    The values stand beside the level, which depends on them, and what limits it stands there too.
    """
    clean, last = report.curve[0], report.curve[-1]
    lines = [f"{plain_text(name)}: {_level(report, spec)}"]
    if report.warnings:
        lines.append(f"  not to be trusted before the {_counted(report.warnings)} above is settled")
    if spec.attack_info.kind is AttackKind.SAMPLING:
        drawn = "a corruption" if isinstance(spec.scale, Severity) else "random noise"
        lines.append(f"  under {drawn}, which is not a worst case")
    lines.append(f"  right without perturbation: {_share(clean, spec)}")
    if last.value > 0:
        size = spec.scale.size_words(f"{last.value:g}")
        lines.append(f"  still right at {size}: {_share(last, spec)}")
    if spec.indexes is not None:
        lines.append("  the samples were chosen by you, so no interval applies")
    return lines


def _level(report: JobFinished, spec: EvaluationSpec) -> str:
    last = report.curve[-1].value
    if last == 0:
        return "only the accuracy without perturbation was asked for"
    if report.sec_value < 0:
        return "no sample is right even without perturbation"
    return (
        f"security level {report.sec_level} ({report.sec_value:.2f} over {len(report.curve)} "
        f"values from 0 to {spec.scale.in_words(f'{last:g}')})"
    )


def _counted(warnings: tuple[str, ...]) -> str:
    return "warning" if len(warnings) == 1 else f"last of {len(warnings)} warnings"


def _share(point: CurvePoint, spec: EvaluationSpec) -> str:
    text = f"{point.robust} of {point.count} samples, {point.accuracy:.1%}"
    if spec.indexes is not None:
        return text
    return f"{text} ({point.lower:.1%} to {point.upper:.1%})"


def _listen_for_signals(stop: StopSwitch, line: ProgressLine) -> None:
    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.ask()
        if not stop.is_urgent:
            line.note("Stopping; once more to stop at once.")

    signal.signal(signal.SIGINT, on_signal)
    signal.signal(signal.SIGTERM, on_signal)
