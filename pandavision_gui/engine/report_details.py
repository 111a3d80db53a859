"""What people add to a report: no file of a job knows it."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=300)]
_Text = Annotated[str, StringConstraints(strip_whitespace=True, max_length=5000)]


class ReportDetails(BaseModel):
    """Who reports on what, and why these sizes were chosen; what is empty is left to fill in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    system: _Line = Field("", title="System", description="What the classifier is part of.")
    purpose: _Line = Field("", title="Intended purpose", description="What the system is used for.")
    assessor: _Line = Field("", title="Assessor", description="Who made the assessment.")
    date: _Line = Field(
        "",
        title="Date of the report",
        description="As it is to be printed; today's where it is left out.",
    )
    justification: _Text = Field(
        "",
        title="Why this perturbation size",
        description="Why changes up to the largest value matter for this system: a size taken from "
        "a benchmark is no reason.",
    )
    acceptance: _Text = Field(
        "",
        title="Acceptance threshold",
        description="Which robust accuracy at which size is required, and who set it.",
    )
