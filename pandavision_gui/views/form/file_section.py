"""The model or the dataset: its path, and what was found in the file."""

from __future__ import annotations

import os
from collections.abc import Sequence
from enum import Enum, auto
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.views.form import finding_words
from pandavision_gui.views.form.file_words import DATASET_SUFFIXES, MODEL_SUFFIXES, FileWords
from pandavision_gui.views.form.finding_view import FindingView
from pandavision_gui.views.form.form_section import FormSection, field_label
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.plain_text import menu_text
from pandavision_gui.views.theme import Theme, set_role

_LONGEST_MENU_TEXT = 60


class FileState(Enum):
    """How much is known about the file."""

    NONE = auto()
    LOOKING = auto()
    GOOD = auto()
    BAD = auto()


class FileSection(FormSection):
    """A path and what is known about its file. It opens no file: somebody is asked to.

    Signals
    -------
    inspection_wanted
        Somebody should look into the file of this path.
    files_dropped
        Paths that were dropped on the line and are not for it alone.
    """

    inspection_wanted = Signal(str)
    files_dropped = Signal(list)

    def __init__(self, theme: Theme, words: FileWords) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self.title = words.title
        self.fills = frozenset({words.key})
        self.state = FileState.NONE
        self.facts: ModelFacts | DatasetFacts | None = None
        self._remarks: list[str] = []
        self.edit = PathEdit()
        self.edit.setAccessibleName(words.title)
        self.edit.path_chosen.connect(self._on_path)
        self.edit.files_dropped.connect(self._on_drop)
        self.edit.list_wanted.connect(self._open_recent)
        self._make_buttons()
        self._finding = FindingView()
        self._rows.addWidget(field_label(words.label, self.edit))
        self._rows.addWidget(self.edit)
        self._rows.addWidget(self._finding)
        self._rows.addWidget(self._problem)
        theme.changed.connect(self._paint_icons)
        self._paint_icons()
        self._finding.show_line("muted", words.empty)

    @property
    def path(self) -> str:
        """The absolute path, empty when there is none."""
        return self.edit.path

    def keys(self) -> dict[str, Any]:
        """Return the path under its key."""
        return {self._words.key: self.path}

    def load(self, spec: EvaluationSpec) -> None:
        """Take the spec's path."""
        self.edit.set_path(spec.trained_model if self._words.kind == "model" else spec.dataset)

    def takes(self, path: str) -> bool:
        """Whether the path ends as files of this kind do."""
        return path.lower().endswith(self._words.suffixes)

    def show_report(self, report: Inspected | Failed) -> None:
        """Show what was found in the file."""
        if isinstance(report, Failed):
            self._fail(f"{report.message} {report.hint}".strip(), details=report.details)
        elif report.facts.kind != self._words.kind:
            self._fail(self._words.wrong_kind)
        else:
            self.state, self.facts = FileState.GOOD, report.facts
            if isinstance(report.facts, ModelFacts):
                sentence = finding_words.model_sentence(report.facts)
                details = finding_words.model_details(report.facts)
                self._remarks = list(report.facts.remarks)
            else:
                sentence = finding_words.dataset_sentence(report.facts)
                details = finding_words.dataset_details(report.facts)
                self._remarks = finding_words.dataset_remarks(report.facts)
            self._finding.show_line("good", f"✓ {sentence}", details=details)
            self._finding.show_warnings(self._remarks)
        self.changed.emit()

    def show_misfits(self, sentences: Sequence[str]) -> None:
        """Show what speaks against this file beside the other one."""
        if self.state is FileState.GOOD:
            self._finding.show_warnings([*sentences, *self._remarks])

    def set_recent(self, paths: Sequence[str]) -> None:
        """Offer these paths, newest first."""
        self._menu.clear()
        for path in paths:
            action = self._menu.addAction(
                menu_text(shortened(_name_first(path), _LONGEST_MENU_TEXT))
            )
            action.triggered.connect(lambda _=False, path=path: self.edit.set_path(path))
        self._recent.setVisible(bool(paths))
        self.edit.place_buttons()

    def finding_text(self) -> str:
        """Return what is said about the file."""
        return self._finding.text()

    def _make_buttons(self) -> None:
        self._menu = QMenu(self)
        self._recent = QToolButton()
        self._recent.setAccessibleName(self.tr("Recent files: {}").format(self.title))
        self._recent.setToolTip(self.tr("Recent files (arrow down)"))
        self._recent.clicked.connect(self._open_recent)
        self._browse = QToolButton()
        self._browse.setText(self.tr("Browse"))
        self._browse.setAccessibleName(self.tr("Browse: {}").format(self.title))
        self._browse.clicked.connect(self._open_dialog)
        for button in (self._recent, self._browse):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            set_role(button, "flat")
        self._recent.hide()
        self.edit.hold_buttons((self._recent, self._browse))

    def _open_recent(self) -> None:
        if not self._menu.isEmpty():
            self._menu.popup(self.edit.mapToGlobal(self.edit.rect().bottomLeft()))

    def _open_dialog(self) -> None:
        dialog = QFileDialog(self, self._words.browse, os.path.dirname(self.path))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self._words.filter)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.edit.set_path)
        dialog.open()

    def _on_drop(self, paths: list[str]) -> None:
        if len(paths) == 1 and not paths[0].lower().endswith(MODEL_SUFFIXES + DATASET_SUFFIXES):
            self.edit.set_path(paths[0])  # a file of any name, aimed at this very line
        else:
            self.files_dropped.emit(paths)

    def _on_path(self, path: str) -> None:
        self.facts, self._remarks = None, []
        if path:
            self.state = FileState.LOOKING
            self._finding.show_line("muted", self.tr("Looking into the file …"))
        else:
            self.state = FileState.NONE
            self._finding.show_line("muted", self._words.empty)
        self.changed.emit()
        if path:
            self.inspection_wanted.emit(path)

    def _fail(self, sentence: str, *, details: str = "") -> None:
        self.state, self.facts, self._remarks = FileState.BAD, None, []
        shown = sentence if self.path in sentence else f"{sentence}\n{self.path}"
        self._finding.show_line("bad", f"✕ {shown}", details=details)

    def _paint_icons(self) -> None:
        self._recent.setIcon(self._theme.coloured_icon("collapse", self._theme.colours.muted))
        self.edit.place_buttons()


def _name_first(path: str) -> str:
    return f"{os.path.basename(path)}   {os.path.dirname(path)}"
