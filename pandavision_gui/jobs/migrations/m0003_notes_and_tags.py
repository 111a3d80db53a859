"""Schema 3: what people say about a job; the newest jobs are found without reading all."""

from __future__ import annotations

import sqlite3


def add_notes_and_tags(connection: sqlite3.Connection) -> None:
    """Add notes and tags, the latter as a JSON list of text; no job that is there has any."""
    connection.execute("ALTER TABLE jobs ADD COLUMN notes TEXT NOT NULL DEFAULT ''")
    connection.execute("ALTER TABLE jobs ADD COLUMN tags TEXT NOT NULL DEFAULT '[]'")
    connection.execute("CREATE INDEX jobs_created ON jobs (created)")
