"""The report of one job: its parts in their order."""

from __future__ import annotations

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports.classes_section import classes_section
from pandavision_gui.engine.reports.document import Document, Fact, Facts, Section
from pandavision_gui.engine.reports.findings_section import (
    curve_section,
    effort_section,
    examples_section,
)
from pandavision_gui.engine.reports.methods_section import methods_section
from pandavision_gui.engine.reports.repeat_section import repeat_section
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.reports.summary_section import summary
from pandavision_gui.engine.reports.threat_section import setting_section, threat_section
from pandavision_gui.engine.reports.trust_section import trust_section

_FIELDS = ("system", "purpose", "assessor", "date")


def job_report(job: ReportJob, details: ReportDetails) -> Document:
    """Return everything that there is to say about a finished job."""
    version = job.result.run.versions.get("pandavision", "")
    found = (
        threat_section(job),
        setting_section(job, details),
        curve_section(job),
        classes_section(job),
        examples_section(job),
        effort_section(job),
        trust_section(job),
        repeat_section(job, details),
        methods_section(job),
    )
    return Document(
        title=f"An image classifier under {'corruption' if job.is_fixed else 'random changes'}"
        if job.is_drawn
        else "Evasion robustness of an image classifier",
        subtitle=job.name,
        fields=report_fields(details),
        summary=summary(job),
        sections=tuple(section for section in found if isinstance(section, Section)),
        program=f"PandaVision {version}".strip(),
    )


def report_fields(details: ReportDetails) -> Facts:
    """Return who reports on what; what is empty is left to fill in."""
    known = ReportDetails.model_fields
    told = [Fact(known[name].title or name, getattr(details, name)) for name in _FIELDS]
    return Facts((*told, Fact("Signature", "")))
