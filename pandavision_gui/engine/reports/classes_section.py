"""The results by class, and what misled samples are taken for."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from matplotlib.figure import Figure as Drawing

from pandavision_gui.engine.class_results import ClassResult, class_results, confusions
from pandavision_gui.engine.number_words import number_words, percent
from pandavision_gui.engine.reports.document import (
    Block,
    Fact,
    Facts,
    Figure,
    Paragraph,
    Section,
    Table,
)
from pandavision_gui.engine.reports.figures import (
    ON_DARK,
    ON_LIGHT,
    Look,
    dress_axes,
    new_figure,
    short_name,
    svg_of,
)
from pandavision_gui.engine.reports.report_job import ReportJob

_MOST_CLASSES = 25
"""Classes that are drawn; of more, those that are easiest to mislead."""
_MOST_CONFUSIONS = 10
_LONGEST_LINE = 70
"""Characters across a figure."""
_LONGEST_DRAWN = 28
"""Characters of a name beside a bar."""


def classes_section(job: ReportJob) -> Section | None:
    """Return the results by class; None without rows or with one class only."""
    table = job.table
    found = _weakest_first(job)
    if table is None or len(found) < 2:
        return None
    shown = found[:_MOST_CLASSES]
    names = [job.short_class_name(one.label) for one in shown]
    caption = f"By class at {job.size(job.top.value)}, the weakest first"
    if len(found) > len(shown):
        caption += f"; {len(shown)} of {number_words(len(found))} classes are shown"
    lowest = found[0]
    blocks: list[Block] = [
        Paragraph(
            f"{_weakest_words(found, names[0])}: {lowest.robust.robust} of {lowest.robust.count} "
            f"samples are {job.still} at {job.size(job.top.value)}. With so few samples of each "
            "class, differences between classes may be chance: see the intervals."
        ),
        Figure(
            light=svg_of(lambda: class_drawing(job, ON_LIGHT)),
            dark=svg_of(lambda: class_drawing(job, ON_DARK)),
            caption=f"{caption}.",
            alternative="Bars of the clean and the robust accuracy of each class; the table below "
            "has the numbers.",
        ),
        Table(
            "The same in numbers.",
            ("Class", "Samples", "Without a change", "At the largest", "95 % interval"),
            tuple(_class_row(name, one, job) for name, one in zip(names, shown, strict=True)),
            frozenset({1, 2, 3, 4}),
        ),
    ]
    pairs = confusions(table, job.top.value)
    mistaken = pairs[:_MOST_CONFUSIONS]
    if mistaken:
        blocks.append(
            Table(
                _confusion_caption(job, len(pairs)),
                ("Class", "taken for", "Samples"),
                tuple(
                    (
                        job.short_class_name(one.label),
                        job.short_class_name(one.answer),
                        number_words(one.count),
                    )
                    for one in mistaken
                ),
                frozenset({2}),
            )
        )
    blocks += names_in_full(job, named_classes(job))
    return Section("Results by class", tuple(blocks), "classes")


def named_classes(job: ReportJob) -> list[int]:
    """Return the classes that the section names; none where there is no such section."""
    found = _weakest_first(job)
    if job.table is None or len(found) < 2:
        return []
    mistaken = confusions(job.table, job.top.value)[:_MOST_CONFUSIONS]
    pairs = [label for one in mistaken for label in (one.label, one.answer)]
    return [*(one.label for one in found[:_MOST_CLASSES]), *pairs]


def _weakest_words(found: list[ClassResult], name: str) -> str:
    """Say which class is right least often; of several, none is weaker than another."""
    lowest = found[0].robust.accuracy
    count = sum(one.robust.accuracy == lowest for one in found)
    if count == 1:
        return f"The weakest class is “{name}”"
    return f"{number_words(count)} classes are the weakest alike, for example “{name}”"


def _confusion_caption(job: ReportJob, pairs: int) -> str:
    """Say at which size the answers were given: the rows have one answer a sample.

    It is that to the nearest example, which counts at every size above it. Of random draws each
    size has its own, and only the first answer that was wrong is known.
    """
    said = "What misled samples are taken for, the commonest first"
    if pairs > _MOST_CONFUSIONS:
        said += f", {_MOST_CONFUSIONS} of {number_words(pairs)} pairs"
    if not job.is_drawn:
        return f"{said}; each by its nearest example."
    return (
        f"{said}: samples that are wrong at {job.size(job.top.value)}, each by its answer at the "
        "smallest size that misled it. The answer at the largest is not recorded and may be "
        "another."
    )


def names_in_full(job: ReportJob, labels: Iterable[int]) -> list[Block]:
    """Return the whole names of those classes whose names are shortened; nothing where none is."""
    cut = [label for label in dict.fromkeys(labels) if job.is_name_shortened(label)]
    if not cut:
        return []
    return [
        Paragraph("Names that are shortened above, in full:"),
        Facts(tuple(Fact(f"({label})", job.class_name(label)) for label in cut)),
    ]


def class_drawing(job: ReportJob, look: Look, *, stands_alone: bool = False) -> Drawing:
    """Draw the clean and the robust accuracy of each class, or of the weakest of very many.

    Parameters
    ----------
    stands_alone
        Whether no report around it says which job it is of, and at which size.
    """
    shown = _weakest_first(job)[:_MOST_CLASSES]
    names = [job.short_class_name(one.label, _LONGEST_DRAWN) for one in shown]
    figure = new_figure(6.4, 0.9 + 0.24 * len(shown) + 0.6 * stands_alone, look)
    axes = figure.add_subplot()
    places = np.arange(len(shown))[::-1]
    clean = [one.clean.accuracy for one in shown]
    robust = [one.robust.accuracy for one in shown]
    light = "#56B4E9" if look is ON_DARK else "#0072B2"
    axes.barh(places, clean, height=0.72, color=look.grid, label="without a change")
    axes.barh(places, robust, height=0.44, color=light, label="at the largest perturbation")
    if job.has_population:
        low = [max(0.0, one.robust.accuracy - one.robust.lower) for one in shown]
        high = [max(0.0, one.robust.upper - one.robust.accuracy) for one in shown]
        axes.errorbar(
            robust, places, xerr=[low, high], fmt="none", ecolor=look.faint, elinewidth=1, capsize=2
        )
    axes.set_yticks(places, [short_name(name, _LONGEST_DRAWN) for name in names])
    if stands_alone:
        told = (job.name, f"accuracy by class at {job.size(job.top.value)}", job.attack_title)
        lines = "\n".join(short_name(line, _LONGEST_LINE) for line in told)
        figure.supxlabel(lines, fontsize="medium", color=look.ink)
    axes.set_xlim(0, 1)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0 %", "25 %", "50 %", "75 %", "100 %"])
    dress_axes(axes, look)
    axes.grid(visible=False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.legend(loc="outside upper left", ncols=2, frameon=False, labelcolor=look.ink)
    return figure


def _class_row(name: str, one: ClassResult, job: ReportJob) -> tuple[str, ...]:
    interval = f"{percent(one.robust.lower)} to {percent(one.robust.upper)}"
    return (
        name,
        number_words(one.robust.count),
        f"{number_words(one.clean.robust)} ({percent(one.clean.accuracy)})",
        f"{number_words(one.robust.robust)} ({percent(one.robust.accuracy)})",
        interval if job.has_population else "–",
    )


def _weakest_first(job: ReportJob) -> list[ClassResult]:
    """Return every class at the largest value, the one that is right least often first."""
    if job.table is None or not len(job.table):
        return []
    found = class_results(job.table, job.top.value)
    return sorted(found, key=lambda one: (one.robust.accuracy, -one.robust.count, one.label))
