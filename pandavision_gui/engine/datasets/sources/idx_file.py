"""MNIST's own files: images in one, labels in another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.dataset_order import DatasetOrder, Split
from pandavision_gui.engine.datasets.sources.array_source import ArraySource
from pandavision_gui.engine.datasets.sources.idx_stream import (
    idx_rows,
    read_idx_head,
    unpacked,
)
from pandavision_gui.engine.datasets.sources.labels_file import read_labels_file
from pandavision_gui.engine.datasets.sources.source import Tell
from pandavision_gui.engine.datasets.sources.splits import split_within, wanted_split
from pandavision_gui.errors import InputError

_IMAGES = re.compile(r"(.*images?)([-._]idx)3(.*)", re.IGNORECASE)


class IdxFile(ArraySource):
    """Images and labels in the format of MNIST.

    Raises
    ------
    InputError
        ``source_no_labels``, ``idx_damaged``.
    """

    kind = "set of files in the format of MNIST (idx)"
    uses = frozenset(("split", "labels_file", "shape"))

    def __init__(self, path: Path, order: DatasetOrder, file: BinaryIO, tell: Tell) -> None:
        super().__init__()
        self._file, self._name = file, path.name
        labels = Path(order.labels_file) if order.labels_file else labels_beside(path)
        if labels is None:
            raise InputError(
                "source_no_labels",
                f'There are no labels beside "{path.name}".',
                "Say where they are: --labels-file t10k-labels-idx1-ubyte.gz.",
            )
        with unpacked(file, self._name) as stream:
            stored = read_idx_head(stream, self._name).shape
        self.settle(
            stored, np.dtype(np.uint8), read_labels_file(labels, order),
            shape=order.shape, where=self._name, tell=tell,
        )  # fmt: skip
        self.remarks.insert(0, f'The samples are in "{path.name}", the labels in "{labels.name}".')

    def blocks(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield samples as they are stored, from the beginning."""
        with unpacked(self._file, self._name) as stream:
            yield from idx_rows(stream, read_idx_head(stream, self._name), self._name)


def images_in(names: Sequence[str], wanted: Split | None, where: str) -> str | None:
    """Return which of a folder's files holds the images that are meant; None where none does."""
    parts = {name: split_within(name) for name in sorted(names) if _IMAGES.fullmatch(name)}
    if not parts:
        return None
    if len(parts) == 1 and wanted is None:
        return next(iter(parts))
    return wanted_split(parts, wanted, where=where)


def labels_beside(images: Path) -> Path | None:
    """Return the file with the labels that belong to a file of images."""
    found = _IMAGES.fullmatch(images.name)
    if found is None:
        return None
    start = re.sub(r"images?$", "labels", found[1], flags=re.IGNORECASE)
    name = f"{start}{found[2]}1{found[3]}"
    unpacked_name = name.removesuffix(".gz")
    for candidate in (name, unpacked_name, f"{unpacked_name}.gz"):
        path = images.with_name(candidate)
        if path.is_file() and not path.is_symlink():
            return path
    return None
