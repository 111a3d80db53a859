"""What is said to a worker that writes reports and tables of finished jobs."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.jobs.message import Message

ReportKind = Literal["html", "pdf", "markdown", "table", "pack", "samples"]


FigureKind = Literal["curve", "classes"]


class FigureCurve(BaseModel):
    """How one job's curve stands in a figure."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(max_length=500, description="For the legend; by it curves are told apart.")
    number: int = Field(ge=0, lt=1000, description="Which colour, dash and symbol it has.")


class ExportReport(Message):
    """Write a report of finished jobs, or sample table, evidence pack or samples of one.

    Samples are those in `samples.h5`, without the folders that the job's own file names.
    """

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
