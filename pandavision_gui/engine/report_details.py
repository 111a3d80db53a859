"""What people add to a report: no file of a job knows it."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

_LINE = 300
_TEXT = 5000


class ReportDetails(BaseModel):
    """Who reports on what, and why these sizes were chosen; what is empty is left to fill in.

    It also says whether folders are named: nobody is told where files lie unless it is asked for.
    """

    # Settings of a newer version may hold more, and must not be lost for that.
    model_config = ConfigDict(frozen=True, extra="ignore", str_strip_whitespace=True)

    system: str = Field(
        "", max_length=_LINE, title="System", description="What the classifier is part of."
    )
    purpose: str = Field(
        "",
        max_length=_LINE,
        title="Intended purpose",
        description="What the system is used for.",
    )
    assessor: str = Field(
        "", max_length=_LINE, title="Assessor", description="Who made the assessment."
    )
    date: str = Field(
        "",
        max_length=_LINE,
        title="Date of the report",
        description="As it is to be printed; today's where it is left out.",
    )
    justification: str = Field(
        "",
        max_length=_TEXT,
        title="Why this perturbation size",
        description="Why changes up to the largest value matter for this system: a size taken from "
        "a benchmark is no reason.",
    )
    acceptance: str = Field(
        "",
        max_length=_TEXT,
        title="Acceptance threshold",
        description="Which robust accuracy at which size is required, and who set it.",
    )
    with_paths: bool = Field(
        False,
        title="Print the folders of the files, too",
        description="Say where model and dataset lay when they were evaluated. Names of people and "
        "machines may be in such paths.",
    )

    def for_another(self) -> ReportDetails:
        """Return the same for the next report: of another day, and folders are named once only."""
        return self.model_copy(update={"date": "", "with_paths": False})
