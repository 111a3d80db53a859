"""Sentences of the announcements that are about several jobs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.job_size import KEPT_PICTURES
from pandavision_gui.engine.number_words import number_words
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_words import time_words
from pandavision_gui.views.plain_text import one_line

_MOST_NAMES = 3
_LONGEST_NAME = 60
"""Of one name among several."""


def opened_words(rows: Sequence[JobRow], file: str, *, here: int) -> str:
    """Return which jobs were taken in from archives.

    Parameters
    ----------
    file
        Name of the first archive.
    here
        How many of the jobs were here already, as their archives have them.
    """
    if len(rows) == 1:
        words = (
            _tr("The job “{name}” of “{file}” is here already, unchanged: it is selected.")
            if here
            else _tr("Took in the job “{name}” from “{file}”.")
        )
        return words.format(name=one_line(rows[0].name), file=one_line(file))
    if here == len(rows):
        words = _tr("All {count} jobs of these archives are here already, unchanged.")
        return words.format(count=here)
    sentence = _tr("Took in {count} jobs from archives.").format(count=len(rows) - here)
    if here:
        sentence += " " + _tr("{n} more are here already, unchanged.").format(n=here)
    return sentence


def same_words(rows: Sequence[JobRow], new: int) -> str:
    """Return which finished jobs have answered what was asked again.

    Parameters
    ----------
    rows
        The finished ones, at least one.
    new
        How many jobs ask it.
    """
    if new == 1:
        when = time_words(rows[0].ended or rows[0].created, datetime.now(UTC))
        words = _tr("The same evaluation has finished already: “{name}” ({when}).")
        return words.format(name=one_line(rows[0].name), when=when)
    words = _tr("{count} of the new evaluations have finished already: {names}.")
    return words.format(count=new, names=_names([row.name for row in rows]))


def drawn_words(names: Sequence[str], left_out: Sequence[str]) -> str:
    """Return what is drawn in a figure.

    Parameters
    ----------
    names
        Of the curves, in the legend's order.
    left_out
        Of those that are on the screen beside them, and are not finished.
    """
    words = (
        _tr("It shows the curve {names}.")
        if len(names) == 1
        else _tr("It shows {count} curves: {names}.")
    )
    sentence = words.format(count=len(names), names=_names(names))
    if left_out:
        more = _tr("Left out, because unfinished: {names}.")
        sentence += " " + more.format(names=_names(left_out))
    return sentence


def kept_words(samples: int) -> str:
    """Return of how many samples a job of so many has pictures; empty where it is all of them."""
    if samples <= KEPT_PICTURES:
        return ""
    return _tr(
        "It holds the first {kept} of {total} samples: of the others a job keeps no pictures. "
        "Their figures are in the sample table."
    ).format(kept=number_words(KEPT_PICTURES), total=number_words(samples))


def interrupted_words(rows: Sequence[JobRow]) -> str:
    """Return which jobs, at least one, the last end of the program cut off."""
    if len(rows) == 1:
        words = _tr("The job “{name}” was interrupted when the program ended.")
        return words.format(name=one_line(rows[0].name))
    words = _tr("{count} jobs were interrupted when the program ended.")
    return words.format(count=len(rows))


def paused_words(*, since_before: bool) -> str:
    """Return that the queue is paused, as it was already at the last end of the program or not."""
    if since_before:
        return _tr("The queue is still paused: no waiting job starts.")
    return _tr("The queue is paused: what runs goes on to its end, nothing else starts.")


def removed_words(rows: Sequence[JobRow]) -> str:
    """Return which jobs, at least one, were removed."""
    if len(rows) == 1:
        return _tr("Removed the job “{name}”.").format(name=one_line(rows[0].name))
    return _tr("Removed {count} jobs.").format(count=len(rows))


def _names(names: Sequence[str]) -> str:
    shown = [f"“{one_line(name, _LONGEST_NAME)}”" for name in names[:_MOST_NAMES]]
    return ", ".join(shown) + (" …" if len(names) > _MOST_NAMES else "")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Announcements", text)
