"""`pandavision data-folder use DIR`, and folders that are named but are not there."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from pandavision_gui.errors import InputError
from pandavision_gui.jobs import network_drive
from pandavision_gui.jobs.chosen_folder import MoveNote, write_move_note
from pandavision_gui.jobs.folder_use import use_data_folder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.settings import Settings, load_settings, save_settings

from ..jobs.hand_made_folders import id_of, put_job
from ..support.running_program import (
    PROGRAM,
    Finished,
    assert_refused,
    contents,
    on_file_system,
    require_mounts,
    run_program,
    wait_until,
)

pytestmark = pytest.mark.usefixtures("forked_programs")

SAMPLES = Path(__file__).parents[2] / "resources" / "samples"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A user's home, whose platform folders are inside."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path


def data(home: Path) -> Path:
    return home / "share" / "PandaVision"


def settings(home: Path) -> Path:
    return home / "config" / "PandaVision" / "settings.json"


def put(folder: Path) -> str:
    return str(id_of(put_job(folder, JobState.FAILED)))


def use(folder: Path | str, **how: object) -> Finished:
    return run_program("data-folder", "use", folder, **how)  # type: ignore[arg-type]


def listed() -> list[str]:
    done = run_program("queue", "list", "--json")
    assert done.status == 0, done
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_the_old_folder_is_taken_back_after_the_default_one(home: Path) -> None:
    old, new = put(home / "usb disk"), put(data(home))
    save_settings(settings(home), Settings(parallel_jobs=3, data_folder=str(home / "usb disk")))
    assert listed() == [old]
    left = run_program("data-folder", "default")
    assert f'`pandavision data-folder use "{home / "usb disk"}"` brings them back' in left.stderr
    assert listed() == [new]
    before = contents(data(home) / "jobs")
    done = use("usb disk", cwd=home)
    assert (done.status, done.stdout) == (0, f"{home / 'usb disk'}\n"), done
    assert done.stderr.startswith("1 job in it.\n")
    assert f'The jobs in "{data(home)}" stay there' in done.stderr
    kept = Settings(parallel_jobs=3, data_folder=str(home / "usb disk"))
    assert load_settings(settings(home)) == kept
    assert listed() == [old]
    assert contents(data(home) / "jobs") == before
    again = use(home / "usb disk")
    assert (again.status, "in use already" in again.stderr) == (0, True)
    assert use(data(home)).status == 0
    assert load_settings(settings(home)).data_folder is None
    assert listed() == [new]


def test_a_copied_folder_and_one_made_by_an_option_are_taken(home: Path) -> None:
    job = put(home / "given")
    save_settings(home / "given" / "config" / "settings.json", Settings())
    (home / "given" / "notes.txt").write_text("mine")
    shutil.copytree(home / "given", home / "copy")
    for folder in (home / "given", home / "copy"):
        assert use(folder).status == 0
        assert listed() == [job]
    assert (home / "copy" / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize("is_there", [True, False])
def test_a_new_folder_begins_a_new_history_and_says_so(home: Path, is_there: bool) -> None:
    put(data(home))
    if is_there:
        (home / "new").mkdir()
    done = use(home / "new")
    assert (done.status, done.stdout) == (0, f"{home / 'new'}\n")
    assert done.stderr.startswith("It holds no jobs yet: a new history begins there.\n")
    assert listed() == []


def test_a_folder_is_taken_where_the_one_in_use_cannot_be_found(home: Path) -> None:
    job = put(home / "copy")
    save_settings(settings(home), Settings(data_folder=str(home / "usb")))
    refused = run_program("queue", "list")
    assert_refused(refused, "`pandavision data-folder use DIR`")
    assert use(home / "copy").status == 0
    assert listed() == [job]


def refused_folders(home: Path) -> dict[Path, tuple[str, ...]]:
    put(home / "old")
    (home / "work" / "jobs" / "mine").mkdir(parents=True)
    (home / "work" / "thesis.tex").write_text("mine")
    (home / "file").write_text("mine")
    newer = home / "newer"
    put(newer)
    with closing(sqlite3.connect(newer / "jobs.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 999")
    (newer / "owner.lock").touch()
    return {
        home / "work": ("is no data folder of PandaVision, and not empty",),
        home / "file": ("is not a folder",),
        home / "file" / "below": ("file",),
        home / "old" / "jobs": ("is no data folder", f'Give the folder above it: "{home / "old"}"'),
        data(home) / "inside": ("lies in the data folder",),
        data(home) / "jobs" / "inside": ("lies in the data folder",),
        newer: ("newer version",),
    }


def test_what_is_no_data_folder_is_refused_and_nothing_changes(home: Path) -> None:
    job = put(data(home))
    places = refused_folders(home)
    assert listed() == [job]
    before = contents(home)
    for place, words in places.items():
        done = use(place)
        assert_refused(done, *words, status=done.status)
        assert done.status in (1, 2), place
        assert contents(home) == before, place


def test_a_network_drive_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(home / "drive")
    monkeypatch.setattr(network_drive, "_file_system", lambda folder: "nfs4")
    with pytest.raises(InputError, match="is on a network drive") as error:
        use_data_folder(home / "drive")
    assert error.value.code == "data_folder_remote"
    assert not settings(home).exists()


@pytest.mark.parametrize("which", ["target", "in use"])
def test_a_folder_in_which_a_window_is_open_is_left_to_it(home: Path, which: str) -> None:
    put(data(home))
    put(home / "old")
    folder, given = (
        (home / "old", ["--data-folder", str(home / "old")])
        if which == "target"
        else (data(home), [])
    )
    window = subprocess.Popen(
        [*PROGRAM, *given],
        stderr=subprocess.DEVNULL,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )
    try:
        wait_until((folder / "owner.json").exists, "the owner's note")
        done = use(home / "old")
        assert_refused(done, f'"{folder}" is in use by a PandaVision', "Close it, then try again.")
        assert f"process {window.pid}" in done.stderr
    finally:
        window.send_signal(signal.SIGTERM)
        # Asked to end before it could hear, it is ended by the signal itself.
        assert window.wait(60) in (0, -signal.SIGTERM)
    assert load_settings(settings(home)).data_folder is None
    assert use(home / "old").status == 0


def test_a_disk_that_cannot_be_written_is_refused(home: Path) -> None:
    require_mounts()
    put(data(home))
    (home / "disk").mkdir()
    done = use(home / "disk" / "new", before=on_file_system(home / "disk", "ro"))
    assert_refused(done, "could not be written", status=1)
    assert not settings(home).exists()


def test_a_move_that_was_cut_off_is_told_and_does_not_come_back(home: Path) -> None:
    put(data(home))
    (home / "half" / "jobs.moving").mkdir(parents=True)
    other = put(home / "other")
    note = MoveNote(source=str(data(home)), target=str(home / "half"), began_ns=1)
    write_move_note(settings(home).parent, note)
    done = use(home / "other")
    assert done.status == 0
    assert f'A move from "{data(home)}" to "{home / "half"}" was cut off' in done.stderr
    assert (home / "half" / "jobs.moving").exists()
    assert listed() == [other]
    assert run_program("data-folder").stderr.count("cut off") == 0


READING: dict[str, tuple[str, ...]] = {
    "list": ("queue", "list"),
    "size": ("queue", "size"),
    "stop": ("queue", "stop", "abcd"),
    "resume": ("queue", "resume", "abcd"),
    "pause": ("queue", "pause"),
    "clear": ("queue", "clear", "abcd", "--rows"),
    "archive": ("archive", "abcd", "x.pandavision"),
}


@pytest.mark.parametrize("words", READING.values(), ids=READING)
def test_a_folder_that_is_not_there_is_not_made_by_whoever_only_reads(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("mine")
    before = contents(tmp_path)
    done = run_program(*words, "--data-folder", "nosuchdir", cwd=tmp_path)
    assert_refused(done, f'There is no data folder "{tmp_path / "nosuchdir"}".')
    done = run_program(*words, "--data-folder", "photos", cwd=tmp_path)
    assert_refused(done, "is no data folder of PandaVision: it holds no jobs folder")
    assert contents(tmp_path) == before
    assert not (tmp_path / "nosuchdir").exists()


def test_a_folder_that_is_not_there_is_made_for_what_is_added(tmp_path: Path) -> None:
    added = run_program(
        "queue", "add", SAMPLES / "standard.json", "--data-folder", tmp_path / "new"
    )
    assert added.status == 0, added
    assert run_program("queue", "list", "--data-folder", tmp_path / "new").stdout == added.stdout
