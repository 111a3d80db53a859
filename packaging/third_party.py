"""Whose work the program stands on: names, licences and their texts, and whether all of it fits.

    python packaging/third_party.py --write               # THIRD-PARTY.md of the repository
    python packaging/third_party.py --check               # ends with 1 where something does not fit
    python packaging/third_party.py --check --bundle dist/pandavision

What is installed says so itself (importlib.metadata); pip-licenses reads the same, but knows
neither what goes into the bundle nor texts that a library does not bring.
"""

# ruff: noqa: T201 - what it finds is for the terminal

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path, PurePath

ROOT = Path(__file__).resolve().parents[1]
OWN = "pandavision-gui"
EXTRAS = ("serve", "filters")
"""What users may install with the program, and the bundle holds."""
ALLOWED = frozenset({
    "0BSD", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "BSD-2-Clause", "BSD-3-Clause",
    "BSL-1.0", "CC0-1.0", "HPND", "ISC", "LGPL-3.0-only", "MIT", "MIT-CMU", "MPL-2.0", "OFL-1.1",
    "PSF-2.0", "Python-2.0", "Unlicense", "Zlib",
})  # fmt: skip
"""What may be handed on together with a program under the MIT licence. LGPL-3.0 may as long as the
library can be exchanged: Qt lies beside the program as files of its own."""
_SAID = {
    "3-Clause BSD License": "BSD-3-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "MIT License": "MIT",
    "Python Software Foundation License": "PSF-2.0",
    "apache-2.0": "Apache-2.0",
}
"""What descriptions say in words of their own → SPDX."""
_STATED = {
    # Their descriptions say "BSD" or nothing; their files say which.
    **dict.fromkeys(("contourpy", "cycler", "kiwisolver", "jinja2", "colorama"), "BSD-3-Clause"),
    **dict.fromkeys(("mpmath", "sympy", "torchvision"), "BSD-3-Clause"),
    "hdf5plugin": "MIT",  # the codecs' licences (BSD, MIT, Zlib and the like) are in its file
}
_TEXTS = {
    "pyside6-essentials": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "shiboken6": ("LGPL-3.0.txt", "GPL-3.0.txt"),
    "flatbuffers": ("Apache-2.0.txt",),
}
"""Libraries that bring no text → files of resources/licences. LGPL-3.0 adds to GPL-3.0."""
_NOT_OURS = re.compile(r"^(nvidia-|cuda-|triton$)")
"""NVIDIA's: pip brings them with the CUDA build of torch; the bundle's build fails with them."""
_REPEATED = 400
"""Characters from which on a text that stands there already is named instead."""
_HOMES = ("homepage", "home", "source", "source code", "repository")
_TEXT_NAME = re.compile(r"(LICEN[SC]E|COPYING|NOTICE|AUTHORS)", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


_HEAD = """\
# Third-party software

What the program uses and its packages hold, each under its own licence; PandaVision itself is under
the MIT licence ([LICENSE](LICENSE)). The window shows these texts (*Help ▸ About PandaVision*), a
bundle holds them in `THIRD-PARTY.txt`, and versions are in a release's `sbom.cdx.json`. Made by
`packaging/third_party.py --write`.

| library | licence | home |
| --- | --- | --- |
"""
_FOOT = """

- **Qt and PySide6** are used under the LGPL, version 3. They lie beside the program as libraries of
  their own, unchanged but for what is left out ([docs/packaging.md](docs/packaging.md)), and may be
  exchanged for other builds of the same version. Their sources are published by the Qt Project.
- The icons are Material Design Icons, Apache-2.0, from QtAwesome's files.
- PyInstaller's starter, in bundles, is GPL-2.0 with an exception that allows any licence for what
  it starts. Python itself is under the PSF licence.
- What Qt, torch and Typst hold of others without telling (FreeType and HarfBuzz, ICU, libgomp,
  fonts, Rust libraries) is told with its licences in a bundle's `THIRD-PARTY.txt`.
- System libraries that a Linux bundle takes from Debian are listed in its `THIRD-PARTY.txt` with
  their copyright files.
"""


@dataclass(frozen=True)
class Component:
    """A distribution.

    Attributes
    ----------
    licence
        SPDX expression; empty where nothing is known.
    texts
        Its licence files: name and content.
    """

    name: str
    version: str
    licence: str
    homepage: str
    texts: tuple[tuple[str, str], ...]

    def faults(self) -> list[str]:
        """Return what keeps it from being handed on."""
        found = []
        if not self.texts:
            found.append(f"{self.name}: no text of its licence")
        if not fits(self.licence):
            found.append(f"{self.name}: {self.licence or 'no licence'} is not among those that fit")
        return found


def without_terms(components: Iterable[Component]) -> list[str]:
    """Return what is wrong with libraries that are under terms of their own."""
    return [f"{one.name}: no text of its terms" for one in components if not one.texts]


def fits(expression: str) -> bool:
    """Whether a licence may be chosen that is allowed: "A OR B" one of them, "A AND B" both."""
    words = re.findall(r"\(|\)|[^()\s]+", expression)
    tokens: list[str] = []
    for word in words:
        is_name = word not in ("(", ")", "AND", "OR", "WITH")
        if tokens and (word == "WITH" or (is_name and tokens[-1].endswith(" WITH"))):
            tokens[-1] += f" {word}"
        else:
            tokens.append(word)

    def either() -> bool:
        found = both()
        while tokens[:1] == ["OR"]:
            tokens.pop(0)
            found = both() or found
        return found

    def both() -> bool:
        found = one()
        while tokens[:1] == ["AND"]:
            tokens.pop(0)
            found = one() and found
        return found

    def one() -> bool:
        if not tokens:
            return False
        token = tokens.pop(0)
        if token == "(":
            found = either()
            return found and bool(tokens) and tokens.pop(0) == ")"
        return token in ALLOWED

    return either() and not tokens


def component(found: metadata.Distribution) -> Component:
    """Return what a distribution says of itself, in SPDX's words."""
    head = found.metadata
    name = plain(head["Name"])
    said = head.get("License-Expression") or _STATED.get(name) or _of_words(head)
    homepage = head.get("Home-page") or ""
    for line in head.get_all("Project-URL") or []:
        label, _, address = line.partition(",")
        if not homepage and label.strip().casefold() in (
            "homepage",
            "home",
            "source",
            "repository",
        ):
            homepage = address.strip()
    return Component(head["Name"], head["Version"], said, homepage, _texts(found, name))


def _of_words(head: metadata.PackageMetadata) -> str:
    stated = (head.get("License") or "").strip()
    classes = [
        line.rpartition(" :: ")[2]
        for line in head.get_all("Classifier") or []
        if line.startswith("License ::")
    ]
    for words in (stated, *classes):
        if words in _SAID or words in ALLOWED:
            return _SAID.get(words, words)
    return stated if "\n" not in stated else ""


def _texts(found: metadata.Distribution, name: str) -> tuple[tuple[str, str], ...]:
    texts = []
    for file in found.files or _beside(found):
        # Only beside the metadata: files inside the library belong to parts of it.
        if ".dist-info" in file.parts[0] and _TEXT_NAME.search(file.name):
            path = Path(str(found.locate_file(file)))
            if path.is_file():
                inner = "/".join(file.parts[1:])
                texts.append((inner, path.read_text("utf-8", "replace")))
    for supplied in () if texts else _TEXTS.get(name, ()):
        path = ROOT / "resources" / "licences" / supplied
        texts.append((supplied, path.read_text("utf-8")))
    for path in () if texts else texts_inside(found):
        texts.append((f"{path.parent.name}/{path.name}", path.read_text("utf-8", "replace")))
    return tuple(sorted(texts))


def texts_inside(found: metadata.Distribution) -> list[Path]:
    """Return the licence files that lie at the top of a library itself.

    Of NVIDIA's, whose libraries share one folder, at the top of its own folder there.
    """
    folder = Path(str(found.locate_file(found.metadata["Name"].replace("-", "_"))))
    inside = set(folder.iterdir()) if folder.is_dir() else set()
    for file in found.files or ():
        if len(file.parts) == 2 + (file.parts[0] == "nvidia"):
            inside.add(Path(str(found.locate_file(file))))
    wanted = (*("LICENSE", "LICENCE", "COPYING", "NOTICE"), "THIRDPARTYNOTICES")
    return sorted(
        path
        for path in inside
        if path.is_file() and path.name.upper().startswith(wanted) and path.suffix != ".py"
        if not path.parent.name.endswith(".dist-info")
    )


def _beside(found: metadata.Distribution) -> list[PurePath]:
    """Return a distribution's own files where no list of them came along, as in a bundle."""
    folder = getattr(found, "_path", None)
    if not isinstance(folder, Path):
        return []
    return sorted(path.relative_to(folder.parent) for path in folder.rglob("*") if path.is_file())


def of_environment() -> list[Component]:
    """Return what the program needs, as it is installed here, by name."""
    names = set(_needed(OWN, EXTRAS))
    found = [component(metadata.distribution(name)) for name in names]
    return sorted(found, key=lambda one: one.name.casefold())


def of_bundle(folder: Path) -> list[Component]:
    """Return what lies in a bundle, by name."""
    inside = folder / "_internal"
    found = [component(one) for one in metadata.distributions(path=[str(inside)])]
    return sorted(found, key=lambda one: one.name.casefold())


def _needed(name: str, extras: Iterable[str] = ()) -> Iterator[str]:
    waiting = [(plain(name), tuple(extras))]
    seen = set()
    while waiting:
        one, of = waiting.pop()
        for line in metadata.distribution(one).requires or ():
            requirement, _, marker = line.partition(";")
            wanted = re.search(r"extra\s*==\s*['\"]([^'\"]+)['\"]", marker)
            if wanted and wanted[1] not in of:
                continue
            match = _NAME.match(requirement.strip())
            needed = plain(match.group()) if match else ""
            if not needed or needed in seen or needed == plain(OWN) or _NOT_OURS.match(needed):
                continue
            seen.add(needed)
            try:
                metadata.distribution(needed)
            except metadata.PackageNotFoundError:  # for another system or version of Python
                continue
            waiting.append((needed, ()))
            yield needed


def plain(name: str) -> str:
    """Return a name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).casefold()


def markdown(components: Iterable[Component]) -> str:
    """Return THIRD-PARTY.md: no versions, which the list of components of a release has."""
    rows = [f"| {one.name} | {one.licence} | {one.homepage} |" for one in components]
    return _HEAD + "\n".join(rows) + _FOOT


def all_texts(components: Iterable[Component], system: Iterable[tuple[str, str]] = ()) -> str:
    """Return one text with every licence, for a bundle; what is said twice stands there once."""
    line = "=" * 78
    parts = ["PandaVision holds software of others. These are their licences.\n"]
    told: dict[str, str] = {}

    def once(text: str, owner: str) -> str:
        text = text.strip()
        first = told.setdefault(text, owner)
        is_short = len(text) < _REPEATED
        return f"{text}\n" if first == owner or is_short else f"The same words as of {first}.\n"

    for one in components:
        parts.append(f"{line}\n{one.name} {one.version}: {one.licence}\n{one.homepage}\n{line}\n")
        parts += [f"--- {name}\n\n{once(text, f'{one.name}: {name}')}" for name, text in one.texts]
    for name, text in system:
        parts.append(f"{line}\n{name}\n{line}\n{once(text, name)}")
    return "\n".join(parts)


def main() -> None:
    """Write or check."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--bundle", type=Path)
    given = parser.parse_args()
    components = of_bundle(given.bundle) if given.bundle else of_environment()
    file = ROOT / "THIRD-PARTY.md"
    if given.write:
        file.write_text(markdown(components), encoding="utf-8")
    faults = [fault for one in components for fault in one.faults()]
    if given.bundle and not (given.bundle / "_internal" / "THIRD-PARTY.txt").is_file():
        faults.append("the bundle has no THIRD-PARTY.txt")
    if given.check and not given.bundle and file.read_text("utf-8") != markdown(components):
        faults.append("THIRD-PARTY.md is not what is installed: --write makes it anew")
    print(f"{len(components)} libraries, {len(faults)} that do not fit")
    if faults:
        sys.exit("\n".join(faults))


if __name__ == "__main__":
    main()
