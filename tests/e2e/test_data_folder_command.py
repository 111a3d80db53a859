"""`pandavision queue size`, `queue clear` and `pandavision data-folder`, as a user calls them."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.owner import DataFolderOwner
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
)

pytestmark = pytest.mark.usefixtures("forked_programs")

Program = Callable[..., Finished]


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


def put(folder: Path, state: JobState, **sizes: int) -> str:
    job = put_job(folder, state)
    for name, size in sizes.items():
        (job.path / name).mkdir()
        (job.path / name / "0").write_bytes(b"x" * size)
    return str(id_of(job))


def found(finished: Finished) -> list[dict[str, Any]]:
    assert finished.status == 0, finished
    return [json.loads(line) for line in finished.stdout.splitlines()]


def test_jobs_are_measured_and_cleared(home: Path) -> None:
    small = put(data(home), JobState.CANCELLED, rows=10, adversarial=5)
    large = put(data(home), JobState.FAILED, rows=5000, adversarial=3_000_000)
    put(data(home), JobState.QUEUED)
    told = found(run_program("queue", "size", "--json"))
    assert [line["id"] for line in told[1:]] == [small, large]
    assert told[2]["bytes"]["pictures"] == 3_000_000
    assert told[2]["bytes"]["rows"] == 5000
    said = run_program("queue", "size", large[:8])
    assert said.stdout.startswith(f"{large[:8]}      3 MiB")
    assert "Together: 3 MiB; free: " in said.stderr

    cleared = run_program("queue", "clear", small, large, "--pictures")
    assert (cleared.status, cleared.stdout) == (0, "freed: 3 MiB\n")
    assert "samples.h5 are gone" in cleared.stderr
    told = found(run_program("queue", "size", "--json", small, large))
    assert [line["bytes"]["pictures"] for line in told] == [0, 0]
    (line,) = found(run_program("queue", "clear", small, "--rows", "--json"))
    assert (line["id"], line["state"]) == (small, "cancelled")
    assert not (data(home) / "jobs" / small / "rows").exists()


def test_what_cannot_be_cleared_is_said(home: Path) -> None:
    waiting = put(data(home), JobState.QUEUED, rows=10)
    ended = put(data(home), JobState.FAILED, rows=7)
    assert_refused(run_program("queue", "clear", ended), "Give --pictures or --rows.|--help")
    done = run_program("queue", "clear", waiting, ended, "--rows")
    assert done.status == 2
    assert "waits in the queue" in done.stderr
    assert (data(home) / "jobs" / waiting / "rows" / "0").exists()
    assert not (data(home) / "jobs" / ended / "rows").exists()  # the others all the same


def test_the_data_folder_moves_there_and_back(home: Path) -> None:
    job = put(data(home), JobState.FAILED, rows=1000)
    jobs = contents(data(home) / "jobs")
    save_settings(settings(home), Settings(parallel_jobs=3))
    said = run_program("data-folder")
    assert said.stdout == f"{data(home)}\n"
    assert said.stderr.startswith("1 job, ")
    assert "free on its disk: " in said.stderr
    new = home / "else where" / "jobs"
    moved = run_program("data-folder", "move", "else where/jobs", cwd=home)
    assert (moved.status, moved.stdout) == (0, f"{new}\n"), moved
    assert contents(new / "jobs") == jobs
    assert not data(home).exists()
    assert load_settings(settings(home)) == Settings(parallel_jobs=3, data_folder=str(new))
    assert [line["id"] for line in found(run_program("queue", "list", "--json"))] == [job]
    (told,) = found(run_program("data-folder", "--json"))
    assert (told["path"], told["jobs"]) == (str(new), 1)
    (home / "other").mkdir()
    assert found(run_program("queue", "list", "--json", "--data-folder", home / "other")) == []
    assert_refused(run_program("data-folder", "move", new), "already")
    assert run_program("data-folder", "move", data(home)).status == 0
    assert load_settings(settings(home)).data_folder is None
    assert contents(data(home) / "jobs").keys() >= jobs.keys()


def refused_places(home: Path) -> dict[Path, tuple[str, ...]]:
    (home / "full").mkdir()
    (home / "full" / "a").write_text("mine")
    (home / "file").write_text("mine")
    (home / "used" / "jobs").mkdir(parents=True)
    (home / "link").symlink_to(data(home), target_is_directory=True)
    return {
        home / "full": ("is not empty", "Choose a new folder"),
        home / "used": (
            "holds jobs of PandaVision already",
            f'To work with its jobs: `pandavision data-folder use "{home / "used"}"`.',
        ),
        home / "file": ("is not a folder",),
        home / "file" / "below": ("cannot be written to",),
        data(home) / "inside": ("lie one in the other",),
        home / "link" / "inside": ("lie one in the other",),
        home / "link": ("already",),
        home / "share": ("lie one in the other",),
        Path("/proc/pandavision"): ("cannot be written to",),
    }


def test_a_place_that_will_not_do_is_refused_and_nothing_changes(home: Path) -> None:
    put(data(home), JobState.FAILED, rows=1000)
    places = refused_places(home)
    before = contents(home)
    for place, words in places.items():
        assert_refused_anyhow(run_program("data-folder", "move", place), *words)
        assert contents(home) == before, place


def assert_refused_anyhow(finished: Finished, *words: str) -> None:
    assert_refused(finished, *words, status=finished.status)
    assert finished.status in (1, 2)


def test_a_program_that_runs_keeps_its_folder(home: Path) -> None:
    put(data(home), JobState.FAILED)
    owner = DataFolderOwner(data(home))
    try:
        done = run_program("data-folder", "move", home / "new")
        assert_refused(done, "in use by a PandaVision", "Close it, then move the folder.")
        assert_refused(run_program("data-folder", "default"), "Close it, then try again.")
    finally:
        owner.release()
    assert not (home / "new").exists()
    assert not settings(home).exists()


def test_a_disk_that_is_too_small_is_refused_before_anything_is_copied(home: Path) -> None:
    require_mounts()
    put(data(home), JobState.FAILED, rows=5_000_000)
    before = contents(data(home) / "jobs")
    disk = home / "disk"
    disk.mkdir()
    for size, words in (("32m", "left, and the data folder needs"), ("ro", "cannot be written")):
        options = f"size={size}" if size != "ro" else "ro"
        done = run_program(
            "data-folder", "move", disk / "new", before=on_file_system(disk, options)
        )
        assert done.status == 1, done
        assert words in done.stderr
    assert contents(data(home) / "jobs") == before
    assert run_program("data-folder").stdout == f"{data(home)}\n"


def test_a_folder_that_is_not_there_is_named_and_the_default_one_can_be_chosen(
    home: Path,
) -> None:
    save_settings(settings(home), Settings(data_folder=str(home / "usb")))
    for words in (["queue", "list"], ["data-folder"], ["archive", "abcd", "x.pandavision"], []):
        done = subprocess.run(
            [*PROGRAM, *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
            env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        )
        assert done.returncode == 2, words
        assert f'The data folder "{home / "usb"}" is not there' in done.stderr
    assert not data(home).exists()
    done = run_program("data-folder", "default")
    assert (done.status, done.stdout) == (0, f"{data(home)}\n")
    assert f'The jobs in "{home / "usb"}" stay there; `pandavision data-folder use ' in done.stderr
    assert found(run_program("queue", "list", "--json")) == []
