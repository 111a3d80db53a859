"""What the window has to say, above the curves: never in a box that blocks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pandavision_gui.jobs.events import CommandRefused, JobRow
from pandavision_gui.views.error_message import ErrorMessage, MessageKind
from pandavision_gui.views.jobs_table.job_words import time_words
from pandavision_gui.views.plain_text import one_line, plain_text
from pandavision_gui.views.theme import UNIT, Theme

_MOST_NAMES = 3
_LONGEST_NAME = 60
"""Of one name among several."""


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

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._crash = ErrorMessage(theme)
        self._interrupted = ErrorMessage(theme)
        self._removed = ErrorMessage(theme)
        self._same = ErrorMessage(theme)
        self._paused = ErrorMessage(theme)
        self._question = ErrorMessage(theme)
        self._answers: tuple[Callable[[], None] | None, ...] = (None, None)
        self._news = ErrorMessage(theme)
        self._folder = ""
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(UNIT)
        for message in self.messages():
            self._layout.addWidget(message)
            message.closed.connect(self._fit)
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
        self._question.action_clicked.connect(lambda: self._answer(0))
        self._question.other_clicked.connect(lambda: self._answer(1))
        self._news.action_clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self._folder))
        )
        self._fit()

    def messages(self) -> tuple[ErrorMessage, ...]:
        """Return the places from above, those that say nothing among them."""
        return (
            self._interrupted,
            self._removed,
            self._same,
            self._paused,
            self._crash,
            self._question,
            self._news,
        )

    def refused(self, event: CommandRefused) -> None:
        """Say why something cannot be done."""
        self.failed(event.sentence, event.details)

    def failed(self, sentence: str, details: str = "", *, hint: str = "") -> None:
        """Say what went wrong."""
        self._say(self._news, "bad", sentence, hint=hint, details=details)

    def take_back(self, sentence: str) -> None:
        """Say something no longer that is settled, where it still is the news."""
        if sentence and self._news.sentence() == plain_text(sentence):
            self._withdraw(self._news)

    def exported(self, path: str) -> None:
        """Say that a file was written."""
        self._say(self._news, "good", self.tr("Saved as {path}").format(path=one_line(path)))

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
        if len(rows) == 1:
            words = (
                self.tr("The job “{name}” of “{file}” is here already, unchanged: it is selected.")
                if here
                else self.tr("Took in the job “{name}” from “{file}”.")
            )
            sentence = words.format(name=one_line(rows[0].name), file=one_line(file))
        elif here == len(rows):
            sentence = self.tr("All {count} jobs of these archives are here already, unchanged.")
            sentence = sentence.format(count=here)
        else:
            sentence = self.tr("Took in {count} jobs from archives.").format(count=len(rows) - here)
            if here:
                sentence += " " + self.tr("{n} more are here already, unchanged.").format(n=here)
        self._say(self._news, "info" if here == len(rows) else "good", sentence)

    def note(self, sentence: str, folder: str = "") -> None:
        """Say something that asks for nothing; where it is about a folder, offer to open that."""
        self._folder = folder
        action = self.tr("Open folder") if folder else ""
        self._say(self._news, "info", one_line(sentence) if folder else sentence, action=action)

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

    def ask(
        self,
        sentence: str,
        *,
        action: str,
        do: Callable[[], None],
        hint: str = "",
        other: str = "",
        do_other: Callable[[], None] | None = None,
    ) -> None:
        """Ask something that nothing waits for; a new question takes the place of the one before.

        Parameters
        ----------
        action, other
            Words of the buttons; empty for none.
        do, do_other
            What they do.
        """
        self._answers = (do, do_other)
        self._say(self._question, "info", sentence, hint=hint, action=action, other=other)

    def take_question_back(self) -> None:
        """Ask no longer."""
        self._answers = (None, None)
        self._withdraw(self._question)

    def spec_loaded(self, file: str, *, undo: Callable[[], None] | None) -> None:
        """Say that the form is filled from a spec, and offer what it said before."""
        sentence = self.tr("The form is filled from “{file}”.").format(file=one_line(file))
        if undo is None:
            self.take_question_back()
            self._say(self._news, "good", sentence)
        else:
            self.ask(sentence, action=self.tr("Undo"), do=undo)

    def interrupted(self, rows: Sequence[JobRow]) -> None:
        """Say which jobs the last end of the program cut off, and offer to resume them.

        None: none is left.
        """
        if not rows:
            self._withdraw(self._interrupted)
            return
        sentence = (
            self.tr("The job “{name}” was interrupted when the program ended.").format(
                name=one_line(rows[0].name)
            )
            if len(rows) == 1
            else self.tr("{count} jobs were interrupted when the program ended.").format(
                count=len(rows)
            )
        )
        hint = self.tr("What was finished is kept; resuming goes on from there.")
        self._say(self._interrupted, "warn", sentence, hint=hint, action=self.tr("Resume"))

    def paused(self, *, since_before: bool) -> None:
        """Say that the queue is paused, and offer to let it go on.

        Parameters
        ----------
        since_before
            It was paused when the program ended last.
        """
        sentence = (
            self.tr("The queue is still paused: no waiting job starts.")
            if since_before
            else self.tr("The queue is paused: what runs goes on to its end, nothing else starts.")
        )
        hint = self.tr("It stays so until you continue it, also after a restart.")
        self._say(self._paused, "info", sentence, hint=hint, action=self.tr("Continue queue"))

    def continued(self) -> None:
        """Say that the queue is paused no longer."""
        self._withdraw(self._paused)
        self.note(self.tr("The queue goes on."))

    def removed(self, rows: Sequence[JobRow]) -> None:
        """Say what was removed last, and offer it back; none: all is back."""
        if not rows:
            self._withdraw(self._removed)
            return
        sentence = (
            self.tr("Removed the job “{name}”.").format(name=one_line(rows[0].name))
            if len(rows) == 1
            else self.tr("Removed {count} jobs.").format(count=len(rows))
        )
        hint = self.tr("Gone for good when the program ends.")
        self._say(self._removed, "info", sentence, hint=hint, action=self.tr("Undo"))

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
        now = datetime.now(UTC)
        is_one = new == 1
        sentence = (
            self.tr("The same evaluation has finished already: “{name}” ({when}).").format(
                name=one_line(rows[0].name), when=time_words(rows[0].ended or rows[0].created, now)
            )
            if is_one
            else self.tr("{count} of the new evaluations have finished already: {names}.").format(
                count=new, names=_names(rows)
            )
        )
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

    def _answer(self, which: int) -> None:
        do = self._answers[which]
        self.take_question_back()
        if do is not None:
            do()

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
        self._fit()
        self.said.emit(place)

    def _fit(self) -> None:
        says = any(not message.isHidden() for message in self.messages())
        self._layout.setContentsMargins(UNIT, UNIT if says else 0, UNIT, 0)
        self.setVisible(says)


def _names(rows: Sequence[JobRow]) -> str:
    names = [f"“{one_line(row.name, _LONGEST_NAME)}”" for row in rows[:_MOST_NAMES]]
    return ", ".join(names) + (" …" if len(rows) > _MOST_NAMES else "")
