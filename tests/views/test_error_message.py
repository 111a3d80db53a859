"""Messages in the place they belong to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from pandavision_gui.views.error_message import ErrorMessage, MessageKind
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import Theme


@pytest.fixture
def message(qtbot: QtBot, theme: Theme) -> ErrorMessage:
    widget = ErrorMessage(theme)
    qtbot.addWidget(widget)
    widget.resize(260, 200)
    return widget


def button(message: ErrorMessage, text: str) -> QPushButton:
    return next(b for b in message.findChildren(QPushButton) if b.text() == text)


def test_an_empty_message_is_hidden(message: ErrorMessage) -> None:
    assert message.isHidden()
    message.set_message("bad", "It broke.")
    assert not message.isHidden()
    message.clear()
    assert message.isHidden()


@pytest.mark.parametrize(
    ("kind", "role"),
    [("bad", "bad-box"), ("warn", "warn-box"), ("good", "good-box"), ("info", "accent-box")],
)
def test_each_kind_has_its_look(message: ErrorMessage, kind: MessageKind, role: str) -> None:
    message.set_message(kind, "A sentence.")
    assert message.property("role") == role


def test_each_kind_has_a_mark_of_its_own_colour(message: ErrorMessage) -> None:
    marks = []
    for kind in ("bad", "warn", "good", "info"):
        message.set_message(kind, "A sentence.")
        (mark,) = [one for one in message.findChildren(QLabel) if not one.pixmap().isNull()]
        marks.append(mark.pixmap().toImage())
    assert all(one != other for place, one in enumerate(marks) for other in marks[:place])


def test_only_what_is_given_is_offered(message: ErrorMessage) -> None:
    message.set_message("bad", "It broke.")
    message.show()
    assert [b.text() for b in message.findChildren(QPushButton) if b.isVisible()] == []
    message.set_message("bad", "It broke.", details="line 1", action="Try again")
    shown = [b.text() for b in message.findChildren(QPushButton) if b.isVisible()]
    assert shown == ["Try again", "Show details"]


def test_what_happened_and_what_to_do_are_seen_and_heard(message: ErrorMessage) -> None:
    message.set_message("bad", "It broke.", hint="Mend it.")
    message.show()
    seen = [label.text() for label in message.findChildren(PlainLabel) if label.isVisible()]
    assert [text for text in seen if text] == ["It broke.", "Mend it."]
    assert message.accessibleName() == "It broke. Mend it."
    message.set_message("good", "It is mended.")
    seen = [label.text() for label in message.findChildren(PlainLabel) if label.isVisible()]
    assert [text for text in seen if text] == ["It is mended."]
    assert message.accessibleName() == "It is mended."


def test_details_can_be_shown_and_copied(message: ErrorMessage, qtbot: QtBot) -> None:
    message.set_message("bad", "It broke.", hint="Mend it.", details="<b>line</b>\nline 2")
    message.show()
    details = message.findChild(QPlainTextEdit)
    assert not details.isVisible()
    qtbot.mouseClick(button(message, "Show details"), Qt.MouseButton.LeftButton)
    assert details.isVisible()
    assert details.toPlainText() == "<b>line</b>\nline 2"
    copy = message.findChild(QToolButton, "copy_message")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "It broke.\nMend it.\n<b>line</b>\nline 2"
    qtbot.mouseClick(button(message, "Hide details"), Qt.MouseButton.LeftButton)
    assert not details.isVisible()


def test_an_error_without_details_can_be_copied_and_news_need_not(
    message: ErrorMessage, qtbot: QtBot
) -> None:
    message.set_message("bad", "“שלום”: 3 broke.", hint="Mend it.")
    message.show()
    copy = message.findChild(QToolButton, "copy_message")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "“שלום”: 3 broke.\nMend it."
    assert copy.accessibleName() == "Copy the message"
    message.set_message("good", "It is mended.")
    assert not copy.isVisible()


@pytest.mark.parametrize("sentence", ["It broke.", "“שלום”: 3 broke.", f'"/{"x" * 2000}" is gone.'])
def test_it_knows_what_it_says_also_where_that_is_too_long_to_be_shown(
    message: ErrorMessage, sentence: str
) -> None:
    message.set_message("bad", sentence)
    assert message.says(sentence)
    assert not message.says(sentence + "!")
    message.findChild(QToolButton, "copy_message").click()
    assert QApplication.clipboard().text() == sentence
    message.clear()
    assert not message.says(sentence)
    assert not message.says("")


def test_the_next_message_begins_with_its_details_folded(message: ErrorMessage) -> None:
    message.set_message("bad", "One.", details="a")
    message.show()
    button(message, "Show details").click()
    message.set_message("bad", "Two.", details="b")
    assert not message.findChild(QPlainTextEdit).isVisible()
    button(message, "Show details").click()
    assert message.findChild(QPlainTextEdit).isVisible()


def test_the_action_is_told(message: ErrorMessage, qtbot: QtBot) -> None:
    message.set_message("warn", "Clean accuracy is 13 %.", action="Divide by 255 & look again")
    with qtbot.waitSignal(message.action_clicked, timeout=1000):
        button(message, "Divide by 255 && look again").click()


def test_closing_hides_it_and_is_told(message: ErrorMessage, qtbot: QtBot) -> None:
    message.set_message("warn", "Read me.")
    with qtbot.waitSignal(message.closed, timeout=1000):
        message.findChild(QToolButton, "close_message").click()
    assert message.isHidden()
    assert message.sentence() == ""


def test_a_hostile_sentence_is_plain_and_stays_in_the_frame(message: ErrorMessage) -> None:
    message.set_message("bad", "<b>bold</b>\u202e" + "x" * 4000, hint="y" * 300)
    message.resize(260, message.heightForWidth(260))
    message.show()
    QApplication.processEvents()
    assert message.sentence().startswith("<b>bold</b>\\u202e")
    assert message.width() == 260
    for label in message.findChildren(PlainLabel):
        if label.isVisible():
            assert label.textFormat() is Qt.TextFormat.PlainText
            assert message.rect().contains(label.geometry())
            assert label.height() >= label.heightForWidth(label.width())


def test_details_keep_their_lines_and_nothing_that_is_not_printable(message: ErrorMessage) -> None:
    message.set_message("bad", "No.", details="one\r\n\ttwo \u202egnp\x1b[1m\n\u2028three")
    shown = message.findChild(QPlainTextEdit).toPlainText()
    assert shown == "one\n    two \\u202egnp\\x1b[1m\n\\u2028three"


def test_a_name_forges_no_line_in_sentence_and_hint(message: ErrorMessage) -> None:
    message.set_message("bad", "Not “a\nAll is well”.", hint="b\u202e\nc")
    assert message.sentence() == "Not “a\\nAll is well”."
    assert "\n" not in message.accessibleName()
    assert message.accessibleName().isprintable()
    assert [label.text() for label in message.findChildren(PlainLabel)].count("b\\u202e\\nc") == 1


def test_endless_details_are_shortened(message: ErrorMessage) -> None:
    message.set_message("bad", "No.", details="x" * 5_000_000)
    assert len(message.findChild(QPlainTextEdit).toPlainText()) == 20_000


def test_the_words_of_buttons_begin_where_the_sentence_does(
    message: ErrorMessage, qtbot: QtBot
) -> None:
    message.resize(400, 200)
    message.set_message("info", "Something is odd.", action="Mend it")
    message.show()
    qtbot.waitExposed(message)
    labels = message.findChildren(QLabel)
    sentence = next(one for one in labels if one.text() == "Something is odd.")
    mend, option = button(message, "Mend it"), QStyleOptionButton()
    mend.initStyleOption(option)
    element = QStyle.SubElement.SE_PushButtonContents
    inside = mend.style().subElementRect(element, option, mend)
    words = mend.fontMetrics().horizontalAdvance(mend.text())
    begin = mend.mapTo(message, inside.topLeft()).x() + (inside.width() - words) / 2
    assert abs(begin - sentence.mapTo(message, QPoint()).x()) <= 1
