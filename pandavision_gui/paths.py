"""Where the program's own files and the user's are."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_NAME = "PandaVision"
WINDOW = "window"
"""Folder in a data folder: what the window writes of itself, its log and reports of crashes."""
PORTABLE = "portable"
"""Folder beside a program that needs no installation. Who makes it wants everything kept in it."""


@dataclass(frozen=True)
class UserFolders:
    """Where the program keeps what is the user's.

    Attributes
    ----------
    data
        Jobs and their index; owned by one process at a time.
    config
        Settings and the window's geometry.
    """

    data: Path
    config: Path

    @property
    def jobs(self) -> Path:
        """One folder per job."""
        return self.data / "jobs"

    @property
    def removed(self) -> Path:
        """Removed jobs, until the program ends."""
        return self.data / "removed"

    @property
    def index(self) -> Path:
        """The SQLite file."""
        return self.data / "jobs.sqlite"


def portable_folder() -> Path | None:
    """Return the folder beside the program that takes the place of the platform's, if it is there.

    Only a program that runs without Python has a place of its own.
    """
    if not getattr(sys, "frozen", False):
        return None
    folder = Path(sys.executable).resolve().parent / PORTABLE
    return folder if folder.is_dir() else None


def user_folders(data: Path | None = None) -> UserFolders:
    """Return the platform's folders or the portable program's own, or those inside `data`."""
    if data is not None:
        return UserFolders(data=data, config=data / "config")
    portable = portable_folder()
    if portable is not None:
        return UserFolders(data=portable / "data", config=portable / "config")
    return UserFolders(
        data=Path(platformdirs.user_data_dir(_NAME, appauthor=False)),
        config=Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
    )


def tools_folder() -> Path:
    """Return where programs are kept that the user had the program install.

    It is beside the platform's folder for jobs: those may be moved to another disk, and an
    environment of Python cannot.
    """
    portable = portable_folder()
    if portable is not None:
        return portable / "tools"
    return Path(platformdirs.user_data_dir(f"{_NAME}-tools", appauthor=False))


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


def changelog_file() -> Path:
    """Return the changelog: among the resources of an installed program, above a checkout's.

    Raises
    ------
    FileNotFoundError
        When the installation is incomplete.
    """
    resources = resources_folder()
    for folder in (resources, resources.parent):
        if (folder / "CHANGELOG.md").is_file():
            return folder / "CHANGELOG.md"
    raise FileNotFoundError("CHANGELOG.md")


def third_party_file() -> Path | None:
    """Return the licences of all that a program without Python holds; other programs have none."""
    if not getattr(sys, "frozen", False):
        return None
    file = resources_folder().parents[1] / "THIRD-PARTY.txt"
    return file if file.is_file() else None
