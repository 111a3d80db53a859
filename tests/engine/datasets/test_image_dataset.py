"""Reading samples: any order, any storage, never the whole file."""

from __future__ import annotations

import os
import tempfile
import tracemalloc
from itertools import pairwise
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.datasets import image_dataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.engine.datasets.reading_plan import groups_to_read
from pandavision_gui.errors import EnvironmentFault, InputError, InternalError

STORAGES: list[dict[str, Any]] = [
    {},
    {"chunks": (4, 1, 3, 6), "compression": "gzip"},
    {"chunks": (1, 2, 5, 6)},
    {"chunks": (30, 1, 1, 1), "shuffle": True, "compression": "gzip"},
]
STORAGE_NAMES = ["contiguous", "gzip", "one sample a chunk", "one pixel a chunk"]


def pictures(dtype: str = "f4") -> np.ndarray:
    return np.random.default_rng(1).uniform(0, 200, (30, 2, 5, 6)).astype(dtype)


@pytest.mark.parametrize("storage", STORAGES, ids=STORAGE_NAMES)
def test_samples_come_in_the_order_asked_for_with_repeats(write, storage):
    stored = pictures()
    indexes = np.array([29, 0, 7, 7, 3, 29, 28, 1])
    with open_dataset(write(stored, **storage)) as dataset:
        read = dataset.read(indexes)
    assert read.dtype == np.float32
    assert read.flags.c_contiguous
    assert np.array_equal(read, stored[indexes])


@pytest.mark.parametrize("storage", STORAGES, ids=STORAGE_NAMES)
def test_reading_in_small_pieces_gives_the_same_samples(write, storage, monkeypatch):
    monkeypatch.setattr(image_dataset, "_READ_BYTES", 3 * 2 * 5 * 6 * 4)
    stored = pictures()
    indexes = np.random.default_rng(2).integers(0, 30, 100)
    with open_dataset(write(stored, **storage)) as dataset:
        assert np.array_equal(dataset.read(indexes), stored[indexes])


@st.composite
def stored_datasets(draw: st.DrawFn) -> tuple[np.ndarray, dict[str, Any], list[int], int]:
    shape = (
        draw(st.integers(1, 40)),
        draw(st.integers(1, 4)),
        draw(st.integers(1, 6)),
        draw(st.integers(1, 6)),
    )
    dtype = draw(st.sampled_from(["u1", "i1", "<u2", ">i2", "i4", "u8", "f2", ">f4", "f8"]))
    values = np.random.default_rng(draw(st.integers(0, 99))).uniform(0, 100, shape)
    storage: dict[str, Any] = {}
    if draw(st.booleans()):
        storage["chunks"] = tuple(draw(st.integers(1, size)) for size in shape)
        storage["compression"] = draw(st.sampled_from([None, "gzip", "lzf"]))
    indexes = draw(st.lists(st.integers(0, shape[0] - 1), max_size=60))
    return values.astype(dtype), storage, indexes, draw(st.sampled_from([1, 100, 1000, 2**25]))


@settings(max_examples=250, deadline=None)
@given(stored_datasets())
def test_reading_equals_numpy_indexing_whatever_the_storage(case):
    stored, storage, indexes, piece_bytes = case
    chosen = np.array(indexes, dtype=np.int64)
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr(image_dataset, "_READ_BYTES", piece_bytes)
        path = Path(folder) / "data.h5"
        with h5py.File(path, "w") as file:
            file.create_dataset("samples", data=stored, **storage)
            file["labels"] = np.zeros(len(stored))
        with open_dataset(path, layout="NCHW") as dataset:
            read = dataset.read(chosen)
    assert read.dtype == np.float32
    assert read.flags.c_contiguous
    assert np.array_equal(read, stored[chosen].astype(np.float32))


@given(st.lists(st.integers(0, 500), max_size=80), st.integers(1, 60), st.integers(1, 100))
def test_groups_keep_blocks_whole_and_reads_bounded(indexes, block, most_rows):
    ascending = np.sort(np.array(indexes, dtype=np.int64))
    groups = [
        ascending[group] for group in groups_to_read(ascending, block=block, most_rows=most_rows)
    ]
    assert np.array_equal(np.concatenate([*groups, ascending[:0]]), ascending)
    blocks = [set((group // block).tolist()) for group in groups]
    for earlier, later in pairwise(blocks):
        assert not earlier & later
    for group in groups:
        assert len(group)
        one_block = group[0] // block == group[-1] // block
        assert one_block or group[-1] - group[0] < most_rows


def test_neighbouring_samples_are_one_read(write, monkeypatch):
    with open_dataset(write(pictures(), chunks=(4, 2, 5, 6))) as dataset:
        reads = []
        original = dataset._file.read_rows
        monkeypatch.setattr(
            dataset._file, "read_rows", lambda *args: reads.append(args[1]) or original(*args)
        )
        dataset.read(np.arange(30)[::-1])
        assert reads == [slice(0, 30)]
        reads.clear()
        dataset.read(np.array([25, 2, 24, 0]))
        assert reads == [slice(0, 3), slice(24, 26)]


def test_no_indexes_give_no_samples(opened):
    assert opened(pictures()).read(np.array([], dtype=np.int64)).shape == (0, 2, 5, 6)


@pytest.mark.parametrize(
    "indexes", [np.array([-1]), np.array([30]), np.array([0.0]), np.array([[0]]), np.array([True])]
)
def test_indexes_that_cannot_be_are_a_fault_of_the_program(opened, indexes):
    with pytest.raises(InternalError) as caught:
        opened(pictures()).read(indexes)
    assert caught.value.code == "sample_index_invalid"


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("dtype", ["f2", "f4", "f8"])
def test_a_value_that_is_not_finite_is_named_with_its_sample(opened, value, dtype):
    stored = pictures(dtype)
    stored[17, 1, 2, 3] = value
    dataset = opened(stored)
    with pytest.raises(InputError, match=f"Sample 17 of .* value {value},") as caught:
        dataset.read(np.array([20, 17, 3]))
    assert caught.value.code == "sample_not_finite"
    dataset.read(np.array([16, 18]))  # a bad neighbour that was not asked for is no error


def test_a_float64_too_large_for_float32_is_not_finite(opened):
    stored = pictures("f8")
    stored[2, 0, 0, 0] = 1e39
    with pytest.raises(InputError, match=r"Sample 2 of .* value 1e\+39,"):
        opened(stored).read(np.arange(4))


def test_float64_is_rounded_to_the_nearest_float32(opened):
    stored = np.full((1, 1, 1, 1), 0.1)
    assert opened(stored).read(np.array([0]))[0, 0, 0, 0] == np.float32(0.1)


@pytest.mark.parametrize("dtype", ["u1", "i1", "u2", "i2", "f2"])
def test_all_values_of_small_types_are_exact(opened, dtype):
    bits = np.arange(2 ** (8 * np.dtype(dtype).itemsize), dtype=f"u{np.dtype(dtype).itemsize}")
    values = bits.view(dtype)
    values = values[np.isfinite(values)]
    read = opened(values.reshape(1, 1, 1, -1)).read(np.array([0]))
    assert np.array_equal(read.ravel().astype(np.float64), values.astype(np.float64))


@pytest.mark.parametrize(
    ("dtype", "value"),
    [
        ("i4", 2**24 + 1),
        ("i4", -(2**24) - 1),
        ("i8", -(2**63)),
        ("u8", 2**64 - 1),
        ("u4", 2**24 + 2),
    ],
)
def test_whole_numbers_that_float32_may_not_hold_are_refused(opened, dtype, value):
    stored = pictures(dtype)
    stored[4, 0, 0, 0] = value
    dataset = opened(stored)
    with pytest.raises(InputError, match=f"Sample 4 of .* value {value},") as caught:
        dataset.read(np.array([3, 4]))
    assert caught.value.code == "sample_not_exact"


def test_whole_numbers_up_to_2_to_the_24_are_exact(opened):
    stored = np.array([2**24, -(2**24), 2**24 - 1], dtype=np.int64).reshape(1, 1, 1, 3)
    assert opened(stored).read(np.array([0])).ravel().tolist() == stored.ravel().tolist()


def test_a_file_cut_short_while_open_is_a_fault_not_zeros(write):
    path = write(np.ones((2000, 1, 10, 10), dtype=np.float32))
    with open_dataset(path) as dataset:
        assert dataset.read(np.array([0])).all()
        os.truncate(path, 100_000)
        with pytest.raises(EnvironmentFault, match="cut short") as caught:
            dataset.read(np.array([1999]))
    assert caught.value.code == "dataset_unreadable"


def test_a_file_changed_while_open_is_a_fault(write):
    path = write(pictures())
    with open_dataset(path) as dataset:
        os.utime(path, ns=(0, 0))
        with pytest.raises(EnvironmentFault, match="changed while it was being read"):
            dataset.read(np.array([0]))


def test_what_a_file_that_was_cut_short_seems_to_hold_is_not_judged(write):
    samples = np.ones((2000, 1, 10, 10), dtype=np.float32)
    path = write(samples)
    with open_dataset(path) as dataset:
        os.truncate(path, 100_000)
        with path.open("r+b") as file:  # and filled up again with what is no number
            file.seek(0, os.SEEK_END)
            file.write(b"\xff" * (path.stat().st_size))
        with pytest.raises(EnvironmentFault) as caught:
            dataset.read(np.arange(2000))
    assert caught.value.code == "dataset_unreadable"


@pytest.mark.parametrize("is_same", [True, False])
def test_a_change_that_hides_itself_is_decided_by_the_content(write, is_same):
    path, asked = write(pictures()), []

    def look() -> bool:
        asked.append(path)
        return is_same

    with open_dataset(path, is_same=look) as dataset:
        dataset.read(np.array([0]))
        assert asked == []
        times = path.stat()
        with path.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            file.write(b"\0")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        if is_same:
            dataset.read(np.array([0]))
            dataset.read(np.array([1]))
        else:
            with pytest.raises(EnvironmentFault, match="changed while it was being read"):
                dataset.read(np.array([0]))
    assert len(asked) == 1


def test_a_file_deleted_while_open_is_still_read(write):
    if os.name == "nt":
        pytest.skip("this system does not delete open files")
    path = write(pictures())
    with open_dataset(path) as dataset:
        path.unlink()
        assert dataset.read(np.array([3])).shape == (1, 2, 5, 6)


def damage(path: Path) -> None:
    """Overwrite one compressed chunk of the samples."""
    with h5py.File(path) as file:
        chunk = file["samples"].id.get_chunk_info(1)
    with path.open("r+b") as file:
        file.seek(chunk.byte_offset)
        file.write(b"\xfe\x01" * (chunk.size // 2))


def test_a_damaged_chunk_is_a_fault_in_words(write):
    path = write(pictures(), chunks=(10, 2, 5, 6), compression="gzip")
    damage(path)
    with open_dataset(path) as dataset:
        dataset.read(np.array([0]))
        with pytest.raises(EnvironmentFault, match="a compressed block is damaged") as caught:
            dataset.read(np.array([0, 10]))
    assert caught.value.code == "dataset_unreadable"


def test_a_checksum_that_does_not_fit_is_a_fault(write):
    path = write(pictures(), chunks=(10, 2, 5, 6), fletcher32=True)
    damage(path)
    with open_dataset(path) as dataset, pytest.raises(EnvironmentFault):
        dataset.read(np.array([10]))


def test_a_failing_disk_is_a_fault_in_the_words_of_the_system(opened, monkeypatch):
    dataset = opened(pictures())

    class FailingDisk:
        def __getitem__(self, rows: object) -> np.ndarray:
            raise OSError("Can't read data (file read failed: errno = 5, error message = 'x')")

    monkeypatch.setattr(dataset, "_samples", FailingDisk())
    with pytest.raises(EnvironmentFault, match=os.strerror(5)):
        dataset.read(np.array([0]))


def test_reading_after_closing_is_a_fault_of_the_program(write):
    dataset = open_dataset(write(pictures()))
    dataset.close()
    dataset.close()
    with pytest.raises(InternalError) as caught:
        dataset.read(np.array([0]))
    assert caught.value.code == "dataset_closed"


def peak_bytes(path: Path, indexes: np.ndarray) -> int:
    with open_dataset(path) as dataset:
        tracemalloc.start()
        try:
            dataset.read(indexes)
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()


@pytest.mark.parametrize("chunks", [None, (100, 3, 64, 64)], ids=["contiguous", "chunked"])
def test_ten_samples_of_a_20_gb_file_take_the_memory_of_ten_samples(tmp_path, chunks):
    path = tmp_path / "large.h5"
    count = 410_000  # of 3 x 64 x 64 float32: 20 GB, hardly any of it on the disk
    with h5py.File(path, "w") as file:
        samples = (
            file.create_dataset("samples", (count, 3, 64, 64), "f4", chunks=chunks, fillvalue=0)
            if chunks
            else contiguous_and_sparse(file, (count, 3, 64, 64))
        )
        samples[0] = samples[-1] = 1
        file.create_dataset("labels", data=np.zeros(count, dtype=np.uint8))
    assert samples_bytes(path) > 20e9
    indexes = np.linspace(0, count - 1, 10).astype(np.int64)
    assert peak_bytes(path, indexes) < 16e6


def contiguous_and_sparse(file: h5py.File, shape: tuple[int, ...]) -> h5py.Dataset:
    """Make a contiguous dataset without writing its zeros."""
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_fill_time(h5py.h5d.FILL_TIME_NEVER)
    properties.set_layout(h5py.h5d.CONTIGUOUS)
    space = h5py.h5s.create_simple(shape)
    made = h5py.h5d.create(file.id, b"samples", h5py.h5t.IEEE_F32LE, space, properties)
    return h5py.Dataset(made)


def samples_bytes(path: Path) -> int:
    with h5py.File(path) as file:
        return int(file["samples"].nbytes)


def test_scattered_samples_of_wide_chunks_do_not_read_what_lies_between(tmp_path):
    path = tmp_path / "wide.h5"
    with h5py.File(path, "w") as file:
        # One chunk spans all samples but a single pixel: the rows between would be 400 MB.
        samples = file.create_dataset(
            "samples", (100_000, 1, 32, 32), "f4", chunks=(100_000, 1, 1, 1)
        )
        samples[:, 0, 0, 0] = np.arange(100_000)
        file.create_dataset("labels", data=np.zeros(100_000, dtype=np.uint8))
    indexes = np.array([99_999, 5])
    assert peak_bytes(path, indexes) < 16e6
    with open_dataset(path) as dataset:
        assert dataset.read(indexes)[:, 0, 0, 0].tolist() == [99_999, 5]
