"""Real HDF5 files, written into the test's own folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.open_dataset import open_dataset

WriteFile = Callable[..., Path]
OpenFile = Callable[..., ImageDataset]


@pytest.fixture
def write(tmp_path: Path) -> WriteFile:
    """Write ``write(samples=…, labels=…)`` into a file and return its path.

    Labels default to zeros, one per sample; None leaves a dataset out. `storage` are h5py's
    options for the samples.
    """

    def write_file(
        samples: Any = None, labels: Any = "zeros", name: str = "data.h5", **storage: Any
    ) -> Path:
        path = tmp_path / name
        with h5py.File(path, "w") as file:
            if samples is not None:
                file.create_dataset("samples", data=samples, **storage)
            if isinstance(labels, str):
                labels = np.zeros(len(samples), dtype=np.int64)
            if labels is not None:
                file.create_dataset("labels", data=labels)
        return path

    return write_file


@pytest.fixture
def opened(write: WriteFile) -> Iterator[OpenFile]:
    """Write a file and open it; it is closed after the test."""
    datasets: list[ImageDataset] = []

    def open_file(samples: Any, labels: Any = "zeros", **options: Any) -> ImageDataset:
        path = write(samples, labels, name=f"data{len(datasets)}.h5")
        datasets.append(open_dataset(path, **options))
        return datasets[-1]

    yield open_file
    for dataset in datasets:
        dataset.close()


@pytest.fixture
def real_data() -> Path:
    """Return the folder of real networks and images, where there is one."""
    folder = os.environ.get("PANDAVISION_TEST_DATA")
    if not folder:
        pytest.skip("PANDAVISION_TEST_DATA names no folder with real images")
    return Path(folder)
