"""Moves a data folder in processes that are killed at their N-th call, for every N there is.

Usage: moves_program.py WORK DISK [refuse]

With "refuse" the N-th call is refused, as by a disk that is full, instead.

WORK holds the old folders, DISK the new ones; it may be another file system. After every kill the
next start must find all jobs in one folder, and the same command must finish the move. Prints how
many kills there were and where the jobs were after them.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.chosen_folder import chosen_folders, read_move_note
from pandavision_gui.jobs.folder_move import move_data_folder
from pandavision_gui.jobs.job_shelf import JobShelf
from pandavision_gui.jobs.move_leftovers import move_leftover
from pandavision_gui.paths import user_folders

sys.path.insert(0, str(Path(__file__).parents[2]))
from tests.jobs.watched_queue import job_spec
from tests.support.running_program import contents

CALLS = ("rename", "replace", "mkdir", "unlink", "rmdir", "fsync", "open", "utime")
_REFUSED = 3


def use(place: Path) -> None:
    os.environ["XDG_DATA_HOME"] = str(place / "share")
    os.environ["XDG_CONFIG_HOME"] = str(place / "config")


def make_jobs() -> dict[str, bytes]:
    folders = user_folders()
    shelf = JobShelf(folders)
    for number in range(2):
        row = shelf.add(uuid4(), job_spec(f"job {number}"), order=number, name=f"job {number}")
        rows = folders.jobs / str(row.id) / "rows"
        rows.mkdir()
        (rows / "000000.npz").write_bytes(b"rows" * 50_000)
    shelf.close()
    return contents(folders.jobs)


def move_and_die(target: Path, deadly: int, *, refuse: bool) -> bool:
    """Fork; return whether the child was killed, or refused a call, before it was done."""
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        if refuse and os.WIFEXITED(status) and os.WEXITSTATUS(status) == _REFUSED:
            return True
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, f"step {deadly}: {status}"
        return os.WIFSIGNALED(status)
    try:
        left = [deadly]

        def doomed(real: Callable[..., Any]) -> Callable[..., Any]:
            def call(*arguments: Any, **named: Any) -> Any:
                left[0] -= 1
                if not left[0] and refuse:
                    raise OSError(errno.ENOSPC, "No space left on device")
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)
                return real(*arguments, **named)

            return call

        for name in CALLS:
            setattr(os, name, doomed(getattr(os, name)))
        with contextlib.suppress(PandaVisionError):
            move_data_folder(chosen_folders(None), target)
        os._exit(_REFUSED if left[0] <= 0 else 0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)


def start(jobs: dict[str, bytes], old: Path, new: Path, step: int) -> str:
    """Start as the program does: all jobs must be there; return where, and what is told."""
    folders = chosen_folders(None)
    assert folders.data in (old, new), f"step {step}: {folders.data}"
    assert contents(folders.jobs) == jobs, f"step {step}: jobs are missing in {folders.data}"
    shelf = JobShelf(folders)
    found: list[Any] = []
    shelf.recover({}, {}, found.extend)
    shelf.close()
    assert len(found) == 2, f"step {step}: {found}"
    assert all(row.state == "queued" for row in found), f"step {step}: {found}"
    told = move_leftover(folders, is_owned=True)
    other = new if folders.data == old else old
    if (other / "jobs").exists() or list(other.glob("jobs.mov*")):
        assert str(old) in told, f"step {step}: nothing is told of {other}"
        assert str(new) in told, f"step {step}: nothing is told of {other}"
    else:
        assert (told, read_move_note(folders.config)) == ("", None), f"step {step}: {told}"
    return f"{'old' if folders.data == old else 'new'}{', told' if told else ''}"


def main() -> None:
    work, disk = map(Path, sys.argv[1:3])
    refuse = sys.argv[3:] == ["refuse"]
    seen: dict[str, int] = {}
    step = 0
    while True:
        step += 1
        use(work / str(step))
        old, new = user_folders().data, disk / str(step) / "jobs of mine"
        jobs = make_jobs()
        was_killed = move_and_die(new, step, refuse=refuse)
        place = start(jobs, old, new, step)
        seen[place] = seen.get(place, 0) + 1
        try:
            moved = move_data_folder(chosen_folders(None), new)
            assert moved.left == "", f"step {step}: {moved.left}"
        except InputError as error:
            if (error.code, place) != ("data_folder_same", "new"):
                raise
        assert start(jobs, old, new, step) == "new", f"step {step}: not finished"
        names = sorted(path.name for path in new.iterdir())
        assert names == ["jobs", "jobs.sqlite", "owner.lock"] or names == ["jobs", "jobs.sqlite"]
        assert not list(old.glob("jobs*")), f"step {step}: {list(old.iterdir())}"
        if not was_killed:
            break
    sys.stdout.write(json.dumps({"steps": step, "seen": seen}) + "\n")


if __name__ == "__main__":
    main()
