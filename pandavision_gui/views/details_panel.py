"""The details of the selected job: verdict first, then what was run and how far to trust it."""

from __future__ import annotations

from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.jobs.events import JobLoaded, JobRow
from pandavision_gui.jobs.messages import Progress
from pandavision_gui.views.details_text import DetailsText, Tone, details_text
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import PlainLabel, plain_tooltip
from pandavision_gui.views.theme import UNIT, Theme, set_role

_BOX_ROLES: dict[Tone, str] = {
    "good": "good-box",
    "warn": "warn-box",
    "bad": "bad-box",
    "muted": "accent-box",
    "": "accent-box",
}
_MARKS: dict[Tone, str] = {"good": "✓", "warn": "!", "bad": "✕", "muted": "", "": ""}
_LONGEST_VALUE = 26
_NARROWEST = 220


class DetailsPanel(QScrollArea):
    """Shows one job.

    Signals
    -------
    repeat_wanted, copy_json_wanted
        Id of the job that is shown.
    """

    repeat_wanted = Signal(object)
    copy_json_wanted = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._job_id: UUID | None = None
        self._shown: tuple[str, DetailsText] | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(_NARROWEST)
        self.setAccessibleName(self.tr("Details of the selected job"))
        self.show_nothing()

    def show_nothing(self) -> None:
        """Say what will be here."""
        self._job_id = None
        self._shown = None
        page, column = _page()
        text = WrappingLabel(self.tr("Select a job: its verdict and figures are shown here."))
        set_role(text, "muted")
        column.addWidget(text)
        column.addStretch(1)
        self.setWidget(page)

    def show_job(
        self,
        row: JobRow,
        loaded: JobLoaded | None,
        progress: Progress | None,
        warnings: tuple[str, ...],
    ) -> None:
        """Show a job as far as it is known."""
        text = details_text(row, loaded, progress, warnings)
        if (row.id, (row.name, text)) == (self._job_id, self._shown):
            return
        at = self.verticalScrollBar().value() if row.id == self._job_id else 0
        self._job_id, self._shown = row.id, (row.name, text)
        page, column = _page()
        name = WrappingLabel(row.name)
        set_role(name, "heading")
        column.addWidget(name)
        self._add_verdict(column, text)
        column.addLayout(_grid(text.figures))
        column.addWidget(WrappingLabel(text.sentence))
        if text.trust:
            self._add_heading(column, self.tr("How far to trust it"))
            for tone, sentence in text.trust:
                label = WrappingLabel(f"{_MARKS[tone]} {sentence}".strip())
                set_role(label, tone or "muted")
                column.addWidget(label)
        if text.facts:
            self._add_heading(column, self.tr("What was run"))
            column.addLayout(_grid(text.facts))
        if loaded is not None:
            column.addLayout(self._buttons(row.id))
        column.addStretch(1)
        self.setWidget(page)
        self.verticalScrollBar().setValue(at)

    def _add_verdict(self, column: QVBoxLayout, text: DetailsText) -> None:
        if text.verdict is None:
            return
        words, figure, tone, grid = text.verdict
        box = QFrame()
        set_role(box, _BOX_ROLES[tone])
        inside = QGridLayout(box)
        inside.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        inside.setColumnStretch(0, 1)
        level, value = WrappingLabel(words), PlainLabel(figure)
        for label in (level, value):
            font = label.font()
            font.setBold(True)
            label.setFont(font)
        inside.addWidget(level, 0, 0)
        inside.addWidget(value, 0, 1)
        if grid:
            inside.addWidget(WrappingLabel(grid), 1, 0, 1, 2)
        column.addWidget(box)

    def _add_heading(self, column: QVBoxLayout, words: str) -> None:
        line = QFrame()
        set_role(line, "line")
        heading = PlainLabel(words)
        set_role(heading, "heading")
        column.addWidget(line)
        column.addWidget(heading)

    def _buttons(self, job_id: UUID) -> QHBoxLayout:
        row = QHBoxLayout()
        for words, wish in (
            (self.tr("Copy as JSON"), self.copy_json_wanted),
            (self.tr("Repeat"), self.repeat_wanted),
        ):
            button = QPushButton(words)
            button.clicked.connect(lambda _=False, wish=wish: wish.emit(job_id))
            row.addWidget(button)
        row.addStretch(1)
        return row


def _page() -> tuple[QWidget, QVBoxLayout]:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
    column.setSpacing(UNIT)
    return page, column


def _grid(lines: list[tuple[str, str]]) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(UNIT)
    grid.setVerticalSpacing(UNIT // 2)
    grid.setColumnStretch(0, 1)
    for number, (name, value) in enumerate(lines):
        label = WrappingLabel(name)
        set_role(label, "muted")
        shown = value
        if len(value) > _LONGEST_VALUE:
            shown = f"{value[: _LONGEST_VALUE // 2]}…{value[-_LONGEST_VALUE // 2 + 1 :]}"
        figure = PlainLabel(shown)
        figure.setToolTip(plain_tooltip(value) if shown != value else "")
        figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(label, number, 0)
        grid.addWidget(figure, number, 1)
    return grid
