"""The command line: which commands there are. Each is imported only when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import click

from pandavision_gui import __version__
from pandavision_gui.cli.loading import ended_by_interrupt, leave_interrupted
from pandavision_gui.cli.output import say_aside, say_error
from pandavision_gui.errors import PandaVisionError, nearest

COMMANDS: dict[str, str] = {
    "run": "pandavision_gui.cli.run:run",
    "gate": "pandavision_gui.cli.gate:gate",
    "inspect": "pandavision_gui.cli.inspect:inspect",
    "dataset": "pandavision_gui.cli.dataset:dataset",
    "attacks": "pandavision_gui.cli.attacks:attacks",
    "export": "pandavision_gui.cli.export:export",
    "verify": "pandavision_gui.cli.verify:verify",
    "history": "pandavision_gui.cli.history:history",
    "show": "pandavision_gui.cli.show:show",
    "compare": "pandavision_gui.cli.compare:compare",
    "worst-case": "pandavision_gui.cli.worst_case:worst_case",
    "archive": "pandavision_gui.cli.archive:archive",
    "self-test": "pandavision_gui.cli.self_test:self_test",
    "completion": "pandavision_gui.cli.completion:completion",
    "queue": "pandavision_gui.cli.queue:queue",
    "data-folder": "pandavision_gui.cli.data_folder:data_folder",
    "serve": "pandavision_gui.cli.serve:serve",
    "secml-classic": "pandavision_gui.cli.secml_classic:secml_classic",
}
"""Command → where its function is."""


_FILES = {".onnx", ".h5", ".hdf5", ".json", ".pandavision", ".csv", ".tsv", ".npz", ".npy"}
"""No command is meant by what ends in one of these, not even where there is no such file."""


class _Commands(click.Group):
    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        # A file manager starts the program with the file that was opened.
        suffix = Path(args[0]).suffix.lower() if args else ""
        # What no window opens is given to it, too: it says what to do with such a file.
        if args and args[0] not in COMMANDS and (suffix in _FILES or _is_there(args[0])):
            return "open", _open_files, args
        return super().resolve_command(context, args)

    def list_commands(self, context: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            if context.resilient_parsing:  # a shell asks in the middle of a word
                return None
            raise click.UsageError(f'"{name}" is not a command. {nearest(name, COMMANDS)}', context)
        module, _, function = COMMANDS[name].partition(":")
        with ended_by_interrupt():
            command: click.Command = getattr(import_module(module), function)
        return command


def _is_there(name: str) -> bool:
    try:
        return name != "" and Path(name).exists()
    except (OSError, ValueError):  # no file system has such a name
        return False


@click.command("open")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.pass_obj
def _open_files(data_folder: Path | None, files: tuple[Path, ...]) -> int:
    from pandavision_gui.cli.window import open_window

    return open_window(data_folder, files)


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, prog_name="pandavision")
@click.option(
    "--data-folder",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the window keeps its jobs, instead of your platform's data folder.",
)
@click.option("--smoke", type=click.Path(path_type=Path), hidden=True)
@click.option("--try-screen", is_flag=True, hidden=True)
@click.pass_context
def commands(
    context: click.Context, data_folder: Path | None, smoke: Path | None, try_screen: bool
) -> int | None:
    """How far can an attacker bend the inputs of an image classifier before it fails?

    Without a command the window opens, with FILE... (models, datasets, specs) in its form; the jobs
    of archives (.pandavision) are taken in.

    \b
    Exit status: 0 fine, 1 the evaluation failed, 2 the input cannot be used, 130 stopped.
    """
    context.obj = data_folder
    if context.invoked_subcommand is not None:
        if (data_folder or smoke) and context.invoked_subcommand != "open":
            raise click.UsageError(
                "Before a command --data-folder means the window's. Commands that use one take it "
                "after their name: pandavision queue list --data-folder DIR.",
                context,
            )
        return None
    from pandavision_gui.cli.window import check_window, open_screen, open_window

    if try_screen:
        return open_screen()
    return check_window(smoke) if smoke else open_window(data_folder)


def main() -> None:
    """Run the command that the arguments name, and end the process with its exit status."""
    try:
        status = commands.main(prog_name="pandavision", standalone_mode=False)
    except PandaVisionError as error:
        say_error(error.sentence())
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        say_aside(error.format_message())  # it is the help, not what is wrong
        sys.exit(error.exit_code)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "pandavision"
        # click lists choices in lines of their own.
        say_error(f'{" ".join(error.format_message().split())} Try "{path} --help".')
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        leave_interrupted()
    except BrokenPipeError:
        # Whoever read our output has closed it; Python must not complain once more at exit.
        sys.stdout = None
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)
