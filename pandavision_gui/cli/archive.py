"""`pandavision archive`: a job as one file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pandavision_gui.cli.job_argument import data_folder_option, job_folder
from pandavision_gui.cli.written_file import file_json_option, require_writable, say_written
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.archive.contents import SUFFIX
from pandavision_gui.jobs.exporting import ExportFormat, export_jobs


@click.command(short_help="Write a job into one file.")
@click.argument("job", metavar="JOB")
@click.argument("out", type=click.Path(path_type=Path), metavar=f"OUT{SUFFIX}")
@data_folder_option
@click.option("--force", is_flag=True, help="Replace a file that is there.")
@file_json_option
def archive(job: str, out: Path, data_folder: Path | None, force: bool, as_json: bool) -> int:
    """Write a job into one file, which `pandavision queue open` takes in elsewhere.

    JOB is a job folder, or the id of a job of the window or its first characters. A job that has
    not finished can be resumed elsewhere. Model and dataset are not in the file, only their hashes;
    their paths, as the spec has them, are.

    \b
    Examples:
      pandavision archive results/first first.pandavision
      pandavision archive 3f2a first.pandavision
    """
    if out.suffix.lower() != SUFFIX:
        raise InputError(
            "archive_suffix",
            f'"{out.name}" does not end in {SUFFIX}.',
            f"Name it {out.name}{SUFFIX}.",
        )
    folder = job_folder(job, data_folder)
    if not force and os.path.lexists(out):
        raise InputError(
            "archive_exists",
            f'"{out}" is there already.',
            "Choose another name, or give --force to replace it.",
        )
    require_writable(out)
    export_jobs([folder], ExportFormat.ARCHIVE, out.absolute())
    say_written(out, ExportFormat.ARCHIVE, as_json=as_json)
    return 0
