"""Whether a file is still the one that a job began with."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.engine.file_hash import sha256_of
from pandavision_gui.jobs.job_documents import ExternalFile, KnownFile


def is_untouched(path: Path, known: KnownFile) -> bool:
    """Whether the file at `path`, with its external data, is the one that was noted.

    No content is read: a copy of a file is another file.
    """
    if known.inode is None or known.external_data is None or known.changed_ns is None:
        return False  # noted by an older version, which did not look at all of it
    own = ExternalFile(
        name=path.name, bytes=known.bytes, modified_ns=known.modified_ns, inode=known.inode
    )
    if path.name != known.name or not _is_as_noted(path, own, known.changed_ns):
        return False
    places = _places(path, known.external_data)
    if places is None:
        return False
    noted = zip(places, known.external_data, strict=True)
    return all(_is_as_noted(place, part, known.changed_ns) for place, part in noted)


def has_same_content(path: Path, known: KnownFile) -> bool:
    """Whether the file at `path` holds what was noted; it is read only where it was touched.

    Raises
    ------
    EnvironmentFault
        ``file_gone``, ``file_changed_meanwhile``.
    """
    if is_untouched(path, known):
        return True
    places = _places(path, known.external_data or ())
    return places is not None and sha256_of(path, places) == known.sha256


def _places(path: Path, parts: Sequence[ExternalFile]) -> list[Path] | None:
    """Return where a file's other parts are; None where one is not in its folder."""
    folder = path.parent.resolve()
    places = [Path(os.path.normpath(folder / part.name)) for part in parts]
    return places if all(place.is_relative_to(folder) for place in places) else None


def _is_as_noted(path: Path, noted: ExternalFile, changed_ns: int) -> bool:
    """Whether a file is as it was noted, and nothing about it was changed since a moment.

    Size and time of the content anybody may set back; when it was changed last, nobody can.
    """
    try:
        now = path.stat()
    except (OSError, ValueError):  # ValueError: no name that a file can have
        return False
    is_noted = (now.st_size, now.st_mtime_ns, now.st_ino) == (
        noted.bytes,
        noted.modified_ns,
        noted.inode,
    )
    return is_noted and now.st_ctime_ns <= changed_ns
