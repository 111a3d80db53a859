"""Which warnings of a result keep its figures from being believed, and how that is said."""

from __future__ import annotations

from collections.abc import Iterable

from pandavision_gui.engine.missed_samples import is_settled_miss

_OF_SCOPE = (
    "The time limit of ",
    "The jobs evaluated different samples ",
    "The memory was not enough for ",
    "samples were asked for; the dataset has ",
    "damaged files of finished samples were computed again.",
    "The job goes on from its finished samples.",
)
"""Parts of sentences about how many samples were evaluated, or what another run may differ in: they
say what figures are of, and no doubt is to be settled."""


def in_the_way(warnings: Iterable[str]) -> tuple[str, ...]:
    """Return the warnings that must be settled before figures are believed, each once."""
    return tuple(
        text
        for text in dict.fromkeys(warnings)
        if not is_settled_miss(text) and not any(part in text for part in _OF_SCOPE)
    )


def warnings_words(grave: int, count: int, where: str) -> str:
    """Return "the warning below is", or "2 of the 3 warnings below are" where others are less."""
    if count == 1:
        return f"the warning {where} is"
    which = f"the {count}" if grave == count else f"{grave} of the {count}"
    return f"{which} warnings {where} {'is' if grave == 1 else 'are'}"
