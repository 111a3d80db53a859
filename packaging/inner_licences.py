"""Licences of what libraries hold of others: their wheels bring no text of these."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

Entry = tuple[str, str, str]
_FOLDER = Path(__file__).resolve().parent / "licences"
_SHIPPED = Path(__file__).resolve().parents[1] / "resources" / "licences"


@dataclass(frozen=True)
class Part:
    """A part of a library that is somebody else's.

    Attributes
    ----------
    title
        Whose it is, under which licence, where its sources are.
    files
        How its files are called in a bundle: patterns, small letters.
    texts
        Files of packaging/licences or resources/licences.
    """

    title: str
    files: tuple[str, ...]
    texts: tuple[str, ...]


PARTS = (
    Part(
        "Works of others in Qt's libraries",
        ("pyside6/qt/lib/libqt6*", "pyside6/qt6*.dll", "pyside6/qt/lib/qt*.framework/*"),
        ("Qt-third-party.txt",),
    ),
    Part(
        "ICU (Qt's copy, with less data): the Unicode licence",
        ("pyside6/qt/lib/libicu*", "pyside6/icu*.dll"),
        ("ICU.txt",),
    ),
    Part(
        "libgomp of GCC (torch's copy): GPL-3.0-or-later WITH GCC-exception-3.1, which allows any "
        "licence for what uses it; sources at https://gcc.gnu.org",
        ("torch/lib/libgomp*", "torch.libs/libgomp*", "libgomp.so*"),
        ("GCC-exception-3.1.txt", "GPL-3.0.txt"),
    ),
    Part(
        "Typst's fonts: Libertinus Serif (The Libertinus Project Authors, OFL-1.1), New Computer "
        "Modern (Antonis Tsolomitis, GUST Font License), DejaVu Sans Mono (the licence of DejaVu "
        "is among matplotlib's)",
        ("typst/_typst*",),
        ("OFL-1.1.txt", "GUST-font-licence.txt"),
    ),
)
_OF_RUST = ("typst", "pydantic-core")
"""Distributions whose list of components names the Rust libraries that they were built of."""
_STARTER = "pyinstaller"


def texts(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return (title, text) of every part that a bundle has.

    Parameters
    ----------
    entries
        PyInstaller's list: name in the bundle, file on this machine, kind.
    """
    names = [name.replace("\\", "/").lower() for name, _, _ in entries]
    found = [
        (part.title, "\n\n".join(_text(one) for one in part.texts))
        for part in PARTS
        if any(fnmatch(name, pattern) for name in names for pattern in part.files)
    ]
    for name in _OF_RUST:
        if lines := components(name):
            found.append((f"Rust libraries that {name} was built of", "\n".join(lines)))
    return found


def starter_text() -> tuple[str, str]:
    """Return title and text of the licence of the program that starts a bundle."""
    starter = metadata.distribution(_STARTER)
    (text,) = (file for file in starter.files or () if file.name == "COPYING.txt")
    return f"The starter, of PyInstaller {starter.version}", text.read_text(encoding="utf-8")


def components(name: str) -> Sequence[str]:
    """Return what a distribution was built of: name, version and licence of each, a line."""
    lines = set()
    for file in metadata.distribution(name).files or ():
        if file.match("*.dist-info/sboms/*.json"):
            told = json.loads(file.read_text(encoding="utf-8"))
            for one in told.get("components", ()):
                lines.add(f"{one['name']} {one.get('version', '')}: {_licence(one)}")
    return sorted(lines)


def _licence(component: dict[str, object]) -> str:
    given = component.get("licenses")
    said = []
    for one in given if isinstance(given, list) else ():
        named = one.get("license", {})
        said.append(one.get("expression") or named.get("id") or named.get("name") or "")
    return " AND ".join(word for word in said if word) or "not said"


def _text(name: str) -> str:
    folder = _FOLDER if (_FOLDER / name).is_file() else _SHIPPED
    return (folder / name).read_text(encoding="utf-8")
