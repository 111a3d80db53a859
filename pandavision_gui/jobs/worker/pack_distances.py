"""Whether the examples of an evidence pack are as far from their samples as their rows say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.jobs.pack import contents

AT_ONCE = 16
"""Samples in memory: pictures may be large."""
_ROUNDING = 1e-9


def wrong_distances(
    folder: Path, index: NDArray[np.int64], result: EvaluationResult, table: SampleTable
) -> list[str]:
    """Return a sentence for each example of an unpacked pack that is elsewhere.

    Parameters
    ----------
    folder
        Its arrays were walked through: they are whole, finite and of one shape.
    index
        int64, (E,): which rows of the dataset the examples are of; all are in `table`.
    """
    clean = np.load(folder / contents.CLEAN, allow_pickle=False, mmap_mode="r")
    adversarial = np.load(folder / contents.ADVERSARIAL, allow_pickle=False, mmap_mode="r")
    places = {int(one): place for place, one in enumerate(table.index)}
    found: list[str] = []
    for start in range(0, len(index), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        rows = table.rows(np.array([places[int(one)] for one in index[part]], dtype=np.int64))
        measured = distances(np.array(clean[part]), np.array(adversarial[part]), Norm(result.norm))
        found += [
            f"Sample {one}: its example is at the distance {measured[row]:.9g}, not "
            f"{rows.distance[row]:.9g}."
            for row, one in enumerate(rows.index)
            if not np.isclose(measured[row], rows.distance[row], rtol=_ROUNDING, atol=0)
        ]
    return found
