"""The user guide in a window of its own: nothing is fetched, links to elsewhere ask a browser."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, QStringListModel, Qt, QUrl, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.views.help.guide_text import Place, fill, guide_text
from pandavision_gui.views.plain_text import PlainLabel, plain_text, plain_tooltip
from pandavision_gui.views.theme import UNIT, Theme, set_role

_WIDTH, _HEIGHT = 120, 44
"""Average letters and lines: what is set larger gets more room."""
_SCHEMES = ("https", "http")


class GuideBrowser(QTextBrowser):
    """Shows the guide; whatever it names beside its own text is not loaded.

    Signals
    -------
    place_wanted
        Anchor of a link inside the guide.
    page_wanted
        QUrl of a page elsewhere, which the user clicked.
    """

    place_wanted = Signal(str)
    page_wanted = Signal(QUrl)

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.anchorClicked.connect(self._follow)
        self.highlighted.connect(self._tell_target)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        """Load nothing: the guide is all there is."""
        return None

    def _follow(self, url: QUrl) -> None:
        if url.scheme() in _SCHEMES:
            self.page_wanted.emit(url)
        elif url.isRelative() and url.hasFragment() and not url.path():
            self.place_wanted.emit(url.fragment())

    def _tell_target(self, url: QUrl) -> None:
        """Say where a link to elsewhere leads before it is clicked."""
        is_elsewhere = url.scheme() in _SCHEMES
        self.setToolTip(plain_tooltip(plain_text(url.toString())) if is_elsewhere else "")


class GuideWindow(QDialog):
    """Contents at the left, the text at the right, a field that finds words above.

    Signals
    -------
    page_wanted
        QUrl of a page elsewhere, which the user clicked.
    """

    page_wanted = Signal(QUrl)

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("guide")
        self.setWindowTitle(self.tr("User guide"))
        self.setWindowFlags(
            Qt.WindowType.Window
            | Qt.WindowType.WindowCloseButtonHint
            | Qt.WindowType.WindowMinMaxButtonsHint
        )
        self._theme = theme
        self._places: list[Place] = []
        self.browser = GuideBrowser()
        self.browser.setAccessibleName(self.tr("User guide"))
        self.contents = QListView()
        self.contents.setAccessibleName(self.tr("Contents"))
        self._titles = QStringListModel(self)
        self.words = QLineEdit()
        self.words.setPlaceholderText(self.tr("Find in the guide"))
        self.words.setAccessibleName(self.tr("Find in the guide"))
        self.words.setClearButtonEnabled(True)
        self.words.setMaximumWidth(34 * UNIT)
        self._not_found = PlainLabel()
        set_role(self._not_found, "muted")
        told = self.tr("The guide is written in English.")
        self.language = PlainLabel(told)
        set_role(self.language, "muted")
        # Where the window speaks another language, whoever expected that reads why.
        self.language.setHidden(told == "The guide is written in English.")
        self._lay_out()
        self._connect()
        self._fill()
        self._take_room()

    def go_to(self, anchor: str) -> None:
        """Show a heading at the top; an unknown one is passed over."""
        for line, place in enumerate(self._places):
            if place.anchor == anchor:
                self._show_place(place)
                self.contents.setCurrentIndex(self._titles.index(line))

    def headings(self) -> tuple[Place, ...]:
        """Return the headings in their order."""
        return tuple(self._places)

    def _lay_out(self) -> None:
        self.contents.setModel(self._titles)
        self.contents.setFrameShape(QListView.Shape.NoFrame)
        self.contents.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.contents.setSpacing(2)
        set_role(self.contents, "contents")
        both = QSplitter()
        both.addWidget(self.contents)
        both.addWidget(self.browser)
        both.setStretchFactor(1, 1)
        self._both = both
        both.setChildrenCollapsible(False)
        top = QHBoxLayout()
        top.addWidget(self.words, 1)
        top.addWidget(self._not_found)
        top.addStretch(1)
        top.addWidget(self.language)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        layout.setSpacing(UNIT)
        layout.addLayout(top)
        layout.addWidget(both, 1)
        QWidget.setTabOrder(self.words, self.contents)
        QWidget.setTabOrder(self.contents, self.browser)

    def _take_room(self) -> None:
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))
        # Every title has room: a contents that is moved sideways is no overview.
        titles = self.contents.sizeHintForColumn(0) + 3 * UNIT
        self.contents.setMinimumWidth(titles)
        self._both.setSizes([titles, self.width() - titles])

    def _connect(self) -> None:
        self.browser.place_wanted.connect(self.go_to)
        self.browser.page_wanted.connect(self.page_wanted)
        self.contents.selectionModel().currentChanged.connect(
            lambda now, _: self._show_place(self._places[now.row()]) if now.isValid() else None
        )
        self.contents.clicked.connect(lambda now: self._show_place(self._places[now.row()]))
        self.words.returnPressed.connect(self._find_next)
        self.words.textChanged.connect(self._find_from_top)
        find = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        find.activated.connect(self.words.setFocus)
        find.activated.connect(self.words.selectAll)
        # What Markdown sets in the colours of a scheme stays in them.
        self._theme.changed.connect(self._fill)

    def _fill(self) -> None:
        scrolled = self.browser.verticalScrollBar().value()
        cursor = self.browser.textCursor()
        position = cursor.position()
        document = self.browser.document()
        document.setDocumentMargin(2 * UNIT)
        document.setDefaultFont(self.browser.font())
        try:
            text = guide_text()
        except OSError:
            document.setPlainText(
                self.tr("The guide is missing. Install the program again to have it.")
            )
            return
        self._places = fill(document, text, self._theme.colours)
        indent = "    "
        titles = [f"{indent * max(0, one.level - 2)}{one.title}" for one in self._places]
        if titles != self._titles.stringList():
            self._titles.setStringList(titles)
        # Qt moves it behind the text that it puts in, and scrolls there when the window is shown.
        cursor.setPosition(position)
        self.browser.setTextCursor(cursor)
        self.browser.verticalScrollBar().setValue(scrolled)

    def _show_place(self, place: Place) -> None:
        cursor = QTextCursor(self.browser.document())
        cursor.setPosition(place.position)
        self.browser.setTextCursor(cursor)
        bar = self.browser.verticalScrollBar()
        bar.setValue(bar.value() + self.browser.cursorRect(cursor).top() - UNIT)

    def _find_from_top(self) -> None:
        self.browser.moveCursor(QTextCursor.MoveOperation.Start)
        self._find_next()

    def _find_next(self) -> None:
        """Show the next place with what is typed; after the last one comes the first."""
        words = self.words.text()
        found = not words or self.browser.find(words)
        if not found:
            self.browser.moveCursor(QTextCursor.MoveOperation.Start)
            found = self.browser.find(words, QTextDocument.FindFlag(0))
        self._not_found.setText("" if found else self.tr("Not in the guide"))
