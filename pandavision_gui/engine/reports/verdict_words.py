"""What may be said of a curve in one word, and where nothing may."""

from __future__ import annotations

from pandavision_gui.engine.grave_warnings import in_the_way, warnings_words
from pandavision_gui.engine.number_words import number_words
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.verdict import TINY_VALUE, value_in_words


def level_figure(job: ReportJob) -> tuple[str, str, str]:
    """Return the security level as a large figure: number, what it is, what qualifies it."""
    reason = _why_none(job)
    if reason:
        return "–", "no security level", reason
    value = f"security value {_value(job)}"
    if job.is_drawn:
        value += "; of a corruption" if job.is_fixed else "; of chance"
        value += ", not of an attack"
    elif job.is_aimed:
        value += "; only the target counts"
    return job.result.sec_level.value, "security level", value


def level_sentence(job: ReportJob) -> str:
    """Return what the security value is, and what it does not say here."""
    reason = _why_none(job)
    if reason:
        return f"There is no security level: {reason}."
    said = (
        f"The security value, {_value(job)}, is the mean robust accuracy over the "
        f"{number_words(len(job.result.curve))} perturbation values divided by the clean accuracy; "
        "it depends on which values were asked for. Up to 0.33 it is called low, up to 0.66 "
        "medium, above high."
    )
    if job.is_drawn:
        what = "a corruption" if job.is_fixed else "random draws"
        said += f" Here it is of {what} and says nothing about an attacker."
    elif job.top.value < TINY_VALUE:
        said += " Only tiny perturbations were tried, so it says little."
    if job.is_aimed:
        said += " The attack was aimed: other errors do not count in it."
    return said


def distrust_sentence(job: ReportJob) -> str:
    """Return that nothing here stands before its warnings are settled; empty without any."""
    count = len(in_the_way(job.result.warnings))
    if not count:
        return ""
    those = warnings_words(count, len(set(job.result.warnings)), "below")
    return f"Nothing here is to be trusted before {those} settled."


def target_sentence(job: ReportJob) -> str:
    """Return which answers count where an attack was aimed at a class; empty for all others."""
    target = job.result.spec.get("target")
    if not job.is_aimed:
        return ""
    if target == "second":
        return (
            "The attack was aimed: only the class that the model finds second likeliest counts as "
            "misled, and no other wrong answer."
        )
    name = job.class_name(target) if isinstance(target, int) else str(target)
    return (
        f"The attack was aimed: only the answer “{name}” counts as misled, and no other wrong "
        "answer; samples of that class are left out."
    )


def _why_none(job: ReportJob) -> str:
    if job.top.value == 0:
        return "only the accuracy without perturbation was asked for"
    if job.result.sec_value < 0:
        return "no sample is right even without perturbation"
    return ""


def _value(job: ReportJob) -> str:
    return value_in_words(job.result.sec_value, job.result.sec_level)
