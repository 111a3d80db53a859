"""What is typed to find a job: words that it must hold, and tags that it must have."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Protocol, TypeVar

_PART = re.compile(r'(tag:)(?:"([^"]*)"?|(\S*))|"([^"]*)"?|(\S+)')


class Searched(Protocol):
    """What is looked at of a job: rows of lists have it, and what the command line is told."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def model(self) -> str:
        """Name of the model's file."""

    @property
    def dataset(self) -> str:
        """Name of the dataset's file."""

    @property
    def tags(self) -> tuple[str, ...]:
        """Words to find it by."""

    @property
    def notes(self) -> str:
        """What people note about it."""


_Row = TypeVar("_Row", bound=Searched)


class JobSearch:
    """Finds a job by every word in its name, model, dataset, tags or notes, whatever their case.

    Words between quotes belong together. ``tag:word`` and ``tag:"two words"`` ask for a tag that
    holds that anywhere, as words do; ``tag:`` alone for any.
    """

    def __init__(self, text: str) -> None:
        words: list[str] = []
        tags: list[str] = []
        for is_tag, quoted_tag, tag, quoted, word in _PART.findall(text.casefold()):
            if is_tag:
                tags.append((quoted_tag or tag).strip())
            elif (quoted or word).strip():
                words.append((quoted or word).strip())
        self._words = tuple(words)
        self._tags = tuple(tag for tag in tags if tag)
        self._needs_tag = bool(tags)

    @property
    def finds_all(self) -> bool:
        """Whether nothing is asked for."""
        return not self._words and not self._needs_tag

    @property
    def words(self) -> tuple[str, ...]:
        """What is looked for beside tags, casefolded; words between quotes are one."""
        return self._words

    @property
    def needs_tag(self) -> bool:
        """Whether only what has tags can be found."""
        return self._needs_tag

    def finds(self, row: _Row, *more: Callable[[_Row], str]) -> bool:
        """Whether a job is one of those that are looked for.

        Parameters
        ----------
        more
            What else is told of it where it is listed; asked one after the other, and only while
            there is a word that was not found.
        """
        if self._needs_tag and not self._has_tags(row):
            return False
        if not self._words:
            return True
        short = f"{row.name}\n{row.model}\n{row.dataset}\n{chr(10).join(row.tags)}".casefold()
        missing = [word for word in self._words if word not in short]
        # Notes may be long: they are looked at only for what is not found elsewhere.
        for tell in more:
            if missing:
                told = tell(row).casefold()
                missing = [word for word in missing if word not in told]
        if not missing or not row.notes:
            return not missing
        notes = row.notes.casefold()
        return all(word in notes for word in missing)

    def _has_tags(self, row: Searched) -> bool:
        if not row.tags:
            return False
        tags = "\n".join(row.tags).casefold()
        return all(tag in tags for tag in self._tags)
