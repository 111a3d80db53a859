"""The report of a crash, to be read, copied, kept or deleted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QPlainTextEdit, QVBoxLayout, QWidget

from pandavision_gui.views.plain_text import PlainLabel, plain_lines
from pandavision_gui.views.theme import UNIT

_WIDTH, _HEIGHT = 100, 40
"""Average letters and lines."""
_BETWEEN = "\n" + 72 * "=" + "\n\n"


class CrashDialog(QDialog):
    """Closing it leaves the question open: the next start asks again.

    Signals
    -------
    keep_wanted
        The report shall lie where it is, and not be offered again.
    delete_wanted
        It shall go.
    """

    keep_wanted = Signal()
    delete_wanted = Signal()

    def __init__(self, parent: QWidget, texts: Sequence[str]) -> None:
        super().__init__(parent)
        self.setObjectName("crash_report")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Crash report"))
        what = PlainLabel(
            self.tr(
                "This was written on this machine and sent to nobody. It helps whoever mends the "
                "program: copy it into a message to them. Names and folders are left out as far "
                "as they are known; look through it first."
            ),
            wrap=True,
        )
        self.report = QPlainTextEdit(plain_lines(_BETWEEN.join(texts)))
        self.report.setReadOnly(True)
        self.report.setTabChangesFocus(True)
        self.report.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.report.setAccessibleName(self.tr("Crash report"))
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        buttons = QDialogButtonBox()
        for words, role, do in (
            (self.tr("&Copy"), QDialogButtonBox.ButtonRole.ActionRole, self._copy),
            (self.tr("&Delete it"), QDialogButtonBox.ButtonRole.DestructiveRole, self._delete),
            (self.tr("&Keep it"), QDialogButtonBox.ButtonRole.AcceptRole, self._keep),
        ):
            button = buttons.addButton(words, role)
            button.clicked.connect(do)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        layout.setSpacing(2 * UNIT)
        layout.addWidget(what)
        layout.addWidget(self.report, 1)
        layout.addWidget(buttons)
        metrics = self.fontMetrics()
        wanted = QSize(_WIDTH * metrics.averageCharWidth(), _HEIGHT * metrics.height())
        self.resize(wanted.boundedTo(self.screen().availableSize() * 0.9))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())

    def _delete(self) -> None:
        self.delete_wanted.emit()
        self.close()

    def _keep(self) -> None:
        self.keep_wanted.emit()
        self.close()
