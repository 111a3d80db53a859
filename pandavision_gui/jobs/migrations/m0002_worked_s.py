"""Schema 2: how long a job worked."""

from __future__ import annotations

import sqlite3


def add_worked_s(connection: sqlite3.Connection) -> None:
    """Add the seconds of work over all runs.

    They stay null for the jobs that are there: nobody measured them.
    """
    connection.execute("ALTER TABLE jobs ADD COLUMN worked_s REAL")
