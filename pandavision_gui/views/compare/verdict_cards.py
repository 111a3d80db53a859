"""What the comparison says of each pair: the verdict, and what it stands on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from pandavision_gui.views.compare.oriented_pair import OrientedPair
from pandavision_gui.views.details.note_list import breakable
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, Theme, set_role

translate = QCoreApplication.translate

_ICON = 16


class VerdictCard(QFrame):
    """A pair's verdict with its mark, the evidence, and a caution where one is needed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._icon = "info"
        self._mark = QLabel()
        self.verdict = PlainLabel(wrap=True)
        self.evidence = PlainLabel(wrap=True)
        self.caution = PlainLabel(wrap=True)
        set_role(self.verdict, "heading")
        set_role(self.caution, "warn")
        text = QVBoxLayout()
        text.setSpacing(UNIT // 2)
        for label in (self.verdict, self.evidence, self.caution):
            label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            text.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(UNIT + 4, UNIT, UNIT + 4, UNIT)
        layout.setSpacing(UNIT)
        layout.addWidget(self._mark, alignment=Qt.AlignmentFlag.AlignTop)
        layout.addLayout(text, 1)
        theme.changed.connect(self._paint_mark)

    def show_pair(self, oriented: OrientedPair) -> None:
        """Show what is said of a pair."""
        pair = oriented.pair
        if pair.why_not:
            self._icon, role = "warn", "warn-box"
        elif oriented.is_clear:
            self._icon, role = "good", "accent-box"
        else:
            self._icon, role = "chance", "plain-box"
        if self.property("role") != role:
            set_role(self, role)
            for label in (self.verdict, self.evidence, self.caution):
                # The labels' colour depends on the box's role.
                label.style().unpolish(label)
                label.style().polish(label)
        texts = pair_texts(oriented)
        for label, text in zip((self.verdict, self.evidence, self.caution), texts, strict=True):
            label.setText(breakable(text))
            label.setVisible(bool(text))
        self._paint_mark()

    def _paint_mark(self) -> None:
        colours = self._theme.colours
        colour = {"warn": colours.warn, "good": colours.accent}.get(self._icon, colours.muted)
        self._mark.setPixmap(self._theme.coloured_icon(self._icon, colour).pixmap(_ICON, _ICON))


class VerdictCards(QWidget):
    """A card per pair; a new list reuses the cards."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.cards: list[VerdictCard] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(UNIT)

    def show_pairs(self, pairs: Sequence[OrientedPair]) -> None:
        """Show these pairs instead."""
        while len(self.cards) < len(pairs):
            self.cards.append(VerdictCard(self._theme))
            self._column.addWidget(self.cards[-1])
        for card, pair in zip(self.cards, pairs, strict=False):
            card.show_pair(pair)
        for card in self.cards[len(pairs) :]:
            card.setParent(None)
            card.deleteLater()
        del self.cards[len(pairs) :]


def pair_texts(oriented: OrientedPair) -> tuple[str, str, str]:
    """Return verdict, evidence and caution; what there is not is empty."""
    pair = oriented.pair
    caution = sentence_text(pair.caution)
    if pair.why_not:
        first, second = oriented.names
        words = translate(
            "VerdictCards", "“{first}” and “{second}” are not compared sample by sample: {why}."
        )
        return (
            words.format(first=first, second=second, why=sentence_text(pair.why_not)),
            "",
            caution,
        )
    evidence = sentence_text(f"{pair.evidence} {pair.basis}")
    return sentence_text(pair.verdict), evidence, caution
