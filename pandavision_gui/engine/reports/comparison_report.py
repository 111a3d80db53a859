"""The report of several jobs: what differs between them, and whether it is more than chance."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence

from pandavision_gui.engine.comparison import SIGNIFICANT, PairedPoint, common_samples, compare
from pandavision_gui.engine.number_words import number_words, percent, value_words
from pandavision_gui.engine.report_details import ReportDetails
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

_MOST_PAIRS = 10
_MOST_NAMED = 3
_MOST_LISTED = 20
_SETTINGS = {
    "perturbation-type": "Perturbation",
    "attack": "Attack",
    "attack-params": "Parameters of the attack",
    "target": "Target class",
    "evaluation-mode": "Mode",
    "samples": "Samples",
    "seed": "Seed",
    "preprocessing": "Preprocessing",
    "channels": "Channels",
    "input-range": "Input range",
    "layout": "Order of the axes",
    "output": "Output of the model",
    "labels": "Labels",
    "indexes": "Chosen samples",
    "label-offset": "Number added to labels",
    "time-limit": "Time limit",
}


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
            Section("Is it more than chance?", tuple(_paired(jobs)), "paired"),
            Section("How far it can be trusted", tuple(_trust(jobs)), "trust"),
        ),
        sections=(*_curves(jobs), *(_places(jobs) if details.with_paths else ())),
        program=f"PandaVision {version}".strip(),
    )


def _overview(jobs: Sequence[ReportJob]) -> tuple[Block, ...]:
    rows = tuple(
        (
            job.name,
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
                "Clean accuracy",
                "Largest value",
                "Robust accuracy at it",
                "95 % interval",
                "Security level",
            ),
            rows,
            frozenset({1, 2, 3, 4}),
        ),
    )


def _level(job: ReportJob) -> str:
    level, _, why = level_figure(job)
    return why if level == "–" else f"{level} ({job.result.sec_value:.2f})"


def _differences(jobs: Sequence[ReportJob]) -> Table | Paragraph:
    rows = difference_rows(jobs)
    if not rows:
        return Paragraph("Nothing: the same files and settings.")
    return Table(
        "Only what is not the same everywhere.",
        ("Setting", *(job.name for job in jobs)),
        tuple(rows),
    )


def difference_rows(jobs: Sequence[ReportJob]) -> list[tuple[str, ...]]:
    """Return the settings in which the jobs are not alike: the setting, then what each has."""
    rows: list[tuple[str, ...]] = []
    files = (
        ("Model", [f"{job.result.model.name} ({job.result.model.sha256[:8]})" for job in jobs]),
        (
            "Dataset",
            [f"{job.result.dataset.name} ({job.result.dataset.sha256[:8]})" for job in jobs],
        ),
    )
    rows += [(title, *told) for title, told in files if len(set(told)) > 1]
    seconds = [job.result.surrogate for job in jobs]
    told = [f"{one.name} ({one.sha256[:8]})" if one else "–" for one in seconds]
    if len(set(told)) > 1:
        rows.append(("Second model", *told))
    for key, title in _SETTINGS.items():
        told = [_setting(job.result.spec.get(key)) for job in jobs]
        if len(set(told)) > 1:
            rows.append((title, *told))
    values = [
        ", ".join(value_words(point.value, job.scale) for point in job.result.curve[:20])
        for job in jobs
    ]
    if len({tuple(point.value for point in job.result.curve) for job in jobs}) > 1:
        rows.append(("Perturbation values", *values))
    return rows


def _setting(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list) and len(value) > _MOST_LISTED:
        told = ", ".join(map(str, value[:_MOST_LISTED]))
        # Two long lists that begin alike are told apart, too.
        digest = hashlib.sha256(json.dumps(value).encode()).hexdigest()[:8]
        return f"{told}, … ({number_words(len(value))} in all, {digest})"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {one}" for key, one in value.items()) or "–"
    return str(value)


def _paired(jobs: Sequence[ReportJob]) -> list[Block]:
    """Return the paired test of every two jobs on the samples that both have."""
    blocks: list[Block] = []
    left_out = 0
    reasons: dict[str, list[str]] = {}
    for first, second in itertools.combinations(jobs, 2):
        reason = _why_not(first, second)
        if reason:
            reasons.setdefault(reason, []).append(f"“{first.name}” and “{second.name}”")
        elif len(blocks) < 2 * _MOST_PAIRS:
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
            _p_words(one.adjusted_p),
        )
        for one in found
    )
    return [
        Paragraph(verdict_words(first, second, found), is_lead=True),
        Table(
            f"{number_words(found[0].count)} samples that both evaluated: how many each has right.",
            (
                "Value",
                first.name,
                second.name,
                "only the first",
                "only the second",
                "p",
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


def verdict_words(first: ReportJob, second: ReportJob, found: Sequence[PairedPoint]) -> str:
    """Return a plain verdict on two jobs."""
    names = (f"“{first.name}”", f"“{second.name}”")
    clear = [one for one in found if one.value > 0 and one.is_clear]
    if not clear:
        return (
            f"No difference between {names[0]} and {names[1]} is more than chance at any of the "
            "values."
        )
    better_first = [one for one in clear if one.only_first > one.only_second]
    better_second = [one for one in clear if one.only_first < one.only_second]
    sides = ((names[0], names[1], better_first), (names[1], names[0], better_second))
    parts = []
    for better, worse, points in sides:
        if points:
            listed = _ranges(points, found, first)
            highest = max(one.adjusted_p for one in points)
            parts.append(
                f"{better} is right more often than {worse} at {listed} ({_p_words(highest, '≤')})"
            )
    rest = len([one for one in found if one.value > 0]) - len(clear)
    more = "; elsewhere the difference is within chance" if rest else ""
    return "; ".join(parts) + more + "."


def _ranges(points: Sequence[PairedPoint], found: Sequence[PairedPoint], job: ReportJob) -> str:
    """Return "0.02 to 0.06, 0.1": values in a row as a range."""
    places = [found.index(one) for one in points]
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    words = []
    for run in runs:
        ends = [value_words(found[place].value, job.scale) for place in (run[0], run[-1])]
        words.append(ends[0] if len(run) == 1 else f"{ends[0]} to {ends[1]}")
    return ", ".join(words)


def _why_not(first: ReportJob, second: ReportJob) -> str:
    if first.table is None or second.table is None:
        return "the rows of one of them were cleared"
    if first.result.dataset.sha256 != second.result.dataset.sha256:
        return "they are of different datasets"
    if x_title(first.result) != x_title(second.result):
        return "their perturbation values measure different things"
    if first.result.spec.get("target") != second.result.spec.get("target") and (
        first.is_aimed or second.is_aimed
    ):
        return "they are aimed at different classes, so other answers count"
    here, there = common_samples(first.table, second.table)
    if not len(here):
        return "they have no sample in common"
    if (here.label != there.label).any():
        return "they were given different labels"
    values = {point.value for point in first.result.curve}
    if not (values & {point.value for point in second.result.curve}) - {0.0}:
        return "they have no perturbation value in common"
    return ""


def _p_words(p: float, sign: str = "") -> str:
    if p < 0.001:
        return "p < 0.001" if sign else "< 0.001"
    return f"p {sign} {p:.3f}" if sign else f"{p:.3f}"


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
        sections.append(Section(title, (figure,), f"curves-{number}"))
    return sections
