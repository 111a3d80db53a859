"""Smallest and largest value over some samples, read a bounded piece at a time."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from pandavision_gui.engine.datasets.image_dataset import ImageDataset

MOST_SAMPLES = 1024
_BATCH_BYTES = 32 * 1024 * 1024
# Bounds the time on files with very large samples or chunks.
_MOST_BYTES_READ = 4 * 1024 * 1024 * 1024


@dataclass(frozen=True)
class ValueRange:
    """What the values of some samples have in common.

    Attributes
    ----------
    minimum, maximum
        In data units.
    whole
        Whether all values are whole numbers.
    looked_at
        Number of samples read.
    """

    minimum: float
    maximum: float
    whole: bool
    looked_at: int


def value_range(dataset: ImageDataset, indexes: np.ndarray) -> ValueRange:
    """Look at no more than 1,024 of the samples named, spread evenly over them.

    Parameters
    ----------
    dataset
        The samples; fewer are looked at when they or their chunks are very large.
    indexes
        int, shape (n,), at least one.

    Raises
    ------
    InputError
        ``sample_not_finite``, ``sample_not_exact``.
    EnvironmentFault
        ``dataset_unreadable``.
    """
    ordered = np.sort(np.asarray(indexes, dtype=np.int64))
    affordable = max(1, _MOST_BYTES_READ // dataset.bytes_per_scattered_read)
    looked_at = min(len(ordered), MOST_SAMPLES, affordable)
    places = np.linspace(0, len(ordered) - 1, looked_at).astype(np.int64)
    per_batch = max(1, _BATCH_BYTES // (4 * math.prod(dataset.sample_shape)))
    minimum, maximum, whole = math.inf, -math.inf, True
    for start in range(0, looked_at, per_batch):
        values = dataset.read(ordered[places[start : start + per_batch]])
        minimum = min(minimum, float(values.min()))
        maximum = max(maximum, float(values.max()))
        whole = whole and bool((values == np.trunc(values)).all())
    return ValueRange(minimum, maximum, whole, looked_at)


def number(value: float) -> str:
    """Return a float32 value with as many digits as it has, and none after a whole number."""
    return str(np.float32(value)).removesuffix(".0")
