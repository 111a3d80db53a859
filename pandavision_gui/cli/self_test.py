"""`pandavision self-test`: does everything work on this computer?"""

from __future__ import annotations

import importlib.metadata
import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import click

from pandavision_gui.cli.one_run import STOPPED
from pandavision_gui.cli.output import ProgressLine, say, say_aside, say_table
from pandavision_gui.cli.stop_signals import heard_signals
from pandavision_gui.cli.window import refuse_without_screen
from pandavision_gui.engine.report_formats import ExportFormat
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import load_spec
from pandavision_gui.errors import EnvironmentFault, PandaVisionError, plain_text
from pandavision_gui.jobs.exporting import export_jobs
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import Failed, Progress, Report
from pandavision_gui.jobs.own_program import NO_CONSOLE, own_program
from pandavision_gui.jobs.requests import fault_of, inspect_file
from pandavision_gui.jobs.self_test_report import (
    Check,
    SelfTest,
    SelfTestLine,
    conclusion,
    versions_line,
    word_of,
)
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
from pandavision_gui.jobs.store import Store
from pandavision_gui.jobs.supervisor import OutcomeKind, StopSwitch
from pandavision_gui.jobs.threads import threads_per_job
from pandavision_gui.paths import resources_folder

KNOWN = (100, 96, 78, 53, 26, 13, 6, 4, 2, 1, 0, 0, 0)
"""How many of the sample evaluation's 100 samples are right at each of its values."""
MAY_DIFFER = 3
"""By how many samples another processor's rounding may change that, but at 0: nobody attacks it."""
_LIBRARIES = (
    "torch",
    "onnx",
    "onnxruntime",
    "h5py",
    "matplotlib",
    "jinja2",
    "typst",
    "PySide6-Essentials",
)
_SPEC = "standard.json"
_SCREEN_S = 60.0


@click.command("self-test", short_help="Say what works on this machine.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--json-events", is_flag=True, help="Print one JSON object a line, as checks end.")
def self_test(as_json: bool, json_events: bool) -> int:
    """Run a sample evaluation and say what works on this computer, and what does not.

    It takes about half a minute, writes to a temporary folder, and needs no network. Without a
    screen only the window does not work, and without a GPU the processor is used: neither is
    counted as a failure.

    \b
    Exit status: 0 all that is needed works, 1 something does not, 130 stopped.
    """
    samples = resources_folder() / "samples"
    stop = StopSwitch()
    checks: list[Check] = []

    def check(name: str, work: Callable[[], str], *, needed: bool = True) -> None:
        """Note whether it works; what comes after it is tried all the same."""
        if stop.is_asked:
            return
        try:
            note, works = work(), True
        except PandaVisionError as error:
            note, works = error.sentence(), False
        checks.append(Check(name=name, works=works, needed=needed, note=note))
        if json_events:
            _say_line(SelfTestLine(type="check", check=checks[-1]))

    with (
        HeldFolder("self-test") as temporary,
        ProgressLine(quiet=as_json or json_events) as line,
        heard_signals(stop, line.note),
    ):
        folder = JobFolder(temporary / "job")
        check("dataset (h5py)", lambda: _look(samples / "road_signs.h5", stop))
        check("model (onnx)", lambda: _look(samples / "signs_standard.onnx", stop))
        check(
            "evaluation (torch, onnxruntime)",
            lambda: _evaluate(samples / _SPEC, folder, stop, line),
        )
        check("its figures", lambda: compared_with_known(require_result(folder)))
        check("examples, confirmed by ONNX Runtime", lambda: _look_at_rows(require_result(folder)))
        check("GPU", lambda: _device_of(require_result(folder)), needed=False)
        check("list of jobs (SQLite)", lambda: _keep_a_list(temporary / "jobs.sqlite"))
        for name, kind in (
            ("figure (matplotlib)", ExportFormat.PNG),
            ("report, HTML (jinja2)", ExportFormat.HTML),
            ("report, PDF (typst)", ExportFormat.PDF),
        ):
            check(name, lambda kind=kind: _export(folder, kind, stop))  # type: ignore[misc]
        check("window (PySide6, a screen)", _try_screen, needed=False)
    if stop.is_asked:
        say_aside("Stopped.")
        return STOPPED
    works = all(one.works for one in checks if one.needed)
    told = SelfTest(works=works, checks=tuple(checks), versions=_versions())
    if json_events:
        _say_line(SelfTestLine(type="end", report=told))
    elif as_json:
        say(json.dumps(told.model_dump(mode="json"), ensure_ascii=False))
    else:
        _say(told)
    return 0 if works else 1


def compared_with_known(result: EvaluationResult) -> str:
    """Hold the figures of the sample evaluation against what other computers found.

    Raises
    ------
    EnvironmentFault
        ``figures_differ``.
    """
    found = tuple(point.robust for point in result.curve)
    most = max((abs(a - b) for a, b in zip(found, KNOWN, strict=False)), default=0)
    if len(found) != len(KNOWN) or found[0] != KNOWN[0] or most > MAY_DIFFER:
        raise EnvironmentFault(
            "figures_differ",
            f"The sample evaluation found {list(found)} right, and {list(KNOWN)} was expected.",
            "Do not trust results of this computer; install the libraries anew.",
        )
    if most == 0:
        return "exactly as expected"
    return f"at most {most} of {KNOWN[0]} samples from the expected ones, as processors round"


def _look(path: Path, stop: StopSwitch) -> str:
    found = inspect_file(path, stop)
    if isinstance(found, Failed):
        raise fault_of(found)
    return f"{path.name} was read"


def _evaluate(spec: Path, folder: JobFolder, stop: StopSwitch, line: ProgressLine) -> str:
    def on_report(report: Report) -> None:
        if isinstance(report, Progress):
            line.show(report)

    options = RunOptions(resume=False, threads=threads_per_job(1))
    outcome = run_in_folder(load_spec(spec), folder.path, options, on_report=on_report, stop=stop)
    if outcome.kind is not OutcomeKind.DONE:
        raise EnvironmentFault("self_test_failed", f"It did not finish: {outcome.sentence}")
    run = require_result(folder).run
    return f"finished in {run.elapsed_s:.0f} s on {run.device}"


def _export(folder: JobFolder, kind: ExportFormat, stop: StopSwitch) -> str:
    path = folder.path.parent / f"file.{kind.suffix}"
    export_jobs([folder.path], kind, path, stop=stop)
    return f"{path.stat().st_size:,} bytes"


def _look_at_rows(result: EvaluationResult) -> str:
    broken = KNOWN[0] - min(point.robust for point in result.curve)
    if not result.confirmation_passes:
        raise EnvironmentFault(
            "self_test_failed", "No example was shown to ONNX Runtime.", "Install the program anew."
        )
    rows = result.confirmation_passes
    return f"{broken} of {KNOWN[0]} broken; {rows:,} rows were shown to the original model"


def _device_of(result: EvaluationResult) -> str:
    if result.run.device == "cpu":
        raise EnvironmentFault(
            "no_gpu", f"None is used: the evaluation ran on {result.run.device}.", ""
        )
    return f"the evaluation ran on {result.run.device}"


def _keep_a_list(path: Path) -> str:
    store = Store(path)
    try:
        store.rows()
    finally:
        store.close()
    return "was made and read"


def _try_screen() -> str:
    """Open a window in a process of its own: a Qt that finds no platform ends its process."""
    refuse_without_screen()
    try:
        done = subprocess.run(
            own_program("--try-screen"),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SCREEN_S,
            creationflags=NO_CONSOLE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EnvironmentFault(
            "qt_missing", f"A window cannot be opened: {error}.", "Install the program anew."
        ) from error
    if done.returncode != 0:
        said = done.stderr.strip().splitlines()
        raise EnvironmentFault(
            "qt_missing",
            f"A window cannot be opened ({done.returncode}): {plain_text(' '.join(said[-2:]))}",
            "Install what is missing (README, Troubles).",
        )
    return f"one was opened ({plain_text(done.stdout.strip())})"


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return found


def _say(told: SelfTest) -> None:
    say_table(("what", "", "note"), [(one.name, word_of(one), one.note) for one in told.checks])
    say("")
    say(versions_line(told))
    say(conclusion(told))


def _say_line(line: SelfTestLine) -> None:
    say(json.dumps(line.model_dump(mode="json", exclude_none=True), ensure_ascii=False))
