"""Options that belong to some kinds of sources: nothing that was asked for is silently ignored."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from pandavision_gui.engine.class_list import read_class_list
from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.sources.given_labels import NumberedLabels
from pandavision_gui.engine.datasets.sources.listed_order import in_listed_order
from pandavision_gui.engine.datasets.sources.source import Source
from pandavision_gui.engine.datasets.sources.word_labels import renumbered
from pandavision_gui.errors import InputError

_BELONG_TO_SOME = ("split", "labels_file", "label_column", "shape", "class_order")


def require_of_use(order: DatasetOrder, uses: Collection[str], kind: str) -> None:
    """Refuse options that the kind of source has no use for.

    Raises
    ------
    InputError
        ``source_option``.
    """
    for name in _BELONG_TO_SOME:
        # A column can be one of the file of labels, too.
        is_of_use = name in uses or (name == "label_column" and order.labels_file is not None)
        if getattr(order, name) is not None and not is_of_use:
            raise InputError(
                "source_option",
                f'"{order.source}" is a {kind}, for which --{name.replace("_", "-")} has no '
                "meaning.",
                "Leave the option out.",
            )


def name_classes(source: Source, path: Path) -> None:
    """Give a source whose labels are numbers the names of a list; number words by the list.

    Raises
    ------
    InputError
        ``class_list_short`` when a label has no name, or what :mod:`listed_order` says.
    """
    if not source.class_names:
        names = read_class_list(path)
        largest = int(source.labels.max(initial=-1))
        if largest >= len(names):
            raise InputError(
                "class_list_short",
                f'"{path}" names {len(names):,} classes, but labels go up to {largest:,}.',
                "It must have a line for each class, the first for the label 0.",
            )
        source.class_names = tuple(names)
        return
    listed = in_listed_order(source.class_names, path)
    given = NumberedLabels(source.labels, source.class_names)
    source.labels, source.class_names, _ = renumbered(given, listed)
