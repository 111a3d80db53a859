"""Which sample's attack is replayed: typical ones by name, any other by its number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.sample_table import SampleTable

translate = QCoreApplication.translate


def typical_samples(table: SampleTable, top: float) -> list[tuple[str, int]]:
    """Return samples that are worth a look, and their rows of the dataset.

    Parameters
    ----------
    top
        The largest perturbation value.
    """
    right = np.flatnonzero(table.prediction == table.label)
    if not len(right):
        return []
    order = right[np.lexsort((table.index[right], table.minimum_perturbation[right]))]
    sizes = table.minimum_perturbation[order]
    broken, withstood = order[sizes <= top], order[sizes > top]
    found = [(translate("TracedSample", "Median sample"), order[(len(order) - 1) // 2])]
    if len(broken):
        found.append((translate("TracedSample", "Easiest to break"), broken[0]))
        found.append((translate("TracedSample", "Hardest to break"), broken[-1]))
    if len(withstood):
        found.append((translate("TracedSample", "One that withstood"), withstood[0]))
    return [(name, int(table.index[row])) for name, row in found]
