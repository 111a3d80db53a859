"""Schema 4: which jobs came from archives, and what was taken away of jobs to make room."""

from __future__ import annotations

import sqlite3


def add_imported_and_cleared(connection: sqlite3.Connection) -> None:
    """Add both; the folders of the jobs that are there know them.

    Without a stamp every folder is read once more, behind the window that is open already: until
    then a job is shown as if it had been computed here, whole.
    """
    connection.execute("ALTER TABLE jobs ADD COLUMN imported INTEGER NOT NULL DEFAULT 0")
    connection.execute("ALTER TABLE jobs ADD COLUMN cleared TEXT")
    connection.execute("UPDATE jobs SET stamp = 0")
