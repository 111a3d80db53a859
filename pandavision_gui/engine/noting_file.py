"""What HDF5 writes to: its own way with failing writes loses data without a word."""

from __future__ import annotations

import contextlib
import io
import os
from typing import Any, BinaryIO


class NotingFile(io.RawIOBase):
    """A file that never fails before HDF5's eyes: it notes the first error and goes on as if.

    A write that fails while HDF5 closes something is lost without a word, and after some it
    crashes the process.

    Attributes
    ----------
    fault
        The first error; nothing is written after it.
    """

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        # Without the buffer, which would fail at another time.
        self._file = io.FileIO(file.fileno(), "r+b", closefd=False)
        self._end = self._place = 0
        self.fault: OSError | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def writable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._end}[whence]
        self._place = start + offset
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Read what was written; zeros elsewhere."""
        view = memoryview(buffer).cast("B")
        view[:] = bytes(len(view))  # what was never written, too
        count = 0
        with contextlib.suppress(OSError):
            self._file.seek(self._place)
            while count < len(view) and (got := self._file.readinto(view[count:])):
                count += got
        self._place += len(view)
        return len(view)

    def write(self, data: Any) -> int:
        """Write, or note why that failed."""
        view = memoryview(data).cast("B")
        if self.fault is None:
            try:
                self._file.seek(self._place)
                rest = view
                while rest:
                    rest = rest[self._file.write(rest) :]
            except OSError as error:
                self.fault = error
        self._place += len(view)
        self._end = max(self._end, self._place)
        return len(view)

    def truncate(self, size: int | None = None) -> int:
        """Give the file a size."""
        self._end = self._place if size is None else size
        if self.fault is None:
            try:
                self._file.truncate(self._end)
            except OSError as error:
                self.fault = error
        return self._end
