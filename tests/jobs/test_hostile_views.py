"""Job folders that somebody made up end in one sentence, and nothing beside them is read."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.jobs.job_view import OpenedJob, ShownSamples
from pandavision_gui.jobs.log_tail import LONGEST_TAIL, MOST_LINES, NO_LOG, read_log_tail

from ..support.viewed_jobs import Look, run_job, signs_spec

pytestmark = [
    pytest.mark.usefixtures("nothing_left"),
    pytest.mark.skipif(sys.platform == "win32", reason="pipes with a path"),
    pytest.mark.timeout(120),
]


@pytest.fixture(scope="module")
def finished(ready_workers: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("honest")
    return run_job(signs_spec(base / "files", count=6), base / "job")


@pytest.fixture
def job(finished: Path, tmp_path: Path) -> Path:
    """A copy that a test makes hostile; what it must not reach lies beside it."""
    made = tmp_path / "job"
    shutil.copytree(finished, made)
    return made


class Trap:
    """Whoever unpickles it writes a file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __reduce__(self) -> Any:
        return (Path.touch, (self._path,))


def rows_of(job: Path) -> Path:
    return next((job / "rows").glob("*.npz"))


def stack_of(job: Path) -> Path:
    return next((job / "adversarial").glob("[0-9]*[0-9].npy"))


def list_of(job: Path) -> Path:
    return next((job / "adversarial").glob("*.index.npy"))


def forge_rows(job: Path, **columns: np.ndarray) -> None:
    with np.load(rows_of(job)) as archive:
        arrays = dict(archive)
    np.savez(rows_of(job), **{**arrays, **columns})


def robust_rows(job: Path) -> None:
    with np.load(rows_of(job)) as archive:
        count = len(archive["index"])
    nothing = np.full(count, np.inf)
    forge_rows(job, minimum_perturbation=nothing, distance=nothing)


def other_rows(job: Path) -> None:
    with np.load(rows_of(job)) as archive:
        forge_rows(job, index=archive["index"] + 1000)


def pickled(job: Path, path: Path) -> None:
    with path.open("wb") as file:
        np.save(file, np.array([Trap(job.parent / "sprung")], dtype=object), allow_pickle=True)


def pickled_rows(job: Path) -> None:
    trap = pickle.dumps(Trap(job.parent / "sprung"))
    rows_of(job).write_bytes(trap)


def pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def link_outside(job: Path, path: Path) -> None:
    """A link to an honest file of that name which lies outside."""
    outside = job.parent / "outside"
    outside.mkdir()
    path.replace(outside / path.name)
    path.symlink_to(outside / path.name)


def huge(path: Path) -> None:
    os.truncate(path, 2**40)


NOT_OPENED: dict[str, Callable[[Path], None]] = {
    "rows that say that all withstood": robust_rows,
    "rows of other samples": other_rows,
    "pickled rows": pickled_rows,
    "a pipe as rows": lambda job: pipe(rows_of(job)),
    "a link as rows": lambda job: link_outside(job, rows_of(job)),
    "huge rows": lambda job: huge(rows_of(job)),
    "no rows": lambda job: rows_of(job).unlink(),
    "cut rows": lambda job: os.truncate(rows_of(job), 100),
    "a pipe as the list of rows": lambda job: pipe(next((job / "rows").glob("*.index.npy"))),
    "a pipe as the result": lambda job: pipe(job / "result.json"),
    "a huge result": lambda job: huge(job / "result.json"),
    "a pipe as the spec": lambda job: pipe(job / "spec.json"),
    "no spec": lambda job: (job / "spec.json").unlink(),
    "rubbish as the note": lambda job: (job / "job.json").write_bytes(b"\xff{"),
}


@pytest.mark.parametrize("what", NOT_OPENED)
def test_what_is_no_job_of_the_program_ends_in_one_sentence(job: Path, what: str) -> None:
    NOT_OPENED[what](job)
    with Look(job) as look:
        error = look.error()
    assert error.code not in {"internal", "view_lost"}, error
    assert error.message.endswith(".")
    assert error.message.isprintable()
    assert not (job.parent / "sprung").exists()


def reshaped(job: Path) -> None:
    stack = np.load(stack_of(job))
    np.save(stack_of(job), stack.reshape(len(stack), -1))


def texts(job: Path) -> None:
    stack = np.load(stack_of(job))
    np.save(stack_of(job), stack.astype("<U8"))


def longer_list(job: Path) -> None:
    listed = np.load(list_of(job))
    np.save(list_of(job), np.concatenate([listed, listed]))


def huge_numbers(job: Path) -> None:
    listed = np.load(list_of(job)).astype(np.float64)
    np.save(list_of(job), listed * 1e300)


def link_folder(job: Path) -> None:
    outside = job.parent / "outside"
    (job / "adversarial").replace(outside)
    (job / "adversarial").symlink_to(outside)


WITHOUT_EXAMPLES: dict[str, Callable[[Path], None]] = {
    "pickled pictures": lambda job: pickled(job, stack_of(job)),
    "a pickled list": lambda job: pickled(job, list_of(job)),
    "a pipe as pictures": lambda job: pipe(stack_of(job)),
    "a pipe as their list": lambda job: pipe(list_of(job)),
    "a link as pictures": lambda job: link_outside(job, stack_of(job)),
    "a link as their list": lambda job: link_outside(job, list_of(job)),
    "a folder of pictures that is a link": link_folder,
    "cut pictures": lambda job: os.truncate(stack_of(job), 3000),
    "huge pictures": lambda job: huge(stack_of(job)),
    "a huge list": lambda job: huge(list_of(job)),
    "no pictures": lambda job: stack_of(job).unlink(),
    "pictures of another shape": reshaped,
    "pictures that are texts": texts,
    "more names than pictures": longer_list,
    "a list that is none": huge_numbers,
    "another file among them": lambda job: (job / "adversarial" / "7.index.npy").touch(),
}


@pytest.mark.parametrize("what", WITHOUT_EXAMPLES)
def test_pictures_that_are_none_of_the_programs_are_left_out(job: Path, what: str) -> None:
    WITHOUT_EXAMPLES[what](job)
    opened, shown = look_at(job)
    assert opened.facts.examples == 0
    assert not shown.pictures[:, 1:].any()
    assert shown.pictures[:, 0, ..., 3].all(), "the dataset is there"
    assert not (job.parent / "sprung").exists()


def look_at(job: Path) -> tuple[OpenedJob, ShownSamples]:
    with Look(job) as look:
        opened = look.opened()
        return opened, look.pictures(opened.table.index.tolist())


def forged_samples(job: Path) -> None:
    with h5py.File(job / "samples.h5", "r+") as file:
        file["clean"][:] = 255 - file["clean"][:]


def samples_elsewhere(job: Path) -> None:
    """Samples that lie in another file, which the job's own only points to."""
    with h5py.File(job / "samples.h5", "r+") as file:
        clean = file["clean"][:]
        del file["clean"]
        file["clean"] = h5py.ExternalLink(str(job.parent / "outside.h5"), "clean")
    with h5py.File(job.parent / "outside.h5", "w") as file:
        file["clean"] = clean


def endless_samples(job: Path) -> None:
    """A file of a few KB that says it holds 2^40 samples."""
    with h5py.File(job / "samples.h5", "r+") as file:
        shape = (2**40, *file["clean"].shape[1:])
        del file["clean"], file["adversarial_index"]
        chunks = (1, *shape[1:])
        file.create_dataset("clean", shape, np.float32, chunks=chunks)
        file.create_dataset("adversarial_index", shape[:1], np.int64, chunks=(1024,))


def samples_of(spoil: Callable[[Path], None]) -> Callable[[Path], None]:
    return lambda job: spoil(job / "samples.h5")


SAMPLES_FILES: dict[str, Callable[[Path], None]] = {
    "a pipe": samples_of(pipe),
    "a link": samples_of(lambda path: link_outside(path.parent, path)),
    "rubbish": samples_of(lambda path: path.write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(500))),
    "cut": samples_of(lambda path: os.truncate(path, path.stat().st_size // 2)),
    "samples elsewhere": samples_elsewhere,
    "endless": endless_samples,
}


@pytest.mark.parametrize("what", SAMPLES_FILES)
def test_without_a_samples_file_of_the_program_the_dataset_is_read(job: Path, what: str) -> None:
    _, whole = look_at(job)
    SAMPLES_FILES[what](job)
    opened, shown = look_at(job)
    assert opened.facts.remark == ""
    assert np.array_equal(shown.pictures, whole.pictures)
    # ... and with nothing else to read there are no samples.
    spec = json.loads((job / "spec.json").read_text("utf-8"))
    text = (job / "result.json").read_text("utf-8")
    gone = str(job.parent / "gone.h5")
    (job / "result.json").write_text(text.replace(spec["dataset"], gone), "utf-8")
    (job / "spec.json").write_text(json.dumps(spec | {"dataset": gone}), "utf-8")
    opened, shown = look_at(job)
    assert opened.facts.remark
    assert not shown.pictures[:, 0].any()


def test_samples_that_are_not_as_far_from_the_examples_as_the_rows_say_are_not_shown(
    job: Path,
) -> None:
    forged_samples(job)
    opened, shown = look_at(job)
    broken = np.isfinite(opened.table.distance)
    assert broken.any()
    assert not shown.pictures[broken].any()


# The log.


@pytest.mark.parametrize("make", [os.mkfifo, Path.mkdir])
def test_a_log_that_is_no_file_is_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    make(tmp_path / "job.log")
    with pytest.raises(OSError, match=r"regular file|directory"):
        read_log_tail(tmp_path / "job.log")


def test_a_log_that_is_not_there_is_an_empty_one(tmp_path: Path) -> None:
    assert read_log_tail(tmp_path / "job.log") is NO_LOG


def test_of_a_long_log_the_last_whole_lines_are_read(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    lines = [f"line {number} {'x' * 100}" for number in range(20_000)]
    path.write_text("\n".join(lines), "utf-8")
    tail = read_log_tail(path)
    assert tail.is_cut
    assert 0 < len(tail.lines) <= MOST_LINES
    assert sum(map(len, tail.lines)) <= LONGEST_TAIL
    assert list(tail.lines) == lines[-len(tail.lines) :]
    assert read_log_tail(path, tail) is tail
    with path.open("a") as file:
        file.write("\nlast")
    assert read_log_tail(path, tail).lines[-1] == "last"


def test_one_endless_line_is_shown_in_part(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"x" * (LONGEST_TAIL + 1000))
    tail = read_log_tail(path)
    assert tail.is_cut
    assert len(tail.lines) == 1
    assert set(tail.lines[0]) <= {"x", "…"}


def test_a_log_commands_no_widget(tmp_path: Path) -> None:
    path = tmp_path / "job.log"
    path.write_bytes(b"\x1b[31mred\x00\x07 \xe2\x80\xaeback \xff\xfe <b>bold</b>\n")
    (line,) = read_log_tail(path).lines
    assert line.isprintable()
    assert "\u202e" not in line
    assert "<b>bold</b>" in line
