"""A question that nothing waits for, with what its answers do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.passing_news import PassingNews
from pandavision_gui.views.theme import Theme


@dataclass(frozen=True)
class Question:
    """What is asked, the words of its buttons, and what these do.

    Attributes
    ----------
    action, other
        Words of the buttons; `other` is empty for none.
    do, do_other
        What they do.
    """

    sentence: str
    action: str
    do: Callable[[], None]
    hint: str = ""
    other: str = ""
    do_other: Callable[[], None] | None = None


class AskedQuestion(ErrorMessage):
    """Does what the pressed button stands for, once, and goes.

    Signals
    -------
    gone
        It was answered, taken back, or has left by itself.
    passed
        It has left by itself: its sentence.
    """

    gone = Signal()
    passed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._answers: tuple[Callable[[], None] | None, ...] = (None, None)
        self._passing = PassingNews(self, self._let_pass)
        self.action_clicked.connect(lambda: self._answer(0))
        self.other_clicked.connect(lambda: self._answer(1))

    def ask(self, question: Question) -> None:
        """Ask; the question before is asked no longer."""
        self._answers = (question.do, question.do_other)
        self._passing.stay()
        self.set_message(
            "info",
            question.sentence,
            hint=question.hint,
            action=question.action,
            other=question.other,
        )

    def offer(self, question: Question) -> None:
        """Say something that can be looked at now; it leaves by itself, as news do."""
        self.ask(question)
        self._passing.begin(len(question.sentence))

    def asks(self, sentence: str) -> bool:
        """Whether this is what is being asked."""
        return self.says(sentence)

    def take_back(self) -> None:
        """Ask no longer."""
        self._answers = (None, None)
        self.clear()
        self.gone.emit()

    def _answer(self, which: int) -> None:
        do = self._answers[which]
        self.take_back()
        if do is not None:
            do()

    def _let_pass(self) -> None:
        sentence = self.sentence()
        self.take_back()
        if sentence:
            self.passed.emit(sentence)
