"""A tab about the selected job: what is known of it, or in words why there is nothing yet."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, set_role


class JobTab(QWidget):
    """Words in the middle, or what :meth:`make_content` made, once there is something to show.

    Attributes
    ----------
    empty_words
        What will be here and how to get it, where no job is selected.
    later_words
        The same where the selected job has not finished.
    scrolls
        Whether the content is scrolled where it has less room than it needs: the window must not
        grow with what is shown.
    """

    empty_words = ""
    later_words = ""
    scrolls = True

    def __init__(self) -> None:
        super().__init__()
        self._words = PlainLabel(wrap=True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._words.setMargin(UNIT * 4)
        self._content: QWidget | None = None
        self._shown: QWidget = self._words
        self._coming: OpenedJob | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self._words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def make_content(self) -> QWidget:
        """Return what shows an opened job; asked once, when the first one is opened."""
        raise NotImplementedError

    def show_content(self, content: QWidget, opened: OpenedJob) -> None:
        """Show a job in what :meth:`make_content` returned."""
        raise NotImplementedError

    def words(self) -> str:
        """Return the words that stand in place of a job; empty while one is shown."""
        return self._words.text() if self._pages.currentWidget() is self._words else ""

    def show_opened(self, opened: OpenedJob) -> None:
        """Show a job, when the tab is looked at: one that is not costs the window no time."""
        self._coming = opened
        if self.isVisible():
            self.show_coming()

    def showEvent(self, event: QShowEvent) -> None:
        """Show the job that was opened meanwhile."""
        super().showEvent(event)
        self.show_coming()

    def show_coming(self) -> None:
        """Show the job that was opened, if it is not shown yet."""
        opened, self._coming = self._coming, None
        if opened is None:
            return
        if self._content is None:
            self._content = self.make_content()
            self._shown = _scrolled(self._content) if self.scrolls else self._content
            self._pages.addWidget(self._shown)
            self._put_in_its_place(self._content)
        self.show_content(self._content, opened)
        self._pages.setCurrentWidget(self._shown)

    def _put_in_its_place(self, content: QWidget) -> None:
        """Let Tab come to the content after the tabs: what is made later would be before them."""
        before: QWidget | None = self
        while before is not None and not _takes_keys(before):
            before = before.previousInFocusChain()
        inside, after = [before], content.nextInFocusChain()
        while after is not None and content.isAncestorOf(after):
            inside.append(after)
            after = after.nextInFocusChain()
        stops = [one for one in inside if one is not None and _takes_keys(one)]
        for one, following in pairwise(stops):
            QWidget.setTabOrder(one, following)

    def show_waiting(self, row: JobRow | None) -> None:
        """Say what will be here: no job is selected, or it has not finished, or it is read."""
        if row is None:
            self._say(self.empty_words)
        elif row.state is JobState.FINISHED:
            self._say(self.tr("Reading the job …"))
        else:
            self._say(self.later_words)

    def show_failure(self, error: PandaVisionError) -> None:
        """Say why there is nothing to show."""
        self._say(sentence_text(error.sentence()), "warn")

    def _say(self, words: str, role: str = "muted") -> None:
        self._coming = None
        set_role(self._words, role)
        self._words.setText(words)
        self._pages.setCurrentWidget(self._words)


def _takes_keys(widget: QWidget) -> bool:
    return bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)


def _scrolled(content: QWidget) -> QScrollArea:
    area = QScrollArea()
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(content)
    for widget in (area.viewport(), content):
        widget.setAutoFillBackground(False)
    return area
