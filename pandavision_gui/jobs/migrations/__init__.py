"""The steps from each schema of the index to the next, in order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from pandavision_gui.jobs.migrations.m0001_jobs import create_jobs
from pandavision_gui.jobs.migrations.m0002_worked_s import add_worked_s
from pandavision_gui.jobs.migrations.m0003_notes_and_tags import add_notes_and_tags
from pandavision_gui.jobs.migrations.m0004_imported_and_cleared import add_imported_and_cleared
from pandavision_gui.jobs.migrations.m0005_perturbation import add_perturbation

MIGRATIONS: tuple[Callable[[sqlite3.Connection], None], ...] = (
    create_jobs,
    add_worked_s,
    add_notes_and_tags,
    add_imported_and_cleared,
    add_perturbation,
)
"""The n-th brings a database of version n − 1 to version n."""
