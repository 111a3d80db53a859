"""Whether a folder is on a network drive, where a data folder is not safe."""

from __future__ import annotations

import os
from pathlib import Path

import psutil

from pandavision_gui.errors import InputError

_NETWORK_DRIVES = {"nfs", "nfs4", "cifs", "smb", "smb3", "smbfs", "afpfs", "fuse.sshfs", "9p"}


def refuse_network_drive(folder: Path) -> None:
    """Refuse a data folder on a network drive.

    The index keeps a log in shared memory, which a network drive does not share.

    Raises
    ------
    InputError
        ``data_folder_remote``.
    """
    kind = _file_system(folder)
    if kind in _NETWORK_DRIVES:
        raise InputError(
            "data_folder_remote",
            f'The data folder "{folder}" is on a network drive ({kind}), where the list of jobs '
            "is not safe.",
            "Choose a folder on a disk of this machine.",
        )


def _file_system(folder: Path) -> str:
    place = os.path.realpath(folder)
    mounts = {part.mountpoint: part.fstype.lower() for part in psutil.disk_partitions(all=True)}
    inside = [point for point in mounts if place == point or place.startswith(_with_slash(point))]
    return mounts[max(inside, key=len)] if inside else ""


def _with_slash(path: str) -> str:
    return path if path.endswith(os.sep) else path + os.sep
