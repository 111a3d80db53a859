"""How commands reach the queue: through whoever owns the data folder, or here where nobody does."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import click

from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.chosen_folder import chosen_folders, require_data_folder
from pandavision_gui.jobs.open_queue import open_queue
from pandavision_gui.jobs.owner import FolderInUseError
from pandavision_gui.jobs.owner_commands import (
    AddJobs,
    Answer,
    JobLine,
    OpenArchives,
    OwnerCommand,
)
from pandavision_gui.jobs.second_start import reach_owner
from pandavision_gui.paths import UserFolders

ANSWER_S = 60.0
_SHORTEST_ID = 4
EVERY_JOB = 1_000_000

data_folder_option = click.option(
    "--data-folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The window's data folder, where it is not your platform's.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a job.")
jobs_argument = click.argument("jobs", nargs=-1, required=True, metavar="JOB...")


def find_job(text: str, known: Sequence[JobLine]) -> UUID:
    """Return the one job whose id begins with the text."""
    wanted = text.strip().lower()
    found = [line.id for line in known if str(line.id).startswith(wanted)]
    if len(wanted) < _SHORTEST_ID or not found:
        raise InputError(
            "job_unknown",
            f'There is no job "{plain_text(text)}".',
            "Give an id, or its first four characters or more, from `pandavision queue list`.",
        )
    if len(found) > 1:
        raise InputError(
            "job_ambiguous",
            f'{len(found)} jobs begin with "{plain_text(text)}".',
            "Give more characters of the id.",
        )
    return found[0]


def ask_queue(
    command: OwnerCommand, data_folder: Path | None, answer_s: float = ANSWER_S
) -> Answer:
    """Have the owner do it, or do it here where nobody owns the folder.

    Only what brings jobs makes a data folder that is not there.
    """
    if data_folder is not None and not isinstance(command, AddJobs | OpenArchives):
        require_data_folder(data_folder.absolute())
    while True:
        folders = chosen_folders(data_folder)  # who ends meanwhile may have moved it
        try:
            return _do_here(command, folders)
        except FolderInUseError as error:
            answer = reach_owner(error, command, answer_s=answer_s)
            if answer is not None:
                return answer


def _do_here(command: OwnerCommand, folders: UserFolders) -> Answer:
    opened = open_queue(
        folders,
        start_thread=lambda work: work(),
        publish=lambda event: None,
        parallel_jobs=0,
        has_window=False,
    )
    try:
        return opened.desk.answer(command)
    finally:
        opened.close(resume_next_time=True).result()
        opened.release()
