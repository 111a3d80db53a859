"""What the table's cells say when the pointer rests on them: plain text, the whole of it."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale

from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.verdict import value_in_words
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.engine_words import phase_words, size_words
from pandavision_gui.views.jobs_table.job_columns import (
    Column,
    Listed,
    clean_figure,
    has_no_figures,
    is_random,
    level_word,
    robust_figure,
    text_in,
)
from pandavision_gui.views.jobs_table.job_words import (
    LONGEST_TOOLTIP,
    attack_title,
    scale_of,
    seconds_since_epoch,
    top_words,
    value_words,
)
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.setting_words import in_setting_words

translate = QCoreApplication.translate

_STAGES = {
    Stage.COMPARISON: lambda: translate(
        "JobTooltips", "The converted model is compared with ONNX Runtime on real samples"
    ),
    Stage.READINGS: lambda: translate(
        "JobTooltips",
        "Not all clean samples are right: other normalisations, layouts, channel orders and labels "
        "are tried on some, to see whether the files are read as they were meant",
    ),
}
_LONGEST_NOTES = 400
_MOST_LINES = 6
"""Of the notes in a tooltip; the details have them all."""


def tooltip_in(column: Column, listed: Listed) -> str:
    """Return the text of a cell's tooltip, names in it escaped; empty for none."""
    row = listed.row
    match column:
        case Column.TICK:
            return translate("JobTooltips", "Draw this job in the plot (Space)")
        case Column.NAME:
            return _name(row)
        case Column.MODEL:
            return one_line(row.model, LONGEST_TOOLTIP)
        case Column.DATASET:
            return one_line(row.dataset, LONGEST_TOOLTIP)
        case Column.ATTACK:
            return attack_title(row.attack, row.perturbation)
        case Column.STATE:
            told = in_setting_words(row.reason) or _progress(listed)
            return one_line(told, LONGEST_TOOLTIP) or text_in(column, listed)
        case Column.CLEAN | Column.ROBUST | Column.LEVEL if has_no_figures(listed):
            return tooltip_in(Column.STATE, listed)
        case Column.CLEAN:
            return _clean(listed)
        case Column.ROBUST:
            return _robust(listed)
        case Column.LEVEL:
            return _level(row)
        case Column.STARTED if row.started is not None:
            moment = QDateTime.fromSecsSinceEpoch(int(seconds_since_epoch(row.started)))
            return QLocale().toString(moment, QLocale.FormatType.LongFormat)
        case _:
            return ""


def tags_words(row: JobRow) -> str:
    """Return a job's tags on one line."""
    tags = ", ".join(one_line(tag) for tag in row.tags)
    return translate("JobTooltips", "tags: {tags}").format(tags=tags)


def origin_words() -> str:
    """Say of a job from an archive whose figures those are."""
    return translate(
        "JobTooltips",
        "Opened from an archive: what it brought is as the archive says; this computer did not "
        "compute it",
    )


def cleared_words(row: JobRow) -> str:
    """Say what was taken away of a job to make room; empty while nothing was."""
    match row.cleared:
        case None:
            return ""
        case Cleared.PICTURES:
            return translate("JobTooltips", "Its pictures were cleared to make room")
        case Cleared.ROWS if row.state is JobState.FINISHED:
            return translate(
                "JobTooltips", "Its rows and pictures were cleared to make room; its result is kept"
            )
        case Cleared.ROWS:
            return translate(
                "JobTooltips",
                "Its rows and pictures were cleared to make room: resumed, it starts anew",
            )


def _name(row: JobRow) -> str:
    lines = [one_line(row.name, LONGEST_TOOLTIP)]
    if row.imported:
        lines.append(origin_words())
    if row.cleared:
        lines.append(cleared_words(row))
    if row.tags:
        lines.append(tags_words(row))
    notes = row.notes[:_LONGEST_NOTES].strip().split("\n")[:_MOST_LINES]
    if notes != [""]:
        shown = "\n".join(one_line(line) for line in notes)
        lines.append(shown if len(shown) >= len(row.notes.strip()) else f"{shown} …")
    return "\n".join(lines)


def _progress(listed: Listed) -> str:
    progress = listed.progress
    if progress is None:
        return _STAGES[listed.stage]() if listed.stage in _STAGES else ""
    counts = translate("JobTooltips", "{finished} of {total} samples finished").format(
        finished=progress.finished, total=progress.total
    )
    return f"{phase_words(progress.phase)}: {counts}" if progress.phase else counts


def _clean(listed: Listed) -> str:
    if not clean_figure(listed).is_open or listed.progress is None:
        return ""
    return translate(
        "JobTooltips", "Accuracy without perturbation of the {count} samples that were started"
    ).format(count=listed.progress.band[0].count)


def _robust(listed: Listed) -> str:
    figure, row = robust_figure(listed), listed.row
    if not figure.text:
        return ""
    scale = scale_of(row)
    value = size_words(scale, value_words(row.top_value, scale))
    if figure.is_open and listed.progress:
        return translate(
            "JobTooltips",
            "Where the robust accuracy at {value} can end up for the {count} samples that were "
            "started",
        ).format(value=value, count=listed.progress.band[-1].count)
    return translate(
        "JobTooltips",
        "{share} of the samples are still classified right at {value}, the largest value of this "
        "job",
    ).format(share=figure.text, value=value)


def _level(row: JobRow) -> str:
    lines = [_verdict(row)] if row.level is not None and row.sec_value is not None else []
    if row.warnings == 1:
        lines.append(translate("JobTooltips", "1 warning: see details"))
    elif row.warnings:
        lines.append(translate("JobTooltips", "{n} warnings: see details").format(n=row.warnings))
    return "\n".join(lines)


def _verdict(row: JobRow) -> str:
    if row.top_value == 0:
        return translate(
            "JobTooltips",
            "No security level: only the accuracy without perturbation was asked for",
        )
    if row.level is None or row.sec_value is None or row.sec_value < 0:
        return translate(
            "JobTooltips", "No security level: no sample is right even without perturbation"
        )
    text = translate(
        "JobTooltips", "Security level {level}: {value} over {n} values from 0 to {top}"
    ).format(
        level=level_word(row.level),
        value=value_in_words(row.sec_value, row.level),
        n=row.values,
        top=top_words(row.top_value, scale_of(row)),
    )
    if isinstance(scale_of(row), Severity):
        text += "\n" + translate("JobTooltips", "Under a corruption, which is not a worst case")
    elif is_random(row.attack):
        text += "\n" + translate("JobTooltips", "Under random noise, which is not a worst case")
    return text
