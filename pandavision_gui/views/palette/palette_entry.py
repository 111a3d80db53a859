"""What the palette lists: an action, a job or a file that was used lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import IntEnum
from pathlib import PurePath
from uuid import UUID

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence

from pandavision_gui.jobs.events import JobRow
from pandavision_gui.views.jobs_table.job_words import state_words, time_words
from pandavision_gui.views.plain_text import one_line

_LONGEST = 120
"""Characters of a name; the palette is not wider."""


class EntryKind(IntEnum):
    """What is chosen by an entry; of what fits alike, the first kind comes first."""

    ACTION = 0
    JOB = 1
    MODEL = 2
    DATASET = 3


@dataclass(frozen=True)
class Entry:
    """One line of the palette.

    Attributes
    ----------
    what
        Name of the action, id of the job, path of the file.
    title, detail
        Plain text, control characters escaped.
    shortcut
        As the platform writes it.
    reason
        Why it cannot be done now; empty when it can.
    """

    kind: EntryKind
    what: str | UUID
    title: str
    detail: str
    icon: str
    shortcut: str = ""
    reason: str = ""

    @property
    def sentence(self) -> str:
        """All of it, to be read aloud."""
        beside = self.reason or self.detail
        return ", ".join(part for part in (self.title, beside, self.shortcut) if part)


def action_entry(name: str, action: QAction, icon: str, menu: str, reason: str) -> Entry:
    """Return the entry of an action as it is now."""
    title = action.text().replace("&", "")
    keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
    return Entry(
        EntryKind.ACTION, name, title, menu, icon or "action", shortcut=keys, reason=reason
    )


def job_entry(row: JobRow) -> Entry:
    """Return the entry of a job."""
    parts = [
        state_words(row).text,
        one_line(row.model, _LONGEST),
        one_line(row.dataset, _LONGEST),
        *(one_line(tag, _LONGEST) for tag in row.tags),
        time_words(row.ended or row.created, datetime.now(UTC)),
    ]
    name = one_line(row.name, _LONGEST)
    return Entry(EntryKind.JOB, row.id, name, " · ".join(filter(None, parts)), "job")


def file_entry(kind: EntryKind, path: str) -> Entry:
    """Return the entry of a model or dataset that was used lately."""
    words = (
        QCoreApplication.translate("Palette", "recent model in {folder}")
        if kind is EntryKind.MODEL
        else QCoreApplication.translate("Palette", "recent dataset in {folder}")
    )
    where = PurePath(path)
    detail = words.format(folder=one_line(str(where.parent)))
    icon = "model" if kind is EntryKind.MODEL else "dataset"
    return Entry(kind, path, one_line(where.name, _LONGEST), detail, icon)


ENTRY_ROLE = Qt.ItemDataRole.UserRole + 1
"""The whole `Entry` of a line."""
