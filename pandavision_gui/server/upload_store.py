"""Uploaded files: streamed to the disk, hashed on the way, kept under their hash."""

from __future__ import annotations

import contextlib
import filecmp
import hashlib
import os
import threading
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from fastapi.concurrency import run_in_threadpool
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from pandavision_gui.atomic_file import flush_folder
from pandavision_gui.engine.file_signature import require_dataset, require_model
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError
from pandavision_gui.jobs.held_folder import HeldFolder, clear_left_folders
from pandavision_gui.server.allowed_paths import PREFIX, is_upload

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

SUFFIXES = {"model": (".onnx",), "data": (".h5", ".hdf5")}
_FIELD = b"file"
_LONGEST_NAME = 255


@dataclass(frozen=True)
class Upload:
    """An uploaded file.

    Attributes
    ----------
    path
        What a request names it by.
    sha256
        Of its content.
    """

    path: str
    sha256: str
    bytes: int


class UploadTooLargeError(InputError):
    """The file is larger than the server takes."""

    http_status = 413


class UploadsFullError(EnvironmentFault):
    """All uploads together take the room that they may."""

    http_status = 507


@dataclass(frozen=True)
class KeptUpload:
    """An uploaded file that is there.

    Attributes
    ----------
    path
        What a request names it by.
    uploaded
        When it came first, UTC.
    """

    path: str
    bytes: int
    uploaded: datetime


class UploadStore:
    """The folder of uploads.

    Parameters
    ----------
    folder
        Made where it is not there.
    most, most_together
        Bytes of one file, and of all that are kept or come.
    """

    def __init__(self, folder: Path, *, most: int, most_together: int) -> None:
        self._folder = folder
        self._most = most
        self._most_together = most_together
        self._lock = threading.Lock()
        self._coming = 0
        """Bytes of files that are not whole yet."""
        folder.mkdir(parents=True, exist_ok=True)
        clear_left_folders(folder)  # of servers that were killed amid an upload
        self._kept = sum(one.bytes for one in self.kept())

    def kept(self) -> list[KeptUpload]:
        """Return all whole files, the oldest first."""
        found = []
        for path in self._folder.iterdir():
            if is_upload(f"{PREFIX}{path.name}"):
                with contextlib.suppress(FileNotFoundError):  # removed meanwhile
                    stat = path.stat()
                    when = datetime.fromtimestamp(stat.st_mtime, UTC)
                    found.append(KeptUpload(f"{PREFIX}{path.name}", stat.st_size, when))
        return sorted(found, key=lambda one: (one.uploaded, one.path))

    def remove(self, path: str) -> bool:
        """Remove a file by what requests name it by; False where there is none."""
        if not is_upload(path):
            return False
        try:
            (self._folder / path.removeprefix(PREFIX)).unlink()
        except FileNotFoundError:
            return False
        with self._lock:
            self._kept = sum(one.bytes for one in self.kept())
        return True

    def _reserve(self, more: int) -> None:
        """Take room for what is about to be written."""
        with self._lock:
            if self._kept + self._coming + more > self._most_together:
                raise UploadsFullError(
                    "uploads_full",
                    "Uploaded files take all the room that they may on this server: "
                    f"{self._most_together:,} bytes.",
                    "Remove some that no job needs (DELETE /api/v1/uploads/…).",
                )
            self._coming += more

    async def take(self, kind: str, content_type: str, parts: AsyncIterator[bytes]) -> Upload:
        """Store the file of a multipart request; what comes is written as it comes.

        Parameters
        ----------
        kind
            "model" or "data".
        content_type
            The request's header.

        Raises
        ------
        InputError
            ``upload_form``, ``upload_name``, ``upload_too_large``, or what the file's first bytes
            are not; nothing is left then.
        EnvironmentFault
            ``upload_not_written``: a full disk.
        """
        media, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if media != b"multipart/form-data" or not boundary:
            raise _bad_form("The request is no multipart/form-data.")
        # Its own until it is whole; a server that is killed meanwhile leaves it to the next one.
        coming = await run_in_threadpool(HeldFolder, "upload", self._folder)
        half = coming.path / "file"
        taking: _Taking | None = None
        try:
            with half.open("xb") as file:
                taking = _Taking(file, kind, self._most, self._reserve)
                try:
                    callbacks = cast("MultipartCallbacks", taking.callbacks())
                    parser = MultipartParser(boundary, callbacks)
                    async for part in parts:
                        await run_in_threadpool(parser.write, part)
                    parser.finalize()
                except FormParserError as error:
                    raise _bad_form("The request ends in the middle, or is no form.") from error
                taking.require_whole()
                await run_in_threadpool(_flush, file)  # of gigabytes: others are answered meanwhile
            require = require_model if kind == "model" else require_dataset
            await run_in_threadpool(require, half, f"uploaded{taking.suffix}")
            return await run_in_threadpool(self._keep, half, taking)
        except (PandaVisionError, TimeoutError):  # the latter: nothing came any more
            raise
        except OSError as error:
            raise EnvironmentFault(
                "upload_not_written",
                f"The upload cannot be written: {error.strerror or type(error).__name__}.",
                "Make room on the server's disk.",
            ) from error
        finally:
            coming.close()
            if taking is not None:
                with self._lock:
                    self._coming -= taking.bytes

    def _keep(self, half: Path, taking: _Taking) -> Upload:
        sha256 = taking.hash.hexdigest()
        name = sha256 + taking.suffix
        there = self._folder / name
        # A file that jobs work with stays the same one: of another, if equal, they would have to
        # read the whole content again.
        is_same = False
        with contextlib.suppress(FileNotFoundError):  # the usual case, or removed meanwhile
            is_same = filecmp.cmp(half, there, shallow=False)
        with self._lock:
            if not (is_same and there.is_file()):
                os.replace(half, there)
            self._kept = sum(one.bytes for one in self.kept())
        flush_folder(self._folder)
        return Upload(f"{PREFIX}{name}", sha256, taking.bytes)


class _Taking:
    """Hears what the parser finds, and writes the one file of the form."""

    def __init__(
        self, file: BinaryIO, kind: str, most: int, reserve: Callable[[int], None]
    ) -> None:
        self._file = file
        self._reserve = reserve
        self._suffixes = SUFFIXES[kind]
        self._most = most
        self._header = bytearray()
        self._value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._is_the_file = False
        self._is_whole = False
        self.suffix = ""
        self.hash = hashlib.sha256()
        self.bytes = 0

    def callbacks(self) -> dict[str, Any]:
        """Return what the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._add(self._header, data[start:end]),
            "on_header_value": lambda data, start, end: self._add(self._value, data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._look_at_headers,
            "on_part_data": self._write,
            "on_part_end": self._end_part,
        }

    def require_whole(self) -> None:
        """Refuse a form without the file."""
        if not self._is_whole:
            raise _bad_form('The form has no whole file under the name "file".')

    def _begin(self) -> None:
        self._headers.clear()
        self._is_the_file = False

    def _add(self, to: bytearray, data: bytes) -> None:
        to += data
        if len(to) > 4096:
            raise _bad_form("A header of the form is too long.")

    def _end_header(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _look_at_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if options.get(b"name") != _FIELD:
            return
        if self._is_whole:
            raise _bad_form("The form has more than one file.")
        name = options.get(b"filename", b"").decode("utf-8", "replace")
        suffix = next((one for one in self._suffixes if name.lower().endswith(one)), "")
        if not suffix or len(name) > _LONGEST_NAME:
            wanted = " or ".join(self._suffixes)
            raise InputError("upload_name", f"The uploaded file's name does not end in {wanted}.")
        self.suffix, self._is_the_file = suffix, True

    def _write(self, data: bytes, start: int, end: int) -> None:
        if not self._is_the_file:
            return
        if self.bytes + end - start > self._most:
            raise UploadTooLargeError(
                "upload_too_large", f"The file is larger than {self._most:,} bytes."
            )
        self._reserve(end - start)
        self.bytes += end - start
        part = data[start:end]
        self.hash.update(part)
        self._file.write(part)

    def _end_part(self) -> None:
        self._is_whole = self._is_whole or self._is_the_file
        self._is_the_file = False


def _flush(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _bad_form(sentence: str) -> InputError:
    return InputError("upload_form", sentence, 'Send the file as "file" of a multipart form.')
