"""What the window has to say, above the curves: never in a box that blocks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.jobs.events import CommandRefused, JobRow, RefusalSettled
from pandavision_gui.views.announced_words import (
    interrupted_words,
    opened_words,
    paused_words,
    removed_words,
    same_words,
)
from pandavision_gui.views.asked_question import AskedQuestion, Question
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.error_message import ErrorMessage, MessageKind
from pandavision_gui.views.opened_places import open_place
from pandavision_gui.views.passing_news import PassingNews
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.returned_focus import ReturnedFocus
from pandavision_gui.views.theme import UNIT, Theme

_TO_LOOK_AT = (".csv", ".html", ".md", ".pdf", ".png", ".svg")
"""Files that the desktop has a program for."""


class Announcements(QWidget):
    """One place for news, and one for each offer, which no news may push away.

    Signals
    -------
    resume_wanted
        The interrupted jobs shall go on.
    left_interrupted
        They shall not be offered again.
    undo_wanted
        The jobs removed last shall come back.
    continue_wanted
        The paused queue shall go on.
    show_same_wanted, remove_new_wanted
        The jobs that have answered what was asked again; the new ones that ask it.
    same_closed
        The user knows, and wants neither.
    report_wanted, report_unwanted, report_left
        The report of a crash shall be shown; it shall be deleted; it shall be kept, unread.
    said
        The message that is new.
    passed
        Sentence that asks for no place here: of news that have left by themselves, or of what the
        user has just done.
    """

    resume_wanted = Signal()
    left_interrupted = Signal()
    undo_wanted = Signal()
    continue_wanted = Signal()
    show_same_wanted = Signal()
    remove_new_wanted = Signal()
    same_closed = Signal()
    report_wanted = Signal()
    report_unwanted = Signal()
    report_left = Signal()
    said = Signal(QWidget)
    passed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._crash = ErrorMessage(theme)
        self._interrupted = ErrorMessage(theme)
        self._removed = ErrorMessage(theme)
        self._same = ErrorMessage(theme)
        self._paused = ErrorMessage(theme)
        self.question = AskedQuestion(theme)
        self._news = ErrorMessage(theme)
        self._passing = PassingNews(self._news, self._let_pass)
        self._is_busy = False
        self._file = self._folder = ""
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(UNIT)
        for message in self.messages():
            self._layout.addWidget(message)
            message.closed.connect(self._fit)
            ReturnedFocus(message)
        self._crash.action_clicked.connect(self.report_wanted)
        self._crash.other_clicked.connect(self.report_unwanted)
        self._crash.closed.connect(self.report_left)
        self._interrupted.action_clicked.connect(self._resume)
        self._interrupted.closed.connect(self.left_interrupted)
        self._removed.action_clicked.connect(self.undo_wanted)
        self._paused.action_clicked.connect(self.continue_wanted)
        self._same.action_clicked.connect(self.show_same_wanted)
        self._same.other_clicked.connect(self.remove_new_wanted)
        self._same.closed.connect(self.same_closed)
        self.question.gone.connect(self._fit)
        self.question.passed.connect(self.passed)
        self._news.action_clicked.connect(lambda: self.open(self._folder))
        self._news.other_clicked.connect(lambda: self.open(self._file))
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return no height: that follows from the width alone.

        The least height that layouts add up is that of text in narrow lines. The area around would
        give so much room to what needs a third of it, and scroll the words out of sight.
        """
        return QSize(super().minimumSizeHint().width(), 0)

    def messages(self) -> tuple[ErrorMessage, ...]:
        """Return the places from above, those that say nothing among them."""
        return (
            self._interrupted,
            self._removed,
            self._same,
            self._paused,
            self._crash,
            self.question,
            self._news,
        )

    def refused(self, event: CommandRefused) -> None:
        """Say why something cannot be done."""
        self.failed(event.sentence, event.details)

    def failed(self, sentence: str, details: str = "", *, hint: str = "") -> None:
        """Say what engine or jobs say that went wrong."""
        sentence, hint = sentence_text(sentence), sentence_text(hint)
        self._say(self._news, "bad", sentence, hint=hint, details=details)

    def take_back(self, sentence: str) -> None:
        """Say something no longer that is settled, where it still is the news."""
        if self._news.says(sentence):
            self._withdraw(self._news)

    def settled(self, event: RefusalSettled) -> None:
        """Say no longer what kept jobs from starting."""
        self.take_back(sentence_text(event.sentence))

    def exported(self, path: str, what: str = "") -> None:
        """Say that a file was written, and what is in it; offer to open it, or its folder."""
        sentence = self.tr("Saved as {path}").format(path=one_line(path))
        self._file, self._folder = path, str(Path(path).parent)
        self._say(
            self._news,
            "good",
            sentence,
            hint=what,
            action=self.tr("Open folder"),
            other=self.tr("Open file") if Path(path).suffix.lower() in _TO_LOOK_AT else "",
        )
        self._passing.begin(len(sentence))  # whoever wants the folder wants it now

    def archived(self, count: int, folder: str) -> None:
        """Say that so many jobs were written into files of a folder."""
        sentence = self.tr("{count} jobs saved in {path}, one file each").format(
            count=count, path=one_line(folder)
        )
        self._say(self._news, "good", sentence)

    def combined(self, row: JobRow, count: int) -> None:
        """Say which job was made of so many others."""
        words = self.tr("“{name}” is made of {count} jobs: it is selected.")
        self._say(self._news, "good", words.format(name=one_line(row.name), count=count))

    def opened(self, rows: Sequence[JobRow], file: str, *, here: int) -> None:
        """Say which jobs were taken in from archives.

        Parameters
        ----------
        file
            Name of the first archive.
        here
            How many of the jobs were here already, as their archives have them.
        """
        sentence = opened_words(rows, file, here=here)
        self._say(self._news, "info" if here == len(rows) else "good", sentence)

    def open(self, path: str) -> None:
        """Open a folder or a file, or say that nothing here does."""
        if said := open_place(path):
            self._say(self._news, "warn", said)

    def note(self, sentence: str, folder: str = "") -> None:
        """Say something that asks for nothing; where it is about a folder, offer to open that."""
        self._folder = folder
        action = self.tr("Open folder") if folder else ""
        self._say(self._news, "info", one_line(sentence) if folder else sentence, action=action)

    def tell(self, sentence: str) -> None:
        """Confirm what the user has just done where nothing moves for it, in the status bar."""
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))
        self.passed.emit(sentence)

    def busy(self, sentence: str) -> None:
        """Say what is being done; it stays until other news or `rest` tell that it is done."""
        self._say(self._news, "info", sentence)
        self._passing.stay()
        self._is_busy = True

    def rest(self) -> None:
        """Say no longer that something is being done, where that still is the news."""
        if self._is_busy:
            self._withdraw(self._news)

    def crashed(self, *, goes_on: bool) -> None:
        """Offer the report of what went wrong in the program itself.

        Parameters
        ----------
        goes_on
            It happened now, and the window goes on; else the program ended by it the last time.
        """
        sentence = (
            self.tr("Something went wrong in the window itself. It goes on, and so do the jobs.")
            if goes_on
            else self.tr("Something went wrong in the program itself the last time it ran.")
        )
        hint = self.tr("A report was written on this machine; nothing was sent.")
        show, delete = self.tr("Show the report"), self.tr("Delete it")
        self._say(self._crash, "warn", sentence, hint=hint, action=show, other=delete)

    def crash_settled(self) -> None:
        """Offer no report any more."""
        self._withdraw(self._crash)

    def ask(self, question: Question) -> None:
        """Ask something that nothing waits for."""
        self.question.ask(question)
        self._show(self.question)

    def offer(self, question: Question) -> None:
        """Say something that can be looked at now; it leaves by itself, as news do."""
        self.question.offer(question)
        self._show(self.question)

    def done(self, sentence: str) -> None:
        """Say that what was asked for is done."""
        self._say(self._news, "good", sentence)

    def interrupted(self, rows: Sequence[JobRow]) -> None:
        """Say which jobs the last end of the program cut off, and offer to resume them.

        None: none is left.
        """
        if not rows:
            self._withdraw(self._interrupted)
            return
        hint = self.tr("What was finished is kept; resuming goes on from there.")
        sentence, action = interrupted_words(rows), self.tr("Resume")
        self._say(self._interrupted, "warn", sentence, hint=hint, action=action)

    def paused(self, *, since_before: bool) -> None:
        """Say that the queue is paused, and offer to let it go on.

        Parameters
        ----------
        since_before
            It was paused when the program ended last.
        """
        sentence = paused_words(since_before=since_before)
        hint = self.tr("It stays so until you continue it, also after a restart.")
        self._say(self._paused, "info", sentence, hint=hint, action=self.tr("Continue queue"))

    def continued(self) -> None:
        """Say that the queue is paused no longer."""
        self._withdraw(self._paused)
        self.tell(self.tr("The queue goes on."))

    def removed(self, rows: Sequence[JobRow]) -> None:
        """Say what was removed last, and offer it back; none: all is back."""
        if not rows:
            self._withdraw(self._removed)
            return
        hint = self.tr("Gone for good when the program ends.")
        self._say(self._removed, "info", removed_words(rows), hint=hint, action=self.tr("Undo"))

    def same(self, rows: Sequence[JobRow], new: int) -> None:
        """Say which finished jobs have answered what was asked again, and offer them instead.

        Parameters
        ----------
        rows
            The finished ones; none: nothing was asked again.
        new
            How many jobs ask it.
        """
        if not rows:
            self._withdraw(self._same)
            return
        is_one, sentence = new == 1, same_words(rows, new)
        self._say(
            self._same,
            "info",
            sentence,
            action=self.tr("Show it") if len(rows) == 1 else self.tr("Show them"),
            other=self.tr("Remove the new one") if is_one else self.tr("Remove the new ones"),
        )

    def _resume(self) -> None:
        self._withdraw(self._interrupted)
        self.resume_wanted.emit()

    def _let_pass(self) -> None:
        sentence = self._news.sentence()
        self._withdraw(self._news)
        self.passed.emit(sentence)

    def _withdraw(self, place: ErrorMessage) -> None:
        place.clear()
        self._fit()

    def _say(
        self,
        place: ErrorMessage,
        kind: MessageKind,
        sentence: str,
        *,
        hint: str = "",
        details: str = "",
        action: str = "",
        other: str = "",
    ) -> None:
        place.set_message(kind, sentence, hint=hint, details=details, action=action, other=other)
        if place is self._news:
            self._is_busy = False
            if kind in ("good", "info") and not action:
                self._passing.begin(len(sentence))
            else:
                self._passing.stay()
        self._show(place)

    def _show(self, place: ErrorMessage) -> None:
        self._fit()
        self.said.emit(place)

    def _fit(self) -> None:
        says = any(not message.isHidden() for message in self.messages())
        self._layout.setContentsMargins(UNIT, UNIT if says else 0, UNIT, 0)
        self.setVisible(says)
