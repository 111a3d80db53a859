"""What people call a job and say about it: its name, tags and notes, kept within limits."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from pandavision_gui.errors import InputError, plain_text

LONGEST_NAME = 200
"""Characters; a spec's name may have as many."""
LONGEST_NOTES = 10_000
LONGEST_TAG = 50
MOST_TAGS = 20

# Control characters, halves of characters (no file takes them), and breaks of lines.
_NOT_IN_A_LINE = {"Cc", "Cs", "Zl", "Zp"}


def tidy_name(text: str) -> str:
    """Return a name as it is kept: without space around it.

    Raises
    ------
    InputError
        ``name_refused``.
    """
    name = text.strip()
    if not name:
        raise InputError("name_refused", "A job cannot go without a name.", "Give it one.")
    _refuse_long("name_refused", "The name", name, LONGEST_NAME)
    _refuse_control("name_refused", "The name", name)
    return name


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are kept: without space around them, each once whatever its case.

    Of two that differ in case only the first stays; empty ones are left out.

    Raises
    ------
    InputError
        ``tags_refused``.
    """
    kept: dict[str, str] = {}
    for text in tags:
        tag = text.strip()
        if not tag:
            continue
        _refuse_long("tags_refused", f'The tag "{_beginning(tag)}"', tag, LONGEST_TAG)
        _refuse_control("tags_refused", f'The tag "{_beginning(tag)}"', tag)
        kept.setdefault(tag.casefold(), tag)
        if len(kept) > MOST_TAGS:
            raise InputError(
                "tags_refused", f"A job has {MOST_TAGS} tags at most.", "Leave some out."
            )
    return tuple(kept.values())


def tidy_notes(text: str) -> str:
    r"""Return notes as they are kept: lines end in ``\n``, all else is as it was written.

    Raises
    ------
    InputError
        ``notes_refused``.
    """
    notes = text.replace("\r\n", "\n").replace("\r", "\n")
    _refuse_long("notes_refused", "The notes", notes, LONGEST_NOTES)
    if any(unicodedata.category(character) == "Cs" for character in notes):
        raise InputError(
            "notes_refused", "The notes hold half a character.", "Remove it: it is no text."
        )
    return notes


def _refuse_long(code: str, what: str, text: str, most: int) -> None:
    if len(text) > most:
        raise InputError(
            code,
            f"{what} would take {len(text):,} characters; there is room for {most:,}.",
            "Shorten what you wrote.",
        )


def _refuse_control(code: str, what: str, text: str) -> None:
    if any(unicodedata.category(character) in _NOT_IN_A_LINE for character in text):
        raise InputError(
            code, f"{what} holds a line break or another control character.", "Remove it."
        )


def _beginning(text: str) -> str:
    return plain_text(text if len(text) <= LONGEST_TAG else f"{text[:LONGEST_TAG]}…")


def tidied(notes: str | None, tags: Iterable[str] | None) -> dict[str, object]:
    """Return what changes of a job's notes and tags, tidied; None changes nothing.

    Raises
    ------
    InputError
        What :func:`tidy_notes` and :func:`tidy_tags` raise.
    """
    changes: dict[str, object] = {}
    if notes is not None:
        changes["notes"] = tidy_notes(notes)
    if tags is not None:
        changes["tags"] = tidy_tags(tags)
    return changes
