"""The two fields in which people say something about a job: a line of tags, and notes."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QStringListModel, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextDocument
from PySide6.QtWidgets import QCompleter, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from pandavision_gui.views.details.tag_text import KnownTags, tags_in, tags_text, written_part
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.theme import UNIT, set_role

_MOST_LINES = 8
_MARGIN = 2
"""Pixels around the notes: as much as a line has of its own."""
_FRAME, _LEAST_HEIGHT = 10, 28
"""The style's padding and border, and the height that it gives a line of text."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class RemarkField(QWidget):
    """A field that knows what is kept already; what is typed wins over news of the job.

    Signals
    -------
    done
        The user has left the field, or wants what is written kept now.
    refused
        It says why what is written cannot be kept.
    """

    done = Signal()
    refused = Signal()

    def __init__(self, editor: QLineEdit | QPlainTextEdit) -> None:
        super().__init__()
        self.editor = editor
        self._kept = ""
        self._message = WrappingLabel()
        set_role(self._message, "bad")
        self._message.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(UNIT // 2)
        layout.addWidget(editor)
        layout.addWidget(self._message)
        self.setFocusProxy(editor)
        editor.installEventFilter(self)
        editor.textChanged.connect(self._forget_message)

    @property
    def is_changed(self) -> bool:
        """Whether something else is written than is kept."""
        return self.text() != self._kept

    def text(self) -> str:
        """Return what is written."""
        raise NotImplementedError

    def as_written(self, kept: str) -> str:
        """Return what `text` is when nothing but `kept` was put into the editor."""
        return kept

    def load(self, kept: str, draft: str | None) -> None:
        """Show what is kept of another job, or what was written there and is not kept yet."""
        self._put(kept)
        self._kept = self.as_written(kept)
        if draft is not None:
            self._put(draft)
        self._forget_message()

    def follow(self, kept: str, *, is_same: bool) -> None:
        """Take note of what is kept now of the same job.

        Parameters
        ----------
        is_same
            What is written means the same: it is kept.
        """
        is_changed = self.is_changed
        # While somebody writes, nothing moves under the cursor.
        if is_same and self.editor.hasFocus():
            self._kept = self.text()
            return
        self._kept = self.as_written(kept)
        if is_same or not is_changed:
            self._put(kept)

    def refuse(self, sentence: str) -> None:
        """Say why what is written cannot be kept."""
        self._message.setText(sentence)
        self._message.show()
        set_role(self.editor, "bad")
        self.editor.setAccessibleDescription(sentence)
        self.refused.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice that the field is left, and Ctrl+Enter, which elsewhere adds a job."""
        if isinstance(event, QFocusEvent) and event.type() is QEvent.Type.FocusOut:
            if event.reason() is not Qt.FocusReason.PopupFocusReason:
                self.done.emit()
        elif (
            isinstance(event, QKeyEvent)
            and event.key() in _ENTER
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            if event.type() is QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() is QEvent.Type.KeyPress:
                self.done.emit()
                return True
        return super().eventFilter(watched, event)

    def _put(self, text: str) -> None:
        raise NotImplementedError

    def _forget_message(self) -> None:
        self._message.hide()
        set_role(self.editor, "")
        self.editor.setAccessibleDescription("")


class TagsField(RemarkField):
    """Tags with commas between them; those of other jobs are proposed."""

    def __init__(self, known: KnownTags) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._known = known
        self._line.setObjectName("tags")
        self._line.setAccessibleName(self.tr("Tags of the job, with commas between them"))
        self._line.setPlaceholderText(self.tr("baseline, cifar10"))
        self._line.setToolTip(self.tr("Words to find the job by, with commas between them"))
        self._words = QStringListModel(self)
        self._completer = QCompleter(self._words, self)
        self._completer.setWidget(self._line)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.activated.connect(self._take)  # with the text
        self._line.textEdited.connect(self._propose)
        self._line.returnPressed.connect(self.done)

    def text(self) -> str:
        """Return the line."""
        return self._line.text()

    def _put(self, text: str) -> None:
        if text != self._line.text():
            self._line.setText(text)
            self._line.setCursorPosition(0)

    def _propose(self) -> None:
        text = self._line.text()
        start, end = written_part(text, self._line.cursorPosition())
        prefix = text[start:end].strip()
        others = {tag.casefold() for tag in tags_in(text[:start] + text[end:])}
        if not prefix:
            self._hide_proposals()
            return
        self._words.setStringList(
            [tag for tag in self._known.sorted() if tag.casefold() not in others]
        )
        self._completer.setCompletionPrefix(prefix)
        if self._completer.completionCount() == 1 and self._completer.currentCompletion() == prefix:
            self._hide_proposals()
        else:
            self._completer.complete()

    def _hide_proposals(self) -> None:
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()

    def _take(self, tag: str) -> None:
        text = self._line.text()
        start, end = written_part(text, self._line.cursorPosition())
        written = tags_text([tag])
        self._line.setText(text[:start] + written + text[end:])
        self._line.setCursorPosition(start + len(written))


class NotesField(RemarkField):
    """Notes of any number of lines; it grows with them up to a few."""

    def __init__(self) -> None:
        self._notes = QPlainTextEdit()
        super().__init__(self._notes)
        self._notes.setObjectName("notes")
        self._notes.setAccessibleName(self.tr("Notes on the job"))
        self._notes.setPlaceholderText(self.tr("to remember"))
        self._notes.setToolTip(self.tr("Kept as soon as you go on (Ctrl+Enter)"))
        self._notes.setTabChangesFocus(True)
        self._notes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._notes.document().setDocumentMargin(_MARGIN)
        self._notes.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def text(self) -> str:
        """Return the lines."""
        return self._notes.toPlainText()

    def as_written(self, kept: str) -> str:
        """Return the text as a document has it, which takes some spaces and breaks for others."""
        document = QTextDocument()
        document.setPlainText(kept)
        return document.toPlainText()

    def _put(self, text: str) -> None:
        if text != self._notes.toPlainText():
            self._notes.setPlainText(text)

    def changeEvent(self, event: QEvent) -> None:
        """Fit another font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fit()

    def _fit(self) -> None:
        written = max(1, round(self._notes.document().size().height()))
        lines = min(written, _MOST_LINES)
        bar = Qt.ScrollBarPolicy
        self._notes.setVerticalScrollBarPolicy(
            bar.ScrollBarAsNeeded if written > lines else bar.ScrollBarAlwaysOff
        )
        needed = lines * self._notes.fontMetrics().lineSpacing() + 2 * _MARGIN + _FRAME
        self._notes.setFixedHeight(max(needed, _LEAST_HEIGHT))
