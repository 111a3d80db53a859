"""Finds sentences again by the templates they were made of, and says them in another language.

Engine and jobs say what they find in English sentences: logs, results, reports and the command line
hold them so, and results of years ago do, too. A window in another language therefore translates
what was said: 'No array is called "x".' is the template 'No array is called "{name}".', filled with
x. What no template fits stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Formatter

from pandavision_gui.engine.number_words import THIN_SPACE

_LONGEST = 4000
"""Characters: longer ones are no sentences of ours but lists of a file's names."""
_MOST_AT_ONCE = 4
"""Sentences that one template has at most."""
_DEEPEST = 3
"""Templates within what fills templates: a reason in a refusal within a hint."""
_QUOTED_OR_END = re.compile(r'"[^"]*"|“[^”]*”|[.?!] ')
_ENOUGH_LETTERS = 4
_QUOTES = ('"', "“")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")
_BREAK = re.compile(r"[;,]? ")
_ENDS = (".", "?", "!")
_SEPARATORS = ("; ", ", ", ": ", " and ", " or ")


@dataclass(frozen=True)
class _Entry:
    """One template, taken apart.

    Attributes
    ----------
    literals
        The text before, between and behind the places: one more than there are names.
    names
        Of the places, in their order.
    quoted
        Those of them that stand in quotes: names of files, arrays or classes, which stay.
    words
        The translation, for :meth:`str.format_map`.
    """

    literals: tuple[str, ...]
    names: tuple[str, ...]
    quoted: frozenset[str]
    words: str

    @property
    def letters(self) -> int:
        """Of all literals."""
        return sum(map(str.isalpha, "".join(self.literals)))

    def filled(self, text: str) -> dict[str, str] | None:
        """Return what fills the places where `text` is made of this template.

        Each literal is looked for once, from left to right: the time grows with the text only.
        """
        first, last = self.literals[0], self.literals[-1]
        if not self.names:
            return {} if text == first else None
        end = len(text) - len(last)
        if end < len(first) or not (text.startswith(first) and text.endswith(last)):
            return None
        if not (first.strip() or last.strip()) and text.endswith(_ENDS):
            return None  # some words within a sentence make no sentence
        at = len(first)
        values = {}
        for name, literal in zip(self.names, self.literals[1:], strict=True):
            is_last = name == self.names[-1]
            stop = end if is_last or not literal else text.find(literal, at, end)
            if stop < 0:
                return None
            values[name] = text[at:stop]
            at = stop + len(literal)
        if self.letters < _ENOUGH_LETTERS and any(map(str.isalpha, "".join(values.values()))):
            return None  # "0 to 0.1", and not whatever has "to" in it
        return values


class SentenceBook:
    """The templates with their translations.

    Parameters
    ----------
    translations
        By template: its places are names in braces, {{ and }} are braces. Empty ones are left out.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        entries = [_entry(template, words) for template, words in translations.items() if words]
        # What says most of a text itself fits it best: "{what}: {why}." would fit nearly all.
        entries.sort(key=lambda entry: -sum(map(len, entry.literals)))
        self._whole = {entry.literals[0]: entry.words for entry in entries if not entry.names}
        self._by_start: dict[str, list[_Entry]] = {}
        for entry in entries:
            if entry.names:
                self._by_start.setdefault(entry.literals[0][:1], []).append(entry)

    def translated(self, text: str) -> str:
        """Return `text` with each sentence that is known in the other language."""
        return self._translated(text, _DEEPEST) if len(text) <= _LONGEST else text

    def _translated(self, text: str, depth: int) -> str:
        """Return `text`, cut into sentences so that as few as can be stay as they are."""
        sentences = _sentences(text)
        best = [(0, "")]  # for what follows each sentence: how many stay, and the words
        for at in range(len(sentences) - 1, -1, -1):
            stay, words = best[0]
            found = (stay + 1, sentences[at] + words)
            for count in range(1, min(_MOST_AT_ONCE, len(best)) + 1):
                known = self._known("".join(sentences[at : at + count]), depth)
                stay, words = best[count - 1]
                if known is not None and known[0] + stay < found[0]:
                    found = (known[0] + stay, known[1] + words)
            best.insert(0, found)
        return best[0][1]

    def _known(self, text: str, depth: int) -> tuple[int, str] | None:
        """Return the translation of what one template fits, with the space that follows it.

        Before it how many sentences are in what fills it: a template that ends with a place fits
        whatever follows, too.
        """
        bare = text.rstrip(" ")
        space = text[len(bare) :]
        whole = self._whole.get(bare)
        if whole is not None:
            return 0, whole + space
        fitting = self._fitting(bare)
        if fitting is not None:
            entry, values = fitting
            self._part(entry, values, depth - 1)
            swallowed = 0
            for name in values.keys() - entry.quoted:
                swallowed += max(0, len(_sentences(values[name])) - 1)
                values[name] = self._value(values[name], depth - 1)
            return swallowed, entry.words.format_map(values) + space
        name, colon, rest = bare.partition(": ")  # a job's name before what was said of it
        known = self._known(rest, depth - 1) if colon and depth > 0 else None
        return (known[0], name + colon + known[1] + space) if known is not None else None

    def _fitting(self, text: str) -> tuple[_Entry, dict[str, str]] | None:
        """Return the first template that fits, and what fills it.

        One whose names hold quotes comes last: they are the quotes of two names, mostly.
        """
        odd = None
        for entry in self._candidates(text):
            values = entry.filled(text)
            if values is None:
                continue
            if not any('"' in values[name] for name in entry.quoted):
                return entry, values
            odd = odd or (entry, values)
        return odd

    def _part(self, entry: _Entry, values: dict[str, str], depth: int) -> None:
        """Give each of two places without text between them what is its own.

        The first one has it all. What the second one says, if anything, begins with a space or a
        comma, and is known, or what comes before it is.
        """
        for place, literal in enumerate(entry.literals[1:-1], 1):
            one, other = entry.names[place - 1], entry.names[place]
            if literal or values[other]:
                continue
            text = values[one]
            breaks = [match.start() for match in _BREAK.finditer(text)]
            at = next((at for at in breaks if self._is_known(text[at:], depth)), None)
            if at is None:
                at = next((at for at in breaks if text[:at] in self._whole), None)
            if at is not None:
                values[one], values[other] = text[:at], text[at:]

    def _is_known(self, text: str, depth: int) -> bool:
        return bool(self._known(text, depth) or self._known(text.lstrip(" "), depth))

    def _candidates(self, text: str) -> Iterator[_Entry]:
        yield from self._by_start.get(text[:1], ()) if text else ()
        yield from self._by_start.get("", ())

    def _value(self, text: str, depth: int) -> str:
        """Return what fills a place: a name or a number, or words that are known themselves."""
        bare = text.strip(" ")
        if _GROUPED.fullmatch(bare):  # many languages read "3,072" as three and a bit
            return text.replace(",", THIN_SPACE)
        if depth < 0 or not any(map(str.isalpha, bare)):
            return text
        words = self._words(bare, depth)
        return text.replace(bare, words) if words != bare else text

    def _words(self, text: str, depth: int) -> str:
        """Return a part of a sentence in the other language; text that is not known as it is."""
        if " " not in text:
            return self._whole.get(text, text)
        words = self._translated(text, depth)
        if words != text:
            return words
        words = self._translated(f"{text}.", depth)  # a sentence without its full stop
        if words != f"{text}.":
            return words.removesuffix(".")
        for separator in _SEPARATORS:
            if separator in text:
                parts = text.split(separator)
                known = [self._value(part, depth - 1) for part in parts]
                if known != parts:
                    word = separator.strip()
                    return separator.replace(word, self._whole.get(word, word)).join(known)
        return text


def _entry(template: str, words: str) -> _Entry:
    literals = [""]
    names = []
    quoted = set()
    for literal, name, _, _ in Formatter().parse(template):
        literals[-1] += literal
        if name is not None:
            if literals[-1].endswith(_QUOTES):
                quoted.add(name)
            names.append(name)
            literals.append("")
    words = words if names else words.format()
    return _Entry(tuple(literals), tuple(names), frozenset(quoted), words)


def _sentences(text: str) -> list[str]:
    """Return the sentences, each with the space behind it; a name in quotes is not cut."""
    found = []
    begin = 0
    for match in _QUOTED_OR_END.finditer(text):
        if match[0][-1] == " ":
            found.append(text[begin : match.end()])
            begin = match.end()
    return [*found, text[begin:]] if begin < len(text) else found
