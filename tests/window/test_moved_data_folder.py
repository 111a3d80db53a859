"""The window moves its data folder, opens again, and never begins another history in silence."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.settings import Settings, load_settings, save_settings

from ..jobs.hand_made_folders import put_job
from ..support.fork_server import Ready
from ..support.running_program import contents, on_file_system, require_mounts
from ..support.with_ready_workers import command

ROOT = Path(__file__).parents[2]
Drive = Callable[..., dict[str, Any]]


@pytest.fixture
def drive(ready: Ready | None) -> Drive:
    """Run the program with a user who does what the words say."""
    return partial(driven, ready)


def driven(
    ready: Ready | None, home: Path, *words: object, before: tuple[str, ...] = ()
) -> dict[str, Any]:
    program = command(ready, "tests.window.moving_program", *map(str, words))
    done = subprocess.run(
        [*before, *program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_DATA_HOME": str(home / "share"),
            "XDG_CONFIG_HOME": str(home / "config"),
        },
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def default_folder(home: Path) -> Path:
    return home / "share" / "PandaVision"


def settings_file(home: Path) -> Path:
    return home / "config" / "PandaVision" / "settings.json"


@pytest.mark.parametrize("is_other_disk", [False, True], ids=["same disk", "other disk"])
def test_the_window_closes_moves_everything_and_opens_again(
    drive: Drive, tmp_path: Path, is_other_disk: bool
) -> None:
    old, disk = default_folder(tmp_path), tmp_path / "disk"
    jobs = [put_job(old, state) for state in (JobState.FINISHED, JobState.CANCELLED)]
    before = contents(old / "jobs")
    disk.mkdir()
    (disk / "somebody's").write_text("mine")
    mount: tuple[str, ...] = ()
    if is_other_disk:
        require_mounts()
        mount = on_file_system(disk, "size=512m")
    new = disk / "PandaVision" if not is_other_disk else disk
    seen = drive(tmp_path, "move", disk, before=mount)
    states = ["cancelled", "finished"]
    assert seen["opened"] == [[str(old), states], [str(new), states]]
    assert seen["path"] == str(old)
    (question,) = seen["questions"]
    assert "Move 2 jobs (" in question
    assert f"to “{new}”?" in question
    assert "running jobs go on afterwards" in question
    assert ("copied and compared" in question) == is_other_disk
    assert seen["progress"]
    assert any(f"The data folder is {new} now." in text for text in seen["said"])
    assert seen["left"] == 0
    assert load_settings(settings_file(tmp_path)).data_folder == str(new)
    assert not old.exists()
    if not is_other_disk:
        after = contents(new / "jobs")
        assert {name for name in before if ".lock" not in name} <= set(after)
        assert (disk / "somebody's").read_text() == "mine"
        assert len(jobs) == 2


def test_what_cannot_be_is_said_below_the_path_and_nothing_closes(
    drive: Drive, tmp_path: Path
) -> None:
    old = default_folder(tmp_path)
    put_job(old, JobState.FINISHED)
    seen = drive(tmp_path, "refused", old / "inside")
    assert [where for where, _ in seen["opened"]] == [str(old)]
    assert seen["questions"] == []
    assert any("lie one in the other. Choose a folder beside it." in text for text in seen["said"])
    assert (old / "jobs").is_dir()


ANSWERS = {
    ("Quit",): None,
    ("Try again", "Quit"): None,
    ("Try again", "Use the default folder"): "default",
}


@pytest.mark.parametrize("answers", ANSWERS)
def test_a_missing_folder_is_asked_about_and_no_new_history_begins_in_silence(
    drive: Drive, tmp_path: Path, answers: tuple[str, ...]
) -> None:
    drive_folder = tmp_path / "usb" / "jobs of mine"
    drive_folder.mkdir(parents=True)  # the mount point is there, the drive is not
    save_settings(settings_file(tmp_path), Settings(data_folder=str(drive_folder)))
    seen = drive(tmp_path, "missing", *answers)
    assert len(seen["questions"]) == len(answers)
    assert all(str(drive_folder) in question for question in seen["questions"])
    if ANSWERS[answers] is None:
        assert seen["opened"] == []
        assert str(drive_folder) in seen["refused"]
        assert not default_folder(tmp_path).exists()
    else:
        assert seen["opened"] == [[str(default_folder(tmp_path)), []]]
    assert list(drive_folder.iterdir()) == []
    assert load_settings(settings_file(tmp_path)).data_folder == str(drive_folder)
