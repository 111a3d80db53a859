"""A language that nobody speaks: what is not in it was never given to a translator."""

from __future__ import annotations

import re

from PySide6.QtCore import QTranslator

START, END = "«", "»"
"""Around every text; no text of the program has them."""

_LONGER = 0.4
_ACCENTS = str.maketrans("aeiounycAEIOUNYC", "åéîöûñýçÅÉÎÖÛÑÝÇ")
_KEPT = re.compile(r"(\{[^{}]*\}|&.|\n|\*\.\w+)")
"""What stands for something else: a value, a key, a line, the files of a filter."""
_OF_QT = re.compile(r"Q[A-Z](?!ueueControl)|CloseButton")
_FILLING = "lorem ipsum dolor sit amet consectetur adipiscing elit sed do eiusmod tempor "


def pseudo(text: str) -> str:
    """Return a text with accents, 40 % longer, between marks."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    said = "".join(part if n % 2 else part.translate(_ACCENTS) for n, part in enumerate(parts))
    more = max(1, round(_LONGER * len(text)) - 2)
    filling = (_FILLING * (1 + more // len(_FILLING)))[:more].strip()
    return f"{START}{said} {filling}{END}" if more > 3 else f"{START}{said}{'ø' * more}{END}"


class PseudoLocale(QTranslator):
    """Answers for every context of the program; Qt's own texts stay as they are."""

    def isEmpty(self) -> bool:  # noqa: N802 - Qt's name
        return False

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        if _OF_QT.match(context or ""):
            return None
        return pseudo(text)
