"""The first page: what was asked and found, how far to trust it, and what was not tested."""

from __future__ import annotations

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackInfo, AttackKind
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.number_words import number_words, percent
from pandavision_gui.engine.reports.document import (
    Figures,
    Item,
    Items,
    Mark,
    Paragraph,
    Section,
)
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.reports.trust_section import trust_items
from pandavision_gui.engine.reports.verdict_words import (
    distrust_sentence,
    level_figure,
    level_sentence,
    target_sentence,
)
from pandavision_gui.engine.robustness_curve import CurvePoint


def summary(job: ReportJob) -> tuple[Section, ...]:
    """Return the sections of the first page, in plain sentences."""
    return (
        Section("What was asked", (Paragraph(_asked(job)),), "asked"),
        Section("What was found", (_large_figures(job), *_found(job)), "found"),
        Section("How far it can be trusted", (Items(_trust_in_short(job)),), "trust-summary"),
        Section("What was not tested", (Items(_not_tested(job)),), "not-tested"),
    )


def share_words(job: ReportJob, point: CurvePoint) -> str:
    """Return "63 of 100 (63.0 %; 95 % interval 53.2 % to 71.8 %)"."""
    counts = f"{number_words(point.robust)} of {number_words(point.count)}"
    inside = percent(point.accuracy)
    if job.has_population:
        inside += f"; 95 % interval {percent(point.lower)} to {percent(point.upper)}"
    return f"{counts} ({inside})"


def _asked(job: ReportJob) -> str:
    result = job.result
    count = number_words(result.samples.evaluated)
    all_of_them = not job.is_cut_short and not result.samples.chosen_by_user and not _is_draw(job)
    if job.is_cut_short:
        of = "the user chose" if result.samples.chosen_by_user else "were to be evaluated"
        samples = f"{count} of {number_words(result.samples.drawn)} samples that {of}"
    elif result.samples.chosen_by_user:
        samples = f"{count} samples that the user chose"
    elif not all_of_them:
        samples = f"{count} samples drawn"
    elif job.leaves_target_out:
        samples = f"all {count} samples of other classes"
    else:
        samples = f"all {count} samples"
    place = f"{'of' if all_of_them else 'from'} the dataset “{result.dataset.name}”"
    model = f"the image classifier “{result.model.name}”"
    what = (
        f"How often does {model} answer wrongly under “{job.attack_title}”?"
        if job.is_drawn
        else f"How far do inputs of {model} have to be changed until it answers wrongly?"
    )
    if job.is_drawn:
        once = "Each sample was changed once per value"
        how = once if job.is_fixed else "One random draw per sample and value was tried"
    elif result.sources is not None:
        how = f"The worst case over {len(result.sources)} finished attacks was taken"
    else:
        how = f"The attack “{job.attack_title}” looked for the smallest change"
    said = f"{what} {how}, on {samples} {place}, {_up_to(job)}."
    return f"{said} {target_sentence(job)}".strip()


def _up_to(job: ReportJob) -> str:
    if isinstance(job.scale, Severity):
        return f"up to {job.size(job.top.value)} ({job.scale.unit_words})"
    return f"for perturbations up to {job.size(job.top.value)}, measured in the {job.scale.phrase}"


def _is_draw(job: ReportJob) -> bool:
    return job.result.spec.get("evaluation-mode") == "fast" and not (
        job.result.samples.chosen_by_user
    )


def _large_figures(job: ReportJob) -> Figures:
    clean, top = job.clean, job.top
    interval = (
        f"95 % interval {percent(top.lower)} to {percent(top.upper)}"
        if job.has_population
        else "of chosen samples"
    )
    entries = [
        (
            percent(clean.accuracy),
            "right without a change",
            f"{number_words(clean.robust)} of {number_words(clean.count)}",
        ),
        (percent(top.accuracy), f"{job.still} at {job.size(top.value)}", interval),
        level_figure(job),
    ]
    if top.value == 0:
        entries.pop(1)
    return Figures(tuple(entries))


def _found(job: ReportJob) -> tuple[Paragraph, ...]:
    result, counts = job.result, job.result.samples
    clean, top = job.clean, job.top
    first = f"Without any change {share_words(job, clean)} of the samples were classified right."
    if top.value == 0:
        return Paragraph(first), Paragraph(level_sentence(job))
    first += f" At {job.size(top.value)}, {share_words(job, top)} were {job.still}."
    wrong = (
        f"{_samples(counts.wrong_already)} wrong without any change; of the others"
        if counts.wrong_already
        else "No sample was wrong without any change;"
    )
    second = f"{wrong} {number_words(counts.broken)} were misled"
    withstood = number_words(counts.withstood)
    if isinstance(job.scale, Severity):
        second += f" at some severity and {withstood} stayed right at every one."
    elif job.is_drawn:
        second += f" in some draw and {withstood} stayed right in every draw."
    else:
        second += f" and {withstood} withstood everything that was tried up to there."
    median = result.median_minimum_perturbation
    if job.is_drawn:
        third = ""
    elif median is None:
        third = "At least half of all samples withstood the largest perturbation."
    elif median == 0:
        third = "At least half of all samples were wrong without any change."
    else:
        third = f"For half of all samples a change of {job.enough(median)} is enough."
    said = [
        Paragraph(distrust_sentence(job), is_lead=True),
        Paragraph(_bound(job), is_lead=True),
        Paragraph(first),
        Paragraph(f"{second} {third}".strip()),
        Paragraph(level_sentence(job)),
    ]
    return tuple(paragraph for paragraph in said if paragraph.text)


def _samples(count: int) -> str:
    if count == 1:
        return "1 sample was"
    return f"{number_words(count)} samples were"


def _bound(job: ReportJob) -> str:
    top = job.top
    if job.is_aimed:
        return (
            f"At {job.size(top.value)}, {percent(1 - top.accuracy)} of the samples were wrong "
            "already or could be steered to the target; another attack may find more. It is "
            "evidence for evasion robustness, and no proof of it."
        )
    if job.is_drawn:
        what, when = ("the corruption", "then") if job.is_fixed else ("random draws", "by chance")
        return (
            f"Of the samples, {percent(top.accuracy)} were right under {what} at "
            f"{job.size(top.value)}. This says how the classifier does {when}; an attacker does "
            "worse to it."
        )
    return (
        f"{percent(top.accuracy)} is an upper bound on robust accuracy at {job.size(top.value)} "
        "under this attack: every example that counts was confirmed on the original model, and "
        "another attack may find more. It is evidence for evasion robustness, and no proof of it."
    )


def _trust_in_short(job: ReportJob) -> tuple[Item, ...]:
    items = trust_items(job)
    cautions = [item for item in items if item.mark in (Mark.CAUTION, Mark.BAD)]
    good = [item for item in items if item.mark is Mark.GOOD]
    return tuple([*cautions, *good])[:8]


def _not_tested(job: ReportJob) -> tuple[Item, ...]:
    norm = job.scale.phrase
    info = job.info
    others = (
        "Attackers, and other kinds of corruption"
        if job.is_drawn
        else f"Other attacks, and changes that are not measured in the {norm}: rotations, weather, "
        "patches, objects in the scene"
    )
    listed = [
        f"{others}. They may mislead the classifier more easily.",
        "Attacks other than evasion: poisoned training data, backdoors, theft of the model, loss "
        "of privacy.",
        "What stands around the classifier: detectors, people and other defences.",
        "Inputs of another kind than the dataset's.",
    ]
    sources = [CATALOGUE.get(source.attack) for source in job.result.sources or ()]
    attacks = [one for one in (sources or [info]) if one is not None]
    if attacks and not any(_knows_weights(one) for one in attacks):
        listed.append(
            "Attackers who know the model's weights: this attack made no use of them, and one that "
            "does may find more."
        )
    listed.append(
        "Whether a change of this size is noticed by people, or can be made in the physical world."
    )
    return tuple(Item(text) for text in listed)


def _knows_weights(info: AttackInfo) -> bool:
    """Whether it makes use of the model's weights, or is none of an attacker's."""
    return info.needs_gradient or info.kind is AttackKind.SAMPLING
