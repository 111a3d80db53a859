"""What is said of a file that was written."""

from __future__ import annotations

import json
from pathlib import Path

import click

from pandavision_gui.cli.output import say
from pandavision_gui.engine.report_formats import ExportFormat

file_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print one JSON object: format, path, bytes."
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
