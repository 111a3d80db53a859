"""What a file's record says about it: equal stamps mean that nobody has touched it in between."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileStamp:
    """A file as the system knows it.

    Attributes
    ----------
    device, inode
        Which file it is: another one renamed into its place has another number.
    modified_ns
        When its content was changed; anybody may set that back.
    changed_ns
        When anything about it was changed, links and permissions too; nobody can set that back.
        (On Windows when it was made.)
    """

    device: int
    inode: int
    bytes: int
    modified_ns: int
    changed_ns: int

    @classmethod
    def of(cls, facts: os.stat_result) -> FileStamp:
        """Return the stamp in what `os.stat` or `os.fstat` found."""
        return cls(
            device=facts.st_dev,
            inode=facts.st_ino,
            bytes=facts.st_size,
            modified_ns=facts.st_mtime_ns,
            changed_ns=facts.st_ctime_ns,
        )

    def is_content_of(self, other: FileStamp) -> bool:
        """Whether size and time of the content are the same: a hint, no proof."""
        return (self.bytes, self.modified_ns) == (other.bytes, other.modified_ns)


def stamps_of(paths: Sequence[Path]) -> tuple[FileStamp, ...]:
    """Return the stamps of files as they lie at their paths now.

    Raises
    ------
    OSError
        When one is gone or cannot be looked at.
    ValueError
        When no file can have such a name.
    """
    return tuple(FileStamp.of(path.stat()) for path in paths)
