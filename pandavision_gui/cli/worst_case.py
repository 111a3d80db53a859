"""`pandavision worst-case`: the minimum over finished jobs."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pandavision_gui.cli.output import say, say_aside
from pandavision_gui.cli.verdict_words import verdict_lines
from pandavision_gui.jobs.combining import combine_into
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.messages import JobFinished


@click.command("worst-case")
@click.argument("jobs", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="DIR…")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for the result; new or empty.",
)
@click.option("--name", default="", metavar="NAME", help="What the new job is called.")
@click.option("--json", "as_json", is_flag=True, help="Print result.json in one line.")
def worst_case(jobs: tuple[Path, ...], out: Path, name: str, as_json: bool) -> int:
    """Combine the finished jobs in DIR… into their worst case.

    Of each sample the nearest example counts that any of the jobs found. They must be of the same
    model, dataset, norm and preprocessing, and differ in their attacks. The result is a finished
    job like any other: `export` draws it, `archive` packs it.

    \b
    Example:
      pandavision worst-case results/standard results/square --out results/worst
    """
    result = combine_into([job.absolute() for job in jobs], out.absolute(), name)
    for text in result.warnings:
        say_aside(f"Warning: {text}")
    if as_json:
        say(json.dumps(json.loads(result.to_json()), ensure_ascii=False))
        return 0
    folder = JobFolder(out.absolute())
    job = folder.read_job()
    called = job.name if job else out.name
    for line in verdict_lines(folder.read_spec(), called, JobFinished.of(result)):
        say(line)
    for source in result.sources or ():
        say(f"  nearest on {source.nearest} samples: {source.name} ({source.attack})")
    say(f"  result: {out / 'result.json'}")
    return 0
