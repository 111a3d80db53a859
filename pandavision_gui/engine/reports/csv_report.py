"""The curve as CSV: upstream PandaVision's two columns first, then ours."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.engine.robustness_curve import CurvePoint

COLUMNS = ("pert_value", "accuracy", "lower", "upper", "count")


def write_curve_csv(curve: Sequence[CurvePoint], path: Path, *, has_population: bool) -> None:
    """Write one line per perturbation value.

    Parameters
    ----------
    has_population
        False when a user chose the samples: an interval would speak of samples that nobody drew, so
        `lower` and `upper` stay empty.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for point in curve:
        interval = (repr(point.lower), repr(point.upper)) if has_population else ("", "")
        writer.writerow([repr(point.value), repr(point.accuracy), *interval, point.count])
    write_text_atomically(path, text.getvalue())
