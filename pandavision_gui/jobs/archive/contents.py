"""What may be in an archive of a job, and how much of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from pandavision_gui.engine.result import MAX_BYTES as LARGEST_RESULT
from pandavision_gui.engine.strict_json import MAX_BYTES as LARGEST_SPEC

SUFFIX = ".pandavision"
MANIFEST = "archive.json"
MANIFEST_BYTES = b'{"format": "pandavision-archive", "format_version": 1}\n'
"""All of the first file: an archive of another format or version has another one."""

KIB, MIB, GIB = 2**10, 2**20, 2**30
LARGEST_LOG = MIB
LARGEST_NOTE = 256 * KIB

LARGEST: dict[str, int] = {
    MANIFEST: KIB,
    "spec.json": LARGEST_SPEC,
    "job.json": LARGEST_NOTE,
    "resolved.json": LARGEST_NOTE,
    "memory.json": KIB,
    "result.json": LARGEST_RESULT,
    "checkpoint.npz": 2 * GIB,
    "job.log": LARGEST_LOG,
}
"""Bytes of the files that stand beside the shards."""
LARGEST_SHARD: dict[str, int] = {
    "rows/.npz": 256 * MIB,
    "rows/.index.npy": 64 * MIB,
    "adversarial/.npy": 2 * GIB,
    "adversarial/.index.npy": 64 * MIB,
}
"""Bytes of a shard's files, by their names without the number."""
MOST_FILES = 400_000
MOST_ROW_BYTES = 512 * MIB
"""Rows are held in memory while they are checked, pictures are not."""
MOST_BYTES = 4 * GIB - 1
"""All files together, and the archive itself: the plain ZIP format counts no further."""
LARGEST_RATIO = 100
"""Unpacked bytes to packed ones."""

_SHARD = re.compile(r"(rows|adversarial)/([0-9]{6,9})(\.npz|\.npy|\.index\.npy)")


class NotTakenError(Exception):
    """What is wrong with an archive or a job folder: the end of a sentence, in words.

    Parameters
    ----------
    what
        It goes on from "cannot be opened:" and has no full stop.
    """

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint


class ShardName(NamedTuple):
    """A shard's file: its room, number and ending."""

    room: str
    number: int
    ending: str


def shard_name(name: str) -> ShardName | None:
    """Return what a shard's file is; None for any other name."""
    found = _SHARD.fullmatch(name)
    if found is None or f"{found[1]}/{found[3]}" not in LARGEST_SHARD:
        return None
    number = int(found[2])
    # One number has one name, or a file could be there twice.
    return ShardName(found[1], number, found[3]) if f"{number:06d}" == found[2] else None


def largest(name: str) -> int:
    """Return how many bytes a file may have.

    Raises
    ------
    NotTakenError
        When no archive has a file of that name.
    """
    if name in LARGEST:
        return LARGEST[name]
    shard = shard_name(name)
    if shard is None:
        raise NotTakenError(f'it holds "{name[:100]}", which no job has')
    return LARGEST_SHARD[f"{shard.room}/{shard.ending}"]


def in_order(names: Iterable[str]) -> list[str]:
    """Return the names as they follow each other in an archive."""
    return sorted(names, key=lambda name: (name != MANIFEST, name))


def require_manifest(names: Sequence[str], content: bytes) -> None:
    """Refuse what is no archive of this version.

    Raises
    ------
    NotTakenError
        In words.
    """
    if not names or names[0] != MANIFEST:
        raise NotTakenError("it is no archive of PandaVision")
    if content != MANIFEST_BYTES:
        raise NotTakenError(
            "it is of another version of the format", "Update PandaVision and try again."
        )


def file_name(path: Path) -> str:
    """Return the last part of a path, as long as lists can show it."""
    return path.name if len(path.name) <= 255 else f"{path.name[:254]}…"
