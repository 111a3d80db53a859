"""Sentences with their marks, as the details show them."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pandavision_gui.views.details.note_list import NoteRow
from pandavision_gui.views.details.statements import Note
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import Tone
from pandavision_gui.views.theme import Theme


def test_a_mark_grows_with_the_text_beside_it(qtbot: QtBot, theme: Theme) -> None:
    row = NoteRow(theme)
    qtbot.addWidget(row)
    row.show_note(Note("Every example confirmed.", Tone.GOOD, "good"))
    row.show()
    (mark,) = (one for one in row.findChildren(QLabel) if not isinstance(one, WrappingLabel))
    before = mark.size()
    font = row.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    row.setFont(font)
    assert mark.height() == row.fontMetrics().height() > before.height()
    assert mark.width() > before.width()
    assert mark.pixmap().deviceIndependentSize().width() == mark.width()
