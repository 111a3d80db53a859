"""Does everything that a release needs and prints a table; `make release-check` calls it.

    python packaging/release_check.py                     # all of it, an hour or so
    python packaging/release_check.py --only version,changelog,tree
    python packaging/release_check.py --skip tests

What a step says goes to build/release/STEP.log. It ends with 0 only when every step is right: one
that was left out is no proof. docs/releasing.md says what a release consists of.
"""

# ruff: noqa: T201 - the table is for the terminal

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sbom import sha256

ROOT = Path(__file__).resolve().parents[1]
_PYTHON = Path(sys.executable)
_BUNDLE = "dist/pandavision"
_SUMS = "SHA256SUMS"
_COMPONENTS = "sbom.cdx.json"


class StepError(Exception):
    """A step is not right; the text says what is wrong."""


class NotThereError(Exception):
    """There is nothing to check; the text says why."""


@dataclass
class Release:
    """A checkout that is to be released.

    Attributes
    ----------
    root
        Its folder.
    logs
        Where what a step says is kept.
    log
        Of the step that is under way.
    """

    root: Path
    logs: Path
    log: Path = field(default_factory=Path)

    def run(self, *words: str | Path, **environment: str) -> str:
        """Run a program in the checkout and return what it said.

        Raises
        ------
        StepError
            It ended with another status than 0.
        """
        with self.log.open("a", encoding="utf-8") as log:
            log.write("$ " + " ".join(map(str, words)) + "\n")
            log.flush()
            done = subprocess.run(
                [str(word) for word in words],
                cwd=self.root,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            )
            log.write(done.stdout)
        if done.returncode != 0:
            last = [line for line in done.stdout.splitlines() if line.strip()][-1:] or [""]
            raise StepError(f"{Path(words[0]).name} ended with {done.returncode}: {last[0][:120]}")
        return done.stdout

    def text(self, name: str) -> str:
        """Return what is in a file of the checkout."""
        return (self.root / name).read_text("utf-8")

    def version(self) -> str:
        """Return the version, from the one place that says it."""
        found = re.search(
            r'^__version__ = "(\d+\.\d+\.\d+[^"]*)"$',
            self.text("pandavision_gui/__init__.py"),
            re.MULTILINE,
        )
        if found is None:
            raise StepError("pandavision_gui/__init__.py says no version")
        return found[1]


def check_version(release: Release) -> str:
    """The version is said once, and what repeats it for others repeats it right."""
    version = release.version()
    if 'dynamic = ["version"]' not in release.text("pyproject.toml"):
        raise StepError("pyproject.toml says a version of its own")
    cited = re.search(r"^version: (.+)$", release.text("CITATION.cff"), re.MULTILINE)
    if cited is None or cited[1].strip("\"' ") != version:
        raise StepError(f"CITATION.cff says {cited[1] if cited else 'nothing'}, not {version}")
    return version


def check_changelog(release: Release) -> str:
    """The newest entry is this version's, and has a date."""
    found = re.search(r"^## (\S+) *(.*)$", release.text("CHANGELOG.md"), re.MULTILINE)
    if found is None or found[1] != release.version():
        raise StepError(f"its newest entry is {found[1] if found else 'none'}")
    dated = re.fullmatch(r"\((\d{4}-\d{2}-\d{2})\)", found[2].strip())
    if dated is None:
        raise StepError(f'its newest entry says "{found[2].strip()}" in place of (YYYY-MM-DD)')
    return dated[1]


def check_tree(release: Release) -> str:
    """Everything is committed."""
    changed = release.run("git", "status", "--porcelain").splitlines()
    if changed:
        raise StepError(f"{len(changed)} files are not committed, {changed[0].strip()} first")
    return release.run("git", "rev-parse", "--short", "HEAD").strip()


def check_lint(release: Release) -> str:
    """What CI looks at before the tests."""
    release.run("make", "lint")
    return "ruff, mypy, import-linter"


def check_tests(release: Release) -> str:
    """All tests."""
    said = release.run("make", "test")
    found = re.findall(r"=+ (.*passed.*?) in .*=+", said)
    return found[-1] if found else "passed"


def check_wheel(release: Release) -> str:
    """Wheel and sdist: metadata, contents, and twice the same bytes."""
    release.run("make", "dist")
    folder = release.root / "dist" / "wheel"
    files = sorted(folder.iterdir())
    first = {file.name: sha256(file) for file in files}
    release.run("make", "dist")
    if first != {file.name: sha256(file) for file in sorted(folder.iterdir())}:
        raise StepError("two builds differ")
    release.run(_PYTHON, "-m", "twine", "check", "--strict", *files)
    wheels = [file for file in files if file.suffix == ".whl"]
    release.run(_PYTHON, "-m", "check_wheel_contents", *wheels)
    return ", ".join(f"{file.suffix} {file.stat().st_size / 1e6:.1f} MB" for file in files)


def check_installed_wheel(release: Release) -> str:
    """The wheel in a fresh environment: self-test, evaluations, window."""
    (wheel,) = (release.root / "dist" / "wheel").glob("*.whl")
    said = release.run(_PYTHON, "packaging/try_wheel.py", wheel)
    return f"{said.count('  works  ')} things work"


def check_bundle(release: Release) -> str:
    """The bundle, used as a stranger would; licences of all that is in it."""
    release.run("make", "smoke")
    said = release.run(_PYTHON, "packaging/third_party.py", "--check", "--bundle", _BUNDLE)
    files = (one for one in (release.root / _BUNDLE).rglob("*") if not one.is_symlink())
    size = sum(one.stat().st_size for one in files if one.is_file())
    return f"{size / 1e6:.0f} MB, {said.split(',')[0].strip()}"


def check_self_test(release: Release) -> str:
    """The self-test of the built program."""
    name = "pandavision.exe" if sys.platform == "win32" else "pandavision"
    program = release.root / _BUNDLE / name
    if not program.exists():
        raise StepError("there is no bundle")
    said = release.run(program, "self-test", QT_QPA_PLATFORM="offscreen")
    return f"{len(re.findall(r' works ', said))} things work"


def check_packages(release: Release) -> str:
    """Packages, and what lintian finds in the .deb where it is there."""
    if sys.platform != "linux":
        raise NotThereError("they are made on Linux; elsewhere docs/packages.md")
    release.run("make", "packages")
    debs = sorted(
        (release.root / "dist").glob("pandavision_*.deb"), key=lambda one: one.stat().st_mtime
    )
    if not debs:
        raise StepError("no .deb was made")
    size = f"{debs[-1].stat().st_size / 1e6:.0f} MB"
    if shutil.which("lintian") is None:
        return f".deb {size}; lintian is not installed"
    release.run("lintian", "--fail-on", "error,warning", debs[-1])
    return f".deb {size}; lintian finds nothing"


def check_tried(release: Release) -> str:
    """Packages, installed, used and removed in bare systems."""
    missing = [name for name in ("debootstrap", "Xvfb") if shutil.which(name) is None]
    if sys.platform != "linux" or os.geteuid() != 0 or missing:
        raise NotThereError(f"needs root, {', '.join(missing) or 'debootstrap'} on Linux")
    said = release.run("make", "try-packages")
    return f"{said.count(' works ')} things work"


def check_sbom(release: Release) -> str:
    """The list of components of the bundle."""
    out = release.root / "dist" / _COMPONENTS
    epoch = release.run("git", "log", "-1", "--format=%ct").strip()
    words = ("packaging/sbom.py", "--bundle", _BUNDLE, "--out", out)
    said = release.run(_PYTHON, *words, SOURCE_DATE_EPOCH=epoch)
    return said.strip().rpartition(": ")[2]


def write_hashes(release: Release) -> str:
    """SHA256SUMS over every file that is published; `sha256sum --check` reads it."""
    folder = release.root / "dist"
    files = published(folder)
    if not files:
        raise StepError("there is nothing to publish in dist/")
    version = release.version()
    others = [file.name for file in files if not _is_of(file.name, version)]
    if others:
        raise StepError(f"dist/ holds {others[0]}, which is not of {version}")
    lines = [f"{sha256(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    (folder / _SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    return f"{len(files)} files"


def _is_of(name: str, version: str) -> bool:
    """Whether a file's name says the version, Debian's spelling of a candidate's included."""
    said = rf"(?<![\d.]){re.escape(version)}(?!\w|\.dev)"
    return name == _COMPONENTS or re.search(said, name.replace("~", "")) is not None


def published(folder: Path) -> list[Path]:
    """Return what is published of dist/: all files but the unpacked bundle's, in a fixed order."""
    unpacked = folder / "pandavision"
    return sorted(
        path
        for path in folder.rglob("*")
        if path.is_file()
        and path.name not in (_SUMS, ".gitignore")
        and not path.is_relative_to(unpacked)
    )


STEPS: tuple[tuple[str, str, Callable[[Release], str]], ...] = (
    ("version", "version in one place", check_version),
    ("changelog", "changelog entry", check_changelog),
    ("tree", "clean tree", check_tree),
    ("lint", "linters and types", check_lint),
    ("tests", "tests", check_tests),
    ("wheel", "wheel and sdist", check_wheel),
    ("installed", "wheel, installed", check_installed_wheel),
    ("bundle", "bundle and smoke", check_bundle),
    ("self-test", "self-test of the bundle", check_self_test),
    ("packages", "packages", check_packages),
    ("tried", "packages, in bare systems", check_tried),
    ("sbom", "list of components", check_sbom),
    ("hashes", "hashes", write_hashes),
)
"""Name, what the table says, and what is done; in this order, cheap things first."""


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    what: str
    result: str
    note: str
    seconds: float = 0.0


def check(
    release: Release,
    wanted: Sequence[str],
    steps: Sequence[tuple[str, str, Callable[[Release], str]]] = STEPS,
) -> list[Row]:
    """Do the steps of these names; each is tried whatever became of the others."""
    release.logs.mkdir(parents=True, exist_ok=True)
    rows = []
    for name, what, work in steps:
        if name not in wanted:
            rows.append(Row(what, "left out", ""))
            continue
        release.log = release.logs / f"{name}.log"
        release.log.unlink(missing_ok=True)
        release.log.touch()
        print(f"{what} …", flush=True)
        start = time.monotonic()
        try:
            result, note = "right", work(release)
        except NotThereError as error:
            result, note = "not there", str(error)
        except (StepError, OSError, ValueError) as error:
            result, note = "WRONG", str(error)
        rows.append(Row(what, result, note, time.monotonic() - start))
    return rows


def table(rows: Sequence[Row]) -> str:
    """Return the rows below each other."""
    widths = (max(len(row.what) for row in rows), max(len(row.result) for row in rows))
    return "\n".join(
        f"{row.what:<{widths[0]}}  {row.result:<{widths[1]}}  "
        f"{row.seconds:7.1f} s  {row.note}".rstrip()
        for row in rows
    )


def is_ready(rows: Sequence[Row]) -> bool:
    """Whether this may be released."""
    return all(row.result in ("right", "not there") for row in rows)


def main() -> None:
    """Check and say."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = [name for name, _, _ in STEPS]
    parser.add_argument("--only", default=",".join(names), help=f"of {', '.join(names)}")
    parser.add_argument("--skip", default="")
    given = parser.parse_args()
    wanted, skipped = given.only.split(","), given.skip.split(",")
    unknown = {*wanted, *skipped} - {*names, ""}
    if unknown:
        parser.error(f"no such step: {', '.join(sorted(unknown))}")
    release = Release(ROOT, ROOT / "build" / "release")
    rows = check(release, [name for name in wanted if name not in skipped])
    print("\n" + table(rows))
    print("\nReady to be released." if is_ready(rows) else "\nNot ready; see build/release.")
    sys.exit(0 if is_ready(rows) else 1)


if __name__ == "__main__":
    main()
