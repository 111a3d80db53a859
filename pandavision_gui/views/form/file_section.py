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
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.jobs.requests import FileStamp
from pandavision_gui.views.form import finding_words
from pandavision_gui.views.form.file_question import FileAnswer, FileQuestion
from pandavision_gui.views.form.file_words import DATASET_SUFFIXES, MODEL_SUFFIXES, FileWords
from pandavision_gui.views.form.finding_view import FindingView
from pandavision_gui.views.form.form_section import FormSection, field_label
from pandavision_gui.views.form.misfits import Misfits
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.form.spec_words import file_sentence
from pandavision_gui.views.form.wrapping_label import shortened
from pandavision_gui.views.plain_text import menu_text
from pandavision_gui.views.start_folder import begin_in
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

    Attributes
    ----------
    stamp
        What the system says of the file that was looked into; None where it said nothing.
    is_other_kind
        Whether the file is one for the other section.

    Signals
    -------
    inspection_wanted
        A `FileQuestion` that somebody should answer by `show_answer`.
    files_dropped
        Paths that were dropped on the line and are not for it alone.
    """

    inspection_wanted = Signal(object)
    files_dropped = Signal(list)

    def __init__(self, theme: Theme, words: FileWords) -> None:
        super().__init__()
        self._theme, self._words = theme, words
        self.title = words.title
        self.fills = frozenset({words.key})
        self.state = FileState.NONE
        self.facts: ModelFacts | DatasetFacts | None = None
        self.stamp: FileStamp | None = None
        self.is_other_kind = False
        self._number = 0
        self._remarks: list[str] = []
        self.edit = PathEdit()
        self.edit.setAccessibleName(words.title)
        self.edit.edited.connect(self._on_edited)
        self.edit.path_chosen.connect(self.look_into)
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

    @property
    def place(self) -> str:
        """What the section's questions about its file are told by."""
        return self._words.place or self._words.kind

    @property
    def kind(self) -> str:
        """Of its files: "model" or "dataset"."""
        return self._words.kind

    @property
    def is_used(self) -> bool:
        """Whether the evaluation needs the file."""
        return True

    def load(self, spec: EvaluationSpec) -> None:
        """Take the spec's path."""
        self.edit.set_path(spec.trained_model if self._words.kind == "model" else spec.dataset)

    def takes(self, path: str) -> bool:
        """Whether the path ends as files of this kind do."""
        return path.lower().endswith(self._words.suffixes)

    def look_into(self) -> None:
        """Have the file looked into, whatever is known about it."""
        self._begin(self.tr("Looking into the file …"))

    def look_again(self) -> None:
        """Have the file looked at, and looked into where it is no longer what was found."""
        if self.state in (FileState.GOOD, FileState.BAD):
            self._ask(only_look=True)

    def show_answer(self, question: FileQuestion, answer: FileAnswer) -> None:
        """Show what came back; answers to earlier questions are dropped."""
        if question.number == self._number and self.path:
            self.take_answer(answer)

    def take_answer(self, answer: FileAnswer) -> None:
        """Take what is true of the file now."""
        if answer.report is not None:
            self.stamp, self.is_other_kind = answer.stamp, False
            self._show_report(answer.report)
        elif answer.stamp != self.stamp or (answer.stamp is None and self.facts is not None):
            self._begin(self.tr("The file has changed. Looking into it again …"))

    def _show_report(self, report: Inspected | Failed) -> None:
        if isinstance(report, Failed):
            self._fail(file_sentence(report), details=report.details)
        elif report.facts.kind != self._words.kind:
            self.is_other_kind = True
            self._fail(self._words.wrong_kind)
        else:
            self.state, self.facts = FileState.GOOD, report.facts
            if isinstance(report.facts, ModelFacts):
                sentence = finding_words.model_sentence(report.facts)
                details = finding_words.model_details(report.facts)
                self._remarks = finding_words.model_remarks(report.facts)
            else:
                sentence = finding_words.dataset_sentence(report.facts)
                details = finding_words.dataset_details(report.facts)
                self._remarks = finding_words.dataset_remarks(report.facts)
            self._finding.show_line("good", f"✓ {sentence}", details=details)
            self._finding.show_warnings(self._remarks)
        self.changed.emit()

    def show_problem(self, sentence: str) -> None:
        """Show what is wrong with the file beside the others, with the sign of all its errors."""
        super().show_problem(f"✕ {sentence}" if sentence else "")

    def show_misfits(self, misfits: Misfits, *, label_offset: int = 0) -> None:
        """Show what may speak against this file beside the other one, and what it lacks still."""
        if self.state is FileState.GOOD:
            remarks = finding_words.without_heeded(
                self._remarks, label_offset, by_value=misfits.labels_are_values
            )
            self._finding.show_warnings([*misfits.perhaps, *remarks])

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

    def reason(self) -> str:
        """Return why the file keeps the evaluation from running; empty when it does not."""
        return {
            FileState.NONE: self._words.choose,
            FileState.BAD: self._words.unusable,
            FileState.LOOKING: self._words.looking,
        }.get(self.state, "")

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
        dialog = QFileDialog(self, self._words.browse)
        begin_in(dialog, os.path.dirname(self.path))
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

    def _on_edited(self) -> None:
        # At once, not after the pause: what was found belongs to another path already.
        self._forget(self.tr("Looking into the file …"))

    def _begin(self, words: str) -> None:
        self._forget(words)
        if self.path:
            self._ask(only_look=False)

    def _forget(self, words: str) -> None:
        self._number += 1
        self.facts, self.stamp, self._remarks = None, None, []
        self.is_other_kind = False
        self.state = FileState.LOOKING if self.path else FileState.NONE
        self._finding.show_line("muted", words if self.path else self._words.empty)
        self.changed.emit()

    def _ask(self, *, only_look: bool) -> None:
        self.inspection_wanted.emit(
            FileQuestion(
                self.place,
                self._number,
                self.path,
                only_look,
                labels=self._labels(),
                output=self._output(),
                class_names=self._class_names(),
            )
        )

    def _labels(self) -> str:
        """Return the labels that a file is looked into for; empty for the usual ones."""
        return ""

    def _output(self) -> str:
        """Return the output that a model is looked into for; empty for the likeliest."""
        return ""

    def _class_names(self) -> tuple[str, ...]:
        """Return the names that a dataset is looked into with; none for its own."""
        return ()

    def _fail(self, sentence: str, *, details: str = "") -> None:
        self.state, self.facts, self._remarks = FileState.BAD, None, []
        sentence, path = plain_text(sentence), plain_text(self.path)
        shown = sentence if path in sentence else f"{sentence}\n{path}"
        self._finding.show_line("bad", f"✕ {shown}", details=details)

    def _paint_icons(self) -> None:
        self._recent.setIcon(self._theme.coloured_icon("collapse", self._theme.colours.muted))
        self.edit.place_buttons()


def _name_first(path: str) -> str:
    return f"{os.path.basename(path)}   {os.path.dirname(path)}"
