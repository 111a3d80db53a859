"""Licences of what the bundle takes from the machine that it is built on."""

from __future__ import annotations

import re
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from pathlib import Path

Entry = tuple[str, str, str]
_SITE = Path(sysconfig.get_path("purelib")).resolve()
_DOCUMENTS = Path("/usr/share/doc")


def texts(binaries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return (name, text) of Python and of every system package that a library is from.

    Parameters
    ----------
    binaries
        PyInstaller's list: name in the bundle, file on this machine, kind.
    """
    found = [(f"Python {sys.version.split()[0]}", _of_python())]
    if sys.platform == "linux":
        sources = {Path(source).resolve() for _, source, _ in binaries}
        for package in sorted(
            {_package_of(one) for one in sources if not _is_a_wheels(one)} - {""}
        ):
            file = _DOCUMENTS / package / "copyright"
            if file.is_file():
                found.append((f"Debian package {package}", file.read_text("utf-8", "replace")))
    return found


def without_text(binaries: Iterable[Entry]) -> list[str]:
    """Return the libraries of this machine that no licence is found for.

    Parameters
    ----------
    binaries
        PyInstaller's list, as it was before copies took the place of its files.
    """
    if sys.platform != "linux":
        return []
    python = Path(sys.base_prefix).resolve()
    found = []
    for name, source, kind in binaries:
        path = Path(source).resolve()
        is_pythons = python != Path("/usr") and path.is_relative_to(python)
        if kind == "SYMLINK" or is_pythons or _is_a_wheels(path):
            continue
        package = _package_of(path)
        if not package or not (_DOCUMENTS / package / "copyright").is_file():
            found.append(f"{name}: no text of its licence ({path})")
    return found


def _is_a_wheels(path: Path) -> bool:
    return path.is_relative_to(_SITE) or "site-packages" in path.parts


def _package_of(path: Path) -> str:
    """Return the package that owns a file; empty for none, as for a Python that was built here."""
    names = [str(path)]
    # Where /lib is a link to /usr/lib, some files are known by the one name, some by the other.
    is_below = path.is_relative_to("/usr/lib")
    names += [str(path).removeprefix("/usr") if is_below else f"/usr{path}"]
    for name in names:
        try:
            done = subprocess.run(
                ["dpkg-query", "-S", name], capture_output=True, text=True, check=False
            )
        except OSError:
            return ""
        owner = re.match(r"([a-z0-9][a-z0-9+.-]+)(:\S+)?: ", done.stdout)
        if done.returncode == 0 and owner:
            return owner[1]
    return ""


def _of_python() -> str:
    places = [
        Path(sysconfig.get_path("stdlib")) / "LICENSE.txt",
        Path(sys.base_prefix) / "LICENSE.txt",
        _DOCUMENTS / f"python{sys.version_info.major}.{sys.version_info.minor}" / "copyright",
    ]
    for place in places:
        if place.is_file():
            return place.read_text("utf-8", "replace")
    return "Python's licence (PSF-2.0): see the Python Software Foundation."
