"""The dialog offers what the sources have a use for, and nothing else."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.datasets.sources.csv_file import CsvFile
from pandavision_gui.engine.datasets.sources.idx_file import IdxFile
from pandavision_gui.engine.datasets.sources.image_folder import ImageFolder
from pandavision_gui.engine.datasets.sources.numpy_file import NpyFile, NpzFile
from pandavision_gui.views.dataset_making.source_kinds import OF_SOME_KINDS, entries_for


@pytest.mark.parametrize(
    ("path", "uses"),
    [
        ("/a/photos", ImageFolder.uses),
        ("/a/photos.v2", ImageFolder.uses),
        ("/a/X.NPZ", NpzFile.uses),
        ("/a/x.npy", NpyFile.uses),
        ("/a/x.csv", CsvFile.uses),
        ("/a/x.txt", CsvFile.uses),
        ("/a/t10k-images-idx3-ubyte.gz", IdxFile.uses - {"split"}),
        ("/a/train-images.idx3-ubyte", IdxFile.uses - {"split"}),
        ("", frozenset()),
    ],
)
def test_the_entries_are_those_that_the_source_uses(path: str, uses: frozenset[str]) -> None:
    assert entries_for(path) == uses
    assert uses <= OF_SOME_KINDS
