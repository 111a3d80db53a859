"""Which entries have a meaning for which source, told by its name alone: nothing is opened."""

from __future__ import annotations

from pathlib import PurePath

from pandavision_gui.engine.dataset_order import names_idx_file

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
    if suffix == ".npy" or names_idx_file(PurePath(path).name):
        return frozenset(("labels_file", "shape"))
    if suffix in _TABLES:
        return frozenset(("labels_file", "label_column", "shape"))
    return frozenset(("split", "class_order"))
