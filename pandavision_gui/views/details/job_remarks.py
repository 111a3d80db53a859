"""What people say about the job that is shown; nothing that was typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.events import JobChanged, JobRemoved, JobRow
from pandavision_gui.jobs.job_labels import tidy_notes, tidy_tags
from pandavision_gui.views.details.remark_fields import NotesField, TagsField
from pandavision_gui.views.details.tag_text import KnownTags, tags_in, tags_text
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.plain_text import PlainLabel, one_line
from pandavision_gui.views.queue_bridge import QueueBridge
from pandavision_gui.views.theme import UNIT, set_role

_TO_TEXT = 6
"""Pixels from a field's upper end to its text, so that the words beside it stand level."""
_T = TypeVar("_T")


@dataclass
class _Draft:
    """What was written and is not known to be kept; None: nothing."""

    tags: str | None = None
    notes: str | None = None


class JobRemarks(QWidget):
    """Tags and notes of one job.

    What is written is asked to be kept when its field or job is left, by Ctrl+Enter, and by
    `save`. Until the queue tells the job with it, it is a draft, which stays with its job.

    Signals
    -------
    remarks_wanted(job_id, notes, tags)
        They shall be kept; None: as they are.
    refused
        Why something that was written about a job cannot be kept; the job is no longer shown.
    said
        A field says why what is written there cannot be kept.
    """

    remarks_wanted = Signal(object, object, object)
    refused = Signal(str)
    said = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._row: JobRow | None = None
        self._drafts: dict[UUID, _Draft] = {}
        self._known = KnownTags()
        self._tags = TagsField(self._known)
        self._notes = NotesField()
        self._tags.done.connect(self.save)
        self._notes.done.connect(self.save)
        self._tags.refused.connect(self.said)
        self._notes.refused.connect(self.said)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(UNIT)
        grid.setColumnStretch(1, 1)
        for line, (words, field) in enumerate(
            ((self.tr("Tags"), self._tags), (self.tr("Notes"), self._notes))
        ):
            label = PlainLabel(words)
            label.setBuddy(field.editor)
            label.setContentsMargins(0, _TO_TEXT, 0, 0)
            set_role(label, "muted")
            grid.addWidget(label, line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(field, line, 1)

    def listen_to(self, bridge: QueueBridge) -> None:
        """Hear what is kept."""
        self._known.listen_to(bridge)
        bridge.job_changed.connect(self._on_changed)
        bridge.job_removed.connect(self._on_removed)

    def is_being_written(self) -> bool:
        """Return whether one of the fields has the keyboard: what is typed means this job."""
        focus = self.window().focusWidget()
        return focus is not None and self.isAncestorOf(focus)

    def show_job(self, row: JobRow | None) -> None:
        """Show what is said about a job; what was written about the one before is kept."""
        if row is None or self._row is None or row.id != self._row.id:
            self._leave()
            self._row = row
            if row is not None:
                draft = self._drafts.get(row.id, _Draft())
                self._tags.load(tags_text(row.tags), draft.tags)
                self._notes.load(row.notes, draft.notes)
                self._say_refusals()
        elif (row.tags, row.notes) != (self._row.tags, self._row.notes):
            self._row = row
            self._tags.follow(tags_text(row.tags), is_same=_are_tags(self._tags.text(), row))
            self._notes.follow(row.notes, is_same=_are_notes(self._notes.text(), row))
        else:
            self._row = row

    def begin(self) -> None:
        """Bring the keyboard to the tags."""
        self._tags.editor.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def save(self) -> None:
        """Have what was written kept."""
        if self._row is None:
            return
        draft = self._written()
        if draft is None:
            self._drafts.pop(self._row.id, None)
            return
        self._drafts[self._row.id] = draft
        notes = _allowed(_notes_of, draft.notes)
        tags = _allowed(_tags_of, draft.tags)
        if notes is not None or tags is not None:
            self.remarks_wanted.emit(self._row.id, notes, tags)
        self._say_refusals()

    def cannot_be_kept(self) -> dict[UUID, str]:
        """Return the jobs about which something is written that cannot be kept, and why."""
        refusals = {job_id: _refusal(draft) for job_id, draft in self._drafts.items()}
        return {job_id: sentence for job_id, sentence in refusals.items() if sentence}

    def _leave(self) -> None:
        if self._row is None:
            return
        self.save()
        sentence = self.cannot_be_kept().get(self._row.id)
        if sentence:
            name = one_line(self._row.name)
            self.refused.emit(
                self.tr("What you wrote about “{name}” is not kept yet: {why}").format(
                    name=name, why=sentence
                )
            )

    def _written(self) -> _Draft | None:
        draft = _Draft(
            self._tags.text() if self._tags.is_changed else None,
            self._notes.text() if self._notes.is_changed else None,
        )
        return None if draft == _Draft() else draft

    def _say_refusals(self) -> None:
        for field, read in ((self._tags, _tags_of), (self._notes, _notes_of)):
            try:
                read(field.text())
            except InputError as error:
                field.refuse(sentence_text(error.sentence()))

    def _on_changed(self, event: JobChanged) -> None:
        row = event.row
        draft = self._drafts.get(row.id)
        if draft is not None:
            if draft.tags is not None and _are_tags(draft.tags, row):
                draft.tags = None
            if draft.notes is not None and _are_notes(draft.notes, row):
                draft.notes = None
            if draft == _Draft():
                del self._drafts[row.id]
        if self._row is not None and row.id == self._row.id:
            self.show_job(row)

    def _on_removed(self, event: JobRemoved) -> None:
        """Keep what was written for the case that the job comes back: now it has no place."""
        if self._row is None or event.job_id != self._row.id:
            return
        draft = self._written()
        if draft is not None:
            self._drafts[event.job_id] = draft
        self._row = None


def _tags_of(text: str) -> tuple[str, ...]:
    return tidy_tags(tags_in(text))


def _notes_of(text: str) -> str:
    return tidy_notes(text)


def _are_tags(text: str, row: JobRow) -> bool:
    return _allowed(_tags_of, text) == row.tags


def _are_notes(text: str, row: JobRow) -> bool:
    return _allowed(_notes_of, text) == row.notes


def _allowed(read: Callable[[str], _T], text: str | None) -> _T | None:
    """Return what is meant by a text; None where there is none, or it cannot be kept."""
    if text is None:
        return None
    try:
        return read(text)
    except InputError:
        return None


def _refusal(draft: _Draft) -> str:
    try:
        _tags_of(draft.tags or "")
        _notes_of(draft.notes or "")
    except InputError as error:
        return sentence_text(error.sentence())
    return ""
