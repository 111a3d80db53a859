"""Files that cannot be used, each made from a good one by one change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np

from .sample_files import road_signs, small_spec, two_input_model, write_dataset, write_spec


@dataclass(frozen=True)
class Bad:
    """A way to spoil a job that is fine otherwise, and the words that must name it."""

    what: str
    spoil: Callable[[Path], Any]
    words: tuple[str, ...]


def replaced(name: str, content: bytes | str) -> Callable[[Path], Any]:
    data = content.encode() if isinstance(content, str) else content
    return lambda folder: (folder / name).write_bytes(data)


def missing(name: str) -> Callable[[Path], Any]:
    return lambda folder: (folder / name).unlink()


def folder_instead(name: str) -> Callable[[Path], Any]:
    def spoil(folder: Path) -> None:
        (folder / name).unlink()
        (folder / name).mkdir()

    return spoil


def cut_off(name: str) -> Callable[[Path], Any]:
    def spoil(folder: Path) -> None:
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[: len(data) // 2])

    return spoil


def dataset(change: Callable[[Any, Any], tuple[Any, Any]], **keys: Any) -> Callable[[Path], Any]:
    """Write the dataset anew; `change` gets uint8 samples and their labels, 12 of them."""

    def spoil(folder: Path) -> None:
        write_dataset(folder / "signs.h5", *change(*road_signs(12)))
        if keys:
            write_spec(folder / "spec.json", small_spec(**keys))

    return spoil


def with_number(number: float, *, divisor: float = 255) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Make floats of the samples and put one number among them."""

    def change(samples: Any, labels: Any) -> tuple[Any, Any]:
        floats = (samples / divisor).astype(np.float32)
        floats[7, 1, 3, 4] = number
        return floats, labels

    return change


def with_label(label: int) -> Callable[[Any, Any], tuple[Any, Any]]:
    def change(samples: Any, labels: Any) -> tuple[Any, Any]:
        labels[5] = label
        return samples, labels

    return change


def no_samples(folder: Path) -> None:
    with h5py.File(folder / "signs.h5", "w") as file:
        file["temperatures"] = np.arange(5.0)


BAD_FILES = (
    Bad("the model is missing", missing("signs.onnx"), ("signs.onnx",)),
    Bad("the dataset is missing", missing("signs.h5"), ("signs.h5",)),
    Bad(
        "the model is a directory",
        folder_instead("signs.onnx"),
        ("signs.onnx", "irectory|older|not a file"),
    ),
    Bad(
        "the dataset is a directory",
        folder_instead("signs.h5"),
        ("signs.h5", "irectory|older|not a file"),
    ),
    Bad("the model is empty", replaced("signs.onnx", b""), ("signs.onnx", "empty")),
    Bad("the dataset is empty", replaced("signs.h5", b""), ("signs.h5", "empty")),
    Bad(
        "the model is a text", replaced("signs.onnx", "Dear Sir or Madam,\n" * 40), ("signs.onnx",)
    ),
    Bad("the dataset is a text", replaced("signs.h5", "label,pixel\n" * 40), ("signs.h5", "HDF5")),
    Bad("the model is cut off", cut_off("signs.onnx"), ("signs.onnx",)),
    Bad("the dataset is cut off", cut_off("signs.h5"), ("signs.h5",)),
    Bad("HDF5 without samples", no_samples, ("signs.h5", "samples")),
    Bad("12 samples but 11 labels", dataset(lambda x, y: (x, y[:11])), ("12", "11")),
    Bad("a label above the classes", dataset(with_label(12)), ("12", "label")),
    Bad("a label below the classes", dataset(with_label(-1)), ("-1|−1", "label")),
    Bad("smaller pictures", dataset(lambda x, y: (x[:, :, :16, :16], y)), ("16", "32")),
    Bad("grey pictures", dataset(lambda x, y: (x[:, :1], y)), ("1×32×32|1, 32, 32", "3")),
    Bad(
        "NaN in a sample",
        dataset(with_number(np.nan), preprocessing=None),
        ("signs.h5", "NaN|not a number|finite"),
    ),
    Bad(
        "infinity in a sample",
        dataset(with_number(np.inf), preprocessing=None),
        ("signs.h5", "infin|finite"),
    ),
    Bad(
        "a float outside the range given",
        dataset(with_number(1.5), input_range=[0, 1], preprocessing=None),
        ("1.5", "input-range|input range"),
    ),
    Bad(
        "floats that fit no usual range",
        dataset(with_number(300.25), preprocessing=None),
        ("input-range",),
    ),
    Bad(
        "no sample at all",
        dataset(lambda x, y: (x[:0], y[:0])),
        ("signs.h5", "no samples|empty|0 samples|no values"),
    ),
    Bad(
        "a model with two inputs",
        lambda folder: two_input_model(folder / "signs.onnx"),
        ("signs.onnx", "input"),
    ),
)
