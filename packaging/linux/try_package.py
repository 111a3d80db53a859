"""Installs, uses and removes the packages in bare Debian systems, and prints what worked.

    python3 packaging/linux/try_package.py [--suite bookworm] [--suite trixie] [--work FOLDER]

The package is installed with what it depends on and nothing that it only recommends. Everything is
then tried as an ordinary user, without a network. Each step returns what stands in the table.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bare_systems import (
    HOME,
    TESTER,
    BareSystem,
    DoesNotWorkError,
    dismantle,
    missing_for_this,
    prepared,
)
from open_window import exchanged, open_window

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ROOT / "dist"
SUITES = ("bookworm", "trixie")
DISPLAY = 97
_PRIVATE = "PANDAVISION_TRY_PACKAGE"
"""Set once the process has mounts of its own, which end with it."""
_SAMPLES = "/usr/lib/pandavision/_internal/pandavision_gui/resources/samples"
_HOMES = {
    "": HOME,
    "long": "/home/" + "/".join(letter * 80 for letter in "abc"),
    "non-ASCII": "/home/Zoë's Häuschen 実験",
}
_NOT_THERE = ("GPU",)
"""What the self-test asks for and a bare system has not."""
_DESKTOP = ("shared-mime-info", "desktop-file-utils", "libglib2.0-bin", "man-db")


def install(system: BareSystem, package: Path) -> str:
    """Install the package and what it depends on."""
    shutil.copyfile(package, system.inside("/tmp/pandavision.deb"))
    before = installed(system)
    system.as_root("apt-get", "update", "-qq")
    words = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/tmp/pandavision.deb")
    system.as_root(*words)
    system.inside("/tmp/pandavision.deb").unlink()
    return f"with {len(installed(system) - before) - 1} packages that were not there"


def installed(system: BareSystem) -> set[str]:
    """Return the names of the installed packages."""
    return set(system.as_root("dpkg-query", "-W", "-f=${Package}\\n").split())


def libraries(system: BareSystem) -> str:
    """Look for libraries that nobody has."""
    script = (
        "cd /usr/lib/pandavision; export LD_LIBRARY_PATH=$PWD/_internal; "
        "find . -type f -exec sh -c 'for f; do "
        '[ "$(head -c 4 "$f" | tail -c 3)" = ELF ] && echo "$f" && ldd "$f" 2>&1 '
        '| grep -e "not found"; done; true\' sh {} +'
    )
    lines = system.call("sh", "-c", script).splitlines()
    missing = [line.strip() for line in lines if "not found" in line]
    if missing:
        raise DoesNotWorkError("; ".join(missing[:5]))
    return f"all of {len(lines)} programs and libraries are complete"


def version(system: BareSystem) -> str:
    """Ask for the version by the command's name."""
    return system.call("pandavision", "--version").strip()


def self_test(system: BareSystem, home: str = "") -> str:
    """Run the program's own test."""
    told = json.loads(system.call("pandavision", "self-test", "--json", home=home))
    checks = [one for one in told["checks"] if one["name"] not in _NOT_THERE]
    wrong = [one for one in checks if not one["works"]]
    if wrong or not told["works"]:
        raise DoesNotWorkError(str(wrong))
    return f"{len(checks)} of {len(checks)} work"


def window(system: BareSystem, home: str = "", **environment: str) -> str:
    """Let the window evaluate both samples."""
    report = "/tmp/window.json"
    system.inside(report).unlink(missing_ok=True)
    system.call("pandavision", "--smoke", report, home=home, **environment)
    told = json.loads(system.inside(report).read_text(encoding="utf-8"))
    if told["finished"] != 2 or not told["window"]:
        raise DoesNotWorkError(str(told))
    return f"both samples in {told['seconds']:.0f} s"


def kept_jobs(system: BareSystem, home: str, program: str = "pandavision", data: str = "") -> str:
    """Open the window on its own data folder, give it a job from outside, and end it."""
    data = data or f"{home}/.local/share/PandaVision"
    place = system.inside(data)
    results = lambda: len(list(place.glob("jobs/*/result.json")))  # noqa: E731
    with open_window(system, program, home, place) as wait:
        count = results()
        system.call(program, "queue", "add", f"{_SAMPLES}/standard.json", home=home)
        wait(lambda: results() > count, "no result")
    listed = system.call(program, "history", "--json", home=home).strip().splitlines()
    return f"{len(listed)} job kept"


def read_only_home(system: BareSystem) -> str:
    """Evaluate with a home that cannot be written to; the window says so in words."""
    home = "/home/readonly"
    system.make_home(home)
    place = str(system.inside(home))
    subprocess.run(["mount", "--bind", place, place], check=True)
    subprocess.run(["mount", "-o", "remount,ro,bind", place], check=True)
    try:
        note = self_test(system, home)
        out = "/tmp/out-read-only"
        spec = f"{_SAMPLES}/standard.json"
        system.call("pandavision", "run", spec, "--out", out, home=home)
        window(system, home)
        refused = system.call("pandavision", home=home, status=1)
        sentences = [line for line in refused.splitlines() if line.startswith("Error: ")]
        if not sentences:
            raise DoesNotWorkError(refused)
    finally:
        subprocess.run(["umount", place], check=True)
    return f"{note}; the window: {sentences[0]}"


def on_xvfb(system: BareSystem) -> str:
    """Let the window evaluate both samples on an X display."""
    return window(system, QT_QPA_PLATFORM="xcb", DISPLAY=f":{DISPLAY}")


def portable(system: BareSystem, archive: Path) -> str:
    """Unpack the portable program; use it without and with its own folder for data."""
    home = "/home/portable user"
    system.make_home(home)
    place = f"{home}/pandavision"
    target = system.inside(place)
    target.mkdir()
    unpack = ["tar", "-xf", str(archive), "-C", str(target), "--strip-components=1"]
    subprocess.run([*unpack, "--no-same-owner"], check=True)
    subprocess.run(["chown", "-R", f"{TESTER}:{TESTER}", str(target)], check=True)
    program = f"{place}/pandavision"
    told = json.loads(system.call(program, "self-test", "--json", home=home))
    if not told["works"]:
        raise DoesNotWorkError(str(told["checks"]))
    for entry in system.inside(home).iterdir():  # caches of the trial without the folder
        if entry != target:
            shutil.rmtree(entry)
    system.make_home(f"{place}/portable")
    note = kept_jobs(system, home, program, f"{place}/portable/data")
    left = [
        str(path.relative_to(system.inside(home)))
        for path in sorted(system.inside(home).rglob("*"))
        if path.is_file() and not path.is_relative_to(target)
    ]
    # The system's fontconfig keeps its list of fonts there, whichever program asks first.
    if left := [name for name in left if not name.startswith(".cache/fontconfig/")]:
        raise DoesNotWorkError(f"something was written beside it: {left}")
    return f"{note} in its own folder, nothing of ours in the home"


def desktop(system: BareSystem) -> str:
    """Ask a desktop's tools what opens the program's files; look at menu, icons and manual."""
    system.as_root("apt-get", "install", "-y", "-qq", "--no-install-recommends", *_DESKTOP)
    wanted = {
        "a.onnx": "application/x-onnx",
        "b.h5": "application/x-hdf5",
        "c.hdf5": "application/x-hdf5",
        "d.pandavision": "application/x-pandavision",
    }
    for name, kind in wanted.items():
        system.inside(f"/tmp/{name}").write_bytes(b"x")
        found = system.call("gio", "info", "-a", "standard::content-type", f"/tmp/{name}")
        if kind not in found:
            raise DoesNotWorkError(f"{name}: {found}")
        if "pandavision.desktop" not in system.call("gio", "mime", kind):
            raise DoesNotWorkError(f"nothing opens {kind}")
    system.as_root("desktop-file-validate", "/usr/share/applications/pandavision.desktop")
    page = system.call("man", "pandavision-run").split()  # lines are filled with blanks
    if page[page.index("NAME") + 1 :][:2] != ["pandavision-run", "-"]:
        raise DoesNotWorkError("man shows no page of a command")
    return "types and associations of .onnx, .h5, .hdf5, .pandavision; menu entry valid; man"


def remove(system: BareSystem) -> str:
    """Remove the package; the user's jobs stay, and nothing else."""
    jobs = list(system.inside(HOME).glob(".local/share/PandaVision/jobs/*/result.json"))
    system.as_root("apt-get", "purge", "-y", "-qq", "pandavision")
    system.as_root("apt-get", "autoremove", "-y", "-qq")
    for top in ("usr", "etc", "var", "opt"):
        for path in (system.folder / top).rglob("*pandavision*"):
            raise DoesNotWorkError(f"{path} was left")
    if not jobs or not all(job.is_file() for job in jobs):
        raise DoesNotWorkError("the user's jobs are gone")
    return "nothing is left but the user's jobs"


def steps(deb: Path, archive: Path | None) -> dict[str, Callable[[BareSystem], str]]:
    """Return what is tried, in this order."""
    tried: dict[str, Callable[[BareSystem], str]] = {
        "install": lambda system: install(system, deb),
        "libraries": libraries,
        "command on PATH": version,
        "self-test": self_test,
        "window, offscreen": window,
        "window, Xvfb": on_xvfb,
        "jobs in the home": lambda system: kept_jobs(system, HOME),
        "update, window open": lambda system: exchanged(system, HOME, f"{_SAMPLES}/standard.json"),
        "home with a long path": lambda system: kept_jobs(system, _HOMES["long"]),
        "home outside ASCII": lambda system: kept_jobs(system, _HOMES["non-ASCII"]),
        "home read-only": read_only_home,
    }
    if archive is not None:
        tried["portable"] = lambda system: portable(system, archive)
    return tried | {"desktop": desktop, "remove": remove}


def try_suite(
    work: Path, suite: str, tried: dict[str, Callable[[BareSystem], str]]
) -> list[tuple[str, str, bool, float, str]]:
    """Try everything in one suite; what comes after a failure is tried all the same."""
    rows = []
    system = prepared(work, suite, _HOMES.values())
    try:
        for name, step in tried.items():
            start = time.monotonic()
            try:
                note, works = step(system), True
            except (DoesNotWorkError, OSError, ValueError, subprocess.SubprocessError) as error:
                note, works = " ".join(str(error).split()), False
            rows.append((suite, name, works, time.monotonic() - start, note))
            sys.stdout.write(row_text(rows[-1]) + "\n")
            sys.stdout.flush()
            if name == "install" and not works:
                break
    finally:
        dismantle(system)
    return rows


def row_text(row: tuple[str, str, bool, float, str]) -> str:
    """Return a row of the table."""
    suite, name, works, seconds, note = row
    return f"{suite:9} {name:22} {'works' if works else 'FAILS':6} {seconds:5.0f} s  {note}"


def newest(pattern: str) -> Path | None:
    """Return the newest package of a kind that was built."""
    found = sorted(PACKAGES.glob(pattern), key=lambda path: path.stat().st_mtime)
    return found[-1] if found else None


def main(arguments: Sequence[str] | None = None) -> None:
    """Try the packages and end with status 1 when something does not work."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--suite", action="append", choices=SUITES)
    parser.add_argument("--work", type=Path, default=Path("/var/tmp/pandavision-systems"))
    parser.add_argument("--deb", type=Path, default=newest("pandavision_*.deb"))
    parser.add_argument("--portable", type=Path, default=newest("pandavision-*.tar.xz"))
    parser.add_argument("--only", action="append", help="of the steps; install is always one")
    options = parser.parse_args(arguments)
    lacking = missing_for_this()
    if lacking is not None:
        sys.exit(lacking)
    if options.deb is None:
        sys.exit("There is no .deb in dist; `make packages` builds it.")
    if _PRIVATE not in os.environ:  # mounts must not outlive the process
        os.environ[_PRIVATE] = "1"
        given = sys.argv[1:] if arguments is None else arguments
        os.execvp("unshare", ["unshare", "--mount", sys.executable, __file__, *given])
    options.work.mkdir(parents=True, exist_ok=True)
    options.work.chmod(options.work.stat().st_mode | stat.S_IXOTH)
    screen = subprocess.Popen(
        ["Xvfb", f":{DISPLAY}", "-screen", "0", "1600x1000x24", "-nolisten", "tcp", "-ac"],
        stderr=subprocess.DEVNULL,
    )
    try:
        time.sleep(2)
        rows = []
        tried = steps(options.deb, options.portable)
        if options.only:
            tried = {name: tried[name] for name in tried if name in ("install", *options.only)}
        for suite in options.suite or SUITES:
            rows += try_suite(options.work, suite, tried)
    finally:
        screen.terminate()
        screen.wait()
    sys.exit(0 if all(works for _, _, works, _, _ in rows) else 1)


if __name__ == "__main__":
    main()
