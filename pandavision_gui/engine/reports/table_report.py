"""The sample table as CSV, for spreadsheets and notebooks."""

from __future__ import annotations

import csv
import io
import math

from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.spreadsheet import spreadsheet_cell

COLUMNS = (
    "index",
    "label",
    "label_name",
    "prediction",
    "prediction_confidence",
    "minimum_perturbation",
    "distance",
    "adversarial_prediction",
    "adversarial_name",
    "adversarial_confidence",
    "survives_8bit",
    "rejected_by_confirmation",
)


def table_csv(job: ReportJob) -> str:
    """Return one line a sample; ∞ and what there is none of are empty.

    Raises
    ------
    ValueError
        When the job has no rows.
    """
    table = job.table
    if table is None:
        raise ValueError("a job without rows")
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in range(len(table)):
        answer = int(table.adversarial_prediction[row])
        rounded = int(table.survives_8bit[row])
        writer.writerow(
            [
                int(table.index[row]),
                int(table.label[row]),
                spreadsheet_cell(job.class_name(int(table.label[row]))),
                int(table.prediction[row]),
                _number(float(table.prediction_confidence[row])),
                _number(float(table.minimum_perturbation[row])),
                _number(float(table.distance[row])),
                answer if answer >= 0 else "",
                spreadsheet_cell(job.class_name(answer)) if answer >= 0 else "",
                _number(float(table.adversarial_confidence[row])),
                rounded if rounded >= 0 else "",
                int(table.rejected_by_confirmation[row]),
            ]
        )
    return text.getvalue()


def _number(number: float) -> str:
    return repr(number) if math.isfinite(number) else ""
