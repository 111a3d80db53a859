"""One sentence of engine or jobs as a template, and what fills it in a text that was made of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from string import Formatter

PHRASES = frozenset(
    [
        *("what", "sentence", "message", "words", "given", "more", "others", "instead", "stuck"),
        *("why", "reason", "strerror", "error", "how", "fell", "again", "missing", "problem"),
        *("kind", "order", "where", "here", "place", "side", "whole", "level", "values", "target"),
        *("join", "wanted", "_WANTED", "found", "answered", "using", "other", "keys", "remedy"),
        *("inside", "own", "who", "kept", "now", "which", "retried_after", "_in_words"),
        *("_used", "_most", "memory", "remark", "rstrip", "offset"),
    ]
)
"""Places that parts of sentences fill, by their names in the source.

All others are filled with what comes from files and people, or with numbers.
"""
NUMBERS = frozenset({"number", "shift"})
"""Places that only a number fits: the words around them say little."""
ENDS = (".", "?", "!")
_NUMBER = re.compile(r"[-+−]?\d[\d.,/e%-]*")


@dataclass(frozen=True)
class SentenceTemplate:
    """One template, taken apart.

    Attributes
    ----------
    literals
        The text before, between and behind the places: one more than there are names.
    names
        Of the places, in their order.
    words
        The translation, for :meth:`str.format_map`.
    """

    literals: tuple[str, ...]
    names: tuple[str, ...]
    words: str

    @cached_property
    def quoted(self) -> frozenset[str]:
        """The places in straight quotes."""
        return self._behind('"')

    @cached_property
    def phrases(self) -> frozenset[str]:
        """The places that parts of sentences fill."""
        found = {name for name in self.names if name.rstrip("0123456789") in PHRASES}
        return frozenset(found) - self.quoted - self._behind("“")

    @cached_property
    def bare(self) -> frozenset[str]:
        """The others that stand in no quotes: a name in them brings its own."""
        return frozenset(self.names) - self.phrases - self.quoted - self._behind("“")

    def _behind(self, quote: str) -> frozenset[str]:
        places = zip(self.names, self.literals, strict=False)
        return frozenset(name for name, before in places if before.endswith(quote))

    @cached_property
    def weight(self) -> int:
        """How many characters of a text are the template's own."""
        return sum(map(len, self.literals))

    @cached_property
    def is_part(self) -> bool:
        """Whether it begins and ends with places, and holds no whole sentence."""
        inner = self.literals[1:-1]
        return not (self.literals[0] or self.literals[-1] or any(". " in text for text in inner))

    def filled(self, text: str) -> dict[str, str] | None:
        """Return what fills the places where `text` is made of this template.

        Each literal is looked for once, from left to right: the time grows with the text only.
        """
        first, last = self.literals[0], self.literals[-1]
        end = len(text) - len(last)
        if end < len(first) or not (text.startswith(first) and text.endswith(last)):
            return None
        if self.is_part and text.endswith(ENDS):
            return None
        at = len(first)
        values = {}
        for name, literal in zip(self.names, self.literals[1:], strict=True):
            is_last = name == self.names[-1]
            stop = end if is_last or not literal else _find(text, literal, at, end)
            if stop < 0:
                return None
            values[name] = text[at:stop]
            at = stop + len(literal)
        if any(not _NUMBER.fullmatch(values[name]) for name in NUMBERS & values.keys()):
            return None
        return values


def read_template(template: str, words: str) -> SentenceTemplate:
    """Take a template apart: its places are names in braces, {{ and }} are braces."""
    literals = [""]
    names = []
    for literal, name, _, _ in Formatter().parse(template):
        literals[-1] += literal
        if name is not None:
            names.append(name)
            literals.append("")
    return SentenceTemplate(tuple(literals), tuple(names), words if names else words.format())


def _find(text: str, literal: str, begin: int, end: int) -> int:
    """Return where a literal is; a full stop ends a sentence, and is none in "3.2 GiB"."""
    at = text.find(literal, begin, end)
    while literal == "." and 0 <= at < end - 1 and text[at + 1] != " ":
        at = text.find(literal, at + 1, end)
    return at
