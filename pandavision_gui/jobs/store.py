"""The index of all jobs: all the SQL of the program.

The job folders are the truth; the index is what lists are made of and can be rebuilt from them at
any time. Contract: one process writes it (the owner of the data folder), on one thread (the
queue's). What was put is on disk when `put` returns.
"""

from __future__ import annotations

import contextlib
import json
import logging
import math
import shutil
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pandavision_gui.atomic_file import write_fault
from pandavision_gui.engine.moment import sane_moment
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.errors import EnvironmentFault, PandaVisionError
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job import LARGEST_ORDER, LONGEST_WORK_S, Cleared
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.migrations import MIGRATIONS
from pandavision_gui.jobs.migrations.runner import migrate
from pandavision_gui.jobs.row_parts import Asked, Figures, Remarks, SharedParts

_COLUMNS = (
    "id, stamp, name, state, reason, place, model, dataset, attack, top_value, value_count, "
    "created, started, ended, clean, robust, level, sec_value, warnings, worked_s, "
    "notes, tags, imported, cleared, perturbation"
)
_OPEN = ", ".join(f"'{state}'" for state in JobState if state.is_open)
_PART = 250
"""Jobs read at once: some milliseconds of work for whoever shows them."""
_MARKS = ", ".join("?" for _ in _COLUMNS.split(", "))
_DAMAGED = {
    sqlite3.SQLITE_CORRUPT,
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_FORMAT,
    sqlite3.SQLITE_ERROR,  # a table or column is not there
}
_ROOM_BYTES = 64 * 1024
_SUFFIXES = ("", "-wal", "-shm")

_log = logging.getLogger(__name__)


class Store:
    """An open index.

    Raises
    ------
    EnvironmentFault
        ``index_newer``, ``index_unusable``, ``disk_full``; from every method but `close` the last
        two.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._connection = self._open()
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise self._fault(error) from error
            self._make_anew(error)
        self._is_checked = False

    def parts(self) -> Iterator[list[tuple[JobRow, int]]]:
        """Yield every job with the stamp of the `job.json` that it was read from.

        At least one part comes, however empty. The first one has every job that is not at its end
        and of the others the newest, and the rest follows from the newest to the oldest.
        """
        self._check()
        with self._faults_in_words():
            first = self._connection.execute(
                f"SELECT {_COLUMNS} FROM jobs WHERE state IN ({_OPEN}) UNION "
                f"SELECT * FROM (SELECT {_COLUMNS} FROM jobs ORDER BY created DESC LIMIT {_PART})"
            ).fetchall()
        told = {record[0] for record in first}
        shared = SharedParts()
        yield _rows(first, shared)
        with self._faults_in_words():
            others = self._connection.execute(f"SELECT {_COLUMNS} FROM jobs ORDER BY created DESC")
            while part := others.fetchmany(_PART):
                if rest := [record for record in part if record[0] not in told]:
                    yield _rows(rest, shared)

    def rows(self) -> dict[UUID, tuple[JobRow, int]]:
        """Return every job with its stamp at once."""
        return {row.id: (row, stamp) for part in self.parts() for row, stamp in part}

    def put(self, row: JobRow, stamp: int) -> None:
        """Add a job or replace what was known of it."""
        self.put_all([(row, stamp)])

    def put_all(self, rows: Sequence[tuple[JobRow, int]]) -> None:
        """Add jobs or replace what was known of them: all, or none when that fails."""
        records = [_record(row, stamp) for row, stamp in rows]
        with self._faults_in_words(), self._one_step():
            self._connection.executemany(
                f"INSERT OR REPLACE INTO jobs ({_COLUMNS}) VALUES ({_MARKS})", records
            )

    def remove(self, job_id: UUID) -> None:
        """Forget a job."""
        self.remove_all([job_id])

    def remove_all(self, job_ids: Sequence[UUID]) -> None:
        """Forget jobs: all, or none when that fails."""
        records = [(str(job_id),) for job_id in job_ids]
        with self._faults_in_words(), self._one_step():
            self._connection.executemany("DELETE FROM jobs WHERE id = ?", records)

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _open(self) -> sqlite3.Connection:
        # Opened on the thread that starts the program, used by the queue's from then on.
        connection = sqlite3.connect(
            self._path, isolation_level=None, timeout=5.0, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, self._path, MIGRATIONS)
            connection.execute(f"SELECT {_COLUMNS} FROM jobs LIMIT 1")
        except BaseException:
            connection.close()
            raise
        return connection

    def _check(self) -> None:
        # Not when it is opened: of 100,000 jobs it takes 0.1 s, in which the window can be built.
        if self._is_checked:
            return
        self._is_checked = True
        try:
            if self._connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise _damage()
        except sqlite3.Error as error:
            if not _is_damage(error):
                raise self._fault(error) from error
            self._connection.close()
            self._make_anew(error)

    def _make_anew(self, error: sqlite3.Error) -> None:
        # Nothing is lost by that: the folders hold every job.
        _log.warning("the index %s is damaged (%s) and is made anew", self._path, error)
        try:
            self._set_aside()
        except OSError as fault:
            raise write_fault(self._path, fault) from fault
        with self._faults_in_words():
            self._connection = self._open()

    def _set_aside(self) -> None:
        for suffix in _SUFFIXES:
            with contextlib.suppress(FileNotFoundError):
                part = self._path.with_name(self._path.name + suffix)
                part.replace(self._path.with_name(f"{self._path.name}.damaged{suffix}"))

    @contextlib.contextmanager
    def _one_step(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            raise

    @contextlib.contextmanager
    def _faults_in_words(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OverflowError, UnicodeEncodeError) as error:
            # The latter two: a number or a text that the database does not take.
            raise self._fault(error) from error

    def _is_full(self, code: int) -> bool:
        if code == sqlite3.SQLITE_IOERR:  # what a full disk looks like from the log's shared memory
            return shutil.disk_usage(self._path.parent).free < _ROOM_BYTES
        return code == sqlite3.SQLITE_FULL

    def _fault(self, error: Exception) -> PandaVisionError:
        if self._is_full(getattr(error, "sqlite_errorcode", 0) & 0xFF):
            return EnvironmentFault(
                "disk_full",
                f'The disk is full: "{self._path.name}" could not be written to '
                f"{self._path.parent}.",
                "Free some space, then try again.",
                details=str(error),
            )
        return EnvironmentFault(
            "index_unusable",
            f'The list of jobs "{self._path}" cannot be used: {error}.',
            "Check the folder and its permissions; the jobs themselves are in their folders.",
            details=str(error),
        )


def _is_damage(error: sqlite3.Error) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGED


def _damage() -> sqlite3.DatabaseError:
    error = sqlite3.DatabaseError("its pages do not fit together")
    error.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
    return error


def _record(row: JobRow, stamp: int) -> tuple[Any, ...]:
    return (
        str(row.id),
        stamp,
        row.name,
        row.state.value,
        row.reason,
        row.order,
        row.model,
        row.dataset,
        row.attack,
        row.top_value,
        row.values,
        row.created.isoformat(),
        row.started.isoformat() if row.started else None,
        row.ended.isoformat() if row.ended else None,
        row.clean,
        row.robust,
        row.level.value if row.level else None,
        row.sec_value,
        row.warnings,
        row.worked_s,
        row.notes,
        json.dumps(row.tags, ensure_ascii=False),
        int(row.imported),
        row.cleared.value if row.cleared else None,
        row.perturbation,
    )


def _rows(records: Iterable[tuple[Any, ...]], shared: SharedParts) -> list[tuple[JobRow, int]]:
    rows = []
    for record in records:
        try:
            rows.append(_row(record, shared))
        except (ValueError, TypeError, RecursionError) as error:
            # Not ours: the folder knows better.
            _log.warning("the index holds a row that cannot be read: %s", error)
    return rows


def _row(record: tuple[Any, ...], shared: SharedParts) -> tuple[JobRow, int]:
    (identity, stamp, name, state, reason, order, model, dataset, attack, top, count, *rest) = (
        record
    )
    created, started, ended, clean, robust, level, sec_value, warnings, worked_s, *said = rest
    notes, tags, imported, cleared, perturbation = said
    if not isinstance(stamp, int):
        raise TypeError("a stamp is a whole number")
    if abs(order) > LARGEST_ORDER:
        raise ValueError("a place far behind all others")
    if worked_s is not None and not 0 <= worked_s <= LONGEST_WORK_S:
        raise ValueError("more work than there can be")
    row = JobRow(
        id=UUID(identity),
        name=name,
        state=JobState(state),
        order=order,
        created=_moment(created),
        started=_moment(started) if started else None,
        ended=_moment(ended) if ended else None,
        worked_s=worked_s,
        asked=shared.one(_asked, (model, dataset, attack, top, count, perturbation)),
        figures=shared.one(_figures, (clean, robust, level, sec_value, warnings)),
        remarks=shared.one(_remarks, (reason, notes, tags, imported, cleared)),
    )
    return row, stamp


def _asked(said: tuple[str, str, str, float, int, str]) -> Asked:
    model, dataset, attack, top, count, perturbation = said
    return Asked(
        model=sys.intern(model),  # it may be in parts that differ elsewhere
        dataset=sys.intern(dataset),
        attack=sys.intern(attack),
        top_value=_finite(top),
        values=count,
        perturbation=sys.intern(perturbation),
    )


def _figures(said: tuple[float | None, float | None, str | None, float | None, int]) -> Figures:
    clean, robust, level, sec_value, warnings = said
    return Figures(
        clean=None if clean is None else _finite(clean),
        robust=None if robust is None else _finite(robust),
        level=SecurityLevel(level) if level else None,
        sec_value=None if sec_value is None else _finite(sec_value),
        warnings=warnings,
    )


def _remarks(said: tuple[str, str, str, int, str | None]) -> Remarks:
    reason, notes, tags, imported, cleared = said
    return Remarks(
        reason=reason,
        notes=notes,
        tags=_tags(tags),
        imported=bool(imported),
        cleared=Cleared(cleared) if cleared else None,
    )


def _finite(figure: float) -> float:
    if not math.isfinite(figure):
        raise ValueError("a figure is no number")
    return figure


def _tags(text: str) -> tuple[str, ...]:
    found = json.loads(text)
    if not isinstance(found, list) or not all(isinstance(tag, str) for tag in found):
        raise TypeError("tags are a list of text")
    return tuple(found)


def _moment(text: str) -> datetime:
    return sane_moment(datetime.fromisoformat(text))
