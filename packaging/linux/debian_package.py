"""Makes the .deb of the built program.

python packaging/linux/debian_package.py [--bundle dist/pandavision] [--out dist/packages]
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from email.utils import formatdate
from pathlib import Path

from needed_packages import needed_packages
from package_files import HERE, NAME, ROOT, source_date, write_package_files

from pandavision_gui import __version__

LARGEST_MB = 230
_PROGRAMS = (NAME, "_internal/torch/bin/torch_shm_manager")
"""What is started and not loaded, below the program's folder."""
_EXECUTABLE = 0o755
_ORDINARY = 0o644
_DESCRIPTION = """\
 PandaVision takes an ONNX model and a labelled HDF5 dataset, attacks every
 sample with growing perturbations, and draws the robustness curve: the share
 of samples that stay right, over the size of the perturbation, with its 95 %
 interval. Every adversarial example is confirmed by ONNX Runtime on the
 original model.
 .
 The package holds the window, the command line and all libraries in their CPU
 builds. It needs no Python and no network.
"""


def maintainer() -> str:
    """Return who packs: what Debian's tools ask, DEBFULLNAME and DEBEMAIL, or nobody to reach."""
    name = os.environ.get("DEBFULLNAME", "The PandaVision GUI developers")
    return f"{name} <{os.environ.get('DEBEMAIL', 'pandavision-gui@localhost.localdomain')}>"


def debian_version() -> str:
    """Return the program's version as Debian sorts it: 1.0rc1 comes before 1.0."""
    version = __version__
    for mark in ("a", "b", "rc", ".dev"):
        version = version.replace(mark, f"~{mark.strip('.')}")
    return f"{version}-1"


def control_text(architecture: str, depends: Sequence[str], size_kb: int) -> str:
    """Return the package's control file."""
    return (
        f"Package: {NAME}\n"
        f"Version: {debian_version()}\n"
        f"Architecture: {architecture}\n"
        f"Maintainer: {maintainer()}\n"
        f"Installed-Size: {size_kb}\n"
        f"Depends: {', '.join(depends)}\n"
        "Recommends: xdg-utils\n"
        "Section: science\n"
        "Priority: optional\n"
        "Description: Adversarial robustness of image classifiers, measured\n" + _DESCRIPTION
    )


def debian_changelog(date: int) -> str:
    """Return the changelog of the package; what is new in the program is in its own."""
    return (
        f"{NAME} ({debian_version()}) unstable; urgency=medium\n\n"
        f"  * PandaVision {__version__}; what is new is in changelog.gz.\n\n"
        f" -- {maintainer()}  {formatdate(date, usegmt=False)}\n"
    )


def stage(tree: Path, bundle: Path, date: int) -> Path:
    """Lay out the package's files; return the folder of the program."""
    program = tree / "usr" / "lib" / NAME
    shutil.copytree(bundle, program, symlinks=True)
    command = tree / "usr" / "bin" / NAME
    command.parent.mkdir(parents=True)
    command.symlink_to(Path("..") / "lib" / NAME / NAME)
    write_package_files(tree / "usr", date)
    documents = tree / "usr" / "share" / "doc" / NAME
    shutil.copyfile(HERE / "copyright", documents / "copyright")
    told = debian_changelog(date).encode()
    (documents / "changelog.Debian.gz").write_bytes(gzip.compress(told, 9, mtime=0))
    overrides = tree / "usr" / "share" / "lintian" / "overrides" / NAME
    overrides.parent.mkdir(parents=True)
    shutil.copyfile(HERE / "lintian-overrides", overrides)
    return program


def settle(tree: Path, programs: set[Path], date: int) -> int:
    """Give every file its rights and its time; return the size of all in kB."""
    size_kb = 0
    for path in sorted(tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path in programs
            path.chmod(_EXECUTABLE if runs else _ORDINARY)
            # As dpkg counts: a folder is one block.
            size_kb += 1 if path.is_dir() else (path.stat().st_size + 1023) // 1024
        os.utime(path, (date, date), follow_symlinks=False)
    return size_kb


def build(bundle: Path, out: Path) -> Path:
    """Build the package; return its file."""
    date = source_date()
    tree = ROOT / "build" / "debian-package"
    shutil.rmtree(tree, ignore_errors=True)
    program = stage(tree, bundle, date)
    depends = needed_packages(program)
    size_kb = settle(
        tree, {program / NAME, program / "_internal/torch/bin/torch_shm_manager"}, date
    )
    asked = subprocess.run(
        ["dpkg", "--print-architecture"], capture_output=True, text=True, check=True
    )
    architecture = asked.stdout.strip()
    meta = tree / "DEBIAN"
    meta.mkdir()
    (meta / "control").write_text(control_text(architecture, depends, size_kb), encoding="utf-8")
    sums = _md5sums(tree)
    (meta / "md5sums").write_text(sums, encoding="utf-8")
    out.mkdir(parents=True, exist_ok=True)
    file = out / f"{NAME}_{debian_version()}_{architecture}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(file)],
        env={**os.environ, "SOURCE_DATE_EPOCH": str(date)},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    shutil.rmtree(tree)
    return file


def _md5sums(tree: Path) -> str:
    files = [
        str(path.relative_to(tree))
        for path in sorted(tree.rglob("*"))
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
    ]
    done = subprocess.run(["md5sum", *files], cwd=tree, capture_output=True, text=True, check=True)
    return done.stdout


def main(arguments: Sequence[str] | None = None) -> None:
    """Build the package, and fail when it is larger than it may be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--bundle", type=Path, default=ROOT / "dist" / NAME)
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    options = parser.parse_args(arguments)
    if not options.bundle.is_dir():
        sys.exit(f"{options.bundle} is not there; `make bundle` builds it.")
    if shutil.which("dpkg-deb") is None:
        sys.exit("dpkg-deb is missing: a .deb is built on Debian or Ubuntu.")
    start = time.monotonic()
    file = build(options.bundle, options.out)
    megabytes = file.stat().st_size / 1e6
    sys.stdout.write(f"{file}: {megabytes:.0f} MB, {time.monotonic() - start:.0f} s\n")
    if megabytes > LARGEST_MB and os.environ.get("PANDAVISION_GPU") != "1":
        sys.exit(f"{megabytes:.0f} MB are more than {LARGEST_MB}.")


if __name__ == "__main__":
    main()
