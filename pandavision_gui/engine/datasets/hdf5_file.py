"""An HDF5 file opened for reading, and the datasets in it that may be trusted to be in it.

HDF5 can point outside the file: external links, external raw data, virtual datasets. A dataset
from somebody else must not make the program read other files of the user. So every link on the way
is looked at before it is followed, and values in other files are read from the file's own folder
only; those files are watched, too.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import h5py  # type: ignore[import-untyped]
import numpy as np

from pandavision_gui.engine.datasets.hdf5_faults import (
    damaged,
    opening_error,
    reason,
    unreadable,
)
from pandavision_gui.engine.datasets.neighbour_files import (
    NotInsideError,
    access_from,
    neighbours_of,
)
from pandavision_gui.engine.file_signature import dataset_empty
from pandavision_gui.engine.file_stamp import FileStamp
from pandavision_gui.errors import InputError, plain_text

# Keeps a row of chunks decompressed between two reads of neighbouring samples.
_CHUNK_CACHE_BYTES = 32 * 1024 * 1024
_CHUNK_CACHE_SLOTS = 4099
_MOST_SOFT_LINKS = 32
_MOST_NAMES = 100
_MOST_OBJECTS_VISITED = 1000
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True)
class Array:
    """A dataset in a file, by what is known of it without reading a value.

    Attributes
    ----------
    name
        Its path in the file; untrusted text.
    shape
        Sizes, None for a dataset without any.
    kind
        numpy's letter for the type of its values, one of "iufb" for numbers; "" if not known.
    """

    name: str
    shape: tuple[int, ...] | None
    kind: str = ""


class Hdf5File:
    """A file that is open for reading and watched for changes.

    HDF5 reads zeros, without an error, where a file has been cut short since it was opened, and
    a mixture of old and new where another program writes to it. Both would turn into wrong
    results, so the file's size and time are compared after every read.

    Attributes
    ----------
    path
        Where the file is.
    root
        The open :class:`h5py.File`.

    Parameters
    ----------
    is_same
        Asked when the file was touched though size and time are as they were (a link, a permission,
        or a change that was hidden): whether its content is what it was. None: it is believed.
    may_have_neighbours
        Whether values in other files are read.

    Raises
    ------
    InputError
        ``dataset_missing``, ``dataset_not_a_file``, ``dataset_empty_file``,
        ``dataset_not_hdf5``, ``dataset_truncated``, ``dataset_being_written``,
        ``dataset_no_permission`` or ``dataset_damaged``.
    EnvironmentFault
        ``dataset_unreadable``: the disk or the network failed.
    """

    def __init__(
        self,
        path: str | os.PathLike[str],
        is_same: Callable[[], bool] | None = None,
        *,
        may_have_neighbours: bool = True,
    ) -> None:
        self.path = Path(path)
        self._folder = self.path.absolute().parent
        self._is_same = is_same
        self._may_have_neighbours = may_have_neighbours
        self._neighbours: dict[Path, FileStamp] = {}
        self._remarks: dict[str, None] = {}
        self._access = access_from(self._folder)
        _require_regular_file(self.path)
        try:
            # No locks: they fail on read-only media and on many network drives.
            self.root = h5py.File(
                self.path,
                "r",
                locking=False,
                rdcc_nbytes=_CHUNK_CACHE_BYTES,
                rdcc_nslots=_CHUNK_CACHE_SLOTS,
            )
        except OSError as error:
            raise opening_error(self.path, error) from error
        except (KeyError, RuntimeError, ValueError) as error:
            raise damaged(self.path, error) from error
        self._stamp = self._current_stamp()

    def close(self) -> None:
        """Close the file; closing twice is harmless."""
        self.root.close()

    def __enter__(self) -> Hdf5File:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def find(self, name: str) -> h5py.Dataset | None:
        """Return the dataset `name`, or None where there is no dataset of that name.

        Raises
        ------
        InputError
            ``dataset_external`` where a link leads out of the file, or the data lie outside its
            folder; ``dataset_damaged``.
        """
        try:
            name.encode("utf-8", "surrogateescape")
        except UnicodeEncodeError:
            return None
        if "\0" in name:  # HDF5 would read the name up to here
            return None
        with self.damage_in_words():
            found = self._follow(name)
            if not isinstance(found, h5py.Dataset):
                return None
            # h5py reads these when they are first asked for; damage shows here, not later.
            _ = found.shape, found.chunks
            if found.is_virtual or found.external:
                self._note_neighbours(name, found)
            return found

    @property
    def neighbours(self) -> tuple[Path, ...]:
        """Other files, in or below the folder, that hold values of the datasets found so far."""
        return tuple(self._neighbours)

    @property
    def remarks(self) -> tuple[str, ...]:
        """Sentences on the values of the datasets found so far that lie in other datasets."""
        return tuple(self._remarks)

    def arrays(self) -> list[Array]:
        """Return at most a hundred datasets in the file; names are untrusted text.

        Links to other files and soft links are not followed.
        """
        found: list[Array] = []
        visited = 0

        def visit(name: bytes, info: h5py.h5o.ObjInfo) -> bool | None:
            nonlocal visited
            visited += 1
            if info.type == h5py.h5o.TYPE_DATASET:
                dataset = self._open(self.root, name)
                text = name.decode("utf-8", "surrogateescape")
                found.append(Array(text, dataset.shape, _kind(dataset)))
            return True if len(found) == _MOST_NAMES or visited == _MOST_OBJECTS_VISITED else None

        with self.damage_in_words():
            h5py.h5o.visit(self.root.id, visit, info=True)
        return found

    def read_rows(self, dataset: h5py.Dataset, rows: slice | np.ndarray) -> np.ndarray:
        """Return `dataset[rows]`, shape (number of rows, …), in the stored type.

        Raises
        ------
        EnvironmentFault
            ``dataset_unreadable`` with the reason in words.
        """
        try:
            return np.asarray(dataset[rows])
        except (OSError, RuntimeError) as error:
            raise unreadable(self.path, reason(error), error) from error

    def require_unchanged(self) -> None:
        """Refuse what was read if the file is not the one that was opened.

        Raises
        ------
        EnvironmentFault
            ``dataset_unreadable``.
        """
        try:
            stamp = self._current_stamp()
            others = {path: FileStamp.of(os.lstat(path)) for path in self._neighbours}
        except OSError as error:
            raise unreadable(self.path, reason(error), error) from error
        if stamp == self._stamp and others == self._neighbours:
            return
        for path, now in others.items():
            if not now.is_content_of(self._neighbours[path]):
                raise unreadable(path, "it was changed while it was being read")
        if stamp.bytes < self._stamp.bytes:
            raise unreadable(self.path, "it was cut short while it was being read")
        is_hidden = stamp.is_content_of(self._stamp)
        if not (is_hidden and (self._is_same is None or self._is_same())):
            raise unreadable(self.path, "it was changed while it was being read")
        self._stamp, self._neighbours = stamp, others

    @contextmanager
    def damage_in_words(self) -> Iterator[None]:
        """Turn what h5py raises on broken file structures into ``dataset_damaged``."""
        try:
            yield
        except (OSError, KeyError, RuntimeError, ValueError, TypeError, OverflowError) as error:
            raise damaged(self.path, error) from error

    def _current_stamp(self) -> FileStamp:
        return FileStamp.of(os.fstat(self.root.id.get_vfd_handle()))

    def _follow(self, name: str) -> Any:
        """Walk to `name` link by link; None where the way ends."""
        node: Any = self.root
        parts = _parts(name)
        soft_links = 0
        while parts:
            if not isinstance(node, h5py.Group):
                return None
            part = parts.pop(0).encode("utf-8", "surrogateescape")
            # Group.get(getlink=True) would follow an external link to see whether it leads
            # anywhere; the links interface only reads the link.
            links = node.id.links
            if not links.exists(part):
                return None
            kind = links.get_info(part).type
            if kind == h5py.h5l.TYPE_HARD:
                node = self._open(node, part)
            elif kind == h5py.h5l.TYPE_SOFT:
                soft_links += 1
                if soft_links > _MOST_SOFT_LINKS:
                    return None
                target = links.get_val(part).decode("utf-8", "surrogateescape")
                node = self.root if target.startswith("/") else node
                parts = _parts(target) + parts
            else:
                raise self._external(name, "is a link to another file")
        return node

    def _open(self, group: h5py.Group, name: bytes) -> Any:
        """Open what a hard link leads to; a dataset so that it looks for files in this folder."""
        if h5py.h5o.get_info(group.id, name).type == h5py.h5o.TYPE_DATASET:
            return h5py.Dataset(h5py.h5d.open(group.id, name, self._access))
        return group[name]

    def _note_neighbours(self, name: str, found: h5py.Dataset) -> None:
        if not self._may_have_neighbours:
            raise self._external(name, "keeps its values in other files in turn")
        try:
            for path in neighbours_of(
                found, self._folder, _open_neighbour, self._remarks.setdefault
            ):
                self._neighbours.setdefault(path, FileStamp.of(os.lstat(path)))
        except NotInsideError as error:
            raise self._external(name, plain_text(str(error))) from error

    def _external(self, name: str, what: str) -> InputError:
        return InputError(
            "dataset_external",
            f'The dataset "{shown(name)}" in {self.path} {what}, which is not read.',
            "Copy the values into the file itself, for instance with h5py.",
        )


def _open_neighbour(path: Path) -> Hdf5File:
    return Hdf5File(path, may_have_neighbours=False)


def shown(name: str) -> str:
    """Return a name from a file, shortened for a message."""
    return name if len(name) <= _SHOWN_CHARACTERS else name[:_SHOWN_CHARACTERS] + "…"


def _kind(dataset: h5py.Dataset) -> str:
    try:
        return str(dataset.dtype.kind)
    except (OSError, KeyError, RuntimeError, ValueError, TypeError):  # it may not be asked for
        return ""


def _parts(name: str) -> list[str]:
    return [part for part in name.split("/") if part not in ("", ".")]


def _require_regular_file(path: Path) -> None:
    try:
        facts = os.stat(path)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise InputError(
            "dataset_missing", f"There is no dataset file {path}.", "Check the path."
        ) from error
    except ValueError as error:  # a NUL character in the path
        raise InputError(
            "dataset_missing", f"{path} is not a possible file name.", "Check the path."
        ) from error
    except OSError as error:
        raise opening_error(path, error) from error
    if stat.S_ISDIR(facts.st_mode):
        raise InputError(
            "dataset_not_a_file", f"{path} is a folder.", "Choose an HDF5 file inside it."
        )
    if not stat.S_ISREG(facts.st_mode):
        raise InputError(
            "dataset_not_a_file", f"{path} is not an ordinary file.", "Choose an HDF5 file."
        )
    if facts.st_size == 0:
        raise dataset_empty(path)
