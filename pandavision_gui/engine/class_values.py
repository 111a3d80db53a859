"""Labels that are values of their own instead of the classes' places: 3, 5, 8, or −1 and 1.

scikit-learn's models keep the labels that they were trained with, and their ONNX files tell them. A
dataset of such labels read as places would be measured on the wrong classes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WHOLE_NUMBER = re.compile(r"-?[0-9]{1,9}")
_SIGNS = (-1, 1)
READ_BY_VALUE = "The labels are read as values"
"""So begins the remark that says which label is which class."""
OFFSET_IS_ASKED = " label offset of "
"""This is in the remark on a dataset that wants one where its labels are places."""


def class_values(
    given: Sequence[str] | None, of_model: Sequence[str], classes: int | None
) -> tuple[int, ...]:
    """Return the label of each class in the order of the scores; none where it is its place.

    Parameters
    ----------
    given
        The spec's names of the classes: who names them numbers the labels by their places.
    of_model
        What the model calls its classes.
    classes
        How many it has; None where the file does not say. Two are −1 and 1, too, in datasets.
    """
    if given:
        return ()
    values = tuple(int(name) for name in of_model if _WHOLE_NUMBER.fullmatch(name))
    are_labels = len(values) == len(of_model) == len(set(values))
    if are_labels and values and values != tuple(range(len(values))):
        return values
    return _SIGNS if classes == len(_SIGNS) else ()


def are_values(labels: Collection[int], values: Sequence[int]) -> bool:
    """Return whether labels are values of the classes, and not their places.

    Where they can be either, values out of order are no labels: folders called 0, 1, 10, 2 are
    numbered so by whoever sorts their names, and the dataset by its places, as likely as not.

    Parameters
    ----------
    labels
        The different ones of a whole dataset.
    values
        See :func:`class_values`.
    """
    places = {value: place for place, value in enumerate(values)}
    if not labels or any(label not in places for label in labels):
        return False
    if all(places[label] == label for label in labels):
        return False
    can_be_places = min(labels) >= 0 and max(labels) < len(values)
    return not can_be_places or list(values) == sorted(values)


def values_of_result(
    given: Sequence[str] | None, names: Sequence[str], labels: NDArray[np.int64]
) -> tuple[int, ...]:
    """Return the same for files that an evaluation has read already.

    Parameters
    ----------
    names
        What its result calls the classes.
    labels
        int64, (N,): places, of its samples. Those of two classes may have been −1 and 1.
    """
    are_two = bool(len(labels)) and int(labels.max()) < len(_SIGNS)
    return class_values(given, names, len(_SIGNS) if are_two else None)
