"""What a crash report says, without the names of people and folders."""

from __future__ import annotations

import platform
import re
from dataclasses import dataclass
from pathlib import Path

_QUOTED = re.compile(r"""(["'“])((?:[A-Za-z]:[\\/]|\\\\|~?/)[^"'“”\n]*)(["'”])""")
_BARE = re.compile(
    r"""(?<![\w.~…/\\])(?:file://)?(?:[A-Za-z]:[\\/]|\\\\|~?/)[^\s"'“”()<>\[\],;]+"""
)
_KEPT_FROM = ("pandavision_gui/", "site-packages/", "PySide6/")
"""What stands after one of these says where in the program, and nothing about the machine."""
_SHORTEST_NAME = 3
"""Letters; a shorter name is a part of other words' everywhere."""
_NOBODY = {"root", "user", "admin", "administrator", "home", "localhost"}


@dataclass(frozen=True)
class Private:
    """What a report shall not hold.

    Attributes
    ----------
    home
        Path of the user's folder.
    names
        Names of the account and the machine.
    """

    home: str
    names: tuple[str, ...]


def private_here() -> Private:
    """Return what is private on this machine."""
    import getpass  # only a report needs it, and most starts write none

    try:
        account = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        account = ""
    home = str(Path.home())
    names = (account, Path(home).name, platform.node())
    return Private(home, tuple(dict.fromkeys(name for name in names if name)))


def shortened(text: str, private: Private) -> str:
    """Return `text` with the last part of each path only, and without names."""
    text = _QUOTED.sub(lambda m: f"{m[1]}{_last_part(m[2])}{m[3]}", text)
    text = _BARE.sub(lambda m: _last_part(m[0]), text)
    # What is left of the home folder stands in the middle of something that is no path.
    if len(private.home) > _SHORTEST_NAME:
        text = text.replace(private.home, "~")
    for name in private.names:
        if len(name) >= _SHORTEST_NAME and name.casefold() not in _NOBODY:
            text = re.sub(rf"(?i)(?<!\w){re.escape(name)}(?!\w)", "…", text)
    return text


def report_text(head: str, happened: str, log: str, private: Private) -> str:
    """Return the report.

    Parameters
    ----------
    head
        Versions and times, one a line.
    happened
        Stacks, as they were written.
    log
        The last lines of the log.
    """
    parts = [head.strip(), "What happened", happened.strip()]
    if log.strip():
        parts += ["The last lines of the log", log.strip()]
    return shortened("\n\n".join(parts), private) + "\n"


def _last_part(path: str) -> str:
    plain = path.replace("\\", "/")
    if not plain.strip("/~:"):
        return path
    for start in _KEPT_FROM:
        before, found, rest = plain.rpartition(start)
        if found and before:
            return f"…/{start}{rest}"
    return "…/" + plain.rstrip("/").rpartition("/")[2]
