"""Numbers of labels that are words: a part of a data set is numbered as the one for training is.

The network knows the classes by the numbers that they had in training. A test part that lacks a
class would give all later ones another number, if it were numbered by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from pandavision_gui.engine.dataset_order import DatasetOrder, Split
from pandavision_gui.engine.datasets.sources.given_labels import NumberedLabels
from pandavision_gui.engine.datasets.sources.splits import names_for_training, split_within
from pandavision_gui.errors import InputError, plain_text

_LONGEST_SHOWN = 80


def numbered_as_trained(
    labels: NumberedLabels,
    order: DatasetOrder,
    *,
    part: Split | None,
    trained: Callable[[], Sequence[str]],
    where: str,
) -> NumberedLabels:
    """Return labels that are words with the numbers of the part for training.

    Classes that it lacks come behind all others. A list of classes has the last word elsewhere.

    Parameters
    ----------
    part
        That the labels belong to; None where nothing says that there are parts.
    trained
        Returns the classes of the part for training in their order; none where it is not there.

    Raises
    ------
    InputError
        ``labels_part_alone`` when the part for training is needed and not there.
    """
    if not labels.names or order.class_list is not None or part is Split.TRAIN:
        return labels
    if part is None:
        return labels._replace(remark=_alphabetical(labels.names))
    known = tuple(trained())
    if not known:
        raise InputError(
            "labels_part_alone",
            f'The labels in "{where}" are words, and no such labels of the part for training can '
            "be read: a class that only that one has would change their numbers.",
            "Give a list of all classes in the network's order with --class-list, or put the "
            "labels of the part for training beside these.",
        )
    new = sorted(set(labels.names) - set(known))
    lacking = sorted(set(known) - set(labels.names))
    remarks = []
    if new:
        remarks.append(
            f"{in_words(new)} is no class of the part for training: numbered after all others."
        )
    if lacking:
        remarks.append(
            f"The classes are numbered as in the part for training; here {in_words(lacking)} "
            "has no sample."
        )
    return renumbered(labels, (*known, *new))._replace(remark=" ".join(remarks))


def renumbered(labels: NumberedLabels, names: Sequence[str]) -> NumberedLabels:
    """Return labels that are words with the numbers of these names, which hold theirs."""
    place = {name: number for number, name in enumerate(names)}
    # The last place is the -1 of samples without a label.
    numbers = np.array([*(place[name] for name in labels.names), -1], dtype=np.int64)
    return labels._replace(numbers=numbers[labels.numbers], names=tuple(names))


def file_for_training(path: Path) -> Path | None:
    """Return the file beside one of a part that is called as its part for training would be."""
    for name in names_for_training(path.name):
        found = path.with_name(name)
        if found.is_file() and not found.is_symlink():
            return found
    return None


def file_numbered_as_trained(
    labels: NumberedLabels,
    order: DatasetOrder,
    path: Path,
    read: Callable[[Path], NumberedLabels],
) -> NumberedLabels:
    """Return the labels of a file with the numbers of the file for training beside it.

    Parameters
    ----------
    read
        Returns the labels of that file; what it cannot read is as if it were not there.

    Raises
    ------
    InputError
        ``labels_part_alone``
    """

    def trained() -> Sequence[str]:
        beside = file_for_training(path)
        if beside is None:
            return ()
        try:
            return read(beside).names
        except (InputError, OSError):
            return ()

    part = split_within(path.stem)
    return numbered_as_trained(labels, order, part=part, trained=trained, where=path.name)


def in_words(names: Sequence[str]) -> str:
    """Return the first name, and how many more there are."""
    shown = f'"{plain_text(names[0][:_LONGEST_SHOWN])}"'
    more = len(names) - 1
    if more == 0:
        return shown
    return f"{shown} (like {more:,} others)" if more > 1 else f"{shown} (like one other)"


def _alphabetical(names: Sequence[str]) -> str:
    return (
        f"The labels are words: numbered in alphabetical order, from "
        f'"{plain_text(names[0][:_LONGEST_SHOWN])}" as 0 to '
        f'"{plain_text(names[-1][:_LONGEST_SHOWN])}" as {len(names) - 1:,}. If the network knows '
        "other classes, too, give a list of them all with --class-list."
    )
