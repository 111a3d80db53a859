"""Names cut to the room they have, so that each can still be told from all the others."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate

CUT = "…"
_WORD = re.compile(r"[^\s_·,;:/\\-]+")

_REPEATED = (re.compile(r"^((?:\S+ ){1,4}?)\1+"), re.compile(r"((?: \S+){1,4}?)\1+$"))
"""Words that are said several times in a row, where a name begins and where it ends."""
_LONGEST_COUNTED = 500
"""Characters of a name in which repetitions are looked for."""
_HALF = 0.2
"""What a letter of a cut word counts for beside one of a whole word."""
_Kept = tuple[tuple[int, int], ...]
"""Where each part begins and ends that is kept of a name: beginning and end, or one middle."""


class NameCutter:
    """Cuts names that stand side by side.

    What a name says several times in a row, as "copy of copy of a", is counted: "copy of ×2 a". Of
    all cuts that fit then, one is taken that no other name could have been cut to; of those the one
    that keeps the most of the words which few names have.

    Parameters
    ----------
    names
        All that are to be told apart.
    width
        The width of a text in pixels.
    """

    def __init__(self, names: Sequence[str], width: Callable[[str], int]) -> None:
        self._names = [_counted(name) for name in names]
        self._width = width
        words = [_WORD.findall(name) for name in self._names]
        self._owners = Counter(word for found in words for word in set(found))

    def cut(self, name: str, room: int) -> str:
        """Return a name, or what of it has room in so many pixels."""
        if self._width(name) <= room:
            return name
        name = _counted(name)
        if self._width(name) <= room:
            return name
        # What is measured letter by letter may be a little less or more than the whole.
        for spare in range(0, room, 2):
            short = self._best(name, room - spare)
            if self._width(short) <= room:
                return short
        return CUT

    def _best(self, name: str, room: int) -> str:
        words = [
            (found.start(), found.end(), len(found[0]) / max(1, self._owners[found[0]]))
            for found in _WORD.finditer(name)
        ]
        starts, ends = [first for first, _, _ in words], [last for _, last, _ in words]

        def worth(kept: _Kept) -> tuple[bool, float, int]:
            told = 0.0
            # Of a thousand words hardly any is shown: the others are not looked at.
            places = [range(bisect_right(ends, b), bisect_left(starts, e)) for b, e in kept]
            for first, last, weight in (words[n] for n in sorted({n for r in places for n in r})):
                shown = sum(max(0, min(last, end) - max(first, begin)) for begin, end in kept)
                told += weight if shown == last - first else _HALF * weight * shown / (last - first)
            lengths = [end - begin for begin, end in kept]
            return self._is_only_its(name, kept), round(told, 3), min(lengths) - max(lengths)

        best = max([*self._ends(name, room), *self._middles(name, room)], key=worth)
        begin, end = best[0][0], best[-1][1]
        parts = [name[first:last].strip() for first, last in best]
        return (CUT if begin else "") + CUT.join(parts) + (CUT if end < len(name) else "")

    def _is_only_its(self, name: str, kept: _Kept) -> bool:
        """Whether no other name has what is kept of one, in the same places."""
        parts = [name[begin:end] for begin, end in kept]
        if len(parts) == 1:
            return not any(parts[0] in other for other in self._names if other != name)
        head, tail = parts
        return not any(
            len(other) >= len(head) + len(tail) and other.startswith(head) and other.endswith(tail)
            for other in self._names
            if other != name
        )

    def _ends(self, name: str, room: int) -> Iterator[_Kept]:
        """Find every pair of beginning and end that has just room."""
        widths = [0, *accumulate(map(self._width, name))]
        room -= self._width(CUT)
        end = 0
        for begin in range(len(name) + 1):
            if begin and widths[begin] > room:
                return
            while end < len(name) and widths[begin] + widths[-1] - widths[end] > room:
                end += 1
            yield (0, begin), (max(begin, end), len(name))

    def _middles(self, name: str, room: int) -> Iterator[_Kept]:
        """Find what has just room from each word on that no other name has."""
        for word in _WORD.finditer(name):
            begin = end = word.start()
            if not begin or self._owners[word[0]] > 1:
                continue
            while end < len(name) and self._width(CUT + name[begin : end + 1] + CUT) <= room:
                end += 1
            if end > begin:
                yield ((begin, end),)


def _counted(name: str) -> str:
    """Return a name that says nothing several times in a row: how often stands in its place."""
    if len(name) > _LONGEST_COUNTED:
        return name
    front, back = _REPEATED
    name = front.sub(lambda found: f"{found[1]}×{len(found[0]) // len(found[1])} ", name)
    return back.sub(lambda found: f"{found[1]} ×{len(found[0]) // len(found[1])}", name)
