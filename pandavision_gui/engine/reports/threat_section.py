"""The threat model, and why these perturbation sizes.

The axes are those of NIST AI 100-2 E2025, Adversarial Machine Learning: A Taxonomy and Terminology
of Attacks and Mitigations: stage of learning, goal, capability, knowledge, modality.
"""

from __future__ import annotations

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.decision_attacks import DECISION_ATTACKS
from pandavision_gui.engine.number_words import number_words, value_words
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports.document import Fact, Facts, Paragraph, Section
from pandavision_gui.engine.reports.report_job import ReportJob

TO_FILL_IN = ""
"""A field that nobody has filled in; renderings leave a line for it."""
_DECISIONS_ONLY = {info.name for info in DECISION_ATTACKS}
_MOST_VALUES = 60


def threat_section(job: ReportJob) -> Section:
    """Return the threat model in the taxonomy's terms."""
    return Section(
        "Threat model",
        (
            Paragraph(
                "In the terms of NIST AI 100-2 E2025, Adversarial Machine Learning: A Taxonomy and "
                "Terminology of Attacks and Mitigations."
            ),
            Facts(
                (
                    Fact("Stage of learning", "Deployment: the trained model is attacked."),
                    Fact("Attacker's goal", _goal(job)),
                    Fact("Attacker's capability", _capability(job)),
                    Fact("Attacker's knowledge", _knowledge(job)),
                    Fact("Data modality", "Images."),
                    Fact("Kind of attack", _kind(job)),
                )
            ),
        ),
        "threat-model",
    )


def setting_section(job: ReportJob, details: ReportDetails) -> Section:
    """Return the perturbation sizes, with their reason."""
    values = [point.value for point in job.result.curve]
    listed = ", ".join(value_words(value, job.scale) for value in values[:_MOST_VALUES])
    more = f" and {len(values) - _MOST_VALUES} more" if len(values) > _MOST_VALUES else ""
    lower, upper = job.result.applied.input_range
    facts = [
        Fact("Perturbation values", f"{listed}{more}"),
        Fact("They measure", f"{job.scale.words}, {job.scale.unit_words}"),
        Fact("Input range", f"{lower:g} to {upper:g}"),
        Fact("Largest perturbation", job.size(job.top.value)),
    ]
    units = job.size_in_units(job.top.value)
    if units:
        facts.append(Fact("The same in the data's units", units))
        if job.result.norm == "linf":
            facts.append(
                Fact("The same in steps of an 8-bit picture", f"{job.top.value * 255:.4g} of 255")
            )
    facts += [
        Fact("Why this size", details.justification or TO_FILL_IN),
        Fact("Acceptance threshold, and who set it", details.acceptance or TO_FILL_IN),
    ]
    return Section("Setting", (Facts(tuple(facts)),), "setting")


def _goal(job: ReportJob) -> str:
    target = job.result.spec.get("target")
    if job.is_drawn:
        return "None: no attacker." if job.is_fixed else "None: chance, no attacker."
    if target is None:
        return "Integrity violation, untargeted: any wrong class counts."
    if target == "second":
        return "Integrity violation, targeted at the class that the model finds second likeliest."
    if target == "all":
        return "Integrity violation, targeted at every other class in turn: any wrong class counts."
    name = job.class_name(target) if isinstance(target, int) else str(target)
    return f"Integrity violation, targeted: the answer is to be “{name}”."


def _capability(job: ReportJob) -> str:
    if job.is_drawn:
        how = "in one and the same way" if job.is_fixed else "at random"
        return f"Inputs are changed {how} when the model is used."
    return (
        "Testing data control: each input may be changed when the model is used, by up to "
        f"{job.size(job.top.value)}, and stays inside the input range."
    )


def _knowledge(job: ReportJob) -> str:
    result, info = job.result, job.info
    if job.is_drawn:
        return "None."
    if result.surrogate is not None:
        return (
            f"Transfer: the attacker has another model (“{result.surrogate.name}”) and its "
            "weights, and none of the model under test."
        )
    if result.sources is not None:
        kinds = dict.fromkeys(_access(CATALOGUE.get(source.attack)) for source in result.sources)
        return "Of the attacks that the worst case is made of: " + "; ".join(kinds) + "."
    if result.agreement.converter == "none":
        return "Black-box: the model's scores for inputs of the attacker's choice."
    access = _access(info)
    return f"{access[:1].upper()}{access[1:]}."


def _access(info: AttackInfo | None) -> str:
    if info is None:
        return "not known to this version of the program"
    if info.kind is AttackKind.SAMPLING:
        return "no knowledge: random draws"
    if info.uses_surrogate:
        return "transfer from another model"
    if info.needs_gradient:
        return "white-box: the model with its weights, and gradients through it"
    if info.name in _DECISIONS_ONLY:
        return "black-box: only the class that the model answers"
    return "black-box: the model's scores for inputs of the attacker's choice"


def _kind(job: ReportJob) -> str:
    title = job.attack_title
    if job.is_drawn:
        return f"{title}: no attack."
    if job.result.sources is not None:
        return f"Evasion, the worst case over {number_words(len(job.result.sources))} attacks."
    return f"Evasion, {title}."
