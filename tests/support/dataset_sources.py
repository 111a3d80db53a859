"""The same pictures in every form that datasets are made of."""

from __future__ import annotations

import gzip
import struct
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import h5py
from numpy.typing import NDArray
from PIL import Image

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.create_dataset import MadeDataset, create_dataset

Array = NDArray[Any]


def picture_of(pixels: Array) -> Image.Image:
    """Return uint8 (C, H, W) as a picture."""
    return Image.fromarray(pixels[0] if len(pixels) == 1 else pixels.transpose(1, 2, 0))


def write_folder(
    folder: Path, samples: Array, labels: Array, names: Sequence[str], suffix: str = ".png"
) -> Path:
    """Write a folder of pictures for each class; a picture's name is its sample's number."""
    for number, (pixels, label) in enumerate(zip(samples, labels, strict=True)):
        place = folder / names[label]
        place.mkdir(parents=True, exist_ok=True)
        picture_of(pixels).save(place / f"{number:05}{suffix}")
    return folder


def write_csv(path: Path, samples: Array, labels: Sequence[Any], header: bool = True) -> Path:
    """Write a row for each sample, the label first."""
    width = samples[0].size
    lines = ["label," + ",".join(f"pixel{n}" for n in range(width))] if header else []
    for pixels, label in zip(samples, labels, strict=True):
        lines.append(f"{label}," + ",".join(map(str, pixels.reshape(-1).tolist())))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def write_idx(folder: Path, samples: Array, labels: Array, part: str, packed: bool = True) -> Path:
    """Write MNIST's two files; return the one with the images."""
    folder.mkdir(parents=True, exist_ok=True)
    ending, opened = (".gz", gzip.open) if packed else ("", open)
    images = folder / f"{part}-images-idx3-ubyte{ending}"
    with opened(images, "wb") as file:
        file.write(struct.pack(">4B3I", 0, 0, 8, 3, *samples.shape) + samples.tobytes())
    write_labels(folder / f"{part}-labels-idx1-ubyte{ending}", labels)
    return images


def write_labels(path: Path, labels: Array) -> None:
    """Write labels in MNIST's format, packed where the name says so."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "wb") as file:
        file.write(struct.pack(">4BI", 0, 0, 8, 1, len(labels)) + labels.astype("u1").tobytes())


def make(path: Path, source: Path, **options: Any) -> MadeDataset:
    """Make a dataset in this process."""
    order = DatasetOrder.model_validate({"source": str(source), **options})
    return create_dataset(order, path, lambda what, done, total: None)


def read_made(path: Path) -> tuple[Array, Array, list[str]]:
    """Return samples, labels, and where the samples come from."""
    with h5py.File(path, "r") as file:
        origins = [text.decode("utf-8") for text in file["origin"][()]]
        return file["samples"][()], file["labels"][()], origins
