"""Files that a command is to write: looked at before the work, and told of after it."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import click

from pandavision_gui.cli.output import say
from pandavision_gui.engine.report_formats import ExportFormat
from pandavision_gui.errors import InputError, plain_text

file_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object: format, path, bytes."
)


def require_writable(*files: Path | None) -> None:
    """Refuse what cannot be written before the work for it begins.

    Raises
    ------
    InputError
        ``no_folder_for_file`` or ``file_not_writable``.
    """
    for file in files:
        if file is None:
            continue
        path = file.absolute()
        shown = plain_text(str(file))
        try:
            if not path.parent.is_dir():
                raise InputError(
                    "no_folder_for_file",
                    f'"{shown}" cannot be written: there is no folder "{path.parent}".',
                    "Make the folder first.",
                )
            if path.is_dir():
                raise _not_writable(shown, "it is a folder")
            with tempfile.TemporaryFile(dir=path.parent):
                pass  # a new file beside it is what is written first
        except OSError as error:
            raise _not_writable(shown, error.strerror or str(error)) from error


def _not_writable(shown: str, reason: str) -> InputError:
    return InputError(
        "file_not_writable",
        f'"{shown}" cannot be written: {reason}.',
        "Choose another place or name.",
    )


def say_written(path: Path, export_format: ExportFormat, *, as_json: bool) -> None:
    """Print where a file is."""
    if not as_json:
        say(f"{export_format.value}: {path}")
        return
    told = {
        "format": export_format.value,
        "path": str(path.absolute()),
        "bytes": path.stat().st_size,
    }
    say(json.dumps(told, ensure_ascii=False))
