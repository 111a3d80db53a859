"""Moving the data folder: what goes along, what stops it, and what is never deleted."""

from __future__ import annotations

import os
import time
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs import folder_copy, folder_move
from pandavision_gui.jobs.chosen_folder import MoveNote, chosen_folders, write_move_note
from pandavision_gui.jobs.folder_move import move_data_folder
from pandavision_gui.jobs.folder_use import use_data_folder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.move_leftovers import move_leftover
from pandavision_gui.jobs.network_drive import refuse_network_drive
from pandavision_gui.paths import UserFolders

from ..support.running_program import contents
from .hand_made_folders import put_job


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> UserFolders:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    found = chosen_folders(None)
    for state in (JobState.FINISHED, JobState.CANCELLED):
        put_job(found.data, state)
    return found


@pytest.fixture
def by_copying(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both places are on one disk here; it is done as between two."""
    monkeypatch.setattr(folder_move, "_rename", lambda source, target: False)


@pytest.mark.usefixtures("by_copying")
def test_times_permissions_and_links_go_along_and_pipes_do_not(
    folders: UserFolders, tmp_path: Path
) -> None:
    (job,) = list(folders.jobs.iterdir())[:1]
    (job / "job.log").write_text("x")
    os.utime(job / "job.log", ns=(5, 1_234_567_890_123_456_789))
    (job / "job.log").chmod(0o600)
    (job / "link").symlink_to("/etc/hostname")
    (job / "ring").symlink_to("..")
    os.mkfifo(job / "pipe")
    deep = job
    for _ in range(300):
        deep = deep / "d"
    deep.mkdir(parents=True)
    (deep / "end").write_text("end")
    moved = move_data_folder(folders, tmp_path / "new")
    there = tmp_path / "new" / "jobs" / job.name
    assert moved.left == ""
    assert (there / "job.log").stat().st_mtime_ns == 1_234_567_890_123_456_789
    assert (there / "job.log").stat().st_mode & 0o777 == 0o600
    assert os.readlink(there / "link") == "/etc/hostname"
    assert os.readlink(there / "ring") == ".."
    assert not (there / "pipe").exists()
    assert (there / deep.relative_to(job) / "end").read_text() == "end"
    assert not folders.data.exists()


@pytest.mark.parametrize("renames", [True, False])
def test_what_the_window_wrote_of_itself_goes_along(
    folders: UserFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renames: bool
) -> None:
    if not renames:
        monkeypatch.setattr(folder_move, "_rename", lambda source, target: False)
    own = folders.data / "window"
    own.mkdir()
    (own / "crash-20260101-000000-000000.txt").write_text("kept")
    (own / "link").symlink_to("/etc/hostname")
    os.mkfifo(own / "pipe")
    assert move_data_folder(folders, tmp_path / "new").left == ""
    assert contents(tmp_path / "new" / "window") == {"crash-20260101-000000-000000.txt": b"kept"}
    assert not folders.data.exists()


def test_a_folder_with_nothing_but_the_windows_own_files_can_be_used(
    folders: UserFolders, tmp_path: Path
) -> None:
    (tmp_path / "other" / "window").mkdir(parents=True)
    assert use_data_folder(tmp_path / "other").folder == tmp_path / "other"
    (tmp_path / "foreign" / "windows").mkdir(parents=True)
    with pytest.raises(PandaVisionError) as error:
        use_data_folder(tmp_path / "foreign")
    assert error.value.code == "data_folder_foreign"


@pytest.mark.usefixtures("by_copying")
@pytest.mark.parametrize("part", [0, 0.3, 0.6, 1])
def test_a_stop_leaves_everything_where_it_was(
    folders: UserFolders, tmp_path: Path, part: float
) -> None:
    before = contents(folders.jobs)
    share = 0.0

    def tell(done: int, total: int) -> None:
        nonlocal share
        share = done / total

    with pytest.raises(PandaVisionError) as error:
        move_data_folder(folders, tmp_path / "new", tell=tell, is_stopped=lambda: share >= part)
    assert error.value.code == "move_stopped"
    assert chosen_folders(None) == folders
    assert contents(folders.jobs) == before
    assert not (tmp_path / "new").exists()
    assert move_leftover(folders, is_owned=True) == ""


@pytest.mark.usefixtures("by_copying")
def test_a_disk_that_gives_back_something_else_is_not_believed(
    folders: UserFolders, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(folders.jobs)
    real = folder_copy.flush_folder

    def rot(folder: Path) -> None:
        real(folder)
        for path in folder.glob("result.json"):
            data = bytearray(path.read_bytes())
            data[7] ^= 1
            path.write_bytes(data)

    monkeypatch.setattr(folder_copy, "flush_folder", rot)
    with pytest.raises(PandaVisionError) as error:
        move_data_folder(folders, tmp_path / "new")
    assert error.value.code == "copy_differs"
    assert "result.json" in error.value.sentence()
    assert chosen_folders(None) == folders
    assert contents(folders.jobs) == before
    assert not (tmp_path / "new").exists()


def test_what_somebody_worked_in_since_is_never_deleted(
    folders: UserFolders, tmp_path: Path
) -> None:
    """The move was cut off before the old jobs went; then the old folder was used."""
    new = tmp_path / "new"
    move_data_folder(folders, new)
    now = chosen_folders(None)
    old_job = put_job(folders.data, JobState.FINISHED)
    note = MoveNote(source=str(folders.data), target=str(new), began_ns=time.time_ns() - 10**12)
    write_move_note(now.config, note)
    assert str(folders.data) in move_leftover(now, is_owned=True)
    moved = move_data_folder(now, new)
    assert "was used after its jobs had been moved" in moved.left
    assert (old_job.path / "result.json").exists()


def test_settings_that_cannot_be_read_begin_no_other_history(
    folders: UserFolders, tmp_path: Path
) -> None:
    path = folders.config / "settings.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    assert chosen_folders(None) == folders  # all jobs are there: nothing else can be meant
    path.unlink()
    move_data_folder(folders, tmp_path / "new")
    path.write_text("{")
    with pytest.raises(PandaVisionError) as error:
        chosen_folders(None)
    assert error.value.code == "settings_unreadable"
    assert str(path) in error.value.sentence()


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = [("/", "ext4"), (str(tmp_path / "share"), "nfs4"), (str(tmp_path / "sha"), "ext4")]
    parts = [SimpleNamespace(mountpoint=place, fstype=kind) for place, kind in mounts]
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: parts)
    refuse_network_drive(tmp_path / "sha" / "x")
    with pytest.raises(PandaVisionError) as error:
        refuse_network_drive(tmp_path / "share" / "new" / "folder")
    assert error.value.code == "data_folder_remote"
