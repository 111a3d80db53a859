"""The command line's part of the documents, made from the commands themselves."""

from __future__ import annotations

from collections.abc import Iterator

import click

from pandavision_gui.cli.main import COMMANDS, commands

_WIDTH = 96


def command_help() -> str:
    """Return the help of the program and of every command in it."""
    settings = commands.context_settings
    root = click.Context(commands, info_name="pandavision", terminal_width=_WIDTH, **settings)
    return "\n".join(_sections(root))


def _sections(context: click.Context) -> Iterator[str]:
    command = context.command
    depth = "##" if context.parent is None or context.parent.parent is None else "###"
    # click keeps the first help option that a command had: a test may have asked it without its
    # parents, whose names for it are others.
    command._help_option = None
    told = command.get_help(context).rstrip()
    yield f"{depth} `{context.command_path}`\n\n```text\n{told}\n```\n"
    if not isinstance(command, click.Group):
        return
    names = list(COMMANDS) if context.parent is None else command.list_commands(context)
    for name in names:
        child = command.get_command(context, name)
        assert child is not None, f"{context.command_path} has no {name}"
        yield from _sections(
            click.Context(child, parent=context, info_name=name, terminal_width=_WIDTH)
        )
