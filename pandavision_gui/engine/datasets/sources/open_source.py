"""Tells what kind of source a folder or a file is, and opens it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from pandavision_gui.bounded_read import open_regular
from pandavision_gui.engine.dataset_order import PICTURE_SUFFIXES, DatasetOrder
from pandavision_gui.engine.datasets.sources.csv_file import CsvFile
from pandavision_gui.engine.datasets.sources.idx_file import IdxFile, images_in
from pandavision_gui.engine.datasets.sources.idx_stream import is_idx_name
from pandavision_gui.engine.datasets.sources.image_folder import ImageFolder
from pandavision_gui.engine.datasets.sources.numpy_file import open_numpy_file
from pandavision_gui.engine.datasets.sources.source import Source, Tell
from pandavision_gui.engine.datasets.sources.source_options import name_classes, require_of_use
from pandavision_gui.errors import InputError

_TABLES = (".csv", ".tsv", ".txt")
_HDF5 = (".h5", ".hdf5", ".he5", ".hdf")
_PACKED = (".zip", ".tar", ".tgz", ".gz", ".xz", ".bz2", ".7z", ".rar")
_KINDS = (
    "It can be a folder with a folder of pictures for each class, an .npz or .npy file, a CSV file "
    "with one sample a row, or files in the format of MNIST (idx)."
)
_MOST_LOOKED_AT = 1000


@contextmanager
def open_source(order: DatasetOrder, tell: Tell) -> Iterator[Source]:
    """Open what the order names.

    Raises
    ------
    InputError
        ``source_missing``, ``source_unreadable``, ``source_kind``, or what its kind says.
    """
    path = Path(order.source)
    if "\0" in order.source:  # no file's name has it
        raise source_missing(order.source)
    with ExitStack() as kept_open:
        try:
            source = _opened(path, order, tell, kept_open)
        except FileNotFoundError as error:
            raise source_missing(order.source) from error
        except OSError as error:
            raise InputError(
                "source_unreadable",
                f'"{path}" cannot be read: {error.strerror or error}.',
                "Check that you may read it.",
            ) from error
        if order.class_list is not None and not isinstance(source, ImageFolder):
            name_classes(source, Path(order.class_list))
        yield source


def source_missing(source: str) -> InputError:
    """Return the error for a source that is not there."""
    return InputError(
        "source_missing", f'There is no file or folder "{source}".', "Check the name."
    )


def _opened(path: Path, order: DatasetOrder, tell: Tell, kept_open: ExitStack) -> Source:
    if path.is_dir():
        images = images_in(_file_names(path), order.split, str(path))
        kind = ImageFolder if images is None else IdxFile
        require_of_use(order, kind.uses, kind.kind)
        if images is None:
            return kept_open.enter_context(ImageFolder(order, tell))
        path = path / images
        file = kept_open.enter_context(open_regular(path))
        return kept_open.enter_context(IdxFile(path, order, file, tell))
    suffix = path.suffix.lower()
    if suffix in (".npz", ".npy"):
        return open_numpy_file(order, tell, kept_open)
    file = kept_open.enter_context(open_regular(path))
    if is_idx_name(path):
        require_of_use(order, IdxFile.uses - {"split"}, IdxFile.kind)  # it is one of the parts
        return kept_open.enter_context(IdxFile(path, order, file, tell))
    if suffix in _TABLES:
        require_of_use(order, CsvFile.uses, CsvFile.kind)
        return kept_open.enter_context(CsvFile(order, file, tell))
    raise InputError("source_kind", f'"{path}" is no source of a dataset.', _hint(suffix))


def _file_names(folder: Path) -> list[str]:
    names = []
    with os.scandir(folder) as entries:
        for count, entry in enumerate(entries):
            if count >= _MOST_LOOKED_AT:
                break
            if entry.is_file(follow_symlinks=False):
                names.append(entry.name)
    return names


def _hint(suffix: str) -> str:
    if suffix in _HDF5:
        return "It is an HDF5 file already: look at it with `pandavision inspect`, and use it."
    if suffix in _PACKED:
        return "Unpack it first."
    if suffix in PICTURE_SUFFIXES:
        return "Give the folder that holds a folder of pictures for each class."
    return _KINDS
