"""Schema 5: in which norm a job perturbs."""

from __future__ import annotations

import sqlite3


def add_perturbation(connection: sqlite3.Connection) -> None:
    """Add the perturbation type; until now the attack alone told it."""
    connection.execute("ALTER TABLE jobs ADD COLUMN perturbation TEXT NOT NULL DEFAULT ''")
    connection.execute(
        "UPDATE jobs SET perturbation = CASE attack WHEN 'noise-linf' THEN 'random' "
        "ELSE 'max-norm' END WHERE attack <> ''"
    )
