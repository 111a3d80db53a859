"""Tags as a line of text, and the other way round."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from uuid import UUID

from pandavision_gui.jobs.events import HistoryLoaded, JobChanged, JobRemoved, JobRow, JobsFound
from pandavision_gui.views.queue_bridge import QueueBridge


def tags_text(tags: Iterable[str]) -> str:
    """Return tags with commas between them; one that holds a comma stands between quotes."""
    return ", ".join(_quoted(tag) for tag in tags)


def tags_in(text: str) -> list[str]:
    """Return the tags of a line as `tags_text` writes it, or as somebody types it."""
    line = text.replace("\r", " ").replace("\n", " ")
    (tags,) = list(csv.reader([line], skipinitialspace=True)) or [[]]
    return [tag.strip() for tag in tags if tag.strip()]


def written_part(text: str, cursor: int) -> tuple[int, int]:
    """Return where the tag in which the cursor stands begins and ends."""
    start = text.rfind(",", 0, cursor) + 1
    end = text.find(",", cursor)
    end = len(text) if end < 0 else end
    while start < end and text[start].isspace():
        start += 1
    return start, end


def _quoted(tag: str) -> str:
    if "," not in tag and '"' not in tag:
        return tag
    return '"' + tag.replace('"', '""') + '"'


class KnownTags:
    """The tags of all jobs, as the queue told them."""

    def __init__(self) -> None:
        self._tags: dict[UUID, tuple[str, ...]] = {}

    def listen_to(self, bridge: QueueBridge) -> None:
        """Learn from what comes over the bridge."""
        bridge.history_loaded.connect(self._on_history)
        bridge.jobs_found.connect(self._on_found)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)

    def sorted(self) -> list[str]:
        """Return each tag once, whatever its case."""
        known: dict[str, str] = {}
        for tags in self._tags.values():
            for tag in tags:
                known.setdefault(tag.casefold(), tag)
        return [known[key] for key in sorted(known)]

    def _see(self, row: JobRow) -> None:
        if row.tags:
            self._tags[row.id] = row.tags
        else:
            self._tags.pop(row.id, None)

    def _on_history(self, event: HistoryLoaded) -> None:
        self._tags = {row.id: row.tags for row in event.rows if row.tags}

    def _on_found(self, event: JobsFound) -> None:
        for row in event.rows:
            self._see(row)

    def _on_changed(self, event: JobChanged) -> None:
        self._see(event.row)

    def _on_removed(self, event: JobRemoved) -> None:
        self._tags.pop(event.job_id, None)
