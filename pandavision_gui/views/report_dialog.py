"""Asks what a report is to say beside what the jobs know: who reports on what, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic.fields import FieldInfo
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.report_formats import ExportFormat
from pandavision_gui.errors import InputError
from pandavision_gui.views.engine_words import field_text
from pandavision_gui.views.field_widgets import BoolField, ChoiceField, TextField
from pandavision_gui.views.form.declared_field import longest_text
from pandavision_gui.views.form.field_grid import FieldGrid
from pandavision_gui.views.form.field_widget import FieldWidget
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import UNIT, set_role

_WIDTH = 440
_LONG = 1000
"""Characters, above which a text gets several lines."""
_LINES_HEIGHT = 9 * UNIT
_FORMATS = (ExportFormat.HTML, ExportFormat.PDF, ExportFormat.MARKDOWN)


class LongTextField(FieldWidget):
    """A text of several lines."""

    is_wide = True

    def __init__(self, title: str, description: str, longest: int) -> None:
        self._edit = QPlainTextEdit()
        self._edit.setTabChangesFocus(True)
        self._edit.setFixedHeight(_LINES_HEIGHT)
        super().__init__(title, description, self._edit)
        self._longest = longest
        self._edit.textChanged.connect(self.changed)

    def value(self) -> str:
        """Return the text."""
        text = self._edit.toPlainText()
        if len(text) > self._longest:
            raise InputError(
                "field_value", f"{self.title} may have {self._longest} characters at most."
            )
        return text

    def set_value(self, value: Any) -> None:
        """Show a text."""
        self._edit.setPlainText(value or "")


class ReportDialog(QDialog):
    """The fields of a report, and which kind of file it becomes.

    Parameters
    ----------
    names
        What the jobs are called.
    details
        What the fields begin with; an empty date is today's.
    ids
        The jobs, by which an open dialog is found again.

    Signals
    -------
    wanted
        `ReportDetails` and `ExportFormat`: a file is to be chosen for them.
    """

    wanted = Signal(object, object)

    def __init__(
        self,
        parent: QWidget,
        names: Sequence[str],
        details: ReportDetails,
        *,
        ids: tuple[UUID, ...] = (),
    ) -> None:
        super().__init__(parent)
        self.ids = ids
        self.setObjectName("report_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Report"))
        about = PlainLabel(
            self.tr("Report on “{name}”").format(name=names[0])
            if len(names) == 1
            else self.tr("Comparison of {n} evaluations").format(n=len(names))
        )
        about.setWordWrap(True)
        hint = PlainLabel(self.tr("What is left empty can be filled in by hand."))
        set_role(hint, "muted")
        words = {
            ExportFormat.HTML.value: self.tr("HTML page, for a browser"),
            ExportFormat.PDF.value: self.tr("PDF, to print"),
            ExportFormat.MARKDOWN.value: self.tr("Markdown, the first page only"),
        }
        self._kind = ChoiceField(
            self.tr("Kind of file"), "", tuple(one.value for one in _FORMATS), words=words
        )
        self.fields: dict[str, FieldWidget] = {}
        for name, field in ReportDetails.model_fields.items():
            self.fields[name] = _field(field, field.title or name)
            self.fields[name].set_value(getattr(details, name))
        if not details.date:
            self.fields["date"].set_value(f"{datetime.now():%Y-%m-%d}")
        taken = ""
        for one in (*self.fields.values(), self._kind):
            taken += one.mark_key(taken)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        save = QPushButton(self.tr("Choose a file …"))
        save.setObjectName("choose_file")
        save.setDefault(True)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.accepted.connect(self._choose)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT)
        layout.addWidget(about)
        layout.addWidget(hint)
        layout.addWidget(FieldGrid([*self.fields.values(), self._kind]))
        layout.addStretch(1)
        layout.addWidget(buttons)
        self.setMinimumWidth(_WIDTH)

    def _choose(self) -> None:
        values: dict[str, Any] = {}
        for name, field in self.fields.items():
            if field.check():
                field.entry.setFocus()
                return
            value = field.value()
            values[name] = "" if value is None else value
        self.wanted.emit(ReportDetails(**values), ExportFormat(self._kind.value()))
        self.accept()


def _field(field: FieldInfo, title: str) -> FieldWidget:
    title, description = field_text(title), field_text(field.description or "")
    if field.annotation is bool:
        return BoolField(title, description)
    longest = longest_text(field)
    if longest > _LONG:
        return LongTextField(title, description, longest)
    return TextField(title, description, longest=longest)
