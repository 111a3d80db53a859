"""What is said to a worker that writes reports and tables of finished jobs."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.jobs.message import Message

ReportKind = Literal["html", "pdf", "markdown", "table", "pack"]


FigureKind = Literal["curve", "classes"]


class ExportReport(Message):
    """Write a report of finished jobs, or the sample table or the evidence pack of one."""

    type: Literal["export_report"] = "export_report"
    folders: tuple[str, ...] = Field(
        min_length=1, description="Job folders; of several a comparison is made."
    )
    path: str = Field(description="The file to write.")
    kind: ReportKind = Field(description="What to write.")
    details: ReportDetails = Field(
        default_factory=lambda: ReportDetails(),
        description="What people add: system, purpose, assessor, date, reasons.",
    )
