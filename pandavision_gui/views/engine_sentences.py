"""Sentences of engine and jobs in the window's language.

They are English where they are made; `resources/translations/sentences_*.json` holds their
templates with the translations, which `make translations` keeps true to the source.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QTranslator

from pandavision_gui.views.sentence_book import SentenceBook

_CONTEXT = "Sentences"
_KEPT = 1024
"""Sentences: a table that is painted anew asks for the same ones again and again."""


class SentenceTranslator(QTranslator):
    """Says whole sentences as Qt's own translators say fixed texts.

    Install it before the others: Qt asks it last then, and for texts that they do not have only.
    """

    def __init__(self, book: SentenceBook, parent: QObject) -> None:
        super().__init__(parent)
        self._translated = lru_cache(_KEPT)(book.translated)

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """Return the sentence in the other language; none of other contexts: the next is asked."""
        return self._translated(source_text) if context == _CONTEXT else None

    def isEmpty(self) -> bool:
        """Say that there is something to ask for: Qt does not install an empty translator."""
        return False


def read_sentences(path: Path) -> SentenceBook:
    """Read the templates of a language.

    Raises
    ------
    OSError
        When the file cannot be read.
    """
    return SentenceBook(json.loads(path.read_text(encoding="utf-8")))


def sentence_text(text: str) -> str:
    """Return sentences of engine or jobs as the window says them; unknown ones as they are."""
    if "\0" in text or (not text.isascii() and _has_halves(text)):
        return text  # Qt takes the text as UTF-8 that ends with a zero
    return QCoreApplication.translate(_CONTEXT, text)


def _has_halves(text: str) -> bool:
    """Return whether bytes of a file's name are in the text that are no characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
