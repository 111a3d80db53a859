"""The argument that names a job: its folder, or its id in the window's data folder."""

from __future__ import annotations

from pathlib import Path

import click

from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.chosen_folder import chosen_folders, require_data_folder

_SHORTEST_ID = 4

data_folder_option = click.option(
    "--data-folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The window's data folder, where it is not your platform's.",
)


def job_folder(job: str, data_folder: Path | None) -> Path:
    """Return the folder that is meant: a path where there is such a folder, else a job's.

    Raises
    ------
    InputError
        ``job_unknown`` or ``job_ambiguous``; what `require_data_folder` raises.
    """
    if Path(job).is_dir():
        return Path(job).resolve()
    if data_folder is not None:
        require_data_folder(data_folder.absolute())
    jobs = chosen_folders(data_folder).jobs
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
