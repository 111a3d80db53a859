"""The table's columns: their titles, and what a job says in each of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from math import inf

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.robustness_curve import BandPoint
from pandavision_gui.engine.verdict import TINY_VALUE, SecurityLevel, value_in_words
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import LARGEST_ORDER
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.jobs_table.job_words import (
    Tone,
    attack_words,
    band_words,
    cell_text,
    percent,
    scale_of,
    seconds_since_epoch,
    seconds_words,
    state_words,
    time_words,
    value_words,
)

translate = QCoreApplication.translate


class Column(IntEnum):
    """The columns in their order."""

    TICK = 0
    SWATCH = 1
    NAME = 2
    MODEL = 3
    DATASET = 4
    ATTACK = 5
    STATE = 6
    CLEAN = 7
    ROBUST = 8
    LEVEL = 9
    STARTED = 10
    TOOK = 11


TINY = TINY_VALUE
NUMBERS = frozenset({Column.CLEAN, Column.ROBUST, Column.TOOK})
"""Right-aligned, in figures of equal width."""
_STATE_ORDER = (
    JobState.RUNNING,
    JobState.STOPPING,
    JobState.QUEUED,
    JobState.INTERRUPTED,
    JobState.FAILED,
    JobState.CANCELLED,
    JobState.FINISHED,
)
_FURTHER = 4 * LARGEST_ORDER
"""Between two states: further than any two places in one of them."""
SortKey = float | str | None
"""None stands for "nothing there" and comes last, whichever way it is sorted."""


@dataclass(frozen=True)
class Listed:
    """A job with all that the table knows of it.

    Attributes
    ----------
    stage
        Of a job that runs: what is done before there is any progress.
    place
        Of a waiting job: 1 for the next one.
    is_ticked
        Whether its curve is drawn as soon as there is one.
    number
        Of its curve; None while there is none, or none is drawn.
    """

    row: JobRow
    progress: Progress | None = None
    stage: Stage | None = None
    place: int | None = None
    is_ticked: bool = False
    number: int | None = None

    @property
    def has_ended(self) -> bool:
        """Whether it came to an end and does not wait for another start."""
        return self.row.state not in (JobState.QUEUED, JobState.RUNNING, JobState.STOPPING)


@dataclass(frozen=True)
class Figure:
    """A share with the value it holds at: "29.0 %" and "at 0.06"."""

    text: str
    at: str = ""
    is_open: bool = False


@dataclass(frozen=True)
class LevelWords:
    """A verdict as it is shown; `word` is empty where there is none."""

    word: str
    value: str
    tone: Tone
    is_warned: bool


def column_title(column: Column) -> str:
    """Return the words of the header."""
    return {
        Column.TICK: "",
        Column.SWATCH: "",
        Column.NAME: translate("JobColumns", "Name"),
        Column.MODEL: translate("JobColumns", "Model"),
        Column.DATASET: translate("JobColumns", "Dataset"),
        Column.ATTACK: translate("JobColumns", "Attack"),
        Column.STATE: translate("JobColumns", "State"),
        Column.CLEAN: translate("JobColumns", "Clean"),
        Column.ROBUST: translate("JobColumns", "Robust"),
        Column.LEVEL: translate("JobColumns", "Level"),
        Column.STARTED: translate("JobColumns", "Started"),
        Column.TOOK: translate("JobColumns", "Took"),
    }[column]


def column_explanation(column: Column) -> str:
    """Return the header's tooltip; empty where the title says all."""
    return {
        Column.TICK: translate("JobColumns", "Ticked jobs are drawn in the plot."),
        Column.SWATCH: translate("JobColumns", "Line and symbol of the job's curve."),
        Column.CLEAN: translate("JobColumns", "Accuracy without perturbation."),
        Column.ROBUST: translate(
            "JobColumns", "Robust accuracy at the job's largest perturbation value."
        ),
        Column.LEVEL: translate(
            "JobColumns",
            "Security level and security value: mean robust accuracy over the perturbation "
            "values, divided by the clean accuracy.",
        ),
        Column.TOOK: translate("JobColumns", "From the first start to the end."),
    }.get(column, "")


def text_in(column: Column, listed: Listed) -> str:
    """Return what a job says in a column, on one line."""
    row = listed.row
    match column:
        case Column.TICK | Column.SWATCH:
            return ""
        case Column.NAME:
            return cell_text(row.name)
        case Column.MODEL:
            return cell_text(row.model)
        case Column.DATASET:
            return cell_text(row.dataset)
        case Column.ATTACK:
            return attack_words(row.attack, row.perturbation)
        case Column.STATE:
            return state_words(row, listed.progress, listed.place, listed.stage).text
        case Column.CLEAN:
            return clean_figure(listed).text
        case Column.ROBUST:
            figure = robust_figure(listed)
            return f"{figure.text} {figure.at}".strip()
        case Column.LEVEL:
            level = level_words(row)
            return f"{level.word} {level.value}".strip()
        case Column.STARTED:
            return time_words(row.started, datetime.now(UTC)) if row.started else ""
        case Column.TOOK:
            took = _took(listed)
            return "" if took is None else seconds_words(took)


def has_no_figures(listed: Listed) -> bool:
    """Whether a job has ended without a result, so that the figures' cells are free."""
    return listed.has_ended and listed.row.clean is None and not listed.row.warnings


def clean_figure(listed: Listed) -> Figure:
    """Return the accuracy without perturbation, also of a running job once it is settled."""
    if listed.row.clean is not None:
        return Figure(percent(listed.row.clean))
    band = _band(listed)
    if band and band[0].count and band[0].lowest == band[0].highest:
        return _open_figure(band[0])
    return Figure("")


def robust_figure(listed: Listed) -> Figure:
    """Return the accuracy at the largest value, or where it can end up."""
    row = listed.row
    at = at_words(value_words(row.top_value, scale_of(row)))
    if row.robust is not None:
        return Figure(percent(row.robust), at) if row.top_value > 0 else Figure("")
    band = _band(listed)
    if band and band[-1].count and row.top_value > 0:
        return _open_figure(band[-1], at)
    return Figure("")


def _open_figure(point: BandPoint, at: str = "") -> Figure:
    words = band_words(point)
    if point.lowest == point.highest:
        words = so_far_words(words)
    return Figure(words, at, is_open=True)


def at_words(value: str) -> str:
    """Return at which perturbation value a figure holds."""
    return translate("JobColumns", "at {value}").format(value=value)


def so_far_words(share: str) -> str:
    """Return a share that may change until the job has finished."""
    return translate("JobColumns", "{share} so far").format(share=share)


def level_words(row: JobRow) -> LevelWords:
    """Return the verdict: no level is claimed where nothing was attacked or nothing was right."""
    if row.level is None or row.sec_value is None:
        return LevelWords("", "", Tone.MUTED, is_warned=row.warnings > 0)
    if row.sec_value < 0 or row.top_value == 0:
        return LevelWords("–", "", Tone.MUTED, is_warned=row.warnings > 0)
    # What is not to be trusted yet does not look good; what was broken is.
    is_doubted = row.warnings > 0 and row.level is not SecurityLevel.LOW
    is_no_verdict = is_random(row.attack) or row.top_value < TINY or is_doubted
    tone = Tone.TEXT if is_no_verdict else level_tone(row.level)
    return LevelWords(
        level_word(row.level), value_in_words(row.sec_value, row.level), tone, row.warnings > 0
    )


def level_word(level: SecurityLevel) -> str:
    """Return the level in words."""
    return {
        SecurityLevel.LOW: translate("JobColumns", "low"),
        SecurityLevel.MEDIUM: translate("JobColumns", "medium"),
        SecurityLevel.HIGH: translate("JobColumns", "high"),
    }[level]


def level_tone(level: SecurityLevel) -> Tone:
    """Return the colour that goes with a level's word."""
    return {
        SecurityLevel.LOW: Tone.BAD,
        SecurityLevel.MEDIUM: Tone.WARN,
        SecurityLevel.HIGH: Tone.GOOD,
    }[level]


def is_random(attack: str) -> bool:
    """Whether an attack only draws at random: its level is no verdict on the worst case."""
    info = CATALOGUE.get(attack)
    return info is not None and info.kind is AttackKind.SAMPLING


def sort_key(column: Column, listed: Listed) -> SortKey:
    """Return what a column is sorted by."""
    row = listed.row
    match column:
        case Column.TICK | Column.SWATCH:
            return (inf if listed.number is None else listed.number) if listed.is_ticked else None
        case Column.NAME:
            return row.name.casefold()
        case Column.MODEL:
            return row.model.casefold()
        case Column.DATASET:
            return row.dataset.casefold()
        case Column.ATTACK:
            return attack_words(row.attack, row.perturbation).casefold()
        case Column.STATE:
            return _STATE_ORDER.index(row.state) * _FURTHER + row.order
        case Column.CLEAN:
            return row.clean
        case Column.ROBUST:
            return row.robust if row.top_value > 0 else None
        case Column.LEVEL:
            return row.sec_value if row.top_value > 0 else None
        case Column.STARTED:
            return None if row.started is None else seconds_since_epoch(row.started)
        case Column.TOOK:
            return _took(listed)


def _took(listed: Listed) -> float | None:
    """Return how long a job took; a job that waits again keeps its last end until it starts."""
    return listed.row.took_s if listed.has_ended else None


def _band(listed: Listed) -> tuple[BandPoint, ...]:
    return listed.progress.band if listed.progress else ()
