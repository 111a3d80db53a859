"""Finds sentences again by the templates they were made of, and says them in another language.

Engine and jobs say what they find in English sentences: logs, results, reports and the command line
hold them so, and results of years ago do, too. A window in another language therefore translates
what was said: 'No array is called "x".' is the template 'No array is called "{name}".', filled with
x. What no template fits stays as it is, and so does what fills a place, unless it is one that parts
of sentences fill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pandavision_gui.engine.number_words import THIN_SPACE
from pandavision_gui.views.sentence_template import ENDS, SentenceTemplate, read_template

_LONGEST = 4000
"""Characters: longer ones are no sentences of ours but lists of a file's names."""
_MOST_AT_ONCE = 4
"""Sentences that one template has at most."""
_DEEPEST = 3
"""Templates within what fills templates: a reason in a refusal within a hint."""
_MOST_SOUGHT = 200
"""Parts of one text that are looked for: a text made to take long stays as it is."""
_MOST_BREAKS = 8
_STAYS, _PART_STAYS = 3, 1
"""What it costs that a sentence, or what fills a place, is not known: the cheapest way is taken."""
_QUOTED = r'"[^"]*"|“[^”]*”|„[^“]*“|(?<!\w)\'[^\']*\'(?!\w)'
"""A name. An apostrophe begins none: "the model's"."""
_QUOTED_OR_END = re.compile(rf"{_QUOTED}|[.?!] ")
_BREAK = re.compile(r"[;,]? ")
_RANGE = re.compile(r"([-+−]?\d[\d.,/e%-]*) to ([-+−]?\d[\d.,/e%-]*)")
_PAIR = re.compile(r"\(\S+ and \S+\)")
_ALL_QUOTED = re.compile(_QUOTED)
_NAMES_AND_NUMBERS = re.compile(r"(?:[\W\d_]|\b(?:and|or|to|with|of|e)\b)*")
_PATH = re.compile(r"(?<!\d)[/\\]|[/\\](?!\d)")
"""Where a folder begins; "8/255" has none. Parts of a path are names, whatever they are made of."""
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+")


def _outside_of_quotes(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"({pattern})|{_QUOTED}")


_SEPARATORS = (
    ("; ", _outside_of_quotes("; ")),
    # Readings of files are joined so, and one of them has an "and" of its own.
    (" and ", _outside_of_quotes(" and (?=with )")),
    *((text, _outside_of_quotes(text)) for text in (", ", ": ", " and ", " or ")),
)
"""What stands between parts of a sentence."""
_BETWEEN_NAMES = tuple(
    (text, _outside_of_quotes(text)) for text in (", ", " and ", " or ", " with ", " of ")
)


class SentenceBook:
    """The templates with their translations.

    Parameters
    ----------
    translations
        By template: its places are names in braces, {{ and }} are braces. Empty ones are left out.
    """

    def __init__(self, translations: Mapping[str, str]) -> None:
        entries = [
            read_template(template, words) for template, words in translations.items() if words
        ]
        # What says most of a text itself fits it best: "{what}: {why}." would fit nearly all.
        entries.sort(key=lambda entry: -entry.weight)
        self._whole = {entry.literals[0]: entry.words for entry in entries if not entry.names}
        self._by_start: dict[str, list[SentenceTemplate]] = {}
        for entry in entries:
            if entry.names:
                self._by_start.setdefault(entry.literals[0][:1], []).append(entry)

    def translated(self, text: str) -> str:
        """Return `text` with each sentence that is known in the other language."""
        return _Translation(self._whole, self._by_start).of(text) if len(text) <= _LONGEST else text


_Found = tuple[int, str]
"""What it costs, and the words."""


class _Translation:
    """The translation of one text."""

    def __init__(
        self, whole: Mapping[str, str], by_start: Mapping[str, list[SentenceTemplate]]
    ) -> None:
        self._whole = whole
        self._by_start = by_start
        self._sought: dict[tuple[str, int], _Found | None] = {}

    def of(self, text: str) -> str:
        """Return the words."""
        if text.rstrip(" ").endswith(ENDS):
            return self._sentences(text, _DEEPEST)[1]
        return self._phrase(text, _DEEPEST)[1]

    def _sentences(self, text: str, depth: int) -> _Found:
        """Return a text cut into sentences in the cheapest way, the shortest ones of equal ones."""
        pieces = _pieces(text)
        best: list[_Found] = [(0, "")]  # for what follows each piece
        for at in range(len(pieces) - 1, -1, -1):
            cost, words = best[0]
            found = (cost + _STAYS, pieces[at] + words)
            for count in range(1, min(_MOST_AT_ONCE, len(best)) + 1):
                known = self._known("".join(pieces[at : at + count]), depth)
                cost, words = best[count - 1]
                if known is not None and known[0] + cost < found[0]:
                    found = (known[0] + cost, known[1] + words)
            best.insert(0, found)
        return best[0]

    def _known(self, text: str, depth: int) -> _Found | None:
        """Return the translation of what one template fits, with the space that follows it."""
        key = (text, depth)
        if key not in self._sought:
            if len(self._sought) >= _MOST_SOUGHT or depth < 0:
                return None
            self._sought[key] = None
            self._sought[key] = self._seek(text, depth)
        return self._sought[key]

    def _seek(self, text: str, depth: int) -> _Found | None:
        bare = text.rstrip(" ")
        space = text[len(bare) :]
        if bare in self._whole:
            return 0, self._whole[bare] + space
        fitting = self._fitting(bare)
        if fitting is not None:
            entry, values = fitting
            self._part(entry, values, depth - 1)
            whole_cost = 0
            for name, value in values.items():
                if name in entry.phrases:
                    cost, values[name] = self._phrase(value, depth - 1)
                    whole_cost += cost
                elif _GROUPED.fullmatch(value):  # many languages read "3,072" as three and a bit
                    values[name] = value.replace(",", THIN_SPACE)
                elif name in entry.bare and (value in self._whole or _is_of_names(value)):
                    values[name] = self._joined(value)
            return whole_cost, entry.words.format_map(values) + space
        name, colon, rest = bare.partition(": ")  # a job's name before what was said of it
        known = self._known(rest, depth - 1) if colon and rest.endswith(ENDS) else None
        return (known[0] + _PART_STAYS, name + colon + known[1] + space) if known else None

    def _fitting(self, text: str) -> tuple[SentenceTemplate, dict[str, str]] | None:
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

    def _candidates(self, text: str) -> Iterator[SentenceTemplate]:
        yield from self._by_start.get(text[:1], ()) if text else ()
        yield from self._by_start.get("", ())

    def _part(self, entry: SentenceTemplate, values: dict[str, str], depth: int) -> None:
        """Give each of two places without text between them what is its own.

        The first one has it all. What the second one says, if anything, begins with a space or a
        comma, and is known, or what comes before it is.
        """
        for place, literal in enumerate(entry.literals[1:-1], 1):
            one, other = entry.names[place - 1], entry.names[place]
            if literal or values[other]:
                continue
            text = values[one]
            breaks = [match.start() for match in _BREAK.finditer(text)][:_MOST_BREAKS]
            at = next((at for at in breaks if self._is_known(text[at:], depth)), None)
            if at is None:
                at = next((at for at in reversed(breaks) if text[:at] in self._whole), None)
            if at is not None:
                values[one], values[other] = text[:at], text[at:]

    def _is_known(self, text: str, depth: int) -> bool:
        return bool(self._known(text, depth) or self._known(text.lstrip(" "), depth))

    def _phrase(self, text: str, depth: int) -> _Found:
        """Return what fills a place that parts of sentences fill."""
        bare = text.strip(" ")
        begin, end = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        cost, words = self._words(bare, depth)
        return cost, begin + words + end if bare else text

    def _words(self, text: str, depth: int) -> _Found:
        """Return a part of a sentence: as one of the templates, or part by part."""
        if " " not in text:
            return 0, self._whole.get(text, text)
        if _is_of_names(text) or _PAIR.fullmatch(text):
            return 0, self._joined(text)
        for end in ("", "."):  # the second one: a sentence without its full stop
            known = self._known(text + end, depth)
            if known is not None:
                return known[0], known[1].removesuffix(end) if end else known[1]
        for between, pattern in () if _PATH.search(_ALL_QUOTED.sub("", text)) else _SEPARATORS:
            parts = _split(text, pattern)
            if len(parts) > 1:
                found = [self._phrase(part, depth - 1) for part in parts]
                if [words for _, words in found] != parts:
                    cost = sum(cost for cost, _ in found)
                    return cost, self._between(between).join(words for _, words in found)
        if len(_pieces(text)) > 1:
            return self._sentences(text, depth)
        return _PART_STAYS, text

    def _joined(self, text: str) -> str:
        """Return names and numbers with the words between them: '"a" and "b"', "0 to 1"."""
        if " " in text and text in self._whole:
            return self._whole[text]
        span = _RANGE.fullmatch(text)
        if span:
            return f"{span[1]}{self._between(' to ')}{span[2]}"
        for between, pattern in _BETWEEN_NAMES:
            parts = _split(text, pattern)
            if len(parts) > 1:
                return self._between(between).join(map(self._joined, parts))
        return text

    def _between(self, text: str) -> str:
        """Return what stands between parts, in the other language."""
        word = text.split()[0]
        return text.replace(word, self._whole.get(word, word)) if word.isalpha() else text


def _pieces(text: str) -> list[str]:
    """Return the sentences, each with the space behind it; a name in quotes is not cut."""
    found = []
    begin = 0
    for match in _QUOTED_OR_END.finditer(text):
        if match[0][-1] == " ":
            found.append(text[begin : match.end()])
            begin = match.end()
    return [*found, text[begin:]] if begin < len(text) else found


def _split(text: str, separator: re.Pattern[str]) -> list[str]:
    """Return the parts between separators that stand outside of quotes."""
    parts = []
    begin = 0
    for match in separator.finditer(text):
        if match[1]:
            parts.append(text[begin : match.start()])
            begin = match.end()
    return [*parts, text[begin:]]


def _is_of_names(text: str) -> bool:
    """Return whether a text is made of quoted names and numbers only."""
    return bool(_NAMES_AND_NUMBERS.fullmatch(_ALL_QUOTED.sub("0", text)))
