"""Bare Debian systems to try the packages in: made, used as an ordinary user, and taken apart.

A bare system is what debootstrap's smallest variant makes, in a folder of its own: no desktop, no
Python, no fonts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from pathlib import Path

LIMIT_S = 400.0
TESTER = 1000
HOME = "/home/tester"


class DoesNotWorkError(Exception):
    """Something did not work; the sentence says what."""


class BareSystem:
    """A bare Debian system in a folder.

    Parameters
    ----------
    folder
        Where it is.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def inside(self, path: str) -> Path:
        """Return where a path of the system is on this machine."""
        return self.folder / path.lstrip("/")

    def words(self, *words: str, home: str = "", **environment: str) -> list[str]:
        """Return the command that runs something as the tester, without a network."""
        home = home or HOME
        names = {"HOME": home, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", **environment}
        return [
            *("unshare", "--net", "chroot", f"--userspec={TESTER}:{TESTER}", str(self.folder)),
            *("env", "-i", "-C", home, *(f"{name}={value}" for name, value in names.items())),
            *words,
        ]

    def call(self, *words: str, home: str = "", status: int = 0, **environment: str) -> str:
        """Run something as the tester; return all that it said.

        Raises
        ------
        DoesNotWorkError
            When it ends with another status.
        """
        environment.setdefault("QT_QPA_PLATFORM", "offscreen")
        return said(self.words(*words, home=home, **environment), status)

    def as_root(self, *words: str) -> str:
        """Run something as root, with a network."""
        names = ("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive")
        return said(["chroot", str(self.folder), "env", "-i", "LANG=C.UTF-8", *names, *words], 0)

    def make_home(self, home: str) -> None:
        """Make a home folder that is the tester's."""
        place = self.inside(home)
        place.mkdir(parents=True, exist_ok=True)
        os.chown(place, TESTER, TESTER)


def said(words: Sequence[str], status: int) -> str:
    """Run a command; return what it said on both streams."""
    done = subprocess.run(
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        timeout=LIMIT_S * 3,
        check=False,
    )
    if done.returncode != status:
        raise DoesNotWorkError(f"status {done.returncode}: {done.stdout.strip()[-600:]}")
    if "Traceback" in done.stdout:
        raise DoesNotWorkError(done.stdout.strip()[-600:])
    return done.stdout


def base_system(work: Path, suite: str) -> Path:
    """Return a bare system, made anew unless the folder has it."""
    base = work / f"base-{suite}"
    if not (base / "etc" / "debian_version").is_file():
        shutil.rmtree(base, ignore_errors=True)
        said(["debootstrap", "--variant=minbase", suite, str(base)], 0)
    return base


def prepared(work: Path, suite: str, homes: Iterable[str]) -> BareSystem:
    """Return a fresh copy of a bare system, with a user who has all these homes."""
    folder = work / f"trial-{suite}"
    if folder.exists():
        said(["rm", "-rf", "--one-file-system", str(folder)], 0)
    said(["cp", "-a", str(base_system(work, suite)), str(folder)], 0)
    system = BareSystem(folder)
    shutil.copyfile("/etc/resolv.conf", system.inside("/etc/resolv.conf"))
    said(["mount", "-t", "proc", "proc", str(system.inside("/proc"))], 0)
    system.inside("/dev/shm").mkdir(exist_ok=True)
    said(["mount", "-t", "tmpfs", "tmpfs", str(system.inside("/dev/shm"))], 0)
    sockets = system.inside("/tmp/.X11-unix")
    sockets.mkdir()
    if Path("/tmp/.X11-unix").is_dir():
        said(["mount", "--bind", "/tmp/.X11-unix", str(sockets)], 0)
    system.as_root("useradd", "--uid", str(TESTER), "--create-home", "tester")
    for home in homes:
        system.make_home(home)
    return system


def dismantle(system: BareSystem) -> None:
    """Remove the copy."""
    for place in ("/proc", "/dev/shm", "/tmp/.X11-unix"):
        subprocess.run(["umount", str(system.inside(place))], stderr=subprocess.DEVNULL)
    said(["rm", "-rf", "--one-file-system", str(system.folder)], 0)


def missing_for_this() -> str | None:
    """Say in one sentence what the trial lacks here, or None."""
    tools = ("debootstrap", "unshare", "chroot", "mount", "Xvfb")
    absent = [tool for tool in tools if shutil.which(tool) is None]
    if os.geteuid() != 0 or absent:
        return (
            "Trying the packages in bare systems needs root, debootstrap, unshare, chroot, mount "
            f"and Xvfb; missing: {', '.join(absent) or 'root'}."
        )
    return None
