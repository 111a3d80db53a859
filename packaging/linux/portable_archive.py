"""Makes the .tar.xz of the built program, which is used where it is unpacked.

python packaging/linux/portable_archive.py [--bundle dist/pandavision] [--out dist/packages]
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from needed_packages import needed_packages
from package_files import HERE, NAME, ROOT, source_date

from pandavision_gui import __version__


def archive_name() -> str:
    """Return the name of the archive, which is its folder's name, too."""
    return f"{NAME}-{__version__}-linux-{platform.machine()}"


def readme_text(packages: Sequence[str]) -> str:
    """Return what is said to whoever has unpacked the archive."""
    names = " ".join(package.partition(" ")[0] for package in packages)
    text = (HERE / "portable-README.txt").read_text(encoding="utf-8")
    return text.replace("@PACKAGES@", names)


def build(bundle: Path, out: Path, packages: Sequence[str]) -> Path:
    """Build the archive; return its file."""
    date = source_date()
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{archive_name()}.tar.xz"
    notes = ROOT / "build" / "portable"
    shutil.rmtree(notes, ignore_errors=True)
    notes.mkdir(parents=True)
    (notes / "README.txt").write_text(readme_text(packages), encoding="utf-8")
    for name in ("LICENSE", "THIRD-PARTY.md", "CHANGELOG.md"):
        if (ROOT / name).is_file():
            shutil.copyfile(ROOT / name, notes / name)
    with file.open("wb") as target:
        # Two threads wherever it is built: with one the bytes are others.
        packer = subprocess.Popen(
            ["xz", "--threads=2", "-6", "--stdout"], stdin=subprocess.PIPE, stdout=target
        )
        assert packer.stdin is not None
        with tarfile.open(fileobj=packer.stdin, mode="w|", format=tarfile.PAX_FORMAT) as tar:
            for path, name in [*_members(notes), *_members(bundle)]:
                _add(tar, path, f"{archive_name()}/{name}", date)
        packer.stdin.close()
        if packer.wait() != 0:
            sys.exit("xz failed.")
    return file


def _members(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in sorted(folder.rglob("*")):
        yield path, path.relative_to(folder).as_posix()


def _add(tar: tarfile.TarFile, path: Path, name: str, date: int) -> None:
    entry = tar.gettarinfo(path, name)
    if entry.islnk():  # two names of one file: each is unpacked by itself
        entry.type, entry.linkname, entry.size = tarfile.REGTYPE, "", path.stat().st_size
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    entry.mtime = date
    runs = entry.isdir() or entry.issym() or os.access(path, os.X_OK)
    entry.mode = 0o755 if runs else 0o644
    if entry.isreg():
        with path.open("rb") as content:
            tar.addfile(entry, content)
    else:
        tar.addfile(entry)


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the archive."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args(arguments)
    if not options.bundle.is_dir():
        sys.exit(f"{options.bundle} is not there; `make bundle` builds it.")
    start = time.monotonic()
    file = build(options.bundle, options.out, needed_packages(options.bundle))
    megabytes = file.stat().st_size / 1e6
    sys.stdout.write(f"{file}: {megabytes:.0f} MB, {time.monotonic() - start:.0f} s\n")


if __name__ == "__main__":
    main()
