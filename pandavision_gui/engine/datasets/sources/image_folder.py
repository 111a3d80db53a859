"""A folder with a folder of pictures for each class, as torchvision and Keras read them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from pandavision_gui.engine.dataset_order import (
    PICTURE_SUFFIXES,
    ClassOrder,
    DatasetOrder,
    Split,
)
from pandavision_gui.engine.datasets.sources.listed_order import in_listed_order
from pandavision_gui.engine.datasets.sources.picture_file import (
    look_at_picture,
    read_picture,
)
from pandavision_gui.engine.datasets.sources.source import (
    MOST_SAMPLES,
    BadSampleError,
    Look,
    Pixels,
    Source,
    Tell,
)
from pandavision_gui.engine.datasets.sources.splits import split_of, wanted_split
from pandavision_gui.engine.datasets.sources.word_labels import in_words
from pandavision_gui.errors import InputError, plain_text

_MOST_CLASSES = 100_000
_DEEPEST = 16
_NOT_A_CLASS = frozenset(("__MACOSX", "__pycache__"))
_MOST_LISTED = 3


class ImageFolder(Source):
    """Pictures by class.

    Raises
    ------
    InputError
        ``source_no_pictures``, ``source_no_classes``, ``class_order_unclear``,
        ``source_unreadable``, ``source_too_many`` or what :mod:`listed_order` and :mod:`splits`
        say.
    """

    kind = "folder of pictures by class"
    uses = frozenset(("split", "class_order"))

    def __init__(self, order: DatasetOrder, tell: Tell) -> None:
        super().__init__()
        self._tell = tell
        self._top = Path(order.source)
        self._real_top = self._top.resolve()
        self._left_out: list[str] = []
        self._outside: set[Path] = set()
        self._of_training: list[str] = []
        folders = self._class_folders(order.split)
        here = [folder.name for folder in folders]
        if self._of_training and order.class_list is None:
            names = self._numbered_as_trained(here, order)
        else:
            names = self._numbered_names(here, order)
        self.class_names = tuple(_as_text(name) for name in names)
        number = {name: label for label, name in enumerate(names)}
        self._paths: list[Path] = []
        labels: list[int] = []
        for folder in sorted(folders, key=lambda folder: number[folder.name]):
            begun = len(self._paths)
            for path in self._pictures(folder):
                self._paths.append(path)
                labels.append(number[folder.name])
                if len(self._paths) > MOST_SAMPLES:
                    raise InputError(
                        "source_too_many",
                        f'"{self._top}" holds more than {MOST_SAMPLES:,} pictures.',
                        "Take a part of it.",
                    )
            if len(self._paths) == begun:
                self.remarks.append(f'The folder "{_as_text(folder.name)}" holds no pictures.')
        if not self._paths:
            raise InputError(
                "source_no_pictures",
                f'The folders of "{self._top}" hold no pictures.',
                f"Pictures are files that end in {_endings()}.",
            )
        self.labels = np.array(labels, dtype=np.int64)
        for index, path in enumerate(self._paths):
            if path in self._outside:
                self.bad[index] = "it is a link to something outside the folder"
        if self._left_out:
            self.remarks.append(_left_out_remark(self._left_out))

    def origin(self, index: int) -> str:
        """Return where a sample comes from."""
        return _as_text(str(self._paths[index].relative_to(self._top)))

    def look(self, index: int) -> Look:
        """Return a sample's size."""
        return look_at_picture(self._paths[index])

    def read(
        self, indexes: Sequence[int], *, in_colour: bool
    ) -> Iterator[tuple[int, Pixels | BadSampleError]]:
        """Yield samples with their pixels, ascending."""
        for index in indexes:
            try:
                yield index, read_picture(self._paths[index], in_colour=in_colour)
            except BadSampleError as error:
                yield index, error

    def _class_folders(self, wanted: Split | None) -> list[Path]:
        folders, files = self._listed(self._top)
        parts = {folder.name: split_of(folder.name) for folder in folders}
        if folders and all(parts.values()) and any(self._listed(f)[0] for f in folders):
            chosen = wanted_split(
                {name: part for name, part in parts.items() if part is not None},
                wanted,
                where=str(self._top),
            )
            if len(folders) > 1 or wanted is None:
                self.remarks.append(f'The pictures are those of its folder "{_as_text(chosen)}".')
            folders, files = self._listed(self._top / chosen)
            self._of_training = [
                below.name
                for name, part in parts.items()
                if part is Split.TRAIN and name != chosen
                for below in self._listed(self._top / name)[0]
            ]
        elif wanted is not None:
            raise InputError(
                "split_missing",
                f'"{self._top}" does not come in parts like "test" and "train".',
                "Leave --split out.",
            )
        if not folders:
            found = any(_is_picture(path) for path in files)
            raise InputError(
                "source_no_classes",
                f'"{self._top}" has no folders for classes'
                + (", only pictures." if found else "."),
                'Put the pictures of each class into a folder of its own: "cats", "dogs".',
            )
        loose = sum(1 for path in files if _is_picture(path))
        if loose:
            self.remarks.append(
                "1 picture beside the folders of the classes belongs to none: left out."
                if loose == 1
                else f"{loose:,} pictures beside the folders of the classes belong to none: left "
                "out."
            )
        if len(folders) > _MOST_CLASSES:
            raise InputError(
                "source_too_many",
                f'"{self._top}" holds more than {_MOST_CLASSES:,} folders.',
                "Take a part of it.",
            )
        return folders

    def _numbered_as_trained(self, here: Sequence[str], order: DatasetOrder) -> Sequence[str]:
        """Return the classes of the part for training in their order, further ones behind them.

        The network knows the classes by the numbers that they have there.
        """
        trained = self._numbered_names(self._of_training, order)
        new, lacking = sorted(set(here) - set(trained)), sorted(set(trained) - set(here))
        if new:
            self.remarks.append(
                f"{_in_words(new)} is no class of the part for training: numbered after all others."
            )
        if lacking:
            self.remarks.append(
                f"The classes are numbered as in the part for training; here {_in_words(lacking)} "
                "has no folder."
            )
        return [*trained, *self._numbered_names(new, order)]

    def _numbered_names(self, names: Sequence[str], order: DatasetOrder) -> Sequence[str]:
        """Return the classes in the order of their labels."""
        if order.class_list is not None:
            return in_listed_order(names, Path(order.class_list))
        by_name = sorted(names)
        if not all(name.isascii() and name.isdigit() and len(name) < 10 for name in names):
            return by_name
        by_number = sorted(names, key=lambda name: (int(name), name))
        if order.class_order is None and by_name != by_number:
            raise InputError(
                "class_order_unclear",
                f"The classes are called by numbers, and their order is not clear: by name "
                f'"{by_name[1]}" comes before "{by_name[2]}", by number "{by_number[1]}" before '
                f'"{by_number[2]}".',
                'Choose what the network was trained with: "--class-order name" is what '
                'torchvision and Keras do with such folders, "--class-order number" counts.',
            )
        return by_number if order.class_order is ClassOrder.NUMBER else by_name

    def _pictures(self, folder: Path) -> Iterable[Path]:
        """Yield a class's pictures in the order of their names, those in folders below too."""
        waiting = [(folder, 0)]
        seen = {_identity(folder)}
        while waiting:
            here, depth = waiting.pop()
            self._tell("listing the pictures", len(self._paths), 0)
            folders, files = self._listed(here)
            for path in files:
                if _is_picture(path):
                    yield path
                else:
                    self._left_out.append(path.name)
            for below in reversed(folders):
                identity = _identity(below)
                if depth < _DEEPEST and identity not in seen:  # a link back would have no end
                    seen.add(identity)
                    waiting.append((below, depth + 1))

    def _listed(self, folder: Path) -> tuple[list[Path], list[Path]]:
        """Return folders and files in the order of their names, hidden ones left out."""
        folders, files = [], []
        try:
            with os.scandir(folder) as entries:
                for entry in sorted(entries, key=lambda entry: entry.name):
                    if entry.name.startswith(".") or entry.name in _NOT_A_CLASS:
                        continue
                    path = folder / entry.name
                    if entry.is_symlink() and not self._is_inside(path):
                        self._outside.add(path)
                        if not _is_picture(path):
                            self._left_out.append(entry.name)
                            continue
                        files.append(path)
                    elif entry.is_dir():
                        folders.append(path)
                    else:
                        files.append(path)
        except OSError as error:
            raise InputError(
                "source_unreadable",
                f'"{folder}" cannot be listed: {error.strerror}.',
                "Check that you may read it.",
            ) from error
        return folders, files

    def _is_inside(self, link: Path) -> bool:
        try:
            return link.resolve().is_relative_to(self._real_top)
        except (OSError, RuntimeError):
            return False


def _identity(folder: Path) -> tuple[int, int]:
    found = folder.stat()
    return found.st_dev, found.st_ino


def _is_picture(path: Path) -> bool:
    return path.suffix.lower() in PICTURE_SUFFIXES


def _in_words(names: Sequence[str]) -> str:
    return in_words([_as_text(name) for name in names])


def _as_text(name: str) -> str:
    """Return a name that can travel: some systems allow any bytes in names."""
    return name.encode("utf-8", "replace").decode("utf-8")


def _left_out_remark(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{plain_text(_as_text(name))}"' for name in names[:_MOST_LISTED])
    more = ", …" if len(names) > _MOST_LISTED else ""
    if len(names) == 1:
        return f"1 file that is no picture by its name was left out: {shown}."
    return f"{len(names):,} files that are no pictures by their names were left out: {shown}{more}."


def _endings() -> str:
    return ", ".join(sorted(PICTURE_SUFFIXES))
