"""A job as lists show it, in few bytes: a history has a hundred thousand of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.row_parts import NO_FIGURES, NO_REMARKS, Asked, Figures, Remarks


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as lists show it: all that is known without opening a file.

    Attributes
    ----------
    name
        For people; untrusted text.
    order
        Waiting jobs run by ascending order.
    worked_s
        Seconds of work over all runs; None when nobody measured them (older versions).
    asked, figures, remarks
        Parts that many jobs have in common; what is in them can be asked of the row.
    """

    id: UUID
    name: str
    state: JobState
    order: int
    created: datetime
    asked: Asked
    started: datetime | None = None
    ended: datetime | None = None
    worked_s: float | None = None
    figures: Figures = NO_FIGURES
    remarks: Remarks = NO_REMARKS

    @property
    def reason(self) -> str:
        """Why it failed, was stopped or interrupted, or why a finished job has no figures."""
        return self.remarks.reason

    @property
    def model(self) -> str:
        """The model's file name without folder; untrusted text."""
        return self.asked.model

    @property
    def dataset(self) -> str:
        """The dataset's file name without folder; untrusted text."""
        return self.asked.dataset

    @property
    def attack(self) -> str:
        """The attack's name in the catalogue."""
        return self.asked.attack

    @property
    def perturbation(self) -> str:
        """The spec's perturbation type; empty where the spec cannot be read."""
        return self.asked.perturbation

    @property
    def top_value(self) -> float:
        """Largest perturbation value, a fraction of the input range."""
        return self.asked.top_value

    @property
    def values(self) -> int:
        """Number of perturbation values, 0 included."""
        return self.asked.values

    @property
    def clean(self) -> float | None:
        """Accuracy without perturbation, in [0, 1]; None without a result."""
        return self.figures.clean

    @property
    def robust(self) -> float | None:
        """Accuracy at the largest value, in [0, 1]; None without a result."""
        return self.figures.robust

    @property
    def level(self) -> SecurityLevel | None:
        """The verdict; None without a result."""
        return self.figures.level

    @property
    def sec_value(self) -> float | None:
        """The verdict's figure: −1 when the clean accuracy is 0; None without a result."""
        return self.figures.sec_value

    @property
    def warnings(self) -> int:
        """How many warnings the result holds."""
        return self.figures.warnings

    @property
    def notes(self) -> str:
        """What people note about it; untrusted text of several lines."""
        return self.remarks.notes

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by; untrusted text."""
        return self.remarks.tags

    @property
    def is_cut_off(self) -> bool:
        """Whether the program ended while it ran, and the offer to resume it stands."""
        return self.remarks.is_cut_off

    @property
    def imported(self) -> bool:
        """Whether it was taken in from an archive: its figures are as that says."""
        return self.remarks.imported

    @property
    def cleared(self) -> Cleared | None:
        """What was taken away of it to make room; None while nothing was."""
        return self.remarks.cleared

    @property
    def took_s(self) -> float | None:
        """Seconds of work of a job that has ended; None while it has not, or nobody knows them.

        Of a job of an older version it is the time from the first start to the last end.
        """
        if self.started is None or self.ended is None:
            return None
        if self.worked_s is None:
            return max(0.0, (self.ended - self.started).total_seconds())
        return self.worked_s or None  # a run that was cut off before anything of it was kept

    def with_reason(self, reason: str) -> Self:
        """Return the row with another reason."""
        return replace(self, remarks=replace(self.remarks, reason=reason))
