"""Samples and labels in .npz and .npy files."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from numpy.typing import NDArray

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.array_names import Pair, fitting_pairs, training_labels
from pandavision_gui.engine.datasets.hdf5_file import Array
from pandavision_gui.engine.datasets.sources.array_source import ArraySource
from pandavision_gui.engine.datasets.sources.array_stream import (
    StoredArray,
    read_head,
    rows_of,
    whole_array,
)
from pandavision_gui.engine.datasets.sources.given_labels import NumberedLabels, numbered
from pandavision_gui.engine.datasets.sources.labels_file import read_labels_file
from pandavision_gui.engine.datasets.sources.source import Tell
from pandavision_gui.engine.datasets.sources.source_options import require_of_use
from pandavision_gui.engine.datasets.sources.splits import split_within, wanted_split
from pandavision_gui.engine.datasets.sources.word_labels import numbered_as_trained
from pandavision_gui.errors import InputError, plain_text

_MOST_ARRAYS = 1000
_MOST_LISTED = 10
_SUFFIX = ".npy"


class NpyFile(ArraySource):
    """Samples in an .npy file, labels in another.

    Raises
    ------
    InputError
        ``source_no_labels``, or what reading says.
    """

    kind = "array file of numpy (.npy)"
    uses = frozenset(("labels_file", "shape"))

    def __init__(self, order: DatasetOrder, file: IO[bytes], tell: Tell) -> None:
        super().__init__()
        self._file, self._name = file, Path(order.source).name
        if order.labels_file is None:
            raise InputError(
                "source_no_labels",
                f'"{self._name}" holds one array, and no labels.',
                "Say where they are: --labels-file LABELS.npy (a .csv or .txt file will do, too).",
            )
        size = file.seek(0, 2)
        file.seek(0)
        self._array = read_head(file, size, self._name)
        labels = read_labels_file(Path(order.labels_file), order)
        self.settle(
            self._array.shape, self._array.dtype, labels,
            shape=order.shape, where=self._name, tell=tell,
        )  # fmt: skip

    def blocks(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield samples as they are stored, from the beginning."""
        self._file.seek(self._array.start)
        yield from rows_of(self._file, self._array, self._name)


class NpzFile(ArraySource):
    """Samples and labels in an .npz file.

    Raises
    ------
    InputError
        ``npz_damaged``, ``npz_no_pair``, ``source_no_labels``, or what reading says.
    """

    kind = "archive of numpy (.npz)"
    uses = frozenset(("split", "labels_file", "shape"))

    def __init__(self, order: DatasetOrder, file: IO[bytes], tell: Tell) -> None:
        super().__init__()
        self._name = Path(order.source).name
        with self._damage_in_words():
            self._zip = zipfile.ZipFile(file)
            members = self._zip.infolist()
        if len(members) > _MOST_ARRAYS:
            raise InputError(
                "npz_damaged", f'"{self._name}" holds more than {_MOST_ARRAYS:,} arrays.'
            )
        self._members = {
            member.filename.removesuffix(_SUFFIX): member
            for member in members
            if member.filename.endswith(_SUFFIX)
        }
        heads = self._heads()
        labels_name: str | None = None
        if order.labels_file is not None:
            labels = read_labels_file(Path(order.labels_file), order)
            self._samples = self._only_samples(heads, len(labels.numbers))
        else:
            pair = self._pair(heads, order)
            self._samples, labels_name = pair.samples, pair.labels
            labels = numbered_as_trained(
                self._labels(labels_name),
                order,
                part=split_within(self._samples),
                trained=lambda: self._trained(training_labels(_arrays(heads), pair.labels)),
                where=self._where(labels_name),
            )
        stored = heads[self._samples]
        self.settle(
            stored.shape, stored.dtype, labels,
            shape=order.shape, where=self._where(self._samples), tell=tell,
        )  # fmt: skip
        shown = plain_text(self._samples)
        self.remarks.insert(
            0,
            f'"{shown}" is read as the samples'
            + (f', "{plain_text(labels_name)}" as the labels.' if labels_name else "."),
        )

    def blocks(self) -> Iterator[tuple[int, NDArray[Any]]]:
        """Yield samples as they are stored, from the beginning."""
        with self._opened(self._samples) as (stream, head):
            yield from rows_of(stream, head, self._where(self._samples))

    def close(self) -> None:
        """Give back what is open."""
        self._zip.close()

    def _heads(self) -> dict[str, StoredArray]:
        """Return what can be samples or labels; arrays of other things do not matter."""
        heads, first = {}, None
        for name in self._members:
            try:
                with self._opened(name) as (_, head):
                    heads[name] = head
            except InputError as error:
                first = first or error
        if not heads and first is not None:
            raise first
        self._refused = first
        return heads

    def _labels(self, name: str) -> NumberedLabels:
        with self._opened(name) as (stream, head):
            return numbered(whole_array(stream, head, self._where(name)), self._where(name))

    def _trained(self, names: Sequence[str]) -> Sequence[str]:
        """Return the classes of the first of these labels that are words and can be read."""
        for name in names:
            with suppress(InputError):
                classes = self._labels(name).names
                if classes:
                    return classes
        return ()

    def _pair(self, heads: dict[str, StoredArray], order: DatasetOrder) -> Pair:
        pairs = fitting_pairs(_arrays(heads))
        if not pairs:
            pairs = _unnamed_pair(heads)
        if not pairs and self._refused is not None:
            raise self._refused
        if not pairs:
            names = ", ".join(
                f'"{plain_text(name[:80])}" {list(head.shape)}'
                for name, head in list(heads.items())[:_MOST_LISTED]
            )
            raise InputError(
                "npz_no_pair",
                f'"{self._name}" has no samples with labels'
                + (f"; it has {names}." if names else "."),
                'Call them "samples" and "labels", or "x_test" and "y_test", or say where the '
                "labels are with --labels-file.",
            )
        parts = {pair.samples: split_within(pair.samples) for pair in pairs}
        if len(pairs) == 1 and order.split is None:
            return pairs[0]
        chosen = wanted_split(parts, order.split, where=self._name)
        possible = [pair for pair in pairs if parts[pair.samples] is parts[chosen]]
        if len(possible) > 1:
            names = ", ".join(
                f'"{plain_text(pair.samples[:80])}" with "{plain_text(pair.labels[:80])}"'
                for pair in possible[:_MOST_LISTED]
            )
            raise InputError(
                "npz_no_pair",
                f'"{self._name}" has several pairs of samples and labels: {names}.',
                "Write a file with one of them.",
            )
        return possible[0]

    def _only_samples(self, heads: dict[str, StoredArray], count: int) -> str:
        fitting = [
            name for name, head in heads.items() if len(head.shape) > 1 and head.shape[0] == count
        ]
        if len(fitting) != 1:
            raise InputError(
                "npz_no_pair",
                f'"{self._name}" has {len(fitting)} arrays with {count:,} samples, as many as the '
                "file of labels has labels.",
                "Give an .npz or .npy file with one of them.",
            )
        return fitting[0]

    def _where(self, name: str) -> str:
        return f"{self._name}/{plain_text(name[:80])}"

    @contextmanager
    def _opened(self, name: str) -> Iterator[tuple[IO[bytes], StoredArray]]:
        member = self._members[name]
        with self._damage_in_words(), self._zip.open(member) as stream:
            yield stream, read_head(stream, member.file_size, self._where(name))

    @contextmanager
    def _damage_in_words(self) -> Iterator[None]:
        try:
            yield
        except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError,
                OSError, ValueError) as error:  # fmt: skip
            raise InputError(
                "npz_damaged",
                f'"{self._name}" is no archive of numpy, or it is damaged.',
                "Copy it again, or write it again with numpy.savez.",
                str(error),
            ) from error


def open_numpy_file(order: DatasetOrder, tell: Tell, kept_open: ExitStack) -> ArraySource:
    """Open an .npz or .npy file; `kept_open` closes it."""
    path = Path(order.source)
    file = kept_open.enter_context(open_regular(path))
    made = NpzFile if path.suffix.lower() == ".npz" else NpyFile
    require_of_use(order, made.uses, made.kind)
    return kept_open.enter_context(made(order, file, tell))


def _arrays(heads: dict[str, StoredArray]) -> list[Array]:
    return [Array(name, head.shape) for name, head in heads.items()]


def _unnamed_pair(heads: dict[str, StoredArray]) -> tuple[Pair, ...]:
    """Return the pair where the names say nothing (arr_0, arr_1) and the shapes all."""
    samples = [name for name, head in heads.items() if len(head.shape) in (3, 4)]
    labels: Sequence[str] = [name for name, head in heads.items() if len(head.shape) == 1]
    if len(samples) != 1 or len(labels) != 1 or len(heads) != 2:
        return ()
    fits = heads[samples[0]].shape[0] == heads[labels[0]].shape[0]
    return (Pair(samples[0], labels[0]),) if fits else ()
