"""What the classes are called: by the files themselves, or by a file that the user picks."""

from __future__ import annotations

import os
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from pandavision_gui.engine.class_names import NamesInForce, names_in_force
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.field_widget import FieldWidget
from pandavision_gui.views.form.wrapping_label import WrappingLabel, shortened
from pandavision_gui.views.jobs_table.job_words import number_words
from pandavision_gui.views.plain_text import (
    PlainLabel,
    explain,
    one_line,
    plain_text,
)
from pandavision_gui.views.theme import UNIT, set_role

_LONGEST_FILE_NAME = 40
_NAMES_IN_TOOLTIP = 20
_LONGEST_NAME = 60


class ClassNamesField(FieldWidget):
    """Says which names are in force, and takes others from a file. It reads no file itself.

    Signals
    -------
    reading_wanted
        Number and path of a file that somebody should answer by `show_names`.
    given
        The names that the user gives from now on: a tuple, empty for the files' own.
    """

    reading_wanted = Signal(int, str)
    given = Signal(object)
    is_wide = True

    def __init__(self, title: str, description: str) -> None:
        row = QWidget()
        super().__init__(title, description, row)
        self._names: tuple[str, ...] | None = None
        self._origin = ""
        self._model: ModelFacts | None = None
        self._dataset: DatasetFacts | None = None
        self._number = 0
        self._path = ""
        self._fault = ""
        self._words = WrappingLabel()
        self.choose_button = self._button(self.tr("From a file …"))
        self.clear_button = self._button(self.tr("Clear"))
        self.choose_button.clicked.connect(self._open_dialog)
        self.clear_button.clicked.connect(self._clear)
        self.label = None  # it stands in the row, beside the buttons
        self._lay_out(row)
        self._show()

    @property
    def count(self) -> int:
        """How many classes the user's names are for; 0 where the files' own are in force."""
        return len(self._names or ())

    def in_force(self) -> tuple[str, ...]:
        """Return the names that the classes go by, whoever gave them; none for numbers only."""
        return tuple(self._in_force().names)

    def value(self) -> Any:
        """Return the names that the user gives, None for the files' own.

        Raises
        ------
        InputError
            ``field_value`` while a file is read.
        """
        if self._path:
            raise InputError("field_value", self._still_reading())
        return self._names

    def set_value(self, value: Any) -> None:
        """Take the names of a spec; None for the files' own."""
        names = None if value is None else tuple(value)
        self._take(names, self._origin if names == self._names else "")

    def check(self) -> str:
        """Show what was wrong with the file; that one is being read is no fault of it."""
        self.problem.setText(self._fault)
        self.problem.setVisible(bool(self._fault))
        return self._still_reading() if self._path else ""

    def in_short(self, value: Any) -> str:
        """Return how many names there are and where they come from."""
        return self.words()

    def tell(self, model: object, dataset: object) -> None:
        """Say what is known about the two files, which may bring names along."""
        if model is self._model and dataset is self._dataset:
            return  # this is told with every key that is pressed
        self._model = model if isinstance(model, ModelFacts) else None
        self._dataset = dataset if isinstance(dataset, DatasetFacts) else None
        self._show()

    def read(self, path: str) -> None:
        """Have the names read from a file; the earlier ones stay until they are there."""
        self._number += 1
        self._path, self._fault = path, ""
        self._show()
        self.changed.emit()
        self.reading_wanted.emit(self._number, path)

    def show_names(self, number: int, answer: object) -> None:
        """Take the names, or show the `PandaVisionError` why there are none.

        Answers to earlier questions are dropped.
        """
        if number != self._number or not self._path:
            return
        if isinstance(answer, PandaVisionError):
            # The row is narrow, and the user has just picked the file: its name is enough.
            name = shortened(plain_text(os.path.basename(self._path)), _LONGEST_FILE_NAME)
            self._path, self._fault = "", sentence_text(answer.sentence()).replace(self._path, name)
            self._show()
            self.changed.emit()
        elif isinstance(answer, tuple):
            name = plain_text(os.path.basename(self._path))
            self._take(answer, shortened(name, _LONGEST_FILE_NAME))

    def words(self) -> str:
        """Return which names are in force; after a file that was none, that they are as before."""
        if self._path:
            return self._reading()
        words = self._words_in_force()
        return self.tr("still {}").format(words) if self._fault else words

    def _words_in_force(self) -> str:
        if self._names is not None:
            count = number_words(len(self._names))
            if self._origin:
                return self.tr("{}, from “{}”").format(count, self._origin)
            return self.tr("{}, as loaded").format(count)
        found = self._in_force()
        count = number_words(len(found.names))
        if found.source == "dataset":
            return self.tr("{}, from the dataset").format(count)
        if found.source == "model":
            return self.tr("{}, from the model").format(count)
        if self._model and self._dataset and "dataset" in found.unfit:
            words = self.tr("numbers only: the dataset names {} classes, the model has {}")
            held, classes = len(self._dataset.class_names), self._model.classes or 0
            return words.format(number_words(held), number_words(classes))
        return self.tr("numbers only")

    def _in_force(self) -> NamesInForce:
        return names_in_force(
            self._names,
            self._dataset.class_names if self._dataset else (),
            self._model.class_names if self._model else (),
            # The user's own are in force, or refused: they are never passed over in silence.
            self._model.classes if self._model and self._names is None else None,
        )

    def _take(self, names: tuple[str, ...] | None, origin: str) -> None:
        self._number += 1
        self._names, self._origin, self._path, self._fault = names, origin, "", ""
        self._show()
        self.given.emit(names or ())
        self.changed.emit()

    def _clear(self) -> None:
        self._take(None, "")
        self.choose_button.setFocus()  # the button that had it is gone

    def _show(self) -> None:
        self._words.setText(self.words())
        names = self._in_force().names
        explain(self._words, _listed(names))
        self.clear_button.setVisible(self._names is not None or bool(self._path))
        self.check()

    def _lay_out(self, row: QWidget) -> None:
        heading = PlainLabel(self.title)
        set_role(heading, "muted")
        top = QHBoxLayout()
        top.setSpacing(UNIT // 2)
        top.addWidget(heading, 1)
        top.addWidget(self.choose_button)
        top.addWidget(self.clear_button)
        layout = QVBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._words)

    def _reading(self) -> str:
        name = shortened(plain_text(os.path.basename(self._path)), _LONGEST_FILE_NAME)
        return self.tr("Reading “{}” …").format(name)

    def _still_reading(self) -> str:
        return self.tr("The names of the classes are still being read.")

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(f"{self.title}: {words}")
        set_role(button, "flat")
        return button

    def _open_dialog(self) -> None:
        dialog = QFileDialog(self.entry, self.tr("File with the names of the classes"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(
            [self.tr("Class names (*.txt *.json *.names)"), self.tr("All files (*)")]
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self.read)
        dialog.open()


def _listed(names: tuple[str, ...]) -> str:
    """Return the first names with their numbers, a line each; they forge no line."""
    lines = [
        f"{number}  {one_line(name, _LONGEST_NAME)}"
        for number, name in enumerate(names[:_NAMES_IN_TOOLTIP])
    ]
    return "\n".join([*lines, "…"] if len(names) > _NAMES_IN_TOOLTIP else lines)
