"""Names by which jobs can be told apart, where several were given the same one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence, Set
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QCoreApplication

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_words import (
    attack_words,
    scale_of,
    time_words,
    value_words,
)
from pandavision_gui.views.plain_text import one_line

translate = QCoreApplication.translate

_BETWEEN = " · "
_LONGEST_NAME = 160
_LONGEST_FILE = 60
"""Characters; what tells jobs apart comes after the name and must not be cut off with it."""


_SOME_OTHER_DAY = datetime(9000, 1, 1, tzinfo=UTC)


_Difference = Callable[[Sequence[JobRow]], dict[UUID, str]]


def names_told_apart(rows: Sequence[JobRow], *, for_file: bool = False) -> dict[UUID, str]:
    """Return each job's name on one line; equal ones followed by what differs first.

    Parameters
    ----------
    for_file
        Whether they go into a file, which may be read on any day: no "today" then.
    """
    differences = (*_DIFFERENCES, _starts_with_dates if for_file else _starts)
    names = {row.id: one_line(row.name) for row in rows}
    for alike in _alike(rows, names):
        for row in alike:
            names[row.id] = one_line(row.name, _LONGEST_NAME)
        _tell_apart(alike, names, differences)
    return names


def words_apart(rows: Sequence[JobRow], hidden: Set[Column]) -> dict[UUID, str]:
    """Return what a table has to say beside names that are equal.

    Parameters
    ----------
    hidden
        Columns that the table does not show: jobs that differ in another one are told apart by it.

    Returns
    -------
    dict[UUID, str]
        Of those jobs only that have nothing else to tell them by.
    """
    shown = [words for column, words in _IN_COLUMNS.items() if column not in hidden]
    told_by_columns = {
        row.id: "\n".join((one_line(row.name), *(words(row) for words in shown))) for row in rows
    }
    differences = [_each(words) for column, words in _IN_COLUMNS.items() if column in hidden]
    differences += [_each(_largest_value), _starts]
    words: dict[UUID, str] = {}
    for alike in _alike(rows, told_by_columns):
        told = dict.fromkeys((row.id for row in alike), "")
        _tell_apart(alike, told, differences)
        words |= {job_id: one.removeprefix(_BETWEEN) for job_id, one in told.items()}
    return words


def names_with_scales(rows: Sequence[JobRow], names: dict[UUID, str]) -> dict[UUID, str]:
    """Return the names followed by norm or "severity" where that differs: no axis tells both."""
    scales = {row.id: scale_of(row).symbol for row in rows}
    if len(set(scales.values())) < 2:
        return names
    return {
        job_id: name if _tells(name, scales[job_id]) else _joined(name, scales[job_id])
        for job_id, name in names.items()
    }


def _tells(name: str, scale: str) -> bool:
    """Whether what a name was told apart by ends in that, as "Standard L2" does."""
    return any(words.endswith(f" {scale}") for words in name.split(_BETWEEN)[1:])


def _alike(rows: Sequence[JobRow], names: dict[UUID, str]) -> list[list[JobRow]]:
    """Return the groups of jobs that have the same name so far."""
    groups: dict[str, list[JobRow]] = {}
    for row in rows:
        groups.setdefault(names[row.id], []).append(row)
    return [group for group in groups.values() if len(group) > 1]


def _tell_apart(
    alike: Sequence[JobRow],
    names: dict[UUID, str],
    differences: Sequence[_Difference],
) -> None:
    for place, difference in enumerate(differences):
        words = difference(alike)
        if len(set(words.values())) == 1:
            continue
        for row in alike:
            names[row.id] = _joined(names[row.id], words[row.id])
        for rest in _alike(alike, names):
            _tell_apart(rest, names, differences[place + 1 :])
        return
    # The oldest is number 1, whichever way the table is sorted.
    oldest_first = sorted(alike, key=lambda row: (row.order, row.id.int))
    for number, row in enumerate(oldest_first, start=1):
        names[row.id] = _joined(names[row.id], str(number))


def _joined(name: str, words: str) -> str:
    return f"{name}{_BETWEEN}{words}" if words else name


def _each(words: Callable[[JobRow], str]) -> _Difference:
    return lambda alike: {row.id: words(row) for row in alike}


def _attack(row: JobRow) -> str:
    return attack_words(row.attack, row.perturbation)


def _dataset(row: JobRow) -> str:
    return one_line(row.dataset, _LONGEST_FILE)


def _model(row: JobRow) -> str:
    return one_line(row.model, _LONGEST_FILE)


def _largest_value(row: JobRow) -> str:
    top = value_words(row.top_value, scale_of(row))
    return translate("NamesApart", "up to {value}").format(value=top)


def _origin(row: JobRow) -> str:
    return translate("NamesApart", "from an archive") if row.imported else ""


def _starts_with_dates(alike: Sequence[JobRow]) -> dict[UUID, str]:
    return _starts(alike, now=_SOME_OTHER_DAY)


def _starts(alike: Sequence[JobRow], *, now: datetime | None = None) -> dict[UUID, str]:
    """Say when each began, to the second where the minute is the same for some."""
    now = now or datetime.now(UTC)
    moments = {row.id: row.started or row.created for row in alike}
    words = {job_id: time_words(moment, now) for job_id, moment in moments.items()}
    counts = Counter(words.values())
    for row in alike:
        if counts[words[row.id]] > 1:
            words[row.id] += f":{moments[row.id]:%S}"
        if row.started is not None:
            words[row.id] = translate("NamesApart", "started {when}").format(when=words[row.id])
        else:
            words[row.id] = translate("NamesApart", "added {when}").format(when=words[row.id])
    return words


_DIFFERENCES: tuple[_Difference, ...] = tuple(
    map(_each, (_attack, _dataset, _model, _largest_value, _origin))
)
"""After these it is told when each began."""
_IN_COLUMNS: dict[Column, Callable[[JobRow], str]] = {
    Column.ATTACK: _attack,
    Column.DATASET: _dataset,
    Column.MODEL: _model,
}
"""What the table's columns say that can be hidden."""
