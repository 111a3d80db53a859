"""`pandavision export`: figures, tables and reports of finished jobs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import get_args

import click
from pydantic import ValidationError

from pandavision_gui.cli.job_argument import data_folder_option, job_folder
from pandavision_gui.cli.written_file import file_json_option, require_writable, say_written
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.report_formats import FORMATS, ExportFormat, format_of_suffix
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.exporting import export_jobs
from pandavision_gui.jobs.report_messages import FigureKind

_LISTED = "\n".join(f"  {name.value:<11} {info.description}" for name, info in FORMATS.items())
_DETAILS = tuple(ReportDetails.model_fields)


def _with_details(command: click.Command) -> click.Command:
    for name in reversed(_DETAILS):
        field = ReportDetails.model_fields[name]
        told = f"For reports: {field.description}"
        command.params.append(
            click.Option([f"--{name.replace('_', '-')}"], is_flag=True, help=told)
            if field.annotation is bool
            else click.Option([f"--{name}"], default="", metavar="TEXT", help=told)
        )
    return command


@click.command(
    epilog=f"\b\nFormats:\n{_LISTED}\n\n"
    "Without --format the suffix of FILE says what to write: .pdf is a report, .csv the curve."
)
@click.argument("jobs", nargs=-1, required=True, metavar="JOB…")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The file to write; one that is there is replaced.",
)
@click.option(
    "--format",
    "wanted",
    type=click.Choice([one.value for one in ExportFormat]),
    help="What to write; else FILE's suffix says it.",
)
@click.option(
    "--figure",
    type=click.Choice(get_args(FigureKind)),
    default="curve",
    show_default=True,
    help="For figures: the curves, or one job's results by class.",
)
@data_folder_option
@file_json_option
def export(
    jobs: tuple[str, ...],
    out: Path,
    wanted: str | None,
    figure: FigureKind,
    data_folder: Path | None,
    as_json: bool,
    **details: str | bool,
) -> int:
    """Write a figure, a table or a report of finished jobs.

    JOB is a job folder, or the id of a job of the window or its first characters. Several jobs go
    into one figure. Reports and evidence packs name files without their folders, unless
    --with-paths asks for them, and nobody who is not named by an option below.

    \b
    Examples:
      pandavision export results/first results/second --out curves.png
      pandavision export results/first --out report.pdf --assessor "A. Example"
      pandavision export 3f2a --out samples.csv --format table
    """
    export_format = _format(out, wanted)
    if len(jobs) > 1 and not export_format.takes_several:
        raise InputError(
            "one_job_only",
            f'A file of the format "{export_format.value}" is of one job, and {len(jobs)} are '
            "given.",
            "Export them one by one, or into one figure.",
        )
    if figure != "curve" and (len(jobs) > 1 or not export_format.info.is_figure):
        raise InputError(
            "one_job_only",
            f"--figure {figure} is a figure of one job, and not for {len(jobs)} as "
            f'"{export_format.value}".',
            "Name one job and a .png, .svg or (with --format figure-pdf) .pdf file.",
        )
    folders = [job_folder(job, data_folder) for job in jobs]
    if len({folder.resolve() for folder in folders}) < len(folders):
        raise InputError("exported_twice", "A job was given twice.", "Give each once.")
    told = _details(export_format, details)
    require_writable(out)
    export_jobs(folders, export_format, out.absolute(), details=told, figure=figure)
    say_written(out, export_format, as_json=as_json)
    return 0


export = _with_details(export)


def _format(out: Path, wanted: str | None) -> ExportFormat:
    if wanted is not None:
        return ExportFormat(wanted)
    found = format_of_suffix(out.suffix.removeprefix("."))
    if found is None:
        known = ", ".join(sorted({f".{info.suffix}" for info in FORMATS.values()}))
        raise InputError(
            "export_suffix",
            f'The name "{out.name}" does not say what to write.',
            f"Let it end in one of {known}.",
        )
    return found


def _details(export_format: ExportFormat, given: dict[str, str | bool]) -> ReportDetails | None:
    told = {name: text for name, text in given.items() if text}
    if export_format.info.is_report:
        told.setdefault("date", f"{datetime.now():%Y-%m-%d}")
    if told and not export_format.info.is_report:
        raise InputError(
            "no_report",
            f"--{next(iter(told)).replace('_', '-')} belongs to reports, and "
            f'"{export_format.value}" is none.',
            "Leave it out, or write a report: .html, .pdf or .md.",
        )
    try:
        return ReportDetails.model_validate(told)
    except ValidationError as error:
        name = str(error.errors()[0]["loc"][0])
        raise InputError("detail_too_long", f"--{name} is too long.", "Shorten it.") from error
