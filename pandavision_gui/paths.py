"""Where the program's own files and the user's are."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import platformdirs

_NAME = "PandaVision"
WINDOW = "window"
"""Folder in a data folder: what the window writes of itself, its log and reports of crashes."""


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


def user_folders(data: Path | None = None) -> UserFolders:
    """Return the platform's folders, or those inside `data`."""
    if data is not None:
        return UserFolders(data=data, config=data / "config")
    return UserFolders(
        data=Path(platformdirs.user_data_dir(_NAME, appauthor=False)),
        config=Path(platformdirs.user_config_dir(_NAME, appauthor=False)),
    )


def tools_folder() -> Path:
    """Return where programs are kept that the user had the program install.

    It is beside the platform's folder for jobs: those may be moved to another disk, and an
    environment of Python cannot.
    """
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
