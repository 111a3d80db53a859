"""`pandavision export`: figures of finished jobs."""

from __future__ import annotations

from pathlib import Path

import click

from pandavision_gui.cli.output import say
from pandavision_gui.errors import InputError, InternalError
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import export_figure


@click.command()
@click.argument("jobs", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="DIR…")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="The picture to write: .png, .svg or .pdf.",
)
def export(jobs: tuple[Path, ...], out: Path) -> int:
    """Draw the curves of the finished jobs in DIR… into one picture.

    \b
    Example:
      pandavision export results/first results/second --out curves.png
    """
    found = export_figure([job.absolute() for job in jobs], out.absolute())
    if isinstance(found, Failed):
        kind = InputError if found.kind == "input" else InternalError
        raise kind(found.code, found.message, found.hint, found.details)
    say(f"figure: {out}")
    return 0
