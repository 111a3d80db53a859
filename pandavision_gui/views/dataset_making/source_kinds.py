"""Which entries have a meaning for which source, told by its name alone: nothing is opened."""

from __future__ import annotations

import re
from pathlib import PurePath

_IDX = re.compile(r".*[-._]idx[1-4]([-._]ubyte)?(\.gz)?", re.IGNORECASE)
_TABLES = (".csv", ".tsv", ".txt")

OF_SOME_KINDS = frozenset(("split", "class_order", "labels_file", "label_column", "shape"))
"""Entries that not every source has a use for."""


def entries_for(path: str) -> frozenset[str]:
    """Return which of `OF_SOME_KINDS` a source has a use for; what is no file's name is a folder.

    An empty path: none.
    """
    suffix = PurePath(path).suffix.lower()
    if not path:
        return frozenset()
    if suffix == ".npz":
        return frozenset(("split", "labels_file", "shape"))
    if suffix == ".npy" or _IDX.fullmatch(PurePath(path).name):
        return frozenset(("labels_file", "shape"))
    if suffix in _TABLES:
        return frozenset(("labels_file", "label_column", "shape"))
    return frozenset(("split", "class_order"))


def may_be_source(path: str) -> bool:
    """Whether a name says that datasets are made of such: known ends, and none, as folders have.

    Not .txt, which is seldom a table.
    """
    pure = PurePath(path)
    known = ("", ".npz", ".npy", ".csv", ".tsv")
    return pure.suffix.lower() in known or _IDX.fullmatch(pure.name) is not None
