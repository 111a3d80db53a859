"""A disk that refuses: the n-th call of a kind that would change it ends with an error."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass, field

from ..support.system_calls import Call

CHANGING = ("create", "write", "flush", "rename", "make_folder", "cut")
"""What a full or failing disk can refuse; removing something always works on a full one."""

Kind = tuple[str, str]
"""A call and the file that it is about, temporary name and numbers left out."""

_TEMPORARY = re.compile(r"\.(.*)\.[0-9a-f]+\.part")


@dataclass
class Refusal:
    """Refuses the n-th changing call of a kind below a folder.

    Parameters
    ----------
    wanted
        The kind; None for calls of all kinds.
    at
        Which of them, from 1; 0: none.
    error
        The number of the error that it ends with.
    for_good
        Whether every changing call after it is refused too, until there is room again.

    Attributes
    ----------
    seen
        The kinds of all calls that could have been refused so far.
    counted
        How many calls of the kind there were while there was no room yet.
    refused
        The kind of the first one that was.
    """

    folder: str
    wanted: Kind | None = None
    at: int = 0
    error: int = 0
    for_good: bool = False
    has_room_again: bool = False
    seen: list[Kind] = field(default_factory=list)
    refused: Kind | None = None
    counted: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(self, call: Call) -> int:
        """Return 0, or the error."""
        if call.kind not in CHANGING or not call.path.startswith(self.folder + "/"):
            return 0
        kind = (call.kind, _plain(call.path.removeprefix(self.folder + "/")))
        with self._lock:
            self.seen.append(kind)
            if self.has_room_again:
                return 0
            if self.refused is not None:
                return self.error if self.for_good else 0
            self.counted += self.wanted in (None, kind)
            if self.counted == self.at and self.wanted in (None, kind):
                self.refused = kind
                return self.error
            return 0


def _plain(path: str) -> str:
    """Return the path without a job's own name, a temporary name's ends and numbers of shards."""
    folder, _, name = path.rpartition("/")
    named = _TEMPORARY.fullmatch(name)
    path = f"{folder}/{named[1] if named else name}"
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]+)+/?|\d{6}", "", path).strip("/")
