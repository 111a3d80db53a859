"""The report of several jobs: what differs between them, and whether it is more than chance."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from pandavision_gui.engine.comparison import SIGNIFICANT, PairedPoint, common_samples, compare
from pandavision_gui.engine.comparison_words import (
    WhyNot,
    attack_caution,
    basis_words,
    evidence_words,
    verdict_words,
)
from pandavision_gui.engine.job_settings import JobSetting, job_settings, job_surroundings
from pandavision_gui.engine.number_words import number_words, p_words, percent, value_words
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports.comparison_basis import common_section, repeat_all_section
from pandavision_gui.engine.reports.document import (
    Block,
    Document,
    Figure,
    Item,
    Items,
    Mark,
    Paragraph,
    Section,
    Table,
)
from pandavision_gui.engine.reports.figures import ON_DARK, ON_LIGHT, curve_svg
from pandavision_gui.engine.reports.job_report import report_fields
from pandavision_gui.engine.reports.repeat_section import file_places
from pandavision_gui.engine.reports.report_data import series_of, x_title
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.reports.trust_section import trust_items
from pandavision_gui.engine.reports.verdict_words import level_figure
from pandavision_gui.engine.verdict import value_in_words

_MOST_PAIRS = 10
_BLOCKS_OF_PAIR = 3
_MOST_NAMED = 3


def comparison_report(jobs: Sequence[ReportJob], details: ReportDetails) -> Document:
    """Return what there is to say about several finished jobs beside each other."""
    version = jobs[0].result.run.versions.get("pandavision", "")
    return Document(
        title="Evasion robustness: a comparison",
        subtitle=f"{len(jobs)} evaluations",
        fields=report_fields(details),
        summary=(
            Section("The evaluations", _overview(jobs), "evaluations"),
            Section("What differs between them", (_differences(jobs),), "differences"),
            common_section(settings_of(jobs)),
            Section("Is it more than chance?", tuple(_paired(jobs)), "paired"),
            Section("How far it can be trusted", tuple(_trust(jobs)), "trust"),
        ),
        sections=(
            *_curves(jobs),
            *(_places(jobs) if details.with_paths else ()),
            repeat_all_section(jobs, details),
        ),
        program=f"PandaVision {version}".strip(),
    )


def _overview(jobs: Sequence[ReportJob]) -> tuple[Block, ...]:
    rows = tuple(
        (
            job.name,
            job.attack_title,
            percent(job.clean.accuracy),
            value_words(job.top.value, job.scale),
            percent(job.top.accuracy),
            f"{percent(job.top.lower)} to {percent(job.top.upper)}" if job.has_population else "–",
            _level(job),
        )
        for job in jobs
    )
    return (
        Table(
            "Robust accuracy is an upper bound under each evaluation's attack.",
            (
                "Evaluation",
                "Attack",
                "Clean accuracy",
                "Largest value",
                "Robust accuracy at it",
                "95 % interval",
                "Security level",
            ),
            rows,
            frozenset({2, 3, 4, 5}),
        ),
    )


def _level(job: ReportJob) -> str:
    level, _, why = level_figure(job)
    if level == "–":
        return why
    return f"{level} ({value_in_words(job.result.sec_value, job.result.sec_level)})"


def _differences(jobs: Sequence[ReportJob]) -> Table | Paragraph:
    rows = [(one.title, *one.told) for one in settings_of(jobs) if not one.is_alike]
    if not rows:
        return Paragraph("Nothing: the same files and settings.")
    return Table(
        "Only what is not the same everywhere.",
        ("Setting", *(job.name for job in jobs)),
        tuple(rows),
    )


def settings_of(jobs: Sequence[ReportJob]) -> list[JobSetting]:
    """Return all that could differ between the jobs, and whether it does."""
    results = [job.result for job in jobs]
    return [*job_settings(results), *job_surroundings(results)]


def _paired(jobs: Sequence[ReportJob]) -> list[Block]:
    """Return the paired test of every two jobs on the samples that both have."""
    blocks: list[Block] = []
    left_out = 0
    reasons: dict[str, list[str]] = {}
    for first, second in itertools.combinations(jobs, 2):
        reason = _why_not(first, second)
        if reason:
            reasons.setdefault(reason, []).append(f"“{first.name}” and “{second.name}”")
        elif len(blocks) < _BLOCKS_OF_PAIR * _MOST_PAIRS:
            blocks += _pair(first, second)
        else:
            left_out += 1
    if left_out:
        blocks.append(Paragraph(f"{left_out} more pairs are not compared here."))
    for reason, pairs in reasons.items():
        which = "; ".join(pairs[:_MOST_NAMED])
        more = f"; and {len(pairs) - _MOST_NAMED} more" if len(pairs) > _MOST_NAMED else ""
        blocks.append(Paragraph(f"Not compared sample by sample, since {reason}: {which}{more}."))
    if any(isinstance(block, Table) for block in blocks):
        blocks.append(
            Paragraph(
                "The test is McNemar's, exact, on the samples that only one of the two has right; "
                f"Holm's correction over the values above 0 keeps the chance of any false "
                f"difference below {SIGNIFICANT:.0%}.".replace("%", " %")
            )
        )
    return blocks


def _pair(first: ReportJob, second: ReportJob) -> list[Block]:
    _, found = paired_points(first, second)
    rows = tuple(
        (
            value_words(one.value, first.scale),
            number_words(one.first),
            number_words(one.second),
            number_words(one.only_first),
            number_words(one.only_second),
            p_words(one.adjusted_p),
        )
        for one in found
    )
    return [
        Paragraph(verdict_words(first.name, second.name, first.scale, found), is_lead=True),
        Paragraph(" ".join(filter(None, pair_notes(first, second, found)))),
        Table(
            f"{number_words(found[0].count)} samples that both evaluated: how many each has right.",
            (
                "Value",
                first.name,
                second.name,
                "only the first",
                "only the second",
                "adjusted p",
            ),
            rows,
            frozenset(range(6)),
        ),
    ]


def paired_points(first: ReportJob, second: ReportJob) -> tuple[str, tuple[PairedPoint, ...]]:
    """Compare two jobs on the samples and at the values that both have.

    Returns
    -------
    Why they cannot be compared, empty where they can; and the points.
    """
    reason = _why_not(first, second)
    if reason or first.table is None or second.table is None:
        return reason, ()
    here, there = common_samples(first.table, second.table)
    mine = {point.value for point in first.result.curve}
    values = sorted(mine & {point.value for point in second.result.curve})
    return "", compare(here, there, values)


def pair_notes(
    first: ReportJob, second: ReportJob, found: Sequence[PairedPoint]
) -> tuple[str, str, str]:
    """Return how strong the evidence is, which samples it comes from, and a caution or nothing."""
    names, results = (first.name, second.name), (first.result, second.result)
    return evidence_words(found), basis_words(names, results, found), attack_caution(*results)


def _why_not(first: ReportJob, second: ReportJob) -> str:
    if first.table is None or second.table is None:
        return WhyNot.NO_ROWS
    if first.result.dataset.sha256 != second.result.dataset.sha256:
        return WhyNot.OTHER_DATASET
    if x_title(first.result) != x_title(second.result):
        return WhyNot.OTHER_SCALE
    if first.aimed_class != second.aimed_class:
        return WhyNot.OTHER_TARGET
    here, there = common_samples(first.table, second.table)
    if not len(here):
        return WhyNot.NO_SAMPLE
    if (here.label != there.label).any():
        return WhyNot.OTHER_LABELS
    values = {point.value for point in first.result.curve}
    if not (values & {point.value for point in second.result.curve}) - {0.0}:
        return WhyNot.NO_VALUE
    return ""


def _trust(jobs: Sequence[ReportJob]) -> list[Block]:
    blocks: list[Block] = []
    for job in jobs:
        cautions = [item for item in trust_items(job) if item.mark is Mark.CAUTION]
        words = f"“{job.name}”:"
        listed = tuple(cautions) or (Item("nothing speaks against it.", Mark.GOOD),)
        blocks += [Paragraph(words), Items(listed)]
    return blocks


def _places(jobs: Sequence[ReportJob]) -> list[Section]:
    rows = tuple((job.name, what, path) for job in jobs for what, path in file_places(job))
    table = Table("Paths as the specs have them.", ("Evaluation", "File", "Path"), rows)
    return [Section("Where the files lay", (table,), "places", is_in_short=True)]


def _curves(jobs: Sequence[ReportJob]) -> list[Section]:
    """Return one figure for all jobs that share an axis."""
    axes: dict[str, list[ReportJob]] = {}
    for job in jobs:
        axes.setdefault(x_title(job.result), []).append(job)
    sections = []
    for number, (title, drawn) in enumerate(axes.items(), 1):
        series = [series_of(job.result, job.name) for job in drawn]
        figure = Figure(
            light=curve_svg(series, title, ON_LIGHT),
            dark=curve_svg(series, title, ON_DARK),
            caption="Share of the samples that are still classified right.",
            alternative="Curves of "
            + "; ".join(
                f"{job.name}: {percent(job.clean.accuracy)} to {percent(job.top.accuracy)}"
                for job in drawn
            ),
        )
        heading = "The curves" if len(axes) == 1 else f"The curves: {title}"
        sections.append(Section(heading, (figure,), f"curves-{number}"))
    return sections
