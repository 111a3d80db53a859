"""Files that a dataset keeps its values in: allowed beside the file and below, nowhere else.

HDF5 would read any file that a dataset names, and zeros where one is missing or too short. So
every name and every size is looked at first, and the folder to start from is told to HDF5.
"""

from __future__ import annotations

import math
import os
import stat
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any, Protocol

import h5py  # type: ignore[import-untyped]

from pandavision_gui.engine.datasets.stored_values import missing_filter, unwritten_blocks
from pandavision_gui.engine.datasets.virtual_cover import NotCoveredError, require_all_covered
from pandavision_gui.errors import plain_text

_MOST_SOURCES = 1000
_SAME_FILE = "."
# They would send HDF5 into other folders first.
_REDIRECTIONS = ("HDF5_VDS_PREFIX", "HDF5_EXTFILE_PREFIX")


class Source(Protocol):
    """A file that a virtual dataset is put together from."""

    def find(self, name: str) -> h5py.Dataset | None:
        """Return the dataset of this name; it keeps its values in itself."""
        ...


OpenSource = Callable[[Path], AbstractContextManager[Source]]
Remark = Callable[[str], None]


class NotInsideError(Exception):
    """Values lie where they are not read from; its text completes “the dataset …”."""


def access_from(folder: Path) -> Any:
    """Return how a dataset is opened so that what it names is looked for in `folder`."""
    for name in _REDIRECTIONS:
        os.environ.pop(name, None)
    access = h5py.h5p.create(h5py.h5p.DATASET_ACCESS)
    access.set_efile_prefix(os.fsencode(folder))
    access.set_virtual_prefix(os.fsencode(folder))
    return access


def neighbours_of(
    dataset: h5py.Dataset, folder: Path, open_source: OpenSource, remark: Remark
) -> tuple[Path, ...]:
    """Return the other files that hold values of the dataset; none for an ordinary one.

    Parameters
    ----------
    remark
        Told of values that were never written, in a sentence.

    Raises
    ------
    NotInsideError
        Where one is missing, too short, outside `folder`, reached through a link, or does not hold
        what is said of it.
    """
    if dataset.is_virtual:
        return _sources(dataset, folder, open_source, remark)
    return _raw_files(dataset, folder)


def _raw_files(dataset: h5py.Dataset, folder: Path) -> tuple[Path, ...]:
    external = dataset.external or []
    if not external:
        return ()
    wanted = math.prod(dataset.shape) * dataset.dtype.itemsize
    _require_few(len(external))
    paths = []
    for name, offset, size in external:
        path = _inside(name, folder)
        here = min(size, wanted)
        if path.stat().st_size < offset + here:
            raise NotInsideError(f'keeps its values in "{name}", which is too short')
        wanted -= here
        paths.append(path)
    if wanted > 0:
        raise NotInsideError("keeps its values in other files that are too short for it")
    return tuple(dict.fromkeys(paths))


def _sources(
    dataset: h5py.Dataset, folder: Path, open_source: OpenSource, remark: Remark
) -> tuple[Path, ...]:
    properties = dataset.id.get_create_plist()
    _require_few(properties.get_virtual_count())
    parts = dataset.virtual_sources()
    try:
        require_all_covered(dataset.shape, [part.vspace for part in parts])
    except NotCoveredError as error:
        raise NotInsideError(f"is a virtual dataset, and {error}") from error
    by_file: dict[str, list[Any]] = {}
    for part in parts:
        by_file.setdefault(part.file_name, []).append(part)
    own = Path(dataset.file.filename)
    paths = []
    for name, of_file in by_file.items():
        path = own if name == _SAME_FILE else _inside(name, folder)
        if name != _SAME_FILE:
            paths.append(path)
        with open_source(path) as source:
            for part in of_file:
                _require_source(dataset, source, part, remark)
    return tuple(paths)


def _require_source(dataset: h5py.Dataset, source: Source, part: Any, remark: Remark) -> None:
    where = f'"{plain_text(part.dset_name)[:80]}" of "{plain_text(part.file_name)[:80]}"'
    found = None if "%" in part.dset_name else source.find(part.dset_name)
    if found is None:
        raise NotInsideError(f"is a virtual dataset, and {where}, which it is made of, is missing")
    if found.dtype != dataset.dtype or not _reaches(found.shape, part):
        raise NotInsideError(f"is a virtual dataset, and {where} has another shape or type")
    missing = missing_filter(found)
    if missing is not None:
        raise NotInsideError(
            f"is a virtual dataset, and {where} is compressed with filter {missing}, which is not "
            "installed"
        )
    blocks, unwritten = unwritten_blocks(found)
    if unwritten == blocks:
        raise NotInsideError(f"is a virtual dataset, and {where} was never written")
    if unwritten:
        remark(
            f"Of the {blocks:,} blocks of {where}, {unwritten:,} were never written and read as "
            "the file's fill value, usually 0."
        )


def _reaches(shape: tuple[int, ...], part: Any) -> bool:
    """Whether a source has all values that are taken from it; only their bounds are stored."""
    space = part.src_space
    if space.get_select_type() == h5py.h5s.SEL_ALL:
        return math.prod(shape) == int(part.vspace.get_select_npoints())
    _, last = space.get_select_bounds()
    return len(last) == len(shape) and all(
        place < size for place, size in zip(last, shape, strict=True)
    )


def _inside(name: str, folder: Path) -> Path:
    """Return the file of that name below `folder`, reached through no link."""
    words = f'keeps its values in "{name}"'
    # Windows' rules refuse all that POSIX' rules would, and a file may be made for either.
    pure, windows = PurePosixPath(name), PureWindowsPath(name)
    if (
        not name
        or windows.drive
        or windows.root
        or ".." in windows.parts
        or "%" in name  # HDF5 reads patterns
        or "\0" in name
    ):
        raise NotInsideError(f"{words}, which is not a file in its own folder")
    path = folder
    mode = 0
    for part in pure.parts:
        path = path / part
        try:
            mode = path.lstat().st_mode
        except (OSError, ValueError) as error:
            raise NotInsideError(f"{words}, which is missing") from error
        if stat.S_ISLNK(mode):
            raise NotInsideError(f"{words}, which is a link")
    if not stat.S_ISREG(mode):
        raise NotInsideError(f"{words}, which is not an ordinary file")
    return path


def _require_few(count: int) -> None:
    if count > _MOST_SOURCES:
        raise NotInsideError(f"is put together from more than {_MOST_SOURCES:,} parts")
