"""Texts from files, wherever they are shown."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QImage, QTextLayout
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pandavision_gui.views.details.elided_label import ElidedLabel
from pandavision_gui.views.details.note_list import breakable
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import PlainLabel, both_ends, one_line, plain_tooltip

FORGED = "a\nb\r\u2028\u202e\x1b[31m<b>c</b>"
SHOWN = "a\\nb\\r\\u2028\\u202e\\x1b[31m<b>c</b>"


def test_a_label_for_names_has_one_line(qtbot: object) -> None:
    assert PlainLabel(FORGED, one_line=True).text() == SHOWN


def test_a_label_for_our_own_texts_keeps_their_lines_only(qtbot: object) -> None:
    assert PlainLabel(FORGED).text() == SHOWN.replace("\\n", "\n")


def test_the_thin_spaces_of_figures_stay(qtbot: object) -> None:
    figure = number_words(1234567)
    assert figure == "1\u202f234\u202f567"
    assert PlainLabel(figure).text() == PlainLabel(figure, one_line=True).text() == figure
    assert both_ends(figure, 20) == breakable(figure) == figure


@pytest.mark.parametrize("name", ["نموذج (robust) v2", "תמרורים.h5", "signs"])
def test_a_sentence_begins_at_the_left_whatever_name_stands_in_it(qtbot: QtBot, name: str) -> None:
    sentence = f"0.03 – {name}: 82 of 100"
    label = PlainLabel(sentence, wrap=True)
    qtbot.addWidget(label)
    label.resize(600, 40)
    picture = label.grab().toImage()
    columns = [
        x
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixel(x, y) != picture.pixel(599, 0)
    ]
    assert min(columns) < 20
    assert max(columns) < 400
    assert label.text() == sentence


@pytest.mark.parametrize("name", ["שלום", "شبكة 3 قوية"])
@pytest.mark.parametrize(
    "sentence", ["“{}”: 82 of 100", "in /home/{}/2/{}/7", "1 – “{}”, 2 – “{}”: 3"]
)
def test_a_number_behind_a_name_that_runs_from_the_right_stays_behind_it(
    qtbot: QtBot, name: str, sentence: str
) -> None:
    sentence = sentence.format(name, name)
    label = PlainLabel(sentence)
    qtbot.addWidget(label)
    assert label.text() == sentence
    drawn = QLabel.text(label)
    layout = QTextLayout(drawn)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    ours = [n for n, letter in enumerate(drawn) if not letter.isalpha() and letter.isprintable()]
    outside = [n for n in ours if drawn[:n].count("\u2068") == drawn[:n].count("\u2069")]
    places = [line.cursorToX(n)[0] for n in outside]  # type: ignore[index]
    assert places == sorted(places)
    assert drawn.count("\u2068") == sentence.count(name)


def test_what_paints_itself_paints_the_marks_too(qtbot: QtBot) -> None:
    sentence, marked = "שלום 12 of 30 samples", "\u200e\u2068שלום\u2069 12 of 30 samples"
    assert WrappingLabel(sentence)._laid_out(400).text() == marked

    def picture(label: QLabel) -> QImage:
        qtbot.addWidget(label)
        label.resize(300, 40)
        return label.grab().toImage()

    elided = ElidedLabel()
    elided.setText(sentence)
    assert picture(elided) == picture(QLabel(marked))
    assert picture(elided) != picture(QLabel(sentence))


def test_a_tooltip_orders_names_as_labels_do() -> None:
    assert plain_tooltip("“שלום”: 3") == "<qt>\u200e“\u2068שלום\u2069”: 3</qt>"


def test_a_tooltip_keeps_our_lines_and_shows_markup() -> None:
    assert plain_tooltip("a\n<b>\u202e") == "<qt>a<br>&lt;b&gt;\\u202e</qt>"


def test_a_text_on_one_line_is_cut_where_nothing_shows_more() -> None:
    assert one_line(FORGED) == SHOWN
    assert one_line("x" * 300) == "x" * 300
    assert one_line("x" * 301) == "x" * 299 + "…"
    assert one_line("\n" * 200) == "\\n" * 149 + "\\" + "…"


@pytest.mark.parametrize("text", ["a" * 500_000 + "z" * 500_000, "a\n" * 200 + "z\n" * 200])
def test_of_a_very_long_name_both_ends_are_shown(text: str) -> None:
    shown = both_ends(text, 300)
    assert len(shown) <= 301
    assert (shown[0], shown.rstrip("\\n")[-1]) == ("a", "z")
    assert "…" in shown
    assert shown.isprintable()
