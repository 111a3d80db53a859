"""The entries of the changelog, by version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import takewhile

_HEADING = re.compile(r"^## +v?(\d[\w.+-]*)(.*)$", re.MULTILINE)
_NUMBERS = re.compile(r"\d+(?:\.\d+)*")
_LINK = re.compile(r"\[([^\]]*)\]\((?!https?:)[^)]*\)")


@dataclass(frozen=True)
class Entry:
    """What a version brought.

    Attributes
    ----------
    version
        As the heading has it.
    text
        Markdown with the heading; links into the checkout are plain words.
    """

    version: str
    text: str


def entries(text: str) -> list[Entry]:
    """Return the entries of a changelog, newest first as they stand there."""
    heads = list(_HEADING.finditer(text))
    ends = [head.start() for head in heads[1:]] + [len(text)]
    return [
        Entry(head[1], _LINK.sub(r"\1", text[head.start() : end]).strip())
        for head, end in zip(heads, ends, strict=True)
    ]


def entries_since(text: str, version: str) -> list[Entry]:
    """Return the entries of what came after a version: none for one that says no number."""
    before = numbers(version)
    return [one for one in entries(text) if before and numbers(one.version) > before]


def numbers(version: str) -> tuple[int, ...]:
    """Return a version to compare by; empty where it says no number."""
    found = _NUMBERS.match(version.strip().removeprefix("v"))
    if not found:
        return ()
    parts = [int(part[:9]) for part in found.group().split(".")]
    zeros = sum(1 for _ in takewhile(lambda part: part == 0, reversed(parts)))
    return tuple(parts[: len(parts) - zeros]) or (0,)
