"""`pandavision secml-classic`: SecML 0.15 in an environment of its own, to compare with."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pandavision_gui.cli.output import StepProgress, say, say_aside
from pandavision_gui.engine.classic_program import INSTALL_IT
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.secml_classic import classic_folder, classic_mark
from pandavision_gui.jobs.secml_classic_install import find_python, install, remove


@click.group("secml-classic", short_help="Install SecML 0.15, to compare with its attacks.")
def secml_classic() -> None:
    """Install SecML 0.15, whose attacks "secml-classic…" are there to compare with.

    It needs an older Python than PandaVision does, so it lives in an environment of its own.
    """


@secml_classic.command("install")
@click.option(
    "--python",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A Python 3.9 or 3.10; else one is looked for.",
)
def install_it(python: Path | None) -> int:
    """Make the environment, or make it anew. This is the only command that uses the network.

    It downloads about 0.4 to 1.1 GB from the Python Package Index (on Linux torch from
    pytorch.org, where that can be reached) and takes up to 2 GB. Ctrl+C ends it and leaves nothing.
    """
    found = find_python(None if python is None else python.absolute())
    folder = classic_folder()
    say_aside(
        plain_text(
            f'SecML 0.15 and its libraries are now downloaded from the network, into "{folder}", '
            f"for Python {found.version} ({' '.join(found.command)})."
        )
    )
    with StepProgress("installing") as progress:
        mark = install(found, tell=progress.show)
    say(plain_text(str(folder)))
    say_aside(f"SecML {mark.secml} is there, on Python {mark.python}. It has passed its check.")
    return 0


@secml_classic.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def status(as_json: bool) -> int:
    """Tell whether SecML 0.15 is installed, and where; exit status 1 when it is not."""
    folder, mark = classic_folder(), classic_mark()
    if as_json:
        versions = None if mark is None else {"secml": mark.secml, "python": mark.python}
        say(json.dumps({"installed": mark is not None, "path": str(folder), "versions": versions}))
    elif mark is None:
        say("not installed")
        say_aside(INSTALL_IT)
    else:
        say(f"SecML {mark.secml} on Python {mark.python}")
        say_aside(plain_text(str(folder)))
    return 0 if mark else 1


@secml_classic.command("remove")
def remove_it() -> int:
    """Delete the environment. Jobs and their results stay."""
    was_there = remove()
    say("removed" if was_there else "not installed")
    return 0
