"""`pandavision self-test`: does everything work on this computer?"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
from pydantic import BaseModel, Field

from pandavision_gui.cli.one_run import STOPPED, heard_signals
from pandavision_gui.cli.output import ProgressLine, say, say_aside, say_table
from pandavision_gui.cli.window import refuse_without_screen
from pandavision_gui.engine.report_formats import ExportFormat
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import load_spec
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.exporting import export_jobs
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import Failed, Progress, Report
from pandavision_gui.jobs.requests import fault_of, inspect_file
from pandavision_gui.jobs.single_run import RunOptions, run_in_folder
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


class Check(BaseModel):
    """One thing that works, or does not."""

    name: str = Field(description="What was tried.")
    works: bool = Field(description="Whether it works.")
    needed: bool = Field(description="Whether the exit status is 1 where it does not.")
    note: str = Field(description="What was seen, or what is wrong and what to do.")


class SelfTest(BaseModel):
    """What `pandavision self-test --json` prints."""

    works: bool = Field(description="Whether all that is needed works.")
    checks: tuple[Check, ...] = Field(description="In the order they were made.")
    versions: dict[str, str | None] = Field(description="Of libraries; null for one not found.")


@click.command("self-test", short_help="Say what works on this machine.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def self_test(as_json: bool) -> int:
    """Run a sample evaluation and say what works on this computer, and what does not.

    It takes about half a minute, writes to a temporary folder, and needs no network. Without a
    screen only the window does not work, which is not counted as a failure.

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

    with (
        tempfile.TemporaryDirectory(prefix="pandavision-") as temporary,
        ProgressLine(quiet=as_json) as line,
        heard_signals(stop, line),
    ):
        folder = JobFolder(Path(temporary) / "job")
        check("dataset (h5py)", lambda: _look(samples / "road_signs.h5", stop))
        check("model (onnx)", lambda: _look(samples / "signs_standard.onnx", stop))
        check(
            "evaluation (torch, onnxruntime)",
            lambda: _evaluate(samples / _SPEC, folder, stop, line),
        )
        check("its figures", lambda: compared_with_known(require_result(folder)))
        for name, kind in (
            ("figure (matplotlib)", ExportFormat.PNG),
            ("report, HTML (jinja2)", ExportFormat.HTML),
            ("report, PDF (typst)", ExportFormat.PDF),
        ):
            check(name, lambda kind=kind: _export(folder, kind, stop))  # type: ignore[misc]
        check("window (PySide6, a screen)", _look_for_screen, needed=False)
    if stop.is_asked:
        say_aside("Stopped.")
        return STOPPED
    works = all(one.works for one in checks if one.needed)
    told = SelfTest(works=works, checks=tuple(checks), versions=_versions())
    if as_json:
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


def _look_for_screen() -> str:
    refuse_without_screen()
    if importlib.util.find_spec("PySide6") is None:
        raise EnvironmentFault("no_pyside", "PySide6 is not installed.", "Install it anew.")
    return "there is a screen"


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in _LIBRARIES:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            found[name] = None
    return found


def _say(told: SelfTest) -> None:
    words = {(True, True): "works", (False, True): "FAILS", (True, False): "works"}
    say_table(
        ("what", "", "note"),
        [
            (one.name, words.get((one.works, one.needed), "missing"), one.note)
            for one in told.checks
        ],
    )
    say("")
    say(", ".join(f"{name} {version or 'not found'}" for name, version in told.versions.items()))
    say("All that is needed works." if told.works else "Something that is needed does not work.")
