"""Brings the index to this program's schema before the first query."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from pandavision_gui.errors import EnvironmentFault

_log = logging.getLogger(__name__)


def migrate(
    connection: sqlite3.Connection,
    path: Path,
    migrations: Sequence[Callable[[sqlite3.Connection], None]],
) -> None:
    """Apply what is missing, each step with its version in one transaction.

    A database that holds something is copied beside itself before the first step.

    Raises
    ------
    EnvironmentFault
        ``index_newer`` when a newer program has written it.
    sqlite3.Error
        When a step fails; the database is what it was before that step.
    """
    version = schema_version(connection)
    if version > len(migrations):
        raise EnvironmentFault(
            "index_newer",
            f'The list of jobs "{path}" was written by a newer version of the program (its schema '
            f"is {version}, this program knows {len(migrations)}).",
            "Start the newer version, or choose another data folder.",
        )
    if 0 < version < len(migrations):
        _copy(connection, path.with_name(f"{path.name}.schema-{version}"))
    for number, step in enumerate(migrations[version:], start=version + 1):
        _log.info("the index goes from schema %d to %d", number - 1, number)
        connection.execute("BEGIN IMMEDIATE")
        try:
            step(connection)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:  # a full disk has ended it already
                connection.execute("ROLLBACK")
            raise


def schema_version(connection: sqlite3.Connection) -> int:
    """Return the version that is written in the database, 0 for an empty one."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _copy(connection: sqlite3.Connection, path: Path) -> None:
    """Copy the database; `path` is a whole copy or what it was before."""
    unfinished = path.with_name(f".{path.name}.part")
    unfinished.unlink(missing_ok=True)  # of a program that was killed
    try:
        with contextlib.closing(sqlite3.connect(unfinished)) as copy:
            connection.backup(copy)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
