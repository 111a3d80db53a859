"""What is said about a job in words: states, times, figures. No widget is needed for any of it."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import Enum

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE, SCALES
from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import number_words as number_words
from pandavision_gui.engine.number_words import percent as percent
from pandavision_gui.engine.number_words import value_words as value_words
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.robustness_curve import BandPoint
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.engine_words import attack_text, grid_end_words, scale_words
from pandavision_gui.views.plain_text import one_line, plain_lines, plain_tooltip
from pandavision_gui.views.setting_words import in_setting_words

translate = QCoreApplication.translate

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
LONGEST_TOOLTIP = 1200
_TOOLTIP_WIDTH = 88
_STOPPED = "Stopped; "
"""How the queue begins the reason of a job that was stopped."""


_QUOTED_PATH = re.compile(r'"(?:[A-Za-z]:)?[/\\][^"]*[/\\]([^"/\\]+)"')
"""A whole path as sentences quote it; its last part is the file's name."""


class Tone(Enum):
    """In which of the theme's colours something is said; the value is the field's name."""

    TEXT = "text"
    MUTED = "muted"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class StateWords:
    """A job's state as it is shown.

    Attributes
    ----------
    text
        On one line, control characters escaped.
    icon
        Name in `icons.ICONS`; empty for none.
    share
        In [0, 1], for a bar; None where there is none.
    """

    text: str
    tone: Tone
    icon: str = ""
    share: float | None = None


def state_words(
    row: JobRow,
    progress: Progress | None = None,
    place: int | None = None,
    stage: Stage | None = None,
) -> StateWords:
    """Say where a job stands.

    Parameters
    ----------
    place
        Of a waiting job: 1 for the next one.
    stage
        Of a running one: what is done before there is any progress.
    """
    reason = one_line(in_setting_words(row.reason))
    match row.state:
        case JobState.QUEUED:
            # What it waits for, if not for its turn.
            tone = Tone.WARN if reason else Tone.MUTED
            return StateWords(_with_reason(_queued(place), reason), tone)
        case JobState.RUNNING:
            return _running(progress, stage)
        case JobState.STOPPING:
            share = progress.share if progress else 0.0
            return StateWords(translate("JobWords", "stopping …"), Tone.MUTED, share=share)
        case JobState.FINISHED if row.reason:  # why it has no figures
            return StateWords(
                _with_reason(translate("JobWords", "finished, no result"), reason), Tone.BAD, "bad"
            )
        case JobState.FINISHED:
            return StateWords(translate("JobWords", "finished"), Tone.GOOD, "good")
        case JobState.FAILED:
            return StateWords(
                _with_reason(translate("JobWords", "failed"), reason), Tone.BAD, "bad"
            )
        case JobState.CANCELLED:
            return StateWords(_stopped(row.reason, reason), Tone.MUTED)
        case JobState.INTERRUPTED:
            return StateWords(
                _with_reason(translate("JobWords", "interrupted"), reason), Tone.WARN, "warn"
            )


def _queued(place: int | None) -> str:
    if place is None:
        return translate("JobWords", "waiting")
    return translate("JobWords", "waiting, {place}").format(place=ordinal(place))


def _running(progress: Progress | None, stage: Stage | None) -> StateWords:
    if progress is None:
        return StateWords(_stage_words()[stage], Tone.MUTED, share=0.0)
    share = share_words(progress.share)
    if progress.left_s is None:
        return StateWords(share, Tone.MUTED, share=progress.share)
    text = _with_time_left(share, seconds_left_words(progress.left_s))
    return StateWords(text, Tone.MUTED, share=progress.share)


def _stage_words() -> dict[Stage | None, str]:
    return {
        None: translate("JobWords", "starting"),
        Stage.LIBRARIES: translate("JobWords", "loading libraries"),
        Stage.FILES: translate("JobWords", "reading the files"),
        Stage.MODEL: translate("JobWords", "converting the model"),
        Stage.COMPARISON: translate("JobWords", "checking the model"),
        Stage.READINGS: translate("JobWords", "checking the inputs"),
    }


def _with_time_left(share: str, time: str) -> str:
    return translate("JobWords", "{share} · {time} left").format(share=share, time=time)


def widest_progress() -> str:
    """Return the widest words of a job that attacks, in the language of the window."""
    return _with_time_left("88 %", "9 min 58 s")


def widest_running() -> tuple[str, ...]:
    """Return the words of a running job of which one is the widest."""
    return (widest_progress(), *_stage_words().values())


def share_words(share: float) -> str:
    """Return how much of the work is done: never 100 % while the job runs."""
    return f"{min(99, int(share * 100 + 1e-9))} %"


def _stopped(told: str, reason: str) -> str:
    """Return how far a stopped job came; `reason` is `told` in the language of the window."""
    word = translate("JobWords", "stopped")
    _, _, rest = reason.partition("; ")
    return f"{word}, {rest.rstrip('.')}" if told.startswith(_STOPPED) and rest else word


def _with_reason(word: str, reason: str) -> str:
    return f"{word}: {_with_names_only(reason)}" if reason else word


def _with_names_only(reason: str) -> str:
    """Return a reason whose files are named without folders: a column has no room for them."""
    return _QUOTED_PATH.sub(r'"\1"', reason)


def ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, 11th, 21st …"""
    if number % 100 in (11, 12, 13):
        return translate("JobWords", "{n}th").format(n=number)
    form = {
        1: translate("JobWords", "{n}st"),
        2: translate("JobWords", "{n}nd"),
        3: translate("JobWords", "{n}rd"),
    }.get(number % 10, translate("JobWords", "{n}th"))
    return form.format(n=number)


def unbroken(words: str) -> str:
    """Return words that stay on one line."""
    return words.replace(" ", "\N{NARROW NO-BREAK SPACE}")


def seconds_words(seconds: float) -> str:
    """Return "0.4 s", "12 s", "3 min 5 s", "2 h 10 min" or "3 d 4 h"."""
    if seconds < 0.05:
        return translate("JobWords", "< 0.1 s")
    if seconds < 0.95:
        return translate("JobWords", "{s:.1f} s").format(s=seconds)
    if seconds < 59.5:
        return translate("JobWords", "{s:.0f} s").format(s=seconds)
    if seconds < 3599.5:
        minutes, rest = divmod(round(seconds), 60)
        return _two(
            translate("JobWords", "{n} min").format(n=minutes),
            translate("JobWords", "{n} s").format(n=rest),
            rest,
        )
    minutes = round(seconds / 60)
    hours, rest = divmod(minutes, 60)
    if hours < 48:
        return _two(
            translate("JobWords", "{n} h").format(n=hours),
            translate("JobWords", "{n} min").format(n=rest),
            rest,
        )
    days, rest = divmod(round(seconds / 3600), 24)
    return _two(
        translate("JobWords", "{n} d").format(n=days),
        translate("JobWords", "{n} h").format(n=rest),
        rest,
    )


def seconds_left_words(seconds: float) -> str:
    """Return an estimate in words, no finer than an estimate can be."""
    if seconds >= 600:
        return seconds_words(round(seconds / 60) * 60)
    return seconds_words(max(1.0, seconds))


def _two(first: str, second: str, rest: int) -> str:
    return f"{first} {second}" if rest else first


def seconds_since_epoch(moment: datetime) -> float:
    """Return a number by which times can be compared, also those before any clock's."""
    # timestamp() fails for the first days of the calendar, where no time zone is given.
    known = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (known - _EPOCH).total_seconds()


def time_words(moment: datetime, now: datetime) -> str:
    """Return "today 11:42", "yesterday 09:10" or "2026-03-12 11:42", in local time."""
    return day_words(moment, now.astimezone().date())


def day_words(moment: datetime, today: date) -> str:
    """Return the same on a given day of the local calendar."""
    try:
        local = moment.astimezone()
    except (OverflowError, ValueError, OSError):
        return f"{moment:%Y-%m-%d %H:%M}"  # no local time so near the ends of the calendar
    # Not strftime, which imports a module each time: a search makes a hundred thousand of these.
    words = str(local)[:16]
    if local.date() == today:
        return translate("JobWords", "today {clock}").format(clock=words[11:])
    if local.date() == today - _DAY:
        return translate("JobWords", "yesterday {clock}").format(clock=words[11:])
    return words


def top_words(value: float, scale: Scale) -> str:
    """Return the end of a grid: "0.06", "1 in L2", "severity 0.2"."""
    return grid_end_words(scale, value_words(value, scale))


def scale_of(row: JobRow) -> Scale:
    """Return what a job's perturbation values are."""
    return SCALES.get(row.perturbation, Norm.LINF)


def band_words(point: BandPoint) -> str:
    """Return where the accuracy of the started samples can end up: "57 … 68 %", or one figure."""
    if not point.count:
        return ""
    lowest, highest = (_whole_percent(n, point.count) for n in (point.lowest, point.highest))
    return f"{lowest} %" if lowest == highest else f"{lowest} … {highest} %"


def _whole_percent(number: int, count: int) -> str:
    """Return the share in whole percent; neither none nor all ever looks like it."""
    rounded = f"{100 * number / count:.0f}"
    if rounded == "0" and number > 0:
        return "< 1"
    return "> 99" if rounded == "100" and number < count else rounded


def attack_words(name: str, perturbation: str = "") -> str:
    """Return an attack's short title, "Standard L2"; its name when the catalogue lacks it.

    Parameters
    ----------
    perturbation
        The perturbation type; where it is not known, the norm is left out unless there is one only.
    """
    info = CATALOGUE.get(name)
    if info is None:
        return one_line(name)
    if not perturbation and len(info.perturbation_types) == 1:
        (perturbation,) = info.perturbation_types
    scale = SCALES.get(perturbation)
    title = attack_text(info.title.partition(" (")[0])
    return f"{title} {scale.symbol}" if isinstance(scale, Norm) else title


def attack_title(name: str, perturbation: str) -> str:
    """Return an attack's whole title and, where that does not say it, the norm."""
    info = CATALOGUE.get(name)
    if info is None:
        return one_line(name, LONGEST_TOOLTIP)
    scale = SCALES.get(perturbation)
    if not isinstance(scale, Norm) or scale.symbol in info.title:
        return attack_text(info.title)
    return f"{attack_text(info.title)}\n{scale_words(scale)}"


def cell_text(text: str) -> str:
    """Return an untrusted text for a cell: one line, not longer than a cell can show."""
    return one_line(text)


def wrapped_tooltip(text: str) -> str:
    """Return a tooltip of a text that may be endless, broken into lines even without spaces.

    Its line breaks stay: whoever puts a name from a file into it escapes the name's own.
    """
    short = text if len(text) <= LONGEST_TOOLTIP else text[:LONGEST_TOOLTIP] + " …"
    lines = [
        part
        for line in plain_lines(short).split("\n")
        for part in (textwrap.wrap(line, _TOOLTIP_WIDTH) or [""])
    ]
    return plain_tooltip("\n".join(lines))
