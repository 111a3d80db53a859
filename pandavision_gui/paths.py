"""Where the program's own files are."""

from __future__ import annotations

from pathlib import Path


def resources_folder() -> Path:
    """Return the folder of icons, templates and sample files.

    An installed program has it inside the package; a checkout has it beside the package.

    Raises
    ------
    FileNotFoundError
        When the installation is incomplete.
    """
    package = Path(__file__).resolve().parent
    for folder in (package / "resources", package.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("resources")
