"""Why an archive is not taken in, as an error."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.archive.contents import file_name


def refused(path: Path, what: str, hint: str = "") -> InputError:
    """Return the error that says why an archive is not taken in."""
    return InputError(
        "archive_refused",
        f'"{file_name(path)}" cannot be opened: {what}.',
        hint or "Nothing was taken over. Ask for the archive again where it came from.",
    )
