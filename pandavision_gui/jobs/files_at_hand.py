"""Whether files can be read right now: a look that is cheap, and that no drive can hold up."""

from __future__ import annotations

import errno
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.errors import EnvironmentFault

ANSWER_S = 0.5
"""A drive that takes longer is waited for elsewhere; disks that slept take seconds."""
_MOST_HANGING = 4
# Of these the file knows nothing: this process is short of something.
_OURS = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}


@dataclass
class _Look:
    """A look at some files, on a thread of its own.

    Attributes
    ----------
    found
        Which file cannot be read, and why; None when all of them can.
    """

    paths: Sequence[str]
    found: tuple[str, str] | None = None
    is_done: threading.Event = field(default_factory=threading.Event)
    is_late: bool = False
    gate: threading.Lock = field(default_factory=threading.Lock)


def read_one_byte(path: str) -> None:
    """Read a byte of a file; a name alone says little on a drive that has failed.

    Raises
    ------
    OSError
        When that cannot be done.
    ValueError
        When no file can have such a name.
    """
    with open_regular(Path(path)) as file:
        file.read(1)


class FilesAtHand:
    """Looks at files. Used on one thread, which it holds up for half a second at most.

    What could not be read is not looked at again before `look_again`.

    Parameters
    ----------
    on_late_answer
        Called on any thread when a drive that did not answer in time has answered.
    read
        Reads a little of a file.
    """

    def __init__(
        self, on_late_answer: Callable[[], None], read: Callable[[str], None] = read_one_byte
    ) -> None:
        self._on_late_answer = on_late_answer
        self._read = read
        self._missing: dict[str, EnvironmentFault] = {}
        self._since: dict[str, datetime] = {}
        self._hanging: dict[str, _Look] = {}
        """By folder: one thread waits for its drive, and no second one joins it."""

    def fault(self, paths: Sequence[str]) -> EnvironmentFault | None:
        """Return which of the files cannot be read now and since when that is known, if any.

        Its code is ``file_not_there``, or ``drive_silent`` where the drive may only be slow.
        """
        known = next((self._missing[path] for path in paths if path in self._missing), None)
        if known is not None:
            return known
        found = self._look(paths)
        if found is None:
            for path in paths:
                self._since.pop(path, None)
            return None
        path, why = found
        since = self._since.setdefault(path, datetime.now().astimezone())
        hint = "Connect its drive or bring the file back: the job then starts by itself."
        noticed = f"{since:%Y-%m-%d %H:%M}"
        self._missing[path] = (
            EnvironmentFault(
                "drive_silent",
                f'"{path}" cannot be read: {_NO_ANSWER} (noticed {noticed}).',
                hint,
            )
            if why == _NO_ANSWER
            else EnvironmentFault(
                "file_not_there", f'"{path}" cannot be read: {why} (noticed {noticed}).', hint
            )
        )
        return self._missing[path]

    def look_again(self) -> None:
        """Believe nothing that was found; only since when it was so is kept."""
        self._missing.clear()

    def _look(self, paths: Sequence[str]) -> tuple[str, str] | None:
        for path in paths:
            hanging = self._hanging.get(_folder(path))
            if hanging is None:
                continue
            if not hanging.is_done.is_set():
                return path, _NO_ANSWER
            del self._hanging[_folder(path)]
        if len(self._hanging) >= _MOST_HANGING:
            return None  # the job's own process waits for the drive then
        look = _Look(paths)
        threading.Thread(target=self._work, args=(look,), name="files", daemon=True).start()
        if look.is_done.wait(ANSWER_S):
            return look.found
        with look.gate:
            if look.is_done.is_set():
                return look.found
            look.is_late = True
        for path in paths:
            self._hanging[_folder(path)] = look
        return paths[0], _NO_ANSWER

    def _work(self, look: _Look) -> None:
        for path in look.paths:
            try:
                self._read(path)
            except OSError as error:
                if error.errno not in _OURS:
                    look.found = path, error.strerror or str(error)
                    break
            except ValueError:
                pass  # whoever opens it says what is wrong with the name
        with look.gate:
            look.is_done.set()
            is_late = look.is_late
        if is_late:
            self._on_late_answer()


_NO_ANSWER = "its drive does not answer"


def _folder(path: str) -> str:
    return str(Path(path).parent)
