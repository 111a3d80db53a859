"""`pandavision history`: every job of the data folder, newest first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from pandavision_gui.cli.output import say, say_aside, say_table
from pandavision_gui.cli.owner_calls import EVERY_JOB, ask_queue, data_folder_option, json_option
from pandavision_gui.engine.attack_catalogue import SCALES
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import percent
from pandavision_gui.jobs.job_search import JobSearch
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner_commands import JobLine, ListJobs

_LONGEST = 60
"""Characters of a name or a reason in the table; `--json` and `show` have all of it."""


@click.command()
@click.argument("words", nargs=-1, metavar="[WORD...]")
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in JobState]),
    help="Only jobs in this state; may be given more than once.",
)
@click.option(
    "--limit", type=click.IntRange(1), metavar="N", help="At most this many; all without it."
)
@data_folder_option
@json_option
def history(
    words: Sequence[str],
    states: Sequence[str],
    limit: int | None,
    data_folder: Path | None,
    as_json: bool,
) -> int:
    """List the window's jobs, newest first.

    They are those of its data folder. What `run` writes is not among them: it is in folders of its
    own.

    With WORDs, those that have each of them in name, model, dataset, tags or notes, as the window's
    search does; "tag:word" asks for a tag. An argument with spaces is looked for as it stands.

    \b
    Examples:
      pandavision history --limit 10
      pandavision history resnet tag:baseline --state finished
    """
    answer = ask_queue(ListJobs(newest=EVERY_JOB, notes=True), data_folder)
    search = JobSearch(" ".join(map(_quoted, words)))
    found = [
        line
        for line in answer.jobs
        if (not states or line.state.value in states) and search.finds(line)
    ]
    found.sort(key=lambda line: line.created, reverse=True)
    shown = found[:limit]
    if as_json:
        for line in shown:
            say(json.dumps(line.model_dump(mode="json"), ensure_ascii=False))
        return 0
    if shown:
        head = ("id", "added (UTC)", "state", "clean", "robust", "at", "level", "attack", "name")
        say_table(head, [_row(line) for line in shown])
    else:
        say_aside("No job is like that." if answer.jobs else "There are no jobs of the window.")
    if len(found) > len(shown):
        left_out = len(found) - len(shown)
        which = "1 older one is" if left_out == 1 else f"{left_out} older ones are"
        say_aside(f"{which} left out by --limit.")
    return 0


def _quoted(word: str) -> str:
    """Keep an argument of several words together, as quotes do in the window's search."""
    if " " not in word or '"' in word:
        return word
    return f'tag:"{word[4:]}"' if word.startswith("tag:") else f'"{word}"'


def _row(line: JobLine) -> tuple[str, ...]:
    has_figures = line.clean is not None and line.robust is not None
    scale = SCALES.get(line.perturbation, line.norm or Norm.LINF)
    name = line.name + (f" [{', '.join(line.tags)}]" if line.tags else "")
    notes = [name]
    if line.imported:
        notes.append("from an archive")
    if line.reason:
        notes.append(line.reason)
    return (
        str(line.id)[:8],
        f"{line.created:%Y-%m-%d %H:%M}",
        line.state.words,
        percent(line.clean) if line.clean is not None and has_figures else "–",
        percent(line.robust) if line.robust is not None and has_figures else "–",
        scale.in_words(f"{line.top_value:g}") if has_figures else "–",
        str(line.level.value) if line.level is not None and has_figures else "–",
        line.attack or "–",
        "; ".join(text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…" for text in notes),
    )
