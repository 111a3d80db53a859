"""Values in other files: read from the file's own folder, from nowhere else, and watched."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.datasets.open_dataset import further_files, open_dataset
from pandavision_gui.errors import EnvironmentFault, InputError

PICTURES = np.arange(120, dtype=np.float32).reshape(4, 1, 5, 6)
LABELS = np.array([3, 1, 0, 2])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the dataset's folder; beside it lie things that are nobody's business."""
    folder = tmp_path / "data"
    (folder / "below").mkdir(parents=True)
    for place in (tmp_path, folder, folder / "below"):
        (place / "raw.bin").write_bytes(PICTURES.tobytes())
        with h5py.File(place / "part.h5", "w") as file:
            file["inner/pictures"] = PICTURES
    return folder


def write_external(folder: Path, *files: tuple[str, int, int]) -> Path:
    path = folder / "data.h5"
    with h5py.File(path, "w") as file:
        file.create_dataset("samples", PICTURES.shape, "f4", external=list(files))
        file["labels"] = LABELS
    return path


def write_virtual(folder: Path, *sources: str, dataset: str = "inner/pictures") -> Path:
    path = folder / "data.h5"
    layout = h5py.VirtualLayout(PICTURES.shape, dtype="f4")
    for number, source in enumerate(sources):
        part = h5py.VirtualSource(source, dataset, PICTURES.shape)
        rows = slice(number * (4 // len(sources)), (number + 1) * (4 // len(sources)))
        layout[rows] = part[rows]
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("samples", layout)
        file["labels"] = LABELS
    return path


def refused(path: Path) -> InputError:
    with pytest.raises(InputError) as caught:
        open_dataset(path).close()
    assert caught.value.code == "dataset_external"
    assert further_files(path, labels_name=None) == ()
    return caught.value


def assert_read(path: Path, *neighbours: Path) -> None:
    with open_dataset(path) as dataset:
        assert np.array_equal(dataset.read(np.array([2, 0, 3])), PICTURES[[2, 0, 3]])
        (remark,) = dataset.remarks
        assert f"in {len(neighbours)} other file" in remark
    assert further_files(path, labels_name=None) == neighbours


@pytest.mark.parametrize("name", ["raw.bin", "below/raw.bin", "./raw.bin"])
def test_raw_values_in_or_below_the_folder_are_read(folder, name, monkeypatch, tmp_path):
    path = write_external(folder, (name, 0, PICTURES.nbytes))
    monkeypatch.chdir(tmp_path)  # HDF5 would start from here
    (tmp_path / "raw.bin").write_bytes(bytes(PICTURES.nbytes))
    monkeypatch.setenv("HDF5_EXTFILE_PREFIX", str(tmp_path))
    assert_read(path, folder / name)


def test_raw_values_in_several_pieces_are_read(folder):
    half = PICTURES.nbytes // 2
    assert_read(
        write_external(folder, ("raw.bin", 0, half), ("below/raw.bin", half, h5py.h5f.UNLIMITED)),
        folder / "raw.bin",
        folder / "below/raw.bin",
    )


@pytest.mark.parametrize("name", ["part.h5", "below/part.h5"])
def test_virtual_datasets_of_files_in_or_below_the_folder_are_read(
    folder, name, monkeypatch, tmp_path
):
    monkeypatch.chdir(tmp_path)
    with h5py.File(tmp_path / "part.h5", "r+") as file:
        file["inner/pictures"][:] = 0
    monkeypatch.setenv("HDF5_VDS_PREFIX", str(tmp_path))
    assert_read(write_virtual(folder, name), folder / name)


def test_a_virtual_dataset_of_the_file_itself_is_read(folder):
    path = write_virtual(folder, ".", dataset="stored")
    with h5py.File(path, "r+") as file:
        file["stored"] = PICTURES
    with open_dataset(path) as dataset:
        assert np.array_equal(dataset.read(np.arange(4)), PICTURES)
        assert dataset.remarks == ()


def test_a_virtual_dataset_of_two_files_is_read(folder):
    assert_read(
        write_virtual(folder, "part.h5", "below/part.h5"),
        folder / "part.h5",
        folder / "below/part.h5",
    )


@pytest.mark.parametrize("kind", ["raw.bin", "part.h5"])
@pytest.mark.parametrize("way", ["../", "below/../", "absolute", "link", "linked folder"])
def test_nothing_outside_the_folder_is_read(folder, kind, way):
    outside = folder.parent / kind
    name = {
        "../": f"../{kind}",
        "below/../": f"below/../../{kind}",
        "absolute": str(outside),
        "link": f"link-{kind}",
        "linked folder": f"out/{kind}",
    }[way]
    (folder / f"link-{kind}").symlink_to(outside)
    (folder / "out").symlink_to(folder.parent)
    if kind == "raw.bin":
        path = write_external(folder, (name, 0, PICTURES.nbytes))
    else:
        path = write_virtual(folder, name)
    error = refused(path)
    assert kind in error.message


def test_zeros_are_not_taken_for_values_that_are_missing(folder):
    size = PICTURES.nbytes
    assert "missing" in refused(write_external(folder, ("no.bin", 0, size))).message
    assert "too short" in refused(write_external(folder, ("raw.bin", 4, size))).message
    assert "missing" in refused(write_virtual(folder, "no.h5")).message
    assert "missing" in refused(write_virtual(folder, "part.h5", dataset="no")).message


def test_values_that_no_source_gives_are_not_taken_for_zeros(folder):
    layout = h5py.VirtualLayout(PICTURES.shape, dtype="f4")
    layout[:3] = h5py.VirtualSource("part.h5", "inner/pictures", PICTURES.shape)[:3]
    with h5py.File(folder / "data.h5", "w") as file:
        file.create_virtual_dataset("samples", layout)
        file["labels"] = LABELS
    assert "only a part" in refused(folder / "data.h5").message


@pytest.mark.parametrize("stored", [PICTURES[:2], PICTURES.astype("f8"), PICTURES.astype("u1")])
def test_a_source_of_another_shape_or_type_is_refused(folder, stored):
    with h5py.File(folder / "part.h5", "w") as file:
        file["inner/pictures"] = stored
    assert "another shape or type" in refused(write_virtual(folder, "part.h5")).message


@pytest.mark.parametrize("name", ["../raw.bin", "raw.bin"])
def test_a_source_that_points_on_in_turn_is_refused(folder, name):
    with h5py.File(folder / "part.h5", "w") as file:
        external = [(name, 0, PICTURES.nbytes)]
        file.create_dataset("inner/pictures", PICTURES.shape, "f4", external=external)
    refused(write_virtual(folder, "part.h5"))
    with h5py.File(folder / "part.h5", "w") as file:
        file["inner/pictures"] = h5py.ExternalLink(name, "inner/pictures")
    refused(write_virtual(folder, "part.h5"))


def change(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("kind", ["raw.bin", "part.h5"])
def test_another_file_that_changes_while_it_is_read_ends_the_reading(folder, kind: Any):
    if kind == "raw.bin":
        path = write_external(folder, (kind, 0, PICTURES.nbytes))
    else:
        path = write_virtual(folder, kind)
    with open_dataset(path) as dataset:
        dataset.read(np.array([0]))
        change(folder / kind)
        with pytest.raises(EnvironmentFault, match="changed while") as caught:
            dataset.read(np.array([1]))
    assert caught.value.code == "dataset_unreadable"


def write_virtual_parts(
    folder: Path, *parts: tuple[slice, slice], source: str = "inner/pictures"
) -> Path:
    path = folder / "data.h5"
    layout = h5py.VirtualLayout(PICTURES.shape, dtype="f4")
    for rows, taken in parts:
        layout[rows] = h5py.VirtualSource("part.h5", source, PICTURES.shape)[taken]
    with h5py.File(path, "w") as file:
        file.create_virtual_dataset("samples", layout, fillvalue=0)
        file["labels"] = LABELS
    return path


@pytest.mark.parametrize(
    "parts",
    [
        ((slice(0, 2), slice(0, 2)), (slice(0, 2), slice(2, 4))),
        ((slice(0, None, 2), slice(0, 2)), (slice(0, None, 2), slice(2, 4))),
        ((slice(0, 3), slice(0, 3)), (slice(2, 3), slice(2, 3))),
    ],
)
def test_values_given_twice_do_not_stand_for_those_that_are_given_by_nothing(folder, parts):
    assert "give the same values" in refused(write_virtual_parts(folder, *parts)).message


def test_interlaced_parts_of_a_virtual_dataset_are_read(folder):
    evens, odds = slice(0, None, 2), slice(1, None, 2)
    assert_read(write_virtual_parts(folder, (odds, odds), (evens, evens)), folder / "part.h5")


def test_a_source_that_was_never_written_is_refused(folder):
    with h5py.File(folder / "part.h5", "r+") as file:
        file.create_dataset("reserved", PICTURES.shape, "f4")
    everything = (slice(0, 4), slice(0, 4))
    error = refused(write_virtual_parts(folder, everything, source="reserved"))
    assert "never written" in error.message


def test_blocks_of_a_source_that_were_never_written_are_told(folder):
    with h5py.File(folder / "part.h5", "r+") as file:
        begun = file.create_dataset("begun", PICTURES.shape, "f4", chunks=(1, *PICTURES.shape[1:]))
        begun[:3] = PICTURES[:3]
    everything = (slice(0, 4), slice(0, 4))
    path = write_virtual_parts(folder, everything, source="begun")
    with open_dataset(path) as dataset:
        assert any("Of the 4 blocks" in remark and "1 were" in remark for remark in dataset.remarks)


def test_compressed_sources_of_a_virtual_dataset_are_read(folder):
    import hdf5plugin

    with h5py.File(folder / "part.h5", "r+") as file:
        file.create_dataset("packed", data=PICTURES, **hdf5plugin.Zstd())
    program = (
        "import sys, numpy\n"
        "from pandavision_gui.engine.datasets.open_dataset import open_dataset\n"
        "with open_dataset(sys.argv[1]) as dataset:\n"
        "    print(dataset.read(numpy.arange(4)).sum())\n"
    )
    path = write_virtual_parts(folder, (slice(0, 4), slice(0, 4)), source="packed")
    # A process of its own: this one has the filters already.
    found = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False
    )
    assert found.stdout.strip() == str(PICTURES.sum()), found.stderr
