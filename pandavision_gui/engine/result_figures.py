"""The figures of a result that are functions of the sample table alone."""

from __future__ import annotations

from typing import Any

import numpy as np

from pandavision_gui.engine.result import SecurityCurve
from pandavision_gui.engine.robustness_curve import robustness_curve
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.verdict import verdict


def result_figures(table: SampleTable, values: tuple[float, ...]) -> dict[str, Any]:
    """Return the fields of a result that are functions of the table.

    Parameters
    ----------
    values
        The perturbation values, ascending, 0 first.
    """
    curve = robustness_curve(table, values)
    judged = verdict(curve)
    wrong = ~table.is_correct_at(0.0)
    # A draw is no worst case: with noise "broken" means that some draw fooled the model.
    broken = ~wrong & (table.minimum_perturbation <= values[-1])
    drawn = table.minimum_perturbation <= values[-1]
    # The upper of the two middle ones: where half of the samples withstood, there is no median.
    ordered = np.sort(table.minimum_perturbation)
    median = float(ordered[len(ordered) // 2]) if len(table) else np.inf
    return {
        "sec_level": judged.level,
        "sec_value": judged.value,
        "sec_curve": SecurityCurve(
            x_values=values, y_values=tuple(point.accuracy for point in curve)
        ),
        "curve": curve,
        "median_minimum_perturbation": median if median <= values[-1] else None,
        "survives_8bit": int((drawn & (table.survives_8bit == 1)).sum()),
        "adversarial_examples": int((drawn & (table.survives_8bit >= 0)).sum()),
        "rejected_by_confirmation": int(table.rejected_by_confirmation.sum()),
        "wrong_already": int(wrong.sum()),
        "broken": int(broken.sum()),
        "withstood": int((~wrong & ~broken).sum()),
    }
