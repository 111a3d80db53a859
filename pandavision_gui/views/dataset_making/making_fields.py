"""Of what a dataset is made and how: the entries of the dialog, read as an order."""

from __future__ import annotations

import re
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.dataset_order import LARGEST_SIDE, DatasetOrder
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.form_section import field_label
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.theme import UNIT

_SIZES = re.compile(r"\s*([0-9]{1,5})\s*(?:[x×*]\s*([0-9]{1,5}))?\s*")
_SHAPE = re.compile(r"\s*([0-9]{1,5})\s*[x×*]\s*([0-9]{1,5})\s*[x×*]\s*([0-9]{1,5})\s*")
_WHOLE = re.compile(r"\s*[0-9]{1,9}\s*")


class MakingFields(QWidget):
    """The entries.

    Signals
    -------
    changed
        The user has set something.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.source = self._path_edit(self.tr("Source"))
        self.labels = self._path_edit(self.tr("File with the labels"))
        self.labels.setPlaceholderText(self.tr("only where they are not in the source"))
        self.class_list = self._path_edit(self.tr("File with the names of the classes"))
        self.class_list.setPlaceholderText(self.tr("one a line or JSON, in the network's order"))
        self.label_column = self._line(self.tr("Column of the labels"), self.tr("auto"))
        self.picture_size = self._line(self.tr("Size"), self.tr("as it is"))
        self.shape = self._line(self.tr("Shape of flat samples"), self.tr("auto"))
        self.per_class = self._line(self.tr("At most of each class"), self.tr("all"))
        self.samples = self._line(self.tr("Samples to draw"), self.tr("all"))
        self.seed = self._line(self.tr("Seed of the draw"), "0")
        self.fit = self._choice(
            self.tr("Fitting"),
            {
                "crop": self.tr("Cut out the middle"),
                "pad": self.tr("Black around it"),
                "stretch": self.tr("Stretch"),
            },
        )
        self.channels = self._choice(
            self.tr("Channels"),
            {
                "": self.tr("As the pictures are"),
                "rgb": self.tr("Colour (RGB)"),
                "grey": self.tr("Grey"),
            },
        )
        self.class_order = self._choice(
            self.tr("Order of the classes"),
            {
                "": self.tr("Ask where it matters"),
                "name": self.tr("By name"),
                "number": self.tr("By number"),
            },
        )
        self.split = self._choice(
            self.tr("Part"),
            {
                "": self.tr("Test, else validation"),
                "test": self.tr("Test"),
                "validation": self.tr("Validation"),
                "train": self.tr("Training"),
            },
        )
        self.skip_bad = QCheckBox(self.tr("&Leave out pictures that cannot be read"))
        self.skip_bad.toggled.connect(self.changed)
        self._lay_out()

    def order(self) -> DatasetOrder | None:
        """Return what is asked for, None while no source is named.

        Raises
        ------
        InputError
            ``field_value`` when an entry is no value.
        """
        if not self.source.path:
            return None
        keys: dict[str, Any] = {
            "source": self.source.path,
            "labels_file": self.labels.path or None,
            "class_list": self.class_list.path or None,
            "label_column": self.label_column.text().strip() or None,
            "size": self._sides(
                self.picture_size, _SIZES, self.tr("Give one number, or such as 224x224.")
            ),
            "shape": self._sides(self.shape, _SHAPE, self.tr("Give three, such as 3x32x32.")),
            "per_class": self._count(self.per_class),
            "samples": self._count(self.samples),
            "seed": self._count(self.seed, 0) or 0,
            "skip_bad": self.skip_bad.isChecked(),
        }
        for name, choice in (
            ("fit", self.fit),
            ("channels", self.channels),
            ("class_order", self.class_order),
            ("split", self.split),
        ):
            keys[name] = choice.currentData() or None
        return DatasetOrder.model_validate(keys)

    def _sides(self, entry: QLineEdit, form: re.Pattern[str], hint: str) -> tuple[int, ...] | None:
        if not entry.text().strip():
            return None
        found = form.fullmatch(entry.text())
        sides = [int(side) for side in found.groups() if side] if found else []
        if not sides or not all(1 <= side <= LARGEST_SIDE for side in sides):
            raise self._refused(entry, hint)
        return (sides[0], sides[0]) if len(sides) == 1 else tuple(sides)

    def _count(self, entry: QLineEdit, least: int = 1) -> int | None:
        text = entry.text()
        if not text.strip():
            return None
        if not _WHOLE.fullmatch(text) or int(text) < least:
            raise self._refused(entry, self.tr("Give a whole number from {}.").format(least))
        return int(text)

    def _refused(self, entry: QLineEdit, hint: str) -> InputError:
        return InputError("field_value", f"{entry.accessibleName()}: “{entry.text()}”.", hint)

    def _path_edit(self, name: str) -> PathEdit:
        edit = PathEdit()
        edit.setAccessibleName(name)
        edit.path_chosen.connect(self.changed)
        edit.files_dropped.connect(lambda paths: edit.set_path(paths[0]) if paths else None)
        return edit

    def _line(self, name: str, empty: str) -> QLineEdit:
        entry = QLineEdit()
        entry.setAccessibleName(name)
        entry.setPlaceholderText(empty)
        entry.setMaxLength(200)
        entry.editingFinished.connect(self.changed)
        return entry

    def _choice(self, name: str, words: dict[str, str]) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        for value, text in words.items():
            choice.addItem(text, value)
        choice.activated.connect(self.changed)
        return choice

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(UNIT // 2)
        choose = QPushButton(self.tr("Choose …"))
        choose.setAutoDefault(False)
        menu = QMenu(choose)
        menu.addAction(self.tr("Folder of pictures …")).triggered.connect(self._choose_folder)
        menu.addAction(self.tr("File …")).triggered.connect(self._choose_file)
        choose.setMenu(menu)
        labels = QPushButton(self.tr("Choose …"))
        labels.setAutoDefault(False)
        labels.clicked.connect(lambda: self._ask(self.labels, QFileDialog.FileMode.ExistingFile))
        classes = QPushButton(self.tr("Choose …"))
        classes.setAutoDefault(False)
        classes.clicked.connect(
            lambda: self._ask(self.class_list, QFileDialog.FileMode.ExistingFile)
        )
        for edit, button, text in (
            (self.source, choose, self.tr("&Folder of pictures, or .npz, .npy, .csv, IDX file")),
            (self.labels, labels, self.tr("File with the la&bels")),
            (self.class_list, classes, self.tr("File &with the names of the classes")),
        ):
            line = QHBoxLayout()
            line.addWidget(edit, 1)
            line.addWidget(button)
            rows.addWidget(field_label(text, edit))
            rows.addLayout(line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(UNIT)
        grid.setVerticalSpacing(UNIT // 4)
        entries: tuple[tuple[str, QWidget], ...] = (
            (self.tr("Si&ze in pixels, such as 224 or 224x160"), self.picture_size),
            (self.tr("Where proportions d&iffer"), self.fit),
            (self.tr("&Channels"), self.channels),
            (self.tr("At most of &each class"), self.per_class),
            (self.tr("Samples alto&gether"), self.samples),
            (self.tr("See&d of the draw"), self.seed),
            (self.tr("&Order of numbered classes"), self.class_order),
            (self.tr("Colum&n of the labels (CSV)"), self.label_column),
            (self.tr("Shape of fla&t samples, such as 3x32x32"), self.shape),
            (self.tr("&Part, where there are several"), self.split),
        )
        for place, (text, entry) in enumerate(entries):
            row, column = divmod(place, 3)
            grid.addWidget(field_label(text, entry), 2 * row, column)
            grid.addWidget(entry, 2 * row + 1, column)
        rows.addLayout(grid)
        rows.addWidget(self.skip_bad)

    def _choose_folder(self) -> None:
        self._ask(self.source, QFileDialog.FileMode.Directory)

    def _choose_file(self) -> None:
        self._ask(self.source, QFileDialog.FileMode.ExistingFile)

    def _ask(self, edit: PathEdit, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, self.tr("Make a dataset of"))
        dialog.setObjectName("making_source")
        dialog.setFileMode(mode)
        dialog.fileSelected.connect(edit.set_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
