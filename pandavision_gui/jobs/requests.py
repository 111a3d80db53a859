"""Small tasks for a worker that are no jobs: look into a file, write a figure or an archive."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.engine.diagnosis import reading_document
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import (
    EnvironmentFault,
    InputError,
    InternalError,
    PandaVisionError,
    plain_text,
)
from pandavision_gui.jobs.messages import (
    ArchiveJob,
    ArchiveOpened,
    CombineJobs,
    CompareJobs,
    Diagnosed,
    DiagnoseFiles,
    Exported,
    ExportFigure,
    ExportReport,
    Failed,
    Inspected,
    InspectFile,
    JobsCombined,
    JobsCompared,
    OpenArchive,
    SmallTask,
)
from pandavision_gui.jobs.report_messages import FigureCurve, FigureKind, ReportKind
from pandavision_gui.jobs.supervisor import Limits, Outcome, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

INSPECTION_LIMITS = Limits(task_s=20.0, memory_bytes=2 * 2**30)
_LONGEST_NAMES = 6 * 2**20
"""Bytes of JSON: beside all else they must fit into one line, also of the answer."""
EXPORT_LIMITS = Limits(task_s=120.0)
ARCHIVE_LIMITS = Limits(task_s=600.0, memory_bytes=2 * 2**30)


@dataclass(frozen=True)
class FileStamp:
    """What the system says of a file without opening it: another content has another stamp."""

    size: int
    modified_ns: int
    inode: int
    device: int


def look_at(path: str) -> FileStamp | None:
    """Return the stamp of the file at `path`, None where there is none to be seen.

    It blocks for as long as the drive does not answer.
    """
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # ValueError: no name that a file can have
        return None
    return FileStamp(found.st_size, found.st_mtime_ns, found.st_ino, found.st_dev)


def inspect_file(
    path: Path,
    stop: StopSwitch | None = None,
    *,
    labels: str = "",
    output: str = "",
    class_names: Sequence[str] = (),
) -> Inspected | Failed:
    """Look into an ONNX or HDF5 file in a process of its own.

    A file that takes more than 20 seconds or 2 GiB is refused like any other bad file.

    Parameters
    ----------
    labels
        Name of a dataset's labels where it has several; empty for the usual ones.
    output
        Name of the model's output that is read as class scores; empty for the likeliest.
    class_names
        What the user calls the classes, which a dataset's labels may be; none for the file's own.
    """
    command = InspectFile(
        path=str(path), labels=labels, output=output, class_names=_sendable(class_names)
    )
    outcome = _ask(command, INSPECTION_LIMITS, stop)
    if isinstance(outcome.report, Inspected):
        return outcome.report
    return _failure(
        outcome,
        plain_text(f'"{path}" could not be looked into: {outcome.sentence}'),
        "The file is damaged, was made to do harm, or lies on a drive that is too slow.",
    )


def _sendable(names: Sequence[str]) -> tuple[str, ...]:
    """Return names that a message holds; none where they are too long for one.

    What is said about the files is said in numbers then, and labels that are words want shorter
    ones.
    """
    written = json.dumps(list(names), ensure_ascii=False).encode("utf-8", "replace")
    return () if len(written) > _LONGEST_NAMES else tuple(names)


def diagnose_files(spec: EvaluationSpec, stop: StopSwitch | None = None) -> Diagnosed | Failed:
    """Try a model on clean samples in a process of its own, as `spec` reads them and in other ways.

    Files that take more than 20 seconds or 2 GiB are given up.
    """
    names = _sendable(spec.class_names or ())
    command = DiagnoseFiles(spec=reading_document(spec), class_names=names)
    outcome = _ask(command, INSPECTION_LIMITS, stop)
    if isinstance(outcome.report, Diagnosed):
        return outcome.report
    return _failure(
        outcome,
        plain_text(f"The model could not be tried on clean samples: {outcome.sentence}"),
        "The evaluation itself tells the clean accuracy.",
    )


def export_figure(
    folders: Sequence[Path],
    path: Path,
    stop: StopSwitch | None = None,
    *,
    figure: FigureKind = "curve",
    curves: Sequence[FigureCurve] = (),
) -> Exported | Failed:
    """Draw the curves of finished jobs, or one job's results by class, into one picture."""
    names = tuple(str(folder) for folder in folders)
    command = ExportFigure(folders=names, path=str(path), figure=figure, curves=tuple(curves))
    outcome = _ask(command, EXPORT_LIMITS, stop)
    if isinstance(outcome.report, Exported):
        return outcome.report
    sentence = plain_text(f'"{path}" could not be written: {outcome.sentence}')
    return _failure(outcome, sentence, "")


def export_report(
    folders: Sequence[Path],
    path: Path,
    kind: ReportKind,
    details: ReportDetails,
    stop: StopSwitch | None = None,
) -> Exported | Failed:
    """Write a report of finished jobs, or the sample table of one."""
    names = tuple(str(folder) for folder in folders)
    command = ExportReport(folders=names, path=str(path), kind=kind, details=details)
    outcome = _ask(command, EXPORT_LIMITS, stop)
    if isinstance(outcome.report, Exported):
        return outcome.report
    return _failure(outcome, plain_text(f'"{path}" could not be written: {outcome.sentence}'), "")


def archive_job(
    folder: Path, path: Path, stop: StopSwitch | None = None, *, with_paths: bool = True
) -> Exported | Failed:
    """Write a job that does not run into one file; without paths nobody learns where files lie."""
    command = ArchiveJob(folder=str(folder), path=str(path), with_paths=with_paths)
    outcome = _ask(command, ARCHIVE_LIMITS, stop)
    if isinstance(outcome.report, Exported):
        return outcome.report
    return _failure(outcome, plain_text(f'"{path}" could not be written: {outcome.sentence}'), "")


def unpack_archive(
    path: Path, folder: Path, stop: StopSwitch | None = None
) -> ArchiveOpened | Failed:
    """Unpack an archive into a new folder and look at all of it, in a process of its own.

    An archive that takes more than ten minutes or 2 GiB is refused like any other bad one.
    """
    outcome = _ask(OpenArchive(path=str(path), folder=str(folder)), ARCHIVE_LIMITS, stop)
    if isinstance(outcome.report, ArchiveOpened):
        return outcome.report
    return _failure(
        outcome,
        plain_text(f'"{path.name}" cannot be opened: {outcome.sentence}'),
        "The archive is damaged, was made to do harm, or lies on a drive that is too slow.",
    )


def combine_jobs(
    folders: Sequence[Path], folder: Path, name: str, stop: StopSwitch | None = None
) -> JobsCombined | Failed:
    """Fill a folder with the worst case over finished jobs, in a process of its own.

    Jobs that take more than ten minutes or 2 GiB together are refused.
    """
    named = tuple(str(one) for one in folders)
    command = CombineJobs(folders=named, folder=str(folder), name=name)
    outcome = _ask(command, ARCHIVE_LIMITS, stop)
    if isinstance(outcome.report, JobsCombined):
        return outcome.report
    sentence = plain_text(f"The jobs could not be combined: {outcome.sentence}")
    return _failure(outcome, sentence, "")


def compare_jobs(
    folders: Sequence[Path], stop: StopSwitch | None = None, *, names: Sequence[str] = ()
) -> JobsCompared | Failed:
    """Tell how finished jobs differ, in a process of its own: their rows come from anywhere.

    Parameters
    ----------
    names
        What each is to be called, no two alike; by default the names that they have.
    """
    command = CompareJobs(folders=tuple(str(folder) for folder in folders), names=tuple(names))
    outcome = _ask(command, ARCHIVE_LIMITS, stop)
    if isinstance(outcome.report, JobsCompared):
        return outcome.report
    return _failure(outcome, plain_text(f"The jobs could not be compared: {outcome.sentence}"), "")


def fault_of(report: Failed) -> PandaVisionError:
    """Return what a worker told as the error that it was."""
    kinds = {"input": InputError, "environment": EnvironmentFault, "internal": InternalError}
    return kinds[report.kind](report.code, report.message, report.hint, report.details)


def _ask(command: SmallTask, limits: Limits, stop: StopSwitch | None) -> Outcome:
    with WorkerProcess() as worker:
        try:
            return supervise(worker, command, limits=limits, stop=stop)
        except InputError as error:
            report = Failed(
                kind="input",
                code=error.code,
                message=error.message,
                hint=error.hint,
                details=error.details,
            )
            return Outcome(OutcomeKind.REFUSED, error.sentence(), report)


def _failure(outcome: Outcome, sentence: str, hint: str) -> Failed:
    if isinstance(outcome.report, Failed):
        return outcome.report
    return Failed(
        kind="input", code="worker_lost", message=sentence, hint=hint, details=outcome.details
    )
