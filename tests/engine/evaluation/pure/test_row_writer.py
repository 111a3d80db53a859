from __future__ import annotations

import errno
import os
from pathlib import Path

import numpy as np
import pytest

from pandavision_gui import atomic_file
from pandavision_gui.engine.evaluation import row_writer
from pandavision_gui.engine.evaluation.row_writer import (
    RowWriter,
    picture_index_path,
    picture_path,
    read_pictures,
    read_rows,
    remove_damaged,
    shard_count,
)
from pandavision_gui.errors import EnvironmentFault

from ....support.cut_off import leave_half_written
from .shards import pictures_of, rows_of

ORDER = np.array([4, 3, 2, 1, 0])


def files_of(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file())


def write_shard(writer: RowWriter, indexes: list[int], minimum: float = 0.1) -> None:
    writer.add(rows_of(indexes, minimum), pictures_of(indexes, minimum))
    assert writer.flush() is not None


def indexes_in(folder: Path) -> list[int]:
    found: list[int] = read_rows(folder, ORDER).index.tolist()
    return found


def test_what_was_added_becomes_one_shard_with_its_pictures_beside_it(tmp_path: Path) -> None:
    writer = RowWriter(tmp_path)
    writer.add(rows_of([3]), pictures_of([3], 0.25))
    writer.add(rows_of([0, 4]), pictures_of([4], 0.75))
    written = writer.flush()
    assert written is not None
    assert written.index.tolist() == [3, 0, 4]
    assert files_of(tmp_path) == [
        "adversarial/000000.index.npy", "adversarial/000000.npy",
        "rows/000000.index.npy", "rows/000000.npz",
    ]  # fmt: skip
    assert indexes_in(tmp_path) == [4, 3, 0]
    pictures = read_pictures(tmp_path)
    assert sorted(pictures) == [3, 4]
    assert (pictures[3] == 0.25).all()


def test_without_rows_nothing_is_written(tmp_path: Path) -> None:
    writer = RowWriter(tmp_path)
    assert writer.flush() is None
    write_shard(writer, [1])
    assert writer.flush() is None
    assert shard_count(tmp_path) == 1


def test_a_later_row_and_picture_of_a_sample_win(tmp_path: Path) -> None:
    writer = RowWriter(tmp_path)
    write_shard(writer, [1, 2], 0.5)
    write_shard(writer, [2], 0.25)
    assert read_rows(tmp_path, ORDER).minimum_perturbation.tolist() == [0.25, 0.5]
    assert (read_pictures(tmp_path)[2] == 0.25).all()
    assert np.load(picture_index_path(tmp_path, 1)).tolist() == [2]  # and nothing is kept twice


@pytest.mark.parametrize("fails_at", range(1, 4))
def test_a_full_disk_leaves_no_half_shard_and_the_next_try_writes_it_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int
) -> None:
    writer = RowWriter(tmp_path)
    write_shard(writer, [1])
    writer.add(rows_of([2]), pictures_of([2]))
    renames: list[str] = []

    def full(source: Path, target: Path) -> None:
        renames.append(target.name)
        if len(renames) == fails_at:
            raise OSError(errno.ENOSPC, "No space left on device")
        os.rename(source, target)

    with monkeypatch.context() as patch:
        patch.setattr(atomic_file.os, "replace", full)
        with pytest.raises(EnvironmentFault, match="disk is full"):
            writer.flush()
    assert indexes_in(tmp_path) == [1]
    assert sorted(read_pictures(tmp_path)) == [1]
    assert not list(tmp_path.rglob("*.part"))
    assert writer.flush() is not None
    assert indexes_in(tmp_path) == [2, 1]
    assert sorted(read_pictures(tmp_path)) == [1, 2]


def test_the_rows_of_a_shard_are_written_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []
    real = row_writer.write_atomically
    monkeypatch.setattr(
        row_writer, "write_atomically", lambda p, w: (written.append(p.name), real(p, w))
    )
    write_shard(RowWriter(tmp_path), [1])
    assert written == ["000000.npy", "000000.index.npy", "000000.index.npy", "000000.npz"]


def test_what_a_killed_writer_left_and_shards_younger_than_the_checkpoint_are_removed(
    tmp_path: Path,
) -> None:
    writer = RowWriter(tmp_path)
    for index in range(3):
        write_shard(writer, [index])
    for name in ("rows/000003.npz", "rows/000000.index.npy", "adversarial/000003.npy"):
        leave_half_written(tmp_path / name)
    picture_path(tmp_path, 3).write_bytes(b"whole, but its rows were never written")
    again = RowWriter(tmp_path, shards=2)
    assert indexes_in(tmp_path) == [1, 0]
    assert [name for name in files_of(tmp_path) if name[-10:-4] not in ("000000", "000001")] == [
        "adversarial/000000.index.npy",
        "adversarial/000001.index.npy",
        "rows/000000.index.npy",
        "rows/000001.index.npy",
    ]
    write_shard(again, [4])
    assert (tmp_path / "rows" / "000002.npz").exists()


@pytest.mark.parametrize("what", ["rows", "pictures", "picture indexes", "one of two gone"])
def test_a_damaged_shard_is_removed_and_its_samples_are_missing(tmp_path: Path, what: str) -> None:
    writer = RowWriter(tmp_path)
    write_shard(writer, [1])
    write_shard(writer, [2, 3])
    victim = {
        "rows": tmp_path / "rows" / "000001.npz",
        "pictures": picture_path(tmp_path, 1),
        "picture indexes": picture_index_path(tmp_path, 1),
        "one of two gone": picture_index_path(tmp_path, 1),
    }[what]
    if what == "one of two gone":
        victim.unlink()
    else:
        # Cut inside what follows the header; a cut zip archive leaks an open file in numpy, which
        # a test of the sample table is about, so the rows are spoiled without a cut.
        data = bytearray(victim.read_bytes())
        if what == "rows":
            start = data.index(b"\n", data.index(b"index.npy")) + 1
            data[start] ^= 0xFF
        else:
            data = data[:-3]
        victim.write_bytes(data)
    assert remove_damaged(tmp_path, 2) == 1
    assert indexes_in(tmp_path) == [1]
    assert sorted(read_pictures(tmp_path)) == [1]


def test_a_shard_that_is_gone_counts_as_damaged(tmp_path: Path) -> None:
    writer = RowWriter(tmp_path)
    write_shard(writer, [1])
    write_shard(writer, [2])
    (tmp_path / "rows" / "000000.npz").unlink()
    assert remove_damaged(tmp_path, 2) == 1
    assert shard_count(tmp_path) == 2


def test_whole_shards_are_left_alone(tmp_path: Path) -> None:
    writer = RowWriter(tmp_path)
    write_shard(writer, [1])
    writer.add(rows_of([2]))  # a shard without pictures
    writer.flush()
    before = files_of(tmp_path)
    assert remove_damaged(tmp_path, 2) == 0
    assert files_of(tmp_path) == before


def test_a_damaged_later_row_does_not_bring_an_outdated_one_back(tmp_path: Path) -> None:
    # "Every smaller value" replaces rows of samples that had withstood; when its shard is lost,
    # the older row claims robustness that was refuted: the sample must be computed again.
    writer = RowWriter(tmp_path)
    write_shard(writer, [1, 2], minimum=np.inf)
    write_shard(writer, [2], minimum=0.01)
    data = bytearray((tmp_path / "rows" / "000001.npz").read_bytes())
    data[data.index(b"\n", data.index(b"index.npy")) + 1] ^= 0xFF
    (tmp_path / "rows" / "000001.npz").write_bytes(data)
    assert remove_damaged(tmp_path, 2) == 1
    assert indexes_in(tmp_path) == [1]


def test_a_disk_too_full_for_the_folders_hinders_the_job_and_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(EnvironmentFault, match="disk is full"):
        RowWriter(tmp_path)


def test_a_file_that_somebody_put_beside_the_shards_is_no_bug_and_stays(tmp_path: Path) -> None:
    write_shard(RowWriter(tmp_path), [1])
    (tmp_path / "rows" / "notes.txt").write_text("mine")
    RowWriter(tmp_path, shards=1)
    assert (tmp_path / "rows" / "notes.txt").read_text() == "mine"
    assert indexes_in(tmp_path) == [1]
