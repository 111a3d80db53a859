"""Which packages of the system the built program needs: asked of its own libraries.

`dpkg-shlibdeps` reads from every program and library of the package which libraries it is linked
to, and from the packages of the build machine which one holds each, and since which version. It
knows libraries by name only, so packages of which the program has a copy of its own are left out.
What is opened by name at run time it cannot see: that, and data, are written down here.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence, Set
from pathlib import Path

NOT_LINKED = {
    "xkb-data": "keyboards: libxkbcommon is inside and reads them from /usr/share/X11/xkb",
}
"""Package that no library is linked to → what for."""
_CONTROL = """Source: pandavision

Package: pandavision
Architecture: any
Description: x
"""
_ELF = b"\x7fELF"
_LIBRARY = re.compile(r"\.so(\.|$)")


def needed_packages(program: Path) -> list[str]:
    """Return the packages with their smallest versions, as `Depends` has them.

    Parameters
    ----------
    program
        The folder of the built program.
    """
    if shutil.which("dpkg-shlibdeps") is None:
        sys.exit("dpkg-shlibdeps is missing: install dpkg-dev (Debian, Ubuntu).")
    links = {file: set(_linked(file)) for file in elf_files(program)}
    outside = outside_libraries(links, program)
    own = {name for names in links.values() for name in names} - outside
    left_out = _packages_of(own) - _packages_of(outside)
    with tempfile.TemporaryDirectory() as temporary:
        control = Path(temporary) / "debian" / "control"
        control.parent.mkdir()
        control.write_text(_CONTROL, encoding="utf-8")
        done = subprocess.run(
            [
                *("dpkg-shlibdeps", "-O", "--ignore-missing-info"),
                *(f"-l{folder}" for folder in sorted({file.parent for file in links})),
                *(f"-x{package}" for package in sorted(left_out)),
                *(f"-e{file}" for file, names in links.items() if names & outside),
            ],
            cwd=temporary,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        sys.exit(f"dpkg-shlibdeps failed: {done.stderr[-2000:]}")
    return sorted({*parsed(done.stdout), *NOT_LINKED})


def outside_libraries(links: Mapping[Path, Set[str]], program: Path) -> set[str]:
    """Return the libraries that must be the system's.

    The starter is linked before it can say where the program's own libraries are.

    Parameters
    ----------
    links
        Program or library → the libraries it is linked to.
    program
        The folder of the built program.
    """
    inside = {file.name for file in program.rglob("*") if _LIBRARY.search(file.name)}
    linked = {name for names in links.values() for name in names}
    starters = {name for file, names in links.items() if file.parent == program for name in names}
    return (linked - inside) | starters


def _packages_of(libraries: Iterable[str]) -> set[str]:
    """Return the packages of the build machine that hold libraries."""
    patterns = [f"*/{name}" for name in sorted(libraries)]
    if not patterns:
        return set()
    done = subprocess.run(
        ["dpkg-query", "--search", *patterns], capture_output=True, text=True, check=False
    )
    owners = (line.partition(": ")[0] for line in done.stdout.splitlines())
    return {name.partition(":")[0] for owner in owners for name in owner.split(", ")}


def parsed(printed: str) -> list[str]:
    """Return the packages of what dpkg-shlibdeps prints."""
    _, _, words = printed.partition("shlibs:Depends=")
    return [word.strip() for word in words.strip().split(",") if word.strip()]


def elf_files(folder: Path) -> list[Path]:
    """Return programs and libraries below a folder; links are none."""
    return [path for path in sorted(folder.rglob("*")) if _is_elf(path)]


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(len(_ELF)) == _ELF


def _linked(file: Path) -> Iterable[str]:
    done = subprocess.run(["objdump", "-p", str(file)], capture_output=True, text=True, check=False)
    return re.findall(r"NEEDED\s+(\S+)", done.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the packages that a built folder needs."""
    (folder,) = arguments if arguments is not None else sys.argv[1:]
    for package in needed_packages(Path(folder).resolve()):
        sys.stdout.write(package + "\n")


if __name__ == "__main__":
    main()
