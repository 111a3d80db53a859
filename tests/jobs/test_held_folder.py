"""Temporary folders go with their owners: those of killed ones at the next look, no others."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import filelock
import pytest

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs import held_folder
from pandavision_gui.jobs.held_folder import HeldFolder, clear_left_folders

_OWNER = """
import sys
from pandavision_gui.jobs.held_folder import HeldFolder
held = HeldFolder("test")
(held.path / "picture.npy").write_bytes(b"x")
print(held.path, flush=True)
sys.stdin.read()
held.close()
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


@contextmanager
def owner() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """Another program that holds a folder."""
    words = [sys.executable, "-c", _OWNER]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(words, text=True, **pipes) as process:  # type: ignore[call-overload]
        try:
            yield process, Path(process.stdout.readline().rstrip("\n"))
        finally:
            process.kill()


def test_a_folder_is_empty_and_goes_with_all_that_is_in_it(temporary: Path) -> None:
    with HeldFolder("test") as place:
        assert place.is_relative_to(temporary)
        assert list(place.iterdir()) == []
        (place / "inner").mkdir()
        (place / "inner" / "file").write_bytes(b"x")
    assert list(temporary.iterdir()) == []


def test_a_folder_that_nobody_closes_goes_with_the_last_who_knew_it(temporary: Path) -> None:
    held = HeldFolder("test")
    (held.path / "file").write_bytes(b"x")
    del held
    gc.collect()
    assert list(temporary.iterdir()) == []


def test_only_this_user_may_look_into_it(temporary: Path) -> None:
    with HeldFolder("test"):
        (folder,) = temporary.iterdir()
        assert folder.stat().st_mode & 0o077 == 0


def test_what_a_killed_program_left_is_cleared_and_what_one_that_runs_holds_is_not(
    temporary: Path,
) -> None:
    with owner() as (killed, left), owner() as (_, held):
        clear_left_folders()
        assert (left / "picture.npy").exists()
        killed.kill()
        killed.wait()
        assert (left / "picture.npy").exists()
        clear_left_folders()
        assert not left.parent.exists()
        assert (held / "picture.npy").exists()


def test_who_makes_a_folder_clears_what_others_left(temporary: Path) -> None:
    with owner() as (killed, left):
        killed.kill()
        killed.wait()
        with HeldFolder("other"):
            assert not left.parent.exists()


def test_nothing_is_followed_and_nothing_of_others_is_touched(temporary: Path) -> None:
    kept = temporary / "kept"
    kept.mkdir()
    (kept / "owner.lock").touch()
    (temporary / f"{held_folder.PREFIX}link").symlink_to(kept)
    (temporary / f"{held_folder.PREFIX}file").touch()
    before_lock = temporary / f"{held_folder.PREFIX}new"  # its owner comes to the lock next
    before_lock.mkdir()
    old = temporary / f"{held_folder.PREFIX}old"
    old.mkdir()
    hours_ago = time.time() - 7200
    os.utime(old, (hours_ago, hours_ago))
    clear_left_folders()
    assert {path.name.removeprefix(held_folder.PREFIX) for path in temporary.iterdir()} == {
        "kept",
        "link",
        "file",
        "new",
    }
    assert (kept / "owner.lock").exists()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root can give files away")
def test_folders_of_other_users_are_left_alone(temporary: Path) -> None:
    theirs = temporary / f"{held_folder.PREFIX}theirs"
    theirs.mkdir()
    (theirs / "owner.lock").touch()
    os.chown(theirs, 12345, 12345)
    clear_left_folders()
    assert theirs.exists()


def test_a_folder_that_another_program_took_for_a_left_one_is_given_up_for_a_new_one(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    class Quick(filelock.FileLock):
        """Comes too late to the first folder: a look at what was left has its lock."""

        def acquire(self, *arguments: object, **options: object) -> object:
            made.append(Path(self.lock_file).parent)
            if len(made) == 1:
                raise filelock.Timeout(self.lock_file)
            return super().acquire(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(held_folder, "FileLock", Quick)
    with HeldFolder("test") as place:
        assert place.parent == made[1] != made[0]
        assert place.is_dir()


def test_many_that_make_and_clear_at_once_take_nothing_from_each_other() -> None:
    lost: list[Path] = []

    def work() -> None:
        for _ in range(30):
            with HeldFolder("test") as place:
                (place / "file").write_bytes(b"x")
                clear_left_folders()
                if not (place / "file").exists():
                    lost.append(place)

    threads = [threading.Thread(target=work) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lost == []
    assert list(Path(tempfile.gettempdir()).iterdir()) == []


def test_where_none_can_be_made_one_sentence_says_so(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(temporary / "missing"))
    with pytest.raises(EnvironmentFault, match="could not be written") as fault:
        HeldFolder("test")
    assert fault.value.code == "cannot_write"
