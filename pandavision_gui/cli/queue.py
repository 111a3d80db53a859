"""`pandavision queue`: the jobs of the window, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import click

from pandavision_gui.cli.output import say, say_aside, say_error
from pandavision_gui.engine.spec import load_spec
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.command_desk import OPENING_S
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.open_queue import open_queue
from pandavision_gui.jobs.owner import FolderInUseError
from pandavision_gui.jobs.owner_commands import (
    AddJobs,
    AnnotateJob,
    Answer,
    JobLine,
    ListJobs,
    OpenArchives,
    OwnerCommand,
    PauseQueue,
    RenameJob,
    ResumeJobs,
    StopJobs,
)
from pandavision_gui.jobs.second_start import reach_owner
from pandavision_gui.paths import UserFolders, user_folders

_ANSWER_S = 60.0
_SHORTEST_ID = 4
_EVERY_JOB = 1_000_000

_data_folder = click.option(
    "--data-folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="The window's data folder, where it is not your platform's.",
)
_as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object a job.")
_jobs = click.argument("jobs", nargs=-1, required=True, metavar="JOB...")


@click.group()
def queue() -> None:
    """Add, list, stop, resume and name the window's jobs.

    A window that is open does it at once. Without one the list is changed, and what waits runs when
    a window is opened.
    """


@queue.command()
@click.argument(
    "specs", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="SPEC..."
)
@click.option(
    "--unless-same",
    is_flag=True,
    help="Leave out what a finished job has answered already, and print that job in its place.",
)
@_data_folder
@_as_json
def add(specs: Sequence[Path], unless_same: bool, data_folder: Path | None, as_json: bool) -> int:
    """Put evaluations at the end of the queue: all of them, or none when one is wrong."""
    documents = tuple(load_spec(path).to_document() for path in specs)
    return _carry_out(AddJobs(specs=documents, unless_same=unless_same), data_folder, as_json)


@queue.command("list")
@click.option(
    "--newest",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How many ended jobs; all that wait or run are listed.",
)
@_data_folder
@_as_json
def list_(newest: int, data_folder: Path | None, as_json: bool) -> int:
    """List the jobs, what runs and waits last."""
    command = ListJobs(newest=min(newest, _EVERY_JOB), notes=as_json)
    return _carry_out(command, data_folder, as_json)


@queue.command()
@_jobs
@_data_folder
@_as_json
def stop(jobs: Sequence[str], data_folder: Path | None, as_json: bool) -> int:
    """Stop jobs; what is finished of them is kept. JOB: the id or its first characters."""
    return _change(lambda ids: StopJobs(jobs=ids), jobs, data_folder, as_json)


@queue.command()
@_jobs
@_data_folder
@_as_json
def resume(jobs: Sequence[str], data_folder: Path | None, as_json: bool) -> int:
    """Put jobs that failed, were stopped or interrupted back into the queue."""
    return _change(lambda ids: ResumeJobs(jobs=ids), jobs, data_folder, as_json)


@queue.command("open")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@_data_folder
@_as_json
def open_(files: Sequence[Path], data_folder: Path | None, as_json: bool) -> int:
    """Take in the jobs of archives (FILE.pandavision, see `pandavision archive`).

    Each is checked before anything of it is believed. A job that had not finished can be resumed
    where its model and dataset are the same files.
    """
    paths = tuple(str(file.absolute()) for file in files)
    return _carry_out(OpenArchives(files=paths), data_folder, as_json, answer_s=OPENING_S)


@queue.command()
@click.argument("job", metavar="JOB")
@click.argument("name", metavar="NAME")
@_data_folder
@_as_json
def rename(job: str, name: str, data_folder: Path | None, as_json: bool) -> int:
    """Give a job another name; its spec stays as it is. JOB: the id or its first characters."""
    return _change(
        lambda ids: RenameJob(job=ids[0], name=_text(name)), (job,), data_folder, as_json
    )


@queue.command()
@click.argument("job", metavar="JOB")
@click.argument("text", metavar="TEXT", required=False)
@click.option(
    "--tag", "tags", multiple=True, metavar="TAG", help="Once for each: all the tags it is to have."
)
@click.option("--no-tags", is_flag=True, help="Take all its tags away.")
@_data_folder
@_as_json
def note(
    job: str,
    text: str | None,
    tags: Sequence[str],
    no_tags: bool,
    data_folder: Path | None,
    as_json: bool,
) -> int:
    """Note something about a job, or give it tags, in place of what was noted before.

    What is left out stays as it is; an empty TEXT ("") takes the notes away.

    \b
    Example:
      pandavision queue note 3f2a "Before the last training." --tag baseline --tag cifar
    """
    if tags and no_tags:
        raise click.UsageError("--tag and --no-tags contradict each other.")
    if text is None and not tags and not no_tags:
        raise click.UsageError("Give a TEXT, a --tag or --no-tags.")
    wanted = tuple(_text(tag) for tag in tags) if tags or no_tags else None
    noted = None if text is None else _text(text)
    return _change(
        lambda ids: AnnotateJob(job=ids[0], notes=noted, tags=wanted), (job,), data_folder, as_json
    )


@queue.command()
@_data_folder
def pause(data_folder: Path | None) -> int:
    """Start no waiting job any more; what runs goes on to its end."""
    return _pause(True, data_folder)


@queue.command("continue")
@_data_folder
def continue_(data_folder: Path | None) -> int:
    """Start waiting jobs again after a pause."""
    return _pause(False, data_folder)


def _pause(paused: bool, data_folder: Path | None) -> int:
    answer = _ask(PauseQueue(paused=paused), data_folder)
    if answer.done and not answer.has_window:
        say_aside("No window is open: there is nothing to pause.")
    return _status(answer)


def _change(
    command: Callable[[tuple[UUID, ...]], OwnerCommand],
    jobs: Sequence[str],
    data_folder: Path | None,
    as_json: bool,
) -> int:
    known = _ask(ListJobs(newest=_EVERY_JOB), data_folder).jobs
    ids = tuple(_find(text, known) for text in jobs)
    return _carry_out(command(ids), data_folder, as_json)


def _text(argument: str) -> str:
    """Return an argument that can be sent; bytes that are no text arrive as halves of letters."""
    return argument.encode("utf-8", "replace").decode("utf-8")


def _find(text: str, known: Sequence[JobLine]) -> UUID:
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


def _carry_out(
    command: OwnerCommand,
    data_folder: Path | None,
    as_json: bool,
    *,
    answer_s: float = _ANSWER_S,
) -> int:
    answer = _ask(command, data_folder, answer_s)
    for line in answer.jobs:
        say(json.dumps(line.model_dump(mode="json")) if as_json else _words(line))
        if line.same and not as_json:
            left_out = " It was not added again." if line.id in line.same else ""
            ids = ", ".join(str(other)[:8] for other in line.same)
            say_aside(f"The same evaluation finished already: {ids}.{left_out}")
    if not as_json:
        _say_what_happens(command, answer)
    return _status(answer)


def _say_what_happens(command: OwnerCommand, answer: Answer) -> None:
    waits = any(line.state is JobState.QUEUED for line in answer.jobs)
    if isinstance(command, ListJobs) and not answer.jobs:
        say_aside("There are no jobs.")
    if waits and not answer.has_window:
        say_aside("No window is open: what waits runs when one is (`pandavision`).")
    elif waits and answer.paused:
        say_aside("The queue is paused (`pandavision queue continue`).")


def _status(answer: Answer) -> int:
    if answer.done:
        return 0
    say_error(answer.sentence)
    return 2


def _ask(command: OwnerCommand, data_folder: Path | None, answer_s: float = _ANSWER_S) -> Answer:
    """Have the owner do it, or do it here where nobody owns the folder."""
    folders = user_folders(data_folder.absolute() if data_folder else None)
    while True:
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


def _words(line: JobLine) -> str:
    parts = [str(line.id)[:8], f"{_state(line):<22}", _plain(line.name)]
    if line.tags:
        parts.append(f"[{_plain(', '.join(line.tags))}]")
    if line.clean is not None and line.robust is not None:
        parts.append(
            f"clean {100 * line.clean:.1f} %, robust {100 * line.robust:.1f} % at "
            f"{line.top_value:g}, level {line.level}"
        )
    if line.reason:
        parts.append(_plain(line.reason))
    return "  ".join(parts)


def _state(line: JobLine) -> str:
    if line.place is not None:
        return f"queued, place {line.place}"
    if line.share is not None:
        return f"{line.state}, {min(99, int(100 * line.share))} %"
    return str(line.state)


def _plain(text: str) -> str:
    line = plain_text(text)
    return line if len(line) <= 200 else line[:199] + "…"
