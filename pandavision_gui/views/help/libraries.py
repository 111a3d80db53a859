"""Which libraries the program stands on, in which version and under which licence.

All of it is read from what their installation says of them: none is imported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from importlib import metadata
from pathlib import Path, PurePath

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.paths import resources_folder

_TEXT_NAME = re.compile(r"LICEN[SC]E|COPYING|NOTICE|AUTHORS", re.IGNORECASE)
_INSIDE = ("LICENSE", "LICENCE", "COPYING", "NOTICE", "THIRDPARTYNOTICES")
"""Of what lies at the top of a library itself, where there is nothing beside its description."""
_LONGEST_TEXT = 16 * 1024 * 1024
_SUPPLIED = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "flatbuffers": ("Apache-2.0.txt",),
}
"""Libraries that bring no text → files of the resources; packaging/third_party.py has the same."""
_OWN = "pandavision-gui"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_EXTRA = re.compile(r"\bextra\s*==")
_LONGEST_LICENCE = 120
"""Characters; some put the whole text there."""


@dataclass(frozen=True)
class Library:
    """A library, as its installation describes it; untrusted text."""

    name: str
    version: str
    licence: str


def libraries(own: str = _OWN) -> Iterator[Library]:
    """Yield what the program needs, then what that needs, each once; some milliseconds each.

    Where the program's own description is missing, as in a bundle, all that is installed is there
    for the program, and is told.
    """
    try:
        waiting = _needed_by(_head(metadata.distribution(own)))
    except metadata.PackageNotFoundError:
        waiting = [one.name for one in metadata.distributions() if one.name]
    seen = {_plain(own)}
    while waiting:
        name = waiting.pop(0)
        if _plain(name) in seen:
            continue
        seen.add(_plain(name))
        try:
            head = _head(metadata.distribution(name))
        except metadata.PackageNotFoundError:  # for another system or another version of Python
            continue
        waiting += _needed_by(head)
        yield Library(head.get("Name", name), head.get("Version", ""), licence_in(head))


def licence_texts(name: str) -> str:
    """Return the texts of a library's licence, as its installation or this program brings them.

    Empty where neither does.
    """
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ""
    texts = []
    for file in found.files or _beside(found):
        if ".dist-info" in file.parts[0] and _TEXT_NAME.search(file.name):
            texts.append(text_of(Path(str(found.locate_file(file)))))
    supplied = _SUPPLIED.get(_plain(name), ())
    if not any(texts):
        folder = Path(str(found.locate_file(name.replace("-", "_"))))
        inside = sorted(folder.iterdir()) if folder.is_dir() else []
        texts = [text_of(path) for path in inside if path.name.upper().startswith(_INSIDE)]
    if not any(texts):
        texts = [text_of(resources_folder() / "licences" / one) for one in supplied]
    return "\n\n".join(text for text in texts if text)


def _beside(found: metadata.Distribution) -> list[PurePath]:
    """Return a distribution's own files where no list of them came along, as in a bundle."""
    folder = getattr(found, "_path", None)
    if not isinstance(folder, Path):
        return []
    return sorted(path.relative_to(folder.parent) for path in folder.rglob("*") if path.is_file())


def text_of(path: Path) -> str:
    """Return what a file says; empty where it cannot be read."""
    try:
        return read_bounded(path, _LONGEST_TEXT).decode("utf-8", "replace").strip()
    except OSError:
        return ""


def licence_in(head: Message) -> str:
    """Return the licence that a description names; empty where it names none."""
    expression = _one_line(head.get("License-Expression"))
    stated = _one_line(head.get("License"))
    if expression or (stated and stated.casefold() != "unknown"):
        return expression or stated
    parts = (str(line).split(" :: ") for line in head.get_all("Classifier") or [])
    named = [one[-1] for one in parts if one[0] == "License" and one[-1] != "OSI Approved"]
    return ", ".join(dict.fromkeys(named))


def _head(found: metadata.Distribution) -> Message:
    """Return the fields of a description without the long text below them."""
    text = found.read_text("METADATA") or found.read_text("PKG-INFO") or ""
    return HeaderParser().parsestr(text, headersonly=True)


def _needed_by(head: Message) -> list[str]:
    needed = []
    for line in head.get_all("Requires-Dist") or []:
        requirement, _, marker = str(line).partition(";")
        name = _NAME.match(requirement.strip())
        if name and not _EXTRA.search(marker):
            needed.append(name.group())
    return needed


def _one_line(text: str | None) -> str:
    """Return a licence that is named; a licence's whole text is no name."""
    line = (text or "").strip()
    return line if "\n" not in line and len(line) <= _LONGEST_LICENCE else ""


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()
