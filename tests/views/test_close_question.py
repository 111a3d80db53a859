"""The question about running jobs at the window's end: its answers, by mouse and by key."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.close_question import ask_before_closing

Ask = Callable[[int], tuple[QMessageBox, list[bool]]]


@pytest.fixture
def ask(qtbot: QtBot) -> Ask:
    parent = QWidget()
    qtbot.addWidget(parent)
    with qtbot.waitActive(parent):
        parent.show()

    def ask_(running: int) -> tuple[QMessageBox, list[bool]]:
        answers: list[bool] = []
        question = ask_before_closing(parent, running, answers.append)
        qtbot.waitUntil(question.isVisible)
        return question, answers

    return ask_


def press(question: QMessageBox, words: str) -> None:
    found = {button.text().replace("&", ""): button for button in question.buttons()}
    found[words].click()


def test_it_says_what_runs_and_what_becomes_of_it(ask: Ask) -> None:
    one, _ = ask(1)
    assert one.text() == "One job is running."
    assert "What is finished is kept either way." in one.informativeText()
    press(one, "Don't quit")
    assert ask(3)[0].text() == "3 jobs are running."


@pytest.mark.parametrize(
    ("words", "told"),
    [("Quit, resume next time", [True]), ("Stop and quit", [False]), ("Don't quit", [])],
)
def test_each_answer_is_told_as_it_was_meant(ask: Ask, words: str, told: list[bool]) -> None:
    question, answers = ask(2)
    press(question, words)
    assert answers == told


@pytest.mark.parametrize(("key", "told"), [(Qt.Key.Key_Return, [True]), (Qt.Key.Key_Escape, [])])
def test_no_key_by_itself_throws_work_away(
    ask: Ask, qtbot: QtBot, key: Qt.Key, told: list[bool]
) -> None:
    question, answers = ask(1)
    qtbot.keyClick(question, key)
    qtbot.waitUntil(lambda: not question.isVisible())
    assert answers == told
