"""Manual pages of the command line, made of its own help: nothing is written twice.

    python packaging/linux/manual_pages.py FOLDER [--date 2026-01-31]

One page for the program and one for each command; the commands of a group are parts of its page.
"""

from __future__ import annotations

import argparse
import inspect
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from pandavision_gui import __version__
from pandavision_gui.cli.main import commands

PROGRAM = "pandavision"
_VERBATIM = "\b"
"""The line that click takes for "what follows stays as it is"."""


def manual_pages(date: str) -> dict[str, str]:
    """Return the pages by their file names.

    Parameters
    ----------
    date
        What stands below each page, as 2026-01-31.
    """
    top = click.Context(commands, info_name=PROGRAM, **commands.context_settings)
    names = commands.list_commands(top)
    pages = {f"{PROGRAM}.1": _page(PROGRAM, commands, top, date, [_name(n) for n in names])}
    for name in names:
        command = commands.get_command(top, name)
        assert command is not None
        context = click.Context(command, info_name=name, parent=top)
        others = [PROGRAM, *(_name(other) for other in names if other != name)]
        pages[f"{_name(name)}.1"] = _page(_name(name), command, context, date, others)
    return pages


def _name(command: str) -> str:
    return f"{PROGRAM}-{command}"


def _page(
    name: str, command: click.Command, context: click.Context, date: str, others: Sequence[str]
) -> str:
    help_text = inspect.cleandoc(command.help or "")
    first = help_text.partition("\n\n")[0]
    short = (command.short_help or " ".join(first.split())).rstrip(".")
    if command is commands:
        short = first.rstrip("?")
    lines = [
        f'.TH {_quoted(name.upper())} 1 "{date}" {_quoted("PandaVision " + __version__)} '
        f"{_quoted('User Commands')}",
        ".SH NAME",
        f"{_escaped(name)} \\- {_escaped(_small(short))}",
        ".SH SYNOPSIS",
        *_synopsis(command, context),
        ".SH DESCRIPTION",
        *_paragraphs(help_text),
        *_options(command, context, ".SH"),
    ]
    if isinstance(command, click.Group):
        lines += _commands_of(command, context)
    lines += [".SH SEE ALSO", ", ".join(f"\\fB{_escaped(other)}\\fR(1)" for other in others)]
    return "\n".join(lines) + "\n"


def _commands_of(group: click.Group, context: click.Context) -> Iterator[str]:
    yield ".SH COMMANDS"
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None or command.hidden:
            continue
        if group is commands:  # it has a page of its own
            short = command.get_short_help_str(limit=1000)
            yield from (".TP", f"\\fB{_escaped(_name(name))}\\fR(1)", _escaped(short))
            continue
        inner = click.Context(command, info_name=name, parent=context)
        yield f".SS {_quoted(inner.command_path)}"
        yield from _synopsis(command, inner)
        yield ".PP"
        yield from _paragraphs(inspect.cleandoc(command.help or ""))
        yield from _options(command, inner, None)


def _synopsis(command: click.Command, context: click.Context) -> Iterator[str]:
    pieces = " ".join(command.collect_usage_pieces(context))
    yield f"\\fB{_escaped(context.command_path)}\\fR {_escaped(pieces)}".rstrip()


def _options(command: click.Command, context: click.Context, heading: str | None) -> Iterator[str]:
    records = [
        record
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(context)) is not None
    ]
    if records and heading:
        yield f"{heading} OPTIONS"
    for names, said in records:
        yield from (".TP", f"\\fB{_escaped(names)}\\fR", _escaped(" ".join(said.split())))


def _paragraphs(text: str) -> Iterator[str]:
    is_first = True
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip("\n").splitlines()
        if not lines:
            continue
        if not is_first:
            yield ".PP"
        is_first = False
        if lines[0].strip() != _VERBATIM:
            yield _escaped(" ".join(" ".join(lines).split()))
            continue
        yield ".nf"
        yield from (_escaped(line.rstrip()) for line in lines[1:])
        yield ".fi"


def _small(text: str) -> str:
    """Begin with a small letter, as the line of a name does, unless it is an abbreviation."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq")
    text = text.replace("`", "\\(ga").replace("^", "\\(ha").replace("~", "\\(ti")
    return "\\&" + text if text.startswith((".", " ")) else text


def _quoted(text: str) -> str:
    return '"' + _escaped(text).replace('"', "\\(dq") + '"'


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages into a folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--date", default=time.strftime("%Y-%m-%d", time.gmtime()))
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    for name, page in manual_pages(options.date).items():
        (options.folder / name).write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
