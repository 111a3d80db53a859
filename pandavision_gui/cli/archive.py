"""`pandavision archive`: a job as one file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from pandavision_gui.cli.output import say
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.archive.contents import SUFFIX
from pandavision_gui.jobs.chosen_folder import chosen_folders, require_data_folder
from pandavision_gui.jobs.exporting import ExportFormat, export_jobs

_SHORTEST_ID = 4


@click.command()
@click.argument("job", metavar="JOB")
@click.argument("out", type=click.Path(path_type=Path), metavar=f"OUT{SUFFIX}")
@click.option(
    "--data-folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The window's data folder, where it is not your platform's.",
)
@click.option("--force", is_flag=True, help="Replace a file that is there.")
def archive(job: str, out: Path, data_folder: Path | None, force: bool) -> int:
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
    if data_folder is not None and not Path(job).is_dir():
        require_data_folder(data_folder.absolute())
    if not force and os.path.lexists(out):
        raise InputError(
            "archive_exists",
            f'"{out}" is there already.',
            "Choose another name, or give --force to replace it.",
        )
    jobs = chosen_folders(data_folder).jobs
    export_jobs([_folder(job, jobs)], ExportFormat.ARCHIVE, out.absolute())
    say(f"archive: {out}")
    return 0


def _folder(job: str, jobs: Path) -> Path:
    """Return the folder that is meant: a path where there is such a folder, else a job's."""
    if Path(job).is_dir():
        return Path(job).resolve()
    wanted = job.strip().lower()
    try:
        found = [path for path in jobs.iterdir() if path.name.startswith(wanted)]
    except OSError:
        found = []
    if len(wanted) < _SHORTEST_ID or not found:
        raise InputError(
            "job_unknown",
            f'There is no job "{plain_text(job)}".',
            "Give a job folder, or an id, or its first four characters or more, from "
            "`pandavision queue list`.",
        )
    if len(found) > 1:
        raise InputError(
            "job_ambiguous",
            f'{len(found)} jobs begin with "{plain_text(job)}".',
            "Give more characters of the id.",
        )
    return found[0]
