"""A job goes into one file and comes out of it as it was."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pandavision_gui.errors import EnvironmentFault, InputError
from pandavision_gui.jobs.archive import job_archive
from pandavision_gui.jobs.archive.contents import LARGEST, LARGEST_LOG, NotTakenError
from pandavision_gui.jobs.archive.job_archive import open_archive, require_room, write_archive
from pandavision_gui.jobs.archive.plain_file import require_plain_tree
from pandavision_gui.jobs.job_folder import FILES, JobFolder

from .archive_files import (
    Files,
    archive_bytes,
    arrays_of,
    changed_json,
    copy_job,
    finished_files,
    npz,
    put_files,
    read_files,
    unfinished_files,
)

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(60)]
GOOD = {
    "finished": finished_files(),
    "failed": unfinished_files("failed"),
    "cancelled": unfinished_files("cancelled"),
    "interrupted": unfinished_files("interrupted"),
    "queued, not begun": {
        "spec.json": finished_files()["spec.json"],
        "job.json": changed_json(finished_files()["job.json"], state="queued"),
    },
}


@pytest.mark.parametrize("name", GOOD)
def test_what_comes_out_is_what_went_in(tmp_path: Path, name: str) -> None:
    folder = put_files(tmp_path / "folder", GOOD[name])
    write_archive(folder, tmp_path / "a.pandavision")
    assert read_files(folder) == GOOD[name], "the job itself was changed"
    open_archive(tmp_path / "a.pandavision", tmp_path / "opened")
    assert read_files(tmp_path / "opened") == GOOD[name]
    assert {path.name for path in tmp_path.iterdir()} == {"folder", "a.pandavision", "opened"}


@pytest.mark.parametrize("name", GOOD)
def test_the_same_job_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    files = GOOD[name]
    put_files(tmp_path / "first", files)
    put_files(tmp_path / "second", dict(reversed(files.items())))
    for path in (tmp_path / "second").rglob("*"):
        os.utime(path, (1e9, 1e9))
    for folder in ("first", "second"):
        write_archive(tmp_path / folder, tmp_path / f"{folder}.pandavision")
    first = (tmp_path / "first.pandavision").read_bytes()
    assert first == (tmp_path / "second.pandavision").read_bytes()
    assert first == archive_bytes(files)


def test_any_zip_program_can_look_into_it(tmp_path: Path) -> None:
    files = finished_files()
    write_archive(put_files(tmp_path / "folder", files), tmp_path / "a.pandavision")
    (tmp_path / "out").mkdir()
    code = (
        "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip()); z.extractall()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "a.pandavision"],
        cwd=tmp_path / "out",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "None\n"
    found = read_files(tmp_path / "out")
    assert found.pop("archive.json")
    assert found == files


def test_nothing_else_of_the_folder_goes_into_it(tmp_path: Path) -> None:
    files = unfinished_files()
    folder = put_files(tmp_path / "folder", files)
    others = {name for name in FILES if not name.endswith("/")} - LARGEST.keys()
    assert {"job.lock", "worker.lock", "worker.json", "samples.h5"} <= others
    for name in (*others, "notes.txt", ".job.json.0a.part", "rows/evil.npz", "rows/000009.txt"):
        (folder / name).write_bytes(b"x")
    # What a killed worker leaves: pictures and a list whose rows were not written.
    put_files(folder, {"adversarial/000001.npy": b"x", "rows/000001.index.npy": b"x"})
    write_archive(folder, tmp_path / "a.pandavision")
    assert (tmp_path / "a.pandavision").read_bytes() == archive_bytes(files)


def link_file(folder: Path, name: str) -> None:
    (folder / name).rename(folder.parent / "elsewhere")
    (folder / name).symlink_to(folder.parent / "elsewhere")


@pytest.mark.parametrize("name", ["spec.json", "job.log", "rows/000000.npz", "rows", "adversarial"])
def test_a_link_is_never_followed(tmp_path: Path, name: str) -> None:
    folder = put_files(tmp_path / "folder", finished_files())
    link_file(folder, name)
    with pytest.raises(InputError, match=name) as error:
        write_archive(folder, tmp_path / "a.pandavision")
    assert error.value.code == "job_not_archived"
    assert not (tmp_path / "a.pandavision").exists()


def make_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def make_huge(path: Path) -> None:
    os.truncate(path, 2**40)


def make_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize("spoil", [make_pipe, make_huge, make_folder])
@pytest.mark.parametrize("name", ["spec.json", "job.json", "checkpoint.npz", "rows/000000.npz"])
def test_what_holds_up_or_never_ends_is_not_read(
    tmp_path: Path, name: str, spoil: Callable[[Path], None]
) -> None:
    folder = put_files(tmp_path / "folder", unfinished_files())
    spoil(folder / name)
    with pytest.raises(InputError, match=name) as error:
        write_archive(folder, tmp_path / "a.pandavision")
    assert error.value.code == "job_not_archived"
    assert not (tmp_path / "a.pandavision").exists()


@pytest.mark.parametrize("spoil", [make_pipe, make_folder])
def test_a_log_that_is_none_is_told(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    folder = put_files(tmp_path / "folder", unfinished_files())
    spoil(folder / "job.log")
    with pytest.raises(InputError, match=r"not a regular file|cannot be read"):
        write_archive(folder, tmp_path / "a.pandavision")
    assert not (tmp_path / "a.pandavision").exists()


@pytest.mark.parametrize("name", ["spec.json", "rows/000001.npz", "rows/deep/x"])
@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/etc"), None])
def test_the_folder_of_a_reader_that_was_taken_over_is_not_believed(
    tmp_path: Path, name: str, make: Callable[[Path], None] | None
) -> None:
    folder = put_files(tmp_path / "folder", finished_files())
    place = folder / name
    place.parent.mkdir(exist_ok=True)
    if make is None:
        require_plain_tree(folder)
        return
    place.unlink(missing_ok=True)
    make(place)
    with pytest.raises(NotTakenError, match="not a regular file"):
        require_plain_tree(folder)


@pytest.mark.parametrize("lock", ["job.lock", "worker.lock"])
def test_a_job_that_somebody_works_on_is_refused(tmp_path: Path, lock: str) -> None:
    folder = put_files(tmp_path / "folder", unfinished_files())
    target = tmp_path / "a.pandavision"
    target.write_bytes(b"old")
    with JobFolder(folder).lock(lock), pytest.raises(InputError, match="is running") as error:
        write_archive(folder, target)
    assert error.value.hint == "Stop it first."
    assert target.read_bytes() == b"old"
    write_archive(folder, target)
    assert target.read_bytes() == archive_bytes(unfinished_files())


def add_a_line(folder: Path) -> None:
    with (folder / "job.log").open("ab") as log:
        log.write(b"more\n")


def begin(folder: Path) -> None:
    JobFolder(folder).write_job(JobFolder(folder).read_job() or pytest.fail("no job"))


def add_rows(folder: Path) -> None:
    shutil.copyfile(folder / "rows/000000.npz", folder / "rows/000001.npz")


@pytest.mark.parametrize("change", [add_a_line, begin, add_rows])
def test_a_job_that_changes_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: Callable[[Path], None]
) -> None:
    folder = put_files(tmp_path / "folder", unfinished_files())
    write = job_archive._write_files

    def write_slowly(*arguments: object, **named: object) -> None:
        write(*arguments, **named)  # type: ignore[arg-type]
        change(folder)

    monkeypatch.setattr(job_archive, "_write_files", write_slowly)
    with pytest.raises(InputError, match="changed meanwhile"):
        write_archive(folder, tmp_path / "a.pandavision")
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_what_could_not_be_opened_is_not_written(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "folder", unfinished_files())
    (folder / "rows/000000.npz").write_bytes(b"damaged")
    with pytest.raises(InputError, match=r"rows/000000\.npz") as error:
        write_archive(folder, tmp_path / "a.pandavision")
    assert str(folder) in error.value.message
    assert error.value.hint.startswith("Resume the job")
    assert not (tmp_path / "a.pandavision").exists()


def test_a_job_that_no_archive_can_hold_is_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_archive, "MOST_BYTES", 9000)
    folder = put_files(tmp_path / "folder", finished_files())
    with pytest.raises(InputError, match=r"at most 9,000 bytes") as error:
        write_archive(folder, tmp_path / "a.pandavision")
    assert error.value.code == "job_not_archived"
    assert not (tmp_path / "a.pandavision").exists()


def test_a_folder_without_a_job_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for folder in (tmp_path / "empty", tmp_path / "nothing"):
        with pytest.raises(InputError) as error:
            write_archive(folder, tmp_path / "a.pandavision")
        assert str(folder) in error.value.message


def test_of_a_long_log_the_last_whole_lines_are_kept(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "folder", finished_files())
    lines = [f"line {number:09d} über\n".encode() for number in range(100_000)]
    (folder / "job.log").write_bytes(b"".join(lines))
    write_archive(folder, tmp_path / "a.pandavision")
    open_archive(tmp_path / "a.pandavision", tmp_path / "opened")
    kept = (tmp_path / "opened" / "job.log").read_bytes()
    assert LARGEST_LOG - len(lines[0]) <= len(kept) <= LARGEST_LOG
    assert kept == b"".join(lines[-(len(kept) // len(lines[0])) :])


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=400) | st.text().map(str.encode))
def test_a_foreign_log_commands_no_terminal(tmp_path: Path, log: bytes) -> None:
    files = finished_files() | {"job.log": log}
    path = tmp_path / "a.pandavision"
    path.write_bytes(archive_bytes(files))
    shutil.rmtree(tmp_path / "opened", ignore_errors=True)
    open_archive(path, tmp_path / "opened")
    text = (tmp_path / "opened" / "job.log").read_bytes().decode("utf-8")
    assert all(letter.isprintable() or letter in "\n\t" for letter in text)
    if log.isascii() and log.decode().isprintable():
        assert text.encode() == log


def emptied_shard(files: Files) -> None:
    """The form in which a damaged shard is left after it was mended."""
    files["rows/000001.npz"] = files["rows/000000.npz"]
    files["rows/000001.index.npy"] = files["rows/000000.index.npy"]
    columns = arrays_of(files["rows/000000.npz"])
    files["rows/000000.npz"] = npz({name: array[:0] for name, array in columns.items()})
    del files["adversarial/000000.npy"], files["adversarial/000000.index.npy"]


def repeated_rows(files: Files) -> None:
    """The last row of a sample counts: an earlier one may say what it likes."""
    columns = arrays_of(files["rows/000000.npz"])
    files["rows/000001.npz"] = files["rows/000000.npz"]
    files["rows/000001.index.npy"] = files["rows/000000.index.npy"]
    is_inf = np.isinf(columns["minimum_perturbation"])
    kept = {name: array[is_inf] for name, array in columns.items()}
    files["rows/000000.npz"] = npz(kept)
    del files["adversarial/000000.npy"], files["adversarial/000000.index.npy"]


@pytest.mark.parametrize("change", [emptied_shard, repeated_rows])
def test_a_job_that_was_mended_or_checked_twice_is_a_good_one(
    tmp_path: Path, change: Callable[[Files], None]
) -> None:
    files = finished_files()
    change(files)
    write_archive(put_files(tmp_path / "folder", files), tmp_path / "a.pandavision")
    open_archive(tmp_path / "a.pandavision", tmp_path / "opened")
    assert read_files(tmp_path / "opened") == files


def test_the_disk_is_looked_at_before_anything_is_unpacked(tmp_path: Path) -> None:
    require_room(2**30, 2**31, tmp_path / "job")
    with pytest.raises(EnvironmentFault, match="1,024 MiB") as error:
        require_room(2**30, 2**30, tmp_path / "job")
    assert error.value.code == "disk_full"


def test_a_target_in_a_folder_that_is_not_there_is_told_in_words(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentFault, match="could not be written"):
        write_archive(copy_job(tmp_path / "job"), tmp_path / "gone" / "a.pandavision")
