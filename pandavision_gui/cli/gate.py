"""`pandavision gate`: whether a model reaches what is asked of it, for the checks of a project."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import click

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.cli.gate_report import gate_document, gate_lines, junit, markdown
from pandavision_gui.cli.given_spec import load_given_spec
from pandavision_gui.cli.output import ProgressLine, say, say_aside, say_error
from pandavision_gui.cli.stop_signals import heard_signals
from pandavision_gui.cli.written_file import require_writable
from pandavision_gui.engine.gate import Limit, parse_drop, parse_minimum, parse_sec_value
from pandavision_gui.engine.gate_judgement import ERROR_RATE, Decision
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.baseline import read_baseline
from pandavision_gui.jobs.gate_run import Gate, GateEnd, run_gate
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.messages import Progress, Report, StageBegun, WarningGiven
from pandavision_gui.jobs.single_run import RunOptions
from pandavision_gui.jobs.supervisor import OutcomeKind, StopSwitch
from pandavision_gui.jobs.threads import threads_per_job

_T = TypeVar("_T", bound=Limit)
_FAILED = {OutcomeKind.REFUSED: 2, OutcomeKind.STOPPED: 130}


@click.command(
    short_help="Say whether a model reaches what is asked.",
    epilog="\b\nExit status: 0 met, 1 not met (or undecided, unless --undecided pass) or the "
    "evaluation failed,\n2 the input cannot be used, 130 stopped.",
)
@click.argument("spec", type=click.Path(path_type=Path), metavar="SPEC.json")
@click.option(
    "--min",
    "minima",
    multiple=True,
    metavar="SHARE@VALUE",
    help="Least robust accuracy at a perturbation value; may be given several times.",
)
@click.option("--min-sec-value", metavar="NUMBER", help="Least security value, up to 1.")
@click.option(
    "--baseline",
    type=click.Path(path_type=Path),
    metavar="RESULT.json",
    help="Result of the evaluation to compare with, or its folder.",
)
@click.option(
    "--max-drop",
    "drops",
    multiple=True,
    metavar="SHARE[@VALUE]",
    help="How far the robust accuracy may be below the baseline's, at one value or at each.",
)
@click.option(
    "--undecided",
    type=click.Choice(["pass", "fail"]),
    default="fail",
    show_default=True,
    help="What it means when the samples do not decide.",
)
@click.option(
    "--error-rate",
    type=click.FloatRange(0, 0.5, min_open=True),
    default=ERROR_RATE,
    show_default=True,
    help="Largest probability that anything is said to be met, or not met, wrongly.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Keep the evaluation in this new or empty folder.",
)
@click.option(
    "--junit",
    "junit_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write JUnit XML.",
)
@click.option(
    "--markdown",
    "markdown_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a summary in Markdown.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of words.")
def gate(
    spec: Path,
    minima: tuple[str, ...],
    min_sec_value: str | None,
    baseline: Path | None,
    drops: tuple[str, ...],
    undecided: str,
    error_rate: float,
    out: Path | None,
    junit_file: Path | None,
    markdown_file: Path | None,
    as_json: bool,
) -> int:
    """Evaluate SPEC.json until it is decided whether the model reaches what is asked.

    Samples are taken in a drawn order, and the evaluation ends as soon as the answer stands with
    statistical confidence, or all of the dataset is counted.

    \b
    Examples:
      pandavision gate spec.json --min "0.6@4/255"
      pandavision gate spec.json --min "90%@0" --min "60%@4/255" --junit gate.xml
      pandavision gate quantised.json --baseline results/original --max-drop 0.02
    """
    limits = _limits(minima, min_sec_value, drops, baseline)
    wanted = load_given_spec(spec)
    asked = Gate(limits, None if baseline is None else read_baseline(baseline, wanted), error_rate)
    require_writable(junit_file, markdown_file)  # later, status 1 would mean "not met"
    stop = StopSwitch()
    with _folder(out) as folder:
        end = _evaluated(wanted, asked, folder, stop, quiet=as_json)
        status = _status(end, passes_undecided=undecided == "pass")
        document = gate_document(end, error_rate, status, folder if out else None)
        if as_json:
            say(document)
        _conclude(end, out, quiet=as_json)
        if junit_file is not None:
            write_bytes_atomically(junit_file.absolute(), junit(end, status))
        if markdown_file is not None:
            text = markdown(end, error_rate, status)
            write_bytes_atomically(markdown_file.absolute(), text.encode("utf-8"))
    return status


def _limits(
    minima: tuple[str, ...],
    sec_value: str | None,
    drops: tuple[str, ...],
    baseline: Path | None,
) -> tuple[Limit, ...]:
    limits: list[Limit] = [parse_minimum(text) for text in minima]
    if sec_value is not None:
        limits.append(parse_sec_value(sec_value))
    limits += [parse_drop(text) for text in drops]
    if (baseline is None) != (not drops):
        raise InputError(
            "gate_half_comparison",
            "--baseline and --max-drop belong together, and only one of them is given.",
            "Give both, for instance --baseline results/original --max-drop 0.02.",
        )
    if not limits:
        raise InputError(
            "gate_without_limit",
            "Nothing is asked of the model.",
            'Give --min "0.6@4/255", --min-sec-value, or --baseline with --max-drop.',
        )
    return tuple(dict.fromkeys(limits))


@contextlib.contextmanager
def _folder(out: Path | None) -> Iterator[Path]:
    if out is not None:
        yield out.absolute()
        return
    with HeldFolder("gate") as folder:
        yield folder / "job"


def _evaluated(
    wanted: EvaluationSpec, asked: Gate, folder: Path, stop: StopSwitch, *, quiet: bool
) -> GateEnd:
    with ProgressLine(quiet=quiet) as line, heard_signals(stop, line.note):

        def on_report(report: Report) -> None:
            if isinstance(report, Progress):
                line.show(report)
            elif isinstance(report, StageBegun):
                line.show_stage(report.stage)
            elif isinstance(report, WarningGiven) and not quiet:
                line.note(f"Warning: {report.text}")

        options = RunOptions(resume=False, threads=threads_per_job(1))
        return run_gate(wanted, asked, folder, options, on_report=on_report, stop=stop)


def _status(end: GateEnd, *, passes_undecided: bool) -> int:
    if not end.is_judged:
        return _FAILED.get(end.outcome.kind, 1)
    if end.decision is Decision.UNDECIDED:
        return 0 if passes_undecided else 1
    return 0 if end.decision is Decision.MET else 1


def _conclude(end: GateEnd, out: Path | None, *, quiet: bool) -> None:
    if not end.is_judged:
        if end.outcome.kind is OutcomeKind.STOPPED:
            began = out is not None and (out / "spec.json").is_file()
            how = f" {_how_to_go_on(out)}" if out is not None and began else ""
            say_aside(f"Stopped before anything was decided.{how}")
        else:
            say_error(end.outcome.sentence)
        return
    if quiet:
        return
    for text in gate_lines(end):
        say(text)
    if end.stopped_early and out is not None:
        say_aside(_how_to_go_on(out))


def _how_to_go_on(out: Path) -> str:
    return f"The evaluation can go on: pandavision run {out / 'spec.json'} --out {out} --resume"
