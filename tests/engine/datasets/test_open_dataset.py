"""What a file must be like to be opened, and what is said when it is not."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.errors import InputError

PICTURES = np.zeros((4, 1, 5, 6), dtype=np.float32)


def refusal(path: Path | str, **options: Any) -> InputError:
    """Return the error that opening raises, after checking that it is one clear sentence."""
    with pytest.raises(InputError) as caught:
        open_dataset(path, **options).close()
    error = caught.value
    assert "\n" not in error.sentence()
    assert "Traceback" not in error.sentence()
    assert error.message.endswith(".")
    return error


def test_samples_and_labels_are_found(opened):
    dataset = opened(PICTURES, np.array([3, 1, 0, 2]))
    assert dataset.count == 4
    assert dataset.sample_shape == (1, 5, 6)
    assert dataset.stored_dtype == "float32"
    assert not dataset.is_8bit
    assert dataset.labels.dtype == np.int64
    assert dataset.labels.tolist() == [3, 1, 0, 2]
    assert dataset.remarks == ()


def test_8_bit_samples_are_known_as_such(opened):
    assert opened(PICTURES.astype(np.uint8)).is_8bit
    assert not opened(PICTURES.astype(np.int8)).is_8bit
    assert not opened(PICTURES.astype(np.uint16)).is_8bit
    assert opened(PICTURES.astype(">f8")).stored_dtype == "float64"


def test_a_missing_file_is_named(tmp_path):
    error = refusal(tmp_path / "no such.h5")
    assert error.code == "dataset_missing"
    assert "no such.h5" in error.message


def test_a_path_through_a_file_is_a_missing_file(write):
    assert refusal(write(PICTURES) / "inner.h5").code == "dataset_missing"


def test_a_path_with_a_nul_character_is_a_missing_file():
    assert refusal("a\0b.h5").code == "dataset_missing"


def test_a_folder_is_no_dataset(tmp_path):
    error = refusal(tmp_path)
    assert error.code == "dataset_not_a_file"
    assert "is a folder" in error.message


def test_a_pipe_is_refused_without_waiting_for_a_writer(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("this system has no named pipes")
    os.mkfifo(tmp_path / "pipe.h5")
    assert refusal(tmp_path / "pipe.h5").code == "dataset_not_a_file"


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "empty.h5").touch()
    assert refusal(tmp_path / "empty.h5").code == "dataset_empty_file"


def test_a_text_file_named_h5_is_refused(tmp_path):
    (tmp_path / "text.h5").write_text("sample,label\n1,2\n")
    error = refusal(tmp_path / "text.h5")
    assert error.code == "dataset_not_hdf5"
    assert "samples" in error.hint


@pytest.mark.parametrize("kept", [10, 60, 500, 0.5, 0.99])
def test_a_truncated_file_is_refused(write, kept):
    path = write(np.ones((50, 1, 20, 20), dtype=np.float32))
    size = path.stat().st_size
    os.truncate(path, int(kept * size) if kept < 1 else kept)
    assert refusal(path).code in ("dataset_truncated", "dataset_damaged")


def test_a_half_downloaded_file_is_called_incomplete(write):
    path = write(np.ones((50, 1, 20, 20), dtype=np.float32))
    os.truncate(path, path.stat().st_size // 2)
    assert refusal(path).code == "dataset_truncated"


def test_a_damaged_structure_is_refused_in_words(write):
    path = write(PICTURES)
    data = bytearray(path.read_bytes())
    at = data.find(b"TREE")
    data[at : at + 4] = b"EERT"
    path.write_bytes(data)
    assert refusal(path).code == "dataset_damaged"


def test_a_file_left_open_by_a_crashed_writer_is_refused(tmp_path):
    path = tmp_path / "crashed.h5"
    with h5py.File(path, "w", libver="latest") as file:
        file["samples"] = PICTURES
        file["labels"] = np.zeros(4)
    with h5py.File(path, "r+", libver="latest") as file:
        file.flush()
        data = path.read_bytes()
    path.write_bytes(data)
    assert refusal(path).code == "dataset_being_written"


def test_a_file_without_read_permission_is_refused(write):
    path = write(PICTURES)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")
    assert refusal(path).code == "dataset_no_permission"


def test_a_read_only_file_in_a_read_only_folder_opens(write):
    path = write(PICTURES)
    path.chmod(stat.S_IRUSR)
    path.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        open_dataset(path).close()
    finally:
        path.parent.chmod(stat.S_IRWXU)


def test_a_file_that_another_program_has_locked_opens(write):
    fcntl = pytest.importorskip("fcntl", reason="this system has no flock")
    path = write(PICTURES)
    with path.open("r+b") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        open_dataset(path).close()


def test_without_samples_the_datasets_of_the_file_are_named(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["thing"] = PICTURES
        file["group/y\ntest"] = np.zeros(4)
    error = refusal(path)
    assert error.code == "dataset_no_samples"
    assert '"thing"' in error.message
    assert r'"group/y\ntest"' in error.message


def test_at_most_ten_datasets_are_named(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        for number in range(30):
            file[f"set{number:02}"] = np.zeros(4)
    assert refusal(path).message.count('"set') == 10


def test_a_file_without_datasets_says_so(write):
    assert "no datasets at all" in refusal(write(None, None)).message


def test_a_group_called_samples_is_no_dataset(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples/train"] = PICTURES
    error = refusal(path)
    assert error.code == "dataset_no_samples"
    assert '"samples/train"' in error.message


def test_without_labels_the_datasets_of_the_file_are_named(write):
    error = refusal(write(PICTURES, None))
    assert error.code == "dataset_no_labels"
    assert '"samples"' in error.message


def test_labels_of_another_name_are_taken_when_named(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = PICTURES
        file["labels"] = np.zeros(4)
        file["truth/classes"] = np.array([1, 2, 3, 4])
    with open_dataset(path, labels_name="truth/classes") as dataset:
        assert dataset.labels.tolist() == [1, 2, 3, 4]
    assert refusal(path, labels_name="truth").code == "dataset_no_labels"
    assert refusal(path, labels_name="truth/none").code == "dataset_no_labels"
    assert refusal(path, labels_name="samples/inside").code == "dataset_no_labels"


@pytest.mark.parametrize("name", ["", "/", ".", "labels\0", "\ud800", "x" * 100_000])
def test_a_name_that_cannot_be_in_the_file_is_not_found(write, name):
    error = refusal(write(PICTURES), labels_name=name)
    assert error.code == "dataset_no_labels"
    assert len(error.message) < 500


def test_sample_and_label_counts_must_be_equal(write):
    error = refusal(write(PICTURES, np.zeros(5)))
    assert error.code == "dataset_counts_differ"
    assert "4 samples" in error.message
    assert "5 labels" in error.message


def test_a_dataset_of_no_samples_is_refused(write):
    assert refusal(write(PICTURES[:0])).code == "dataset_samples_shape"


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros((4, 1, 5, 6), dtype=complex),
        np.zeros((4, 1, 5, 6), dtype="S3"),
        np.zeros((4, 1, 5, 6), dtype=[("red", "u1")]),
        np.zeros((4, 1, 5, 6), dtype=np.longdouble),
    ],
    ids=["complex", "text", "record", "long double"],
)
def test_samples_that_are_no_plain_numbers_are_refused(write, samples):
    assert refusal(write(samples)).code == "dataset_samples_type"


@pytest.mark.parametrize("kind", [np.dtype("f4"), str], ids=["numbers", "text"])
def test_samples_of_variable_length_are_refused(tmp_path, kind):
    path = tmp_path / "data.h5"
    dtype = h5py.string_dtype() if kind is str else h5py.vlen_dtype(kind)
    with h5py.File(path, "w") as file:
        file.create_dataset("samples", (4, 1, 5, 6), dtype=dtype)
        file["labels"] = np.zeros(4)
    assert refusal(path).code == "dataset_samples_type"


@pytest.mark.parametrize("shape", [(4,), (4, 1, 1, 5, 6), (4, 0, 5, 6)])
def test_samples_of_another_rank_or_without_values_are_refused(write, shape):
    error = refusal(write(np.zeros(shape)))
    assert error.code == "dataset_samples_shape"
    assert str(shape) in error.message


def test_a_single_number_or_nothing_is_no_set_of_samples(write):
    assert refusal(write(np.float32(1), None)).code == "dataset_no_labels"
    assert refusal(write(np.float32(1), np.zeros(1))).code == "dataset_samples_shape"
    assert refusal(write(h5py.Empty("f4"), np.zeros(1))).code == "dataset_samples_shape"


def test_samples_and_labels_may_be_links_inside_the_file(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["export/pictures"] = PICTURES
        file["export/classes"] = np.array([0, 1, 2, 3])
        file["export/way"] = h5py.SoftLink("again")  # from its own group
        file["export/again"] = h5py.SoftLink("/export/classes")  # from the root
        file["samples"] = h5py.SoftLink("/export/pictures")
        file["labels"] = h5py.SoftLink("export/way")
    with open_dataset(path) as dataset:
        assert dataset.labels.tolist() == [0, 1, 2, 3]


def test_a_link_into_nothing_or_in_a_circle_leads_to_no_samples(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = h5py.SoftLink("/nowhere")
        file["a"] = h5py.SoftLink("/b")
        file["b"] = h5py.SoftLink("/a")
    assert refusal(path).code == "dataset_no_samples"
    with h5py.File(path, "r+") as file:
        del file["samples"]
        file["samples"] = h5py.SoftLink("/a")
    assert refusal(path).code == "dataset_no_samples"


@pytest.mark.parametrize("through", ["directly", "a soft link", "a group"])
def test_a_link_to_another_file_is_refused(write, tmp_path, through):
    other = write(PICTURES, name="other.h5")
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["labels"] = np.zeros(4)
        if through == "directly":
            file["samples"] = h5py.ExternalLink(other.name, "/samples")
        elif through == "a soft link":
            file["far"] = h5py.ExternalLink(other.name, "/samples")
            file["samples"] = h5py.SoftLink("/far")
        else:
            file["far"] = h5py.ExternalLink(other.name, "/")
            file["samples"] = h5py.SoftLink("/far/samples")
    assert refusal(path).code == "dataset_external"


def test_a_link_to_another_file_is_refused_before_it_is_followed(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file["samples"] = h5py.ExternalLink("a file that is not there.h5", "/samples")
    assert refusal(path).code == "dataset_external"


@pytest.mark.parametrize(
    ("shape", "chunks"),
    [
        ((2**40, 1, 2, 2), (1, 1, 2, 2)),
        ((4, 3, 2**20, 2**20), (1, 1, 64, 64)),
        ((2**21, 1, 2**14, 2**14), (1, 1, 64, 64)),
    ],
    ids=["too many samples", "a sample too large", "all too large"],
)
def test_sizes_that_cannot_be_are_refused(tmp_path, shape, chunks):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("samples", shape, "f4", chunks=chunks)
        file.create_dataset("labels", shape[:1], "i8", chunks=(1024,), maxshape=(None,))
    assert refusal(path).code == "dataset_too_large"


def test_chunks_too_large_are_named(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("samples", (400_000, 1, 28, 28), "f4", chunks=(400_000, 1, 28, 28))
        file.create_dataset("labels", (400_000,), "i8")
    assert "chunks of 1,254,400,000 bytes" in refusal(path).message


def test_values_that_were_never_written_are_not_taken_for_zeros(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("samples", (4, 1, 5, 6), "f4")
        file["labels"] = np.zeros(4)
    assert refusal(path).code == "dataset_never_written"


def test_blocks_that_were_never_written_are_remarked_on(tmp_path):
    path = tmp_path / "data.h5"
    with h5py.File(path, "w") as file:
        samples = file.create_dataset("samples", (10, 1, 5, 6), "f4", chunks=(2, 1, 5, 6))
        samples[:4] = 1
        file["labels"] = np.zeros(10)
    with open_dataset(path) as dataset:
        (remark,) = dataset.remarks
    assert "Of the 5 blocks" in remark
    assert "3 were never written" in remark


@pytest.mark.parametrize(
    ("name", "said"), [(b"special", "filter 32123 (special),"), (bytes(7), "filter 32123,")]
)
def test_a_compression_that_is_not_installed_is_named(write, name, said):
    path = write(PICTURES, chunks=(2, 1, 5, 6), shuffle=True)
    data = path.read_bytes()
    # The filter message holds the name "shuffle" right after number, length, flags and count.
    at = data.index(b"shuffle")
    number = data.rindex(b"\x02\x00\x08\x00", 0, at)
    data = data[:at] + name + data[at + 7 :]
    path.write_bytes(data[:number] + (32123).to_bytes(2, "little") + data[number + 2 :])
    error = refusal(path)
    assert error.code == "dataset_filter_missing"
    assert said in error.message


def test_a_file_can_be_open_twice(write):
    path = write(PICTURES)
    with open_dataset(path) as first, open_dataset(path) as second:
        assert np.array_equal(first.read(np.array([1])), second.read(np.array([1])))


def test_a_refused_file_is_closed_again(write):
    path = write(PICTURES, np.zeros(5))
    refusal(path)
    with h5py.File(path, "r+"):  # h5py refuses this while the file is open elsewhere here
        pass


@pytest.mark.parametrize("name", ["mnist_100.h5", "cifar10_100.h5", "models/cifar_wide_kw.h5"])
def test_real_images_open_and_read(real_data, name):
    with h5py.File(real_data / name) as file:
        samples, labels = file["samples"][:], file["labels"][:]
    with open_dataset(real_data / name) as dataset:
        assert np.array_equal(dataset.labels, labels)
        assert np.array_equal(dataset.read(np.arange(len(samples))[::-1]), samples[::-1])
        assert dataset.remarks == ()
