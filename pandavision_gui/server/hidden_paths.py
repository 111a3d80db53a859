"""Sentences for people on this machine, told to clients elsewhere: without its folders."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

_QUOTED = re.compile(r'"(?:/|[A-Za-z]:[\\/]|\\\\)(?:[^"]*[\\/])?([^"\\/]*)"')
_BARE = re.compile(r"(?<![\w.:/\\<])(?:/|[A-Za-z]:[\\/]|\\\\)(?:[^\s\"'<>|/\\]+[\\/])*")
"""What stands before the last part of an absolute path: nothing that "8/255" or a URL has."""


class HiddenPaths:
    """Leaves of a path what a client may know.

    Files below the folders that requests may name are told as requests name them, files of a job
    by the job's id; of every other absolute path the last part stays.

    Parameters
    ----------
    roots
        Folders that paths in requests begin in.
    data
        The data folder.
    """

    def __init__(self, roots: Sequence[Path], data: Path) -> None:
        named = {data / "uploads": "upload:"}
        own = (data / "jobs", data, Path(tempfile.gettempdir()), Path.home())
        named |= {folder: "" for folder in (*roots, *own)}
        told = {str(path): words for folder, words in named.items() for path in _spellings(folder)}
        told.pop("/", None)  # everything lies below it
        self._told = told
        longest_first = sorted(map(re.escape, told), key=len, reverse=True)
        # A folder ends where its name does: "/data" is not meant by "/database".
        self._known = re.compile(rf"({'|'.join(longest_first)})([\\/]+|(?![\w-]|\.\w))")

    def hide(self, text: str) -> str:
        """Return a sentence without folders of this machine."""
        if "/" not in text and "\\" not in text:
            return text
        text = self._known.sub(self._told_as, text)
        return _BARE.sub("", _QUOTED.sub(r'"\1"', text))

    def _told_as(self, found: re.Match[str]) -> str:
        return self._told[found[1]] if found[2] else "the server's folder"


def _spellings(folder: Path) -> set[Path]:
    """Return a folder as it was named and as it is found once links are followed."""
    try:
        return {folder, folder.absolute(), folder.resolve()}
    except (OSError, RuntimeError):  # a link that leads to itself
        return {folder, folder.absolute()}
