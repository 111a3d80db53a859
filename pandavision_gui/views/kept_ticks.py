"""Which jobs were drawn when the program ended, kept over restarts."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from PySide6.QtCore import QSettings

_KEY = "ticked"
_LONGEST = 10_000


def keep_ticks(settings: QSettings, job_ids: Iterable[UUID]) -> None:
    """Store the drawn jobs."""
    settings.setValue(_KEY, " ".join(str(job_id) for job_id in job_ids))


def kept_ticks(settings: QSettings) -> tuple[UUID, ...]:
    """Return the jobs that were drawn; what cannot be read is none of them."""
    stored = settings.value(_KEY)
    if not isinstance(stored, str):
        return ()
    found = []
    for word in stored[:_LONGEST].split():
        try:
            found.append(UUID(word))
        except ValueError:
            continue
    return tuple(found)
