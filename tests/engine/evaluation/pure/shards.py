"""Rows and pictures for shards, made for tests."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.sample_table import SampleTable

Picture = tuple[int, NDArray[np.float32]]


def rows_of(indexes: Sequence[int], minimum: float = 0.1) -> SampleTable:
    """Make rows of samples that all have this minimum perturbation."""
    count = len(indexes)
    return SampleTable(
        index=np.array(indexes, dtype=np.int64),
        label=np.zeros(count, dtype=np.int64),
        prediction=np.zeros(count, dtype=np.int64),
        prediction_confidence=np.full(count, 0.9, dtype=np.float32),
        minimum_perturbation=np.full(count, minimum),
        adversarial_prediction=np.ones(count, dtype=np.int64),
        adversarial_confidence=np.full(count, np.nan, dtype=np.float32),
        distance=np.full(count, minimum),
        survives_8bit=np.ones(count, dtype=np.int8),
        rejected_by_confirmation=np.zeros(count, dtype=np.int64),
    )


def pictures_of(indexes: Sequence[int], shade: float = 0.5) -> list[Picture]:
    """Make a picture of one shade for each sample."""
    return [(index, np.full((1, 2, 2), shade, dtype=np.float32)) for index in indexes]
