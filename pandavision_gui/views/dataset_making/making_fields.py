"""Of what a dataset is made and how: the entries of the dialog, read as an order."""

from __future__ import annotations

import os
import re
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.dataset_order import LARGEST_SIDE, DatasetOrder
from pandavision_gui.errors import InputError
from pandavision_gui.views.dataset_making.more_options import MoreOptions, Option, wrapped_label
from pandavision_gui.views.dataset_making.source_kinds import OF_SOME_KINDS, entries_for
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.form_section import field_label, two_columns
from pandavision_gui.views.form.path_edit import PathEdit
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.start_folder import begin_in
from pandavision_gui.views.theme import UNIT, Theme, set_role

_SIZES = re.compile(r"\s*([0-9]{1,5})\s*(?:[x×*]\s*([0-9]{1,5}))?\s*")
_SHAPE = re.compile(r"\s*([0-9]{1,5})\s*[x×*]\s*([0-9]{1,5})\s*[x×*]\s*([0-9]{1,5})\s*")
_WHOLE = re.compile(r"\s*[0-9]{1,9}\s*")


class MakingFields(QWidget):
    """The entries: the source and what was found in it, then the size, then what is folded away.

    Attributes
    ----------
    finding, advice
        Lines below the source, for whoever looked into it: what it is, and what to do.

    Signals
    -------
    changed
        The user has set something.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.finding = WrappingLabel(lines=2)
        self.advice = WrappingLabel()
        self.advice.hide()
        self.source = self._path_edit(self.tr("Source"))
        self.labels_file = self._path_edit(self.tr("File with the labels"))
        self.labels_file.setPlaceholderText(self.tr("where they are elsewhere"))
        self.class_list = self._path_edit(self.tr("File with the names of the classes"))
        self.class_list.setPlaceholderText(self.tr("one a line or JSON, in the model's order"))
        self.label_column = self._line(self.tr("Column of the labels"), self.tr("auto"))
        self.picture_size = self._line(self.tr("Size in pixels"), self.tr("as it is"))
        self.picture_size.setToolTip(
            self.tr("One number for a square, or height x width, such as 224x160")
        )
        self.shape = self._line(self.tr("Shape of flat samples"), self.tr("auto"))
        self.shape.setToolTip(self.tr("Channels x height x width, such as 3x32x32"))
        self.per_class = self._line(self.tr("At most of each class"), self.tr("all"))
        self.samples = self._line(self.tr("Samples altogether"), self.tr("all"))
        self.seed = self._line(self.tr("Seed of the draw"), "0")
        self.seed.setToolTip(self.tr("The same seed draws the same samples again"))
        self.fit = self._choice(
            self.tr("Where proportions differ"),
            {
                "crop": self.tr("Cut the middle"),
                "pad": self.tr("Black bars around"),
                "stretch": self.tr("Stretch"),
            },
        )
        self.channels = self._choice(
            self.tr("Channels"),
            {
                "": self.tr("As they are"),
                "rgb": self.tr("Colour (RGB)"),
                "grey": self.tr("Grey"),
            },
        )
        self.class_order = self._choice(
            self.tr("Order of numbered classes"),
            {
                "": self.tr("Ask if it matters"),
                "name": self.tr("By name"),
                "number": self.tr("By number"),
            },
        )
        self.split = self._choice(
            self.tr("Part of the data"),
            {
                "": self.tr("Test or validation"),
                "test": self.tr("Test"),
                "validation": self.tr("Validation"),
                "train": self.tr("Training"),
            },
        )
        self.skip_bad = QCheckBox(self.tr("&Leave out pictures that cannot be read"))
        self.skip_bad.toggled.connect(self.changed)
        self.skip_bad.hide()
        self._more = MoreOptions(theme, self._options())
        self._lay_out()
        self._offer_options()
        self.fit.setEnabled(False)
        # While it is typed: the next key may be the one that leads there.
        self.picture_size.textChanged.connect(lambda text: self.fit.setEnabled(bool(text.strip())))

    def order(self) -> DatasetOrder | None:
        """Return what is asked for, None while no source is named.

        Raises
        ------
        InputError
            ``field_value`` when an entry is no value; it is marked.
        """
        self._more.show_summary()
        self.mark("")
        if not self.source.path:
            return None
        keys: dict[str, Any] = {
            "source": self.source.path,
            "labels_file": self.labels_file.path or None,
            "class_list": self.class_list.path or None,
            "label_column": self.label_column.text().strip() or None,
            "size": self._sides("size", _SIZES, self.tr("Give one number, or such as 224x160.")),
            "shape": self._sides("shape", _SHAPE, self.tr("Give three, such as 3x32x32.")),
            "per_class": self._count("per_class"),
            "samples": self._count("samples"),
            "seed": self._count("seed", 0) or 0,
            "skip_bad": self.skip_bad.isChecked(),
        }
        for name in ("fit", "channels", "class_order", "split"):
            keys[name] = self._entry(name).currentData() or None
        # What is out of sight, because it has no meaning for this source, is not asked for.
        for name in OF_SOME_KINDS:
            if not self._more.is_in_use(name):
                keys[name] = None
        return DatasetOrder.model_validate(keys)

    def mark(self, key: str) -> None:
        """Mark the entry that is to be seen to, and bring it into sight; empty for none."""
        for name in ("size", *(option.key for option in self._options())):
            set_role(self._entry(name), "bad" if name == key else "")
        if key == "skip_bad":
            self.skip_bad.show()
        elif key and key != "size":
            self._more.unfold()

    def offer_to_skip(self, found_bad: bool) -> None:
        """Show the box for bad pictures where there are some, or where it is ticked."""
        self.skip_bad.setVisible(found_bad or self.skip_bad.isChecked())

    def say(self, role: str, text: str, advice: str = "") -> None:
        """Say below the source what was found in it, and what to do."""
        set_role(self.finding, role)
        self.finding.setText(text)
        self.advice.setText(advice)
        self.advice.setVisible(bool(advice))

    def _entry(self, key: str) -> Any:
        return self.picture_size if key == "size" else getattr(self, key)

    def _sides(self, key: str, form: re.Pattern[str], hint: str) -> tuple[int, ...] | None:
        text = self._text(key)
        if not text:
            return None
        found = form.fullmatch(text)
        sides = [int(side) for side in found.groups() if side] if found else []
        if not sides or not all(1 <= side <= LARGEST_SIDE for side in sides):
            raise self._refused(key, hint)
        return (sides[0], sides[0]) if len(sides) == 1 else tuple(sides)

    def _count(self, key: str, least: int = 1) -> int | None:
        text = self._text(key)
        if not text:
            return None
        if not _WHOLE.fullmatch(text) or int(text) < least:
            raise self._refused(key, self.tr("Give a whole number from {}.").format(least))
        return int(text)

    def _text(self, key: str) -> str:
        is_of_use = key not in OF_SOME_KINDS or self._more.is_in_use(key)
        return self._entry(key).text().strip() if is_of_use else ""

    def _refused(self, key: str, hint: str) -> InputError:
        entry = self._entry(key)
        self.mark(key)
        return InputError("field_value", f"{entry.accessibleName()}: “{entry.text()}”.", hint)

    def _path_edit(self, name: str) -> PathEdit:
        edit = PathEdit()
        edit.setAccessibleName(name)
        edit.path_chosen.connect(self._on_path)
        edit.files_dropped.connect(lambda paths: edit.set_path(paths[0]) if paths else None)
        browse = QToolButton()
        browse.setText(self.tr("Browse"))
        browse.setAccessibleName(self.tr("Browse: {}").format(name))
        browse.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        set_role(browse, "flat")
        browse.clicked.connect(lambda: self._ask(edit, QFileDialog.FileMode.ExistingFile))
        edit.hold_buttons((browse,))
        return edit

    def _line(self, name: str, empty: str) -> QLineEdit:
        entry = QLineEdit()
        entry.setAccessibleName(name)
        entry.setPlaceholderText(empty)
        entry.setMaxLength(200)
        entry.editingFinished.connect(self.changed)
        return entry

    def _choice(self, name: str, words: dict[str, str]) -> ChoiceBox:
        choice = ChoiceBox()
        choice.setAccessibleName(name)
        for value, text in words.items():
            choice.addItem(text, value)
        choice.activated.connect(self.changed)
        return choice

    def _options(self) -> tuple[Option, ...]:
        return (
            Option("channels", self.tr("&Channels"), self.channels),
            Option("split", self.tr("&Part of the data"), self.split),
            Option("label_column", self.tr("Colum&n of the labels"), self.label_column),
            Option("shape", self.tr("Shape of fla&t samples"), self.shape),
            Option("per_class", self.tr("At most of &each class"), self.per_class),
            Option("samples", self.tr("Samples alto&gether"), self.samples),
            Option("seed", self.tr("See&d of the draw"), self.seed),
            Option("class_order", self.tr("&Order of numbered classes"), self.class_order),
            Option("labels_file", self.tr("File with the la&bels"), self.labels_file, True),
            Option(
                "class_list", self.tr("File &with the names of the classes"), self.class_list, True
            ),
        )

    def _lay_out(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(UNIT)
        source = QVBoxLayout()
        source.setSpacing(UNIT // 2)
        source.addWidget(field_label(self.tr("&Folder of pictures by class, or file"), self.source))
        for part in (self.source, self.finding, self.advice, self.skip_bad):
            source.addWidget(part)
        size = two_columns()
        for column, (text, entry) in enumerate(
            (
                (self.tr("Si&ze in pixels"), self.picture_size),
                (self.tr("Where proportions d&iffer"), self.fit),
            )
        ):
            size.addWidget(wrapped_label(text, entry), 0, column)
            size.addWidget(entry, 1, column)
        rows.addLayout(source)
        rows.addLayout(size)
        rows.addWidget(self._more)
        self._make_source_menu()

    def _make_source_menu(self) -> None:
        browse = self.source.findChild(QToolButton)
        assert browse is not None
        browse.clicked.disconnect()
        menu = QMenu(browse)
        for text, mode in (
            (self.tr("&Folder of pictures …"), QFileDialog.FileMode.Directory),
            (self.tr("F&ile (.npz, .npy, .csv, MNIST's idx) …"), QFileDialog.FileMode.ExistingFile),
        ):
            action = menu.addAction(text)
            action.triggered.connect(lambda _=False, mode=mode: self._ask(self.source, mode))
        browse.clicked.connect(lambda: menu.popup(browse.mapToGlobal(browse.rect().bottomLeft())))

    def _on_path(self) -> None:
        self._offer_options()
        self.changed.emit()

    def _offer_options(self) -> None:
        always = {option.key for option in self._options()} - OF_SOME_KINDS
        self._more.offer(always | entries_for(self.source.path))

    def _ask(self, edit: PathEdit, mode: QFileDialog.FileMode) -> None:
        dialog = QFileDialog(self, edit.accessibleName())
        dialog.setObjectName("making_source")
        dialog.setFileMode(mode)
        begin_in(dialog, os.path.dirname(edit.path or self.source.path))
        dialog.fileSelected.connect(edit.set_path)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
