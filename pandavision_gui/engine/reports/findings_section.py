"""What was found in full: the curve, the classes, samples to look at, the effort."""

from __future__ import annotations

import numpy as np

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.number_words import number_words, percent, value_words
from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.reports.classes_section import named_classes, names_in_full
from pandavision_gui.engine.reports.document import (
    Block,
    Fact,
    Facts,
    Figure,
    Paragraph,
    Picture,
    PictureRow,
    Pictures,
    Section,
    Table,
)
from pandavision_gui.engine.reports.figures import (
    ON_DARK,
    ON_LIGHT,
    curve_svg,
)
from pandavision_gui.engine.reports.report_data import series_of, x_title
from pandavision_gui.engine.reports.report_job import Example, ReportJob
from pandavision_gui.engine.reports.sample_pictures import difference_png, sample_png
from pandavision_gui.engine.sample_table import SampleTable

_MOST_ROWS = 60
"""Rows of the curve's table; of more values some are left out, evenly."""
_KINDS = {"nearest": "Among the easiest to mislead", "typical": "Typical"}


def curve_section(job: ReportJob) -> Section:
    """Return the curve as a figure and as a table."""
    title = x_title(job.result)
    series = [series_of(job.result, job.name)]
    top = job.top
    return Section(
        "Robust accuracy over the perturbation size",
        (
            Figure(
                light=curve_svg(series, title, ON_LIGHT),
                dark=curve_svg(series, title, ON_DARK),
                caption="Share of the samples that are "
                + ("not steered to the target" if job.is_aimed else "still classified right")
                + (", with 95 % Wilson intervals." if job.has_population else "."),
                alternative=f"A curve that falls from {percent(job.clean.accuracy)} without "
                f"perturbation to {percent(top.accuracy)} at {job.size(top.value)}.",
            ),
            _curve_table(job),
        ),
        "curve",
    )


def examples_section(job: ReportJob) -> Section | None:
    """Return samples to look at; None where there are none."""
    if not job.examples or job.table is None:
        return None
    rows = tuple(_example_row(job, one) for one in job.examples)
    has_clean = any(one.clean is not None for one in job.examples)
    words = (
        f"Left the sample, in the middle {_example_words(job)}, right the difference, scaled to be "
        "seen: grey is no change."
        if has_clean
        else f"Of each sample {_example_words(job)}. The job's folder has no copy of the samples "
        "that they were made of, or one that does not fit, so the samples themselves are not shown."
    )
    table = job.table
    told = [int(one) for row in job.examples for one in _classes_of(table, row.row)]
    known = set(named_classes(job))
    new = names_in_full(job, [label for label in told if label not in known])
    blocks = (Paragraph(words), Pictures(rows), *new)
    return Section("Samples to look at", blocks, "samples")


def _example_words(job: ReportJob) -> str:
    return "the weakest draw that misled it" if job.is_drawn else "its nearest adversarial example"


def _classes_of(table: SampleTable, row: int) -> tuple[int, int, int]:
    return table.label[row], table.prediction[row], table.adversarial_prediction[row]


def effort_section(job: ReportJob) -> Section:
    """Return what the attack did and how much."""
    result = job.result
    facts = [Fact("Attack", f"{job.attack_title} ({result.attack})")]
    if job.info is not None:
        facts.append(Fact("What it does", job.info.description))
    parameters = result.spec.get("attack-params")
    if isinstance(parameters, dict) and parameters:
        told = ", ".join(f"{key} = {value}" for key, value in list(parameters.items())[:30])
        facts.append(Fact("Parameters", told))
    facts += [
        Fact("Model passes", f"{number_words(result.model_passes)} ({_per_sample(job)} a sample)"),
        Fact("Of these", _purposes(result.passes)),
        Fact("Samples shown to ONNX Runtime", number_words(result.confirmation_passes)),
        Fact("Time of attack", f"{result.run.elapsed_s:.1f} s"),
    ]
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks += [*_stages(job), *_sources(job)]
    return Section("Attack and effort", tuple(blocks), "effort")


def _purposes(passes: PassCounts) -> str:
    told = (
        (passes.attack, "to attack"),
        (passes.assumption_check, "to check smaller values"),
        (passes.agreement, "to compare the converted model with ONNX Runtime"),
    )
    return ", ".join(f"{number_words(count)} {what}" for count, what in told if count) or "none"


def _per_sample(job: ReportJob) -> str:
    return f"{job.result.model_passes / max(1, job.result.samples.evaluated):.0f}"


def _curve_table(job: ReportJob) -> Table:
    points = list(job.result.curve)
    if len(points) > _MOST_ROWS:
        places = np.unique(np.linspace(0, len(points) - 1, _MOST_ROWS).round().astype(int))
        points = [points[int(place)] for place in places]
    counted = "Not steered" if job.is_aimed else "Right"
    columns = ["Perturbation value", "In the data's units", counted, "Robust accuracy"]
    if job.has_population:
        columns.append("95 % interval")
    has_units = bool(job.size_in_units(1.0))
    rows = []
    for point in points:
        row = [
            value_words(point.value, job.scale),
            job.size_in_units(point.value),
            f"{number_words(point.robust)} of {number_words(point.count)}",
            percent(point.accuracy),
        ]
        if job.has_population:
            row.append(f"{percent(point.lower)} to {percent(point.upper)}")
        rows.append(row)
    if not has_units:
        columns.pop(1)
        for row in rows:
            row.pop(1)
    return Table(
        "The curve in numbers.",
        tuple(columns),
        tuple(map(tuple, rows)),
        frozenset(range(len(columns))),
    )


def _example_row(job: ReportJob, example: Example) -> PictureRow:
    table = job.table
    if table is None:
        raise ValueError("an example without its row")
    row, input_range = example.row, job.result.applied.input_range
    label = int(table.label[row])
    answer = int(table.adversarial_prediction[row])
    before = (
        f"{job.short_class_name(int(table.prediction[row]))}, "
        f"{percent(float(table.prediction_confidence[row]))}"
    )
    after = f"{job.short_class_name(answer)}, {percent(float(table.adversarial_confidence[row]))}"
    pictures = []
    if example.clean is not None:
        pictures.append(Picture(sample_png(example.clean, input_range), before))
    pictures.append(Picture(sample_png(example.adversarial, input_range), after))
    if example.clean is not None:
        data, factor = difference_png(example.clean, example.adversarial, input_range)
        pictures.append(Picture(data, f"difference × {factor:.3g}"))
    distance = float(table.minimum_perturbation[row])
    rounding = {1: "It still misleads", 0: "It no longer misleads"}.get(
        int(table.survives_8bit[row]), ""
    )
    size = job.enough(distance)
    by = f"at {size}" if isinstance(job.scale, Severity) else f"by a change of {size}"
    words = (
        f"{_KINDS[example.kind]}: sample {int(table.index[row])}, "
        f"“{job.short_class_name(label)}”, is misled {by}."
    )
    if rounding and input_range != (0.0, 1.0):
        words += f" {rounding} after rounding to 8 bits."
    elif rounding:
        words += f" {rounding} after rounding to 256 levels."
    return PictureRow(tuple(pictures), words)


def _stages(job: ReportJob) -> list[Block]:
    result = job.result
    if not result.stages:
        return []
    rows = []
    for number, stage in enumerate(result.stages, 1):
        info = CATALOGUE.get(stage.attack)
        loss = stage.parameters.get("loss")
        name = info.title if info else stage.attack
        rows.append(
            (
                str(number),
                f"{name}, {loss}" if isinstance(loss, str) else name,
                number_words(stage.attacked),
                number_words(stage.passes),
                number_words(stage.broken[-1] if stage.broken else 0),
            )
        )
    top = value_words(job.top.value, job.scale)
    early = sum(stage.ended_early or 0 for stage in result.stages)
    said = (
        f" Ended early, since they could get nowhere: {number_words(early)} runs." if early else ""
    )
    return [
        Table(
            "What each stage did, and what it broke that no stage before had. A sample that fell "
            f"is attacked on at the values below the size at which it fell.{said}",
            ("Stage", "Attack", "Attacked", "Model passes", f"More broken at {top}"),
            tuple(rows),
            frozenset({0, 2, 3, 4}),
        )
    ]


def _sources(job: ReportJob) -> list[Block]:
    if not job.result.sources:
        return []
    rows = tuple(
        (
            source.name,
            CATALOGUE[source.attack].title if source.attack in CATALOGUE else source.attack,
            number_words(source.evaluated),
            number_words(source.nearest),
            number_words(source.model_passes),
        )
        for source in job.result.sources
    )
    return [
        Table(
            "The jobs that the worst case is made of.",
            ("Job", "Attack", "Samples", "Nearest example", "Model passes"),
            rows,
            frozenset({2, 3, 4}),
        )
    ]
