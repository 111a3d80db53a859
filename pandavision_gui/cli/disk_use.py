"""`pandavision queue size` and `clear`: how much room jobs take, and making some."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import click

from pandavision_gui.cli.output import say, say_aside, say_error
from pandavision_gui.cli.owner_calls import (
    EVERY_JOB,
    ask_queue,
    data_folder_option,
    find_job,
    jobs_argument,
    json_option,
)
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.disk_room import size_in_words
from pandavision_gui.jobs.disk_use import JobBytes
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.owner_commands import Answer, ClearJobs, JobLine, ListJobs, MeasureJobs

_ANSWER_S = 3600.0
"""Large folders on slow disks are measured and deleted file by file."""
_LOST = {
    Cleared.PICTURES: "Their adversarial pictures and samples.h5 are gone; everything else stays.",
    Cleared.ROWS: "Finished ones keep result and curve, but cannot be archived; those that had not "
    "finished start anew when they are resumed.",
}


@click.command()
@click.argument("jobs", nargs=-1, metavar="[JOB...]")
@data_folder_option
@json_option
def size(jobs: Sequence[str], data_folder: Path | None, as_json: bool) -> int:
    """Tell how much room the files of jobs take, the largest last. JOB: as for stop."""
    ids: tuple[UUID, ...] = ()
    if jobs:
        known = ask_queue(ListJobs(newest=EVERY_JOB), data_folder).jobs
        ids = tuple(find_job(text, known) for text in jobs)
    answer = ask_queue(MeasureJobs(jobs=ids), data_folder, _ANSWER_S)
    measured = [(line, line.bytes) for line in answer.jobs if line.bytes is not None]
    for line, found in sorted(measured, key=lambda pair: pair[1].total):
        say(json.dumps(line.model_dump(mode="json")) if as_json else _words(line, found))
    if not as_json and answer.done:
        total = sum(found.total for _, found in measured)
        free = "" if answer.free_bytes is None else f"; free: {size_in_words(answer.free_bytes)}"
        say_aside(f"Together: {size_in_words(total)}{free}.")
    return _status(answer)


@click.command()
@jobs_argument
@click.option("--pictures", "what", flag_value=Cleared.PICTURES.value, help="Only the pictures.")
@click.option("--rows", "what", flag_value=Cleared.ROWS.value, help="The rows and the pictures.")
@data_folder_option
@json_option
def clear(jobs: Sequence[str], what: str | None, data_folder: Path | None, as_json: bool) -> int:
    """Delete pictures, or rows and pictures, of jobs that have ended. This cannot be undone.

    Without its pictures (samples.h5 among them) a job keeps its numbers, and is resumed where it
    was. Without its rows a finished job keeps result and curve, but cannot be archived; one that
    had not finished starts anew when it is resumed.
    """
    if what is None:
        raise click.UsageError("Give --pictures or --rows.")
    known = ask_queue(ListJobs(newest=EVERY_JOB), data_folder).jobs
    ids = tuple(dict.fromkeys(find_job(text, known) for text in jobs))
    answer = ask_queue(ClearJobs(jobs=ids, what=Cleared(what)), data_folder, _ANSWER_S)
    if as_json:
        for line in answer.jobs:
            say(json.dumps(line.model_dump(mode="json")))
    else:
        if answer.done or answer.freed_bytes:  # nothing was, where it was refused
            say(f"freed: {size_in_words(answer.freed_bytes)}")
        if answer.freed_bytes:
            say_aside(_LOST[Cleared(what)])
    return _status(answer)


def _words(line: JobLine, found: JobBytes) -> str:
    parts = (
        str(line.id)[:8],
        f"{size_in_words(found.total):>9}",
        f"pictures {size_in_words(found.pictures):>9}",
        f"rows {size_in_words(found.rows):>9}",
        f"{line.state:<11}",
        plain_text(line.name)[:200],
    )
    return "  ".join(parts)


def _status(answer: Answer) -> int:
    if answer.done:
        return 0
    say_error(answer.sentence)
    return 2
