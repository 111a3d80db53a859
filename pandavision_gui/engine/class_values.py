"""Labels that are values of their own instead of the classes' places: 3, 5, 8, or −1 and 1.

scikit-learn's models keep the labels that they were trained with, and their ONNX files tell them. A
dataset of such labels read as places would be measured on the wrong classes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_SIGNS = (-1, 1)
READ_BY_VALUE = "The labels are read as values"
"""So begins the remark that says which label is which class."""
OFFSET_IS_ASKED = " label offset of "
"""This is in the remark on a dataset that wants one where its labels are places."""


@dataclass(frozen=True)
class ClassValues:
    """Numbers that a model's classes may go by, all different.

    Attributes
    ----------
    values
        In the order of the scores; none where they are the places.
    are_labels
        Whether the model answers with them, as scikit-learn's do. Else they are names: folders
        called 0, 1, 10, 2 are numbered 0 to 3 by whoever trains on them, and so is the dataset.
    """

    values: tuple[int, ...] = ()
    are_labels: bool = False


PLACES = ClassValues()


def class_values(
    given: Sequence[str] | None,
    class_labels: Sequence[str],
    names: Sequence[str],
    classes: int | None,
) -> ClassValues:
    """Return what the labels of a dataset may be beside places.

    Parameters
    ----------
    given
        The spec's names of the classes: who names them numbers the labels by their places.
    class_labels, names
        What the model answers with, and what its file calls the classes.
    classes
        How many it has; None where the file does not say. Two are −1 and 1, too, in datasets.
    """
    if given:
        return PLACES
    for told, are_labels in ((class_labels, True), (names, False)):
        values = tuple(int(name) for name in told if _WHOLE_NUMBER.fullmatch(name))
        are_numbers = len(values) == len(told) == len(set(values))
        if are_numbers and values and values != tuple(range(len(values))):
            return ClassValues(values, are_labels)
    return ClassValues(_SIGNS) if classes == len(_SIGNS) else PLACES


def are_values(labels: Collection[int], found: ClassValues) -> bool:
    """Return whether labels, the different ones of a whole dataset, are values and not places.

    Where they can be either, they are what the model answers with, but not mere names.
    """
    places = {value: place for place, value in enumerate(found.values)}
    if not labels or any(label not in places for label in labels):
        return False
    if all(places[label] == label for label in labels):
        return False
    can_be_places = min(labels) >= 0 and max(labels) < len(places)
    return found.are_labels or not can_be_places
