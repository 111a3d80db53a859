"""`pandavision queue`: the jobs of the window, from the command line."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

import click

from pandavision_gui.cli.disk_use import clear, size
from pandavision_gui.cli.given_spec import class_names_option, load_given_specs
from pandavision_gui.cli.output import say, say_aside, say_error
from pandavision_gui.cli.owner_calls import (
    ANSWER_S,
    EVERY_JOB,
    ask_queue,
    data_folder_option,
    find_job,
    jobs_argument,
    json_option,
)
from pandavision_gui.engine.attack_catalogue import SCALES
from pandavision_gui.engine.file_signature import require_usable_files
from pandavision_gui.engine.norms import Norm
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.command_desk import OPENING_S
from pandavision_gui.jobs.job_state import JobState
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
    require_few,
)

_MOST_IDS = 8
"""Of jobs that one line names."""
_CONTINUED = "The queue is not paused: what waits runs when a window is opened (`pandavision`)."


@click.group(short_help="Command the window's queue of jobs.")
def queue() -> None:
    """Add, list, stop, resume, name, measure and clear the window's jobs.

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
@class_names_option
@data_folder_option
@json_option
def add(
    specs: Sequence[Path],
    unless_same: bool,
    names_file: Path | None,
    data_folder: Path | None,
    as_json: bool,
) -> int:
    """Put evaluations at the end of the queue: all of them, or none when one is wrong."""
    asked = load_given_specs(specs, names_file)
    for spec in asked:
        require_usable_files(spec)
    documents = tuple(spec.to_document() for spec in asked)
    return _carry_out(AddJobs(specs=documents, unless_same=unless_same), data_folder, as_json)


@queue.command("list")
@click.option(
    "--newest",
    type=click.IntRange(0),
    default=20,
    show_default=True,
    help="How many ended jobs, 0 for none of them; all that wait, run or were cut off are listed.",
)
@data_folder_option
@json_option
def list_(newest: int, data_folder: Path | None, as_json: bool) -> int:
    """List the jobs, what runs and waits last.

    Figures of a job "from an archive" are as the archive says: this computer did not compute them.
    """
    command = ListJobs(newest=min(newest, EVERY_JOB), notes=as_json)
    return _carry_out(command, data_folder, as_json)


@queue.command()
@jobs_argument
@data_folder_option
@json_option
def stop(jobs: Sequence[str], data_folder: Path | None, as_json: bool) -> int:
    """Stop jobs; what is finished of them is kept. JOB: the id or its first characters."""
    return _change(lambda ids: StopJobs(jobs=ids), jobs, data_folder, as_json)


@queue.command()
@jobs_argument
@data_folder_option
@json_option
def resume(jobs: Sequence[str], data_folder: Path | None, as_json: bool) -> int:
    """Put jobs that failed, were stopped or interrupted back into the queue."""
    return _change(lambda ids: ResumeJobs(jobs=ids), jobs, data_folder, as_json)


@queue.command("open")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@data_folder_option
@json_option
def open_(files: Sequence[Path], data_folder: Path | None, as_json: bool) -> int:
    """Take in the jobs of archives (FILE.pandavision, see `pandavision archive`).

    Each is checked before anything of it is believed. A job that had not finished can be resumed
    where its model and dataset are the same files.
    """
    require_few(files)
    paths = tuple(str(file.absolute()) for file in files)
    return _carry_out(OpenArchives(files=paths), data_folder, as_json, answer_s=OPENING_S)


@queue.command()
@click.argument("job", metavar="JOB")
@click.argument("name", metavar="NAME")
@data_folder_option
@json_option
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
@data_folder_option
@json_option
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


_queue_json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")

queue.add_command(size)
queue.add_command(clear)


@queue.command()
@data_folder_option
@_queue_json_option
def pause(data_folder: Path | None, as_json: bool) -> int:
    """Start no waiting job any more; what runs goes on to its end.

    The queue stays paused when the program ends and starts again, and without a window the next one
    starts nothing, until `pandavision queue continue` or Continue queue in its Jobs menu.
    """
    return _pause(True, data_folder, as_json)


@queue.command("continue")
@data_folder_option
@_queue_json_option
def continue_(data_folder: Path | None, as_json: bool) -> int:
    """Start waiting jobs again after a pause."""
    return _pause(False, data_folder, as_json)


def _pause(paused: bool, data_folder: Path | None, as_json: bool) -> int:
    answer = ask_queue(PauseQueue(paused=paused), data_folder)
    if answer.done and as_json:
        say(json.dumps({"queue_paused": answer.paused}))
    elif answer.done and paused:
        say_aside(_paused_words(answer))
    elif answer.done:
        say_aside("The queue goes on." if answer.has_window else _CONTINUED)
    return _status(answer)


def _paused_words(answer: Answer) -> str:
    if answer.has_window:
        return (
            "The queue is paused: what runs goes on to its end, nothing else starts until "
            "`pandavision queue continue`."
        )
    return (
        "The queue is paused: the next window starts nothing until `pandavision queue continue`, "
        "or Continue queue in its Jobs menu."
    )


def _change(
    command: Callable[[tuple[UUID, ...]], OwnerCommand],
    jobs: Sequence[str],
    data_folder: Path | None,
    as_json: bool,
) -> int:
    known = ask_queue(ListJobs(newest=EVERY_JOB), data_folder).jobs
    ids = tuple(find_job(text, known) for text in jobs)
    return _carry_out(command(ids), data_folder, as_json)


def _text(argument: str) -> str:
    """Return an argument that can be sent; bytes that are no text arrive as halves of letters."""
    return argument.encode("utf-8", "replace").decode("utf-8")


def _carry_out(
    command: OwnerCommand,
    data_folder: Path | None,
    as_json: bool,
    *,
    answer_s: float = ANSWER_S,
) -> int:
    answer = ask_queue(command, data_folder, answer_s)
    for line in answer.jobs:
        told = {**line.model_dump(mode="json", exclude={"progress"}), "queue_paused": answer.paused}
        say(json.dumps(told) if as_json else _words(line))
        if line.same and not as_json:
            left_out = " It was not added again." if line.id in line.same else ""
            ids = ", ".join(str(other)[:8] for other in line.same)
            say_aside(f"The same evaluation finished already: {ids}.{left_out}")
        if line.was_here and not as_json:
            say_aside(f"It was here already, unchanged: {str(line.id)[:8]}.")
    if not as_json:
        _say_what_happens(command, answer)
    elif answer.paused:  # who lists an empty queue must know it, too
        say_aside(_paused_words(answer))
    return _status(answer)


def _say_what_happens(command: OwnerCommand, answer: Answer) -> None:
    waits = any(line.state is JobState.QUEUED for line in answer.jobs)
    if isinstance(command, ListJobs):
        _say_what_was_cut_off(answer)
        if not answer.jobs:
            say_aside("There are no jobs." if command.newest else "No job waits or runs.")
    if answer.paused and (waits or isinstance(command, ListJobs)):
        say_aside(_paused_words(answer))
    elif waits and not answer.has_window:
        say_aside("No window is open: what waits runs when one is (`pandavision`).")


def _say_what_was_cut_off(answer: Answer) -> None:
    """Say which jobs the program's end cut off; the next window asks about them all the same."""
    ids = [str(line.id)[:8] for line in answer.jobs if line.cut_off]
    if not ids:
        return
    what = "1 job was" if len(ids) == 1 else f"{len(ids)} jobs were"
    some = " ".join(ids[:_MOST_IDS]) + (" …" if len(ids) > _MOST_IDS else "")
    say_aside(f"{what} interrupted when the program ended: `pandavision queue resume {some}`.")


def _status(answer: Answer) -> int:
    if answer.done:
        return 0
    say_error(answer.sentence)
    return 1 if answer.too_late else 2


def _words(line: JobLine) -> str:
    parts = [str(line.id)[:8], f"{_state(line):<22}", _plain(line.name)]
    if line.tags:
        parts.append(f"[{_plain(', '.join(line.tags))}]")
    scale = SCALES.get(line.perturbation, line.norm or Norm.LINF)
    if line.clean is not None and line.robust is not None:
        parts.append(
            f"clean {100 * line.clean:.1f} %, robust {100 * line.robust:.1f} % at "
            f"{scale.in_words(f'{line.top_value:g}')}, level {line.level}"
        )
    if line.imported:
        parts.append("from an archive")
    if line.cleared is not None:
        parts.append(f"{line.cleared} cleared")
    if line.reason:
        parts.append(_plain(line.reason))
    return "  ".join(parts)


def _state(line: JobLine) -> str:
    if line.place is not None:
        return f"queued, place {line.place}"
    if line.share is not None:
        return f"{line.state.words}, {min(99, int(100 * line.share))} %"
    return line.state.words


def _plain(text: str) -> str:
    line = plain_text(text)
    return line if len(line) <= 200 else line[:199] + "…"
