"""What is said in a curve's place while ticked jobs have none yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.plain_text import one_line

_MOST = 5
_LONGEST_NAME = 60


def coming_words(rows: Sequence[JobRow]) -> str:
    """Return a line for each of these jobs, of which none has a curve; empty for no job.

    Names are shortened and break no line.
    """
    lines = [
        _sentence(row.state).format(name=one_line(row.name, _LONGEST_NAME)) for row in rows[:_MOST]
    ]
    return "\n".join(lines) + ("\n…" if len(rows) > _MOST else "")


def _sentence(state: JobState) -> str:
    if state is JobState.RUNNING:
        return _tr("“{name}” is being checked: its curve comes with the first samples.")
    if state is JobState.QUEUED:
        return _tr("“{name}” waits in the queue: its curve comes when it runs.")
    if state is JobState.STOPPING:
        return _tr("“{name}” is being stopped.")
    if state is JobState.FINISHED:
        return _tr("“{name}” is being read.")
    return _tr("“{name}” ended before its first samples: it has no curve.")


def _tr(text: str) -> str:
    return QCoreApplication.translate("ComingCurves", text)
