"""Whether the labels number the classes in another order than the model, by the confusions."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_LEAST_EACH = 5
"""Samples per class: with fewer, the best of all orders fits by chance."""
_Ints = NDArray[np.int64]


def right_in_best_order(
    prediction: _Ints, labels: _Ints, classes: int
) -> tuple[NDArray[np.bool_], _Ints] | None:
    """Find the best order of the classes and say which samples it puts right, without self-praise.

    The order is fitted on one half of the samples and judged on the other, and the other way round:
    an order that was fitted to the samples it is judged on looks good on noise too.

    Parameters
    ----------
    prediction, labels
        int64, (N,): classes; −1 where the model has no answer.
    classes
        Number of classes of the model.

    Returns
    -------
    right : bool, (N,)
    order : int64, (classes,)
        By label: the model's class, fitted on all samples.
    None where a class has fewer than five samples, or a label is none of the classes.
    """
    if labels.min() < 0 or labels.max() >= classes:
        return None
    if np.bincount(labels, minlength=classes).min() < _LEAST_EACH:
        return None
    half = np.zeros(len(labels), dtype=bool)
    for label in range(classes):
        half[np.flatnonzero(labels == label)[::2]] = True
    right = np.zeros(len(labels), dtype=bool)
    for judged in (half, ~half):
        order = _best_order(prediction[~judged], labels[~judged], classes)
        right[judged] = order[labels[judged]] == prediction[judged]
    return right, _best_order(prediction, labels, classes)


def _best_order(prediction: _Ints, labels: _Ints, classes: int) -> _Ints:
    confusion = np.zeros((classes, classes), dtype=np.int64)
    answered = prediction >= 0
    np.add.at(confusion, (labels[answered], prediction[answered]), 1)
    return best_assignment(confusion)


def best_assignment(gain: _Ints) -> _Ints:
    """Return, by row, the column of the assignment with the largest sum of gains.

    The Hungarian method with potentials, O(n³), on a square matrix.
    """
    size = len(gain)
    cost = gain.max() - gain
    row_price, column_price = np.zeros(size + 1), np.zeros(size + 1)
    row_of = np.zeros(size + 1, dtype=np.int64)  # by column, both counted from 1; 0 is none
    for row in range(1, size + 1):
        row_of[0], column = row, 0
        least, came_from = np.full(size + 1, np.inf), np.zeros(size + 1, dtype=np.int64)
        seen = np.zeros(size + 1, dtype=bool)
        while row_of[column]:
            seen[column] = True
            reduced = cost[row_of[column] - 1] - row_price[row_of[column]] - column_price[1:]
            better = ~seen[1:] & (reduced < least[1:])
            least[1:][better] = reduced[better]
            came_from[1:][better] = column
            open_costs = np.where(seen, np.inf, least)
            open_costs[0] = np.inf
            following = int(open_costs.argmin())
            step = least[following]
            row_price[row_of[seen]] += step
            column_price[seen] -= step
            least[~seen] -= step
            column = following
        while column:
            row_of[column] = row_of[came_from[column]]
            column = int(came_from[column])
    order = np.zeros(size, dtype=np.int64)
    order[row_of[1:] - 1] = np.arange(size)
    return order
