"""A window in a bare system, and what becomes of it when its program is exchanged below it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bare_systems import LIMIT_S, BareSystem, DoesNotWorkError

_PROGRAM = "/usr/lib/pandavision/pandavision"
_LOADED = "libtorch_cpu"
"""What a worker has loaded once it waits for work."""


@contextlib.contextmanager
def open_window(
    system: BareSystem, program: str, home: str, data: Path
) -> Iterator[Callable[[Callable[[], bool], str], None]]:
    """Open the window, hand over what waits for something beside it, and end it.

    Raises
    ------
    DoesNotWorkError
        The window did not open, ended early, or ended with another status than 0.
    """
    log = system.inside("/tmp/window.log")
    with log.open("wb") as output:
        opened = subprocess.Popen(
            system.words(program, home=home, QT_QPA_PLATFORM="offscreen"),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )

    def wait(is_done: Callable[[], bool], otherwise: str) -> None:
        until = time.monotonic() + LIMIT_S
        while not is_done():
            if opened.poll() is not None or time.monotonic() > until:
                raise DoesNotWorkError(f"{otherwise}: {log.read_text(errors='replace')[-400:]}")
            time.sleep(0.1)

    try:
        wait(lambda: (data / "owner.json").is_file(), "no window")
        yield wait
    finally:
        opened.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            opened.wait(60)
        opened.kill()
    if opened.wait() != 0:
        said = log.read_text(errors="replace")[-300:]
        raise DoesNotWorkError(f"the window ended with {opened.returncode}: {said}")


def exchanged(system: BareSystem, home: str, spec: str) -> str:
    """Take the program's file away below an open window, as an update does, and give it a job.

    The window and the worker that waits have to go on: what they import later is read from the
    program that was started.
    """
    data = system.inside(f"{home}/.local/share/PandaVision")
    file, aside = (system.inside(_PROGRAM + suffix) for suffix in ("", ".aside"))
    results = lambda: len(list(data.glob("jobs/*/result.json")))  # noqa: E731
    with open_window(system, "pandavision", home, data) as wait:
        wait(lambda: _worker_waits(system), "no worker")
        file.rename(aside)
        try:
            count = results()
            system.call(f"{_PROGRAM}.aside", "queue", "add", spec, home=home)
            wait(lambda: results() > count, "no result without the program's file")
        finally:
            aside.rename(file)
    return "a job finished below which the program was taken away"


def _worker_waits(system: BareSystem) -> bool:
    for entry in Path("/proc").iterdir():
        with contextlib.suppress(OSError):
            if (
                entry.name.isdigit()
                and os.path.samefile(entry / "root", system.folder)
                and b"--worker" in (entry / "cmdline").read_bytes().split(b"\0")
                and _LOADED in (entry / "maps").read_text(encoding="utf-8")
            ):
                return True
    return False
