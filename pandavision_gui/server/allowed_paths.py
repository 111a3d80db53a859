"""Which files a request may name: those below certain folders, and uploaded ones."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.errors import InputError, plain_text

_LONGEST = 4096
PREFIX = "upload:"
"""How requests begin to name an uploaded file."""
_UPLOAD = re.compile(r"upload:(?P<hash>[0-9a-f]{64})(?P<suffix>\.(onnx|h5|hdf5))", re.ASCII)
_DRIVE = re.compile(r"^[A-Za-z]:")


class PathNotAllowedError(InputError):
    """A request names a file that clients of this server may not use."""

    http_status = 403


class AllowedPaths:
    """Turns what a request names into a path, after resolving links.

    Parameters
    ----------
    roots
        Resolved folders; relative paths begin in the first.
    uploads
        Resolved folder of uploaded files.
    """

    def __init__(self, roots: Sequence[Path], uploads: Path) -> None:
        self._roots = tuple(roots)
        self._uploads = uploads

    def resolve(self, text: str, key: str) -> Path:
        """Return the regular file that is meant.

        Parameters
        ----------
        text
            A path below a root, or "upload:" with hash and suffix.
        key
            The key of the request that names it.

        Raises
        ------
        PathNotAllowedError
            ``path_not_allowed``: the same sentence whether it is there or not.
        InputError
            ``path_no_text``, ``path_missing``, ``upload_missing``.
        """
        if len(text) > _LONGEST or not text.strip() or not _is_text(text):
            raise InputError("path_no_text", f'"{key}" is no path of a file.')
        if upload := _UPLOAD.fullmatch(text):
            found = self._uploads / (upload["hash"] + upload["suffix"])
            if not found.is_file():
                raise InputError(
                    "upload_missing", f'"{key}": there is no such upload.', "Upload the file first."
                )
            return found
        is_of_windows = "\\" in text or _DRIVE.match(text) is not None
        is_share = text.startswith(("\\\\", "//"))
        if "\0" in text or is_share or (is_of_windows and os.name != "nt"):
            raise self._refusal(text, key)
        try:
            resolved = (self._roots[0] / text).resolve(strict=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise self._refusal(text, key) from error
        if not any(resolved.is_relative_to(root) for root in self._roots):
            raise self._refusal(text, key)
        try:
            mode = resolved.stat().st_mode
        except OSError as error:
            raise InputError(
                "path_missing", f'"{key}": there is no file "{plain_text(text)}".'
            ) from error
        if not stat.S_ISREG(mode):  # a folder, a device, a pipe that nobody ever writes to
            raise InputError("path_missing", f'"{key}": there is no file "{plain_text(text)}".')
        return resolved

    def _refusal(self, text: str, key: str) -> PathNotAllowedError:
        return PathNotAllowedError(
            "path_not_allowed",
            f'"{key}": clients of this server may not use "{plain_text(text)}".',
            "Name a file below the server's data folder, or upload it.",
        )


def is_upload(text: str) -> bool:
    """Whether this is what requests name an uploaded file by."""
    return _UPLOAD.fullmatch(text) is not None


def _is_text(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
