"""Schema 1: one row per job."""

from __future__ import annotations

import sqlite3


def create_jobs(connection: sqlite3.Connection) -> None:
    """Create the table of jobs.

    Times are ISO 8601 in UTC, states their words. `stamp` is a number that changes with the files
    of the folder: where it differs, the folder is right and the row is made anew.
    """
    connection.execute(
        """
        CREATE TABLE jobs (
            id TEXT PRIMARY KEY NOT NULL,
            stamp INTEGER NOT NULL,
            name TEXT NOT NULL,
            state TEXT NOT NULL,
            reason TEXT NOT NULL,
            place INTEGER NOT NULL,
            model TEXT NOT NULL,
            dataset TEXT NOT NULL,
            attack TEXT NOT NULL,
            top_value REAL NOT NULL,
            value_count INTEGER NOT NULL,
            created TEXT NOT NULL,
            started TEXT,
            ended TEXT,
            clean REAL,
            robust REAL,
            level TEXT,
            sec_value REAL,
            warnings INTEGER NOT NULL
        ) STRICT
        """
    )
    connection.execute("CREATE INDEX jobs_by_created ON jobs (created)")
