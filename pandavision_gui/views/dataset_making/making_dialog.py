"""Makes a dataset: its source, how, a preview, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.dataset_making import SUFFIXES, SeenPreview
from pandavision_gui.jobs.messages import DatasetCreated, DatasetPreviewed, DatasetProgress
from pandavision_gui.views.dataset_making.making_fields import MakingFields
from pandavision_gui.views.dataset_making.making_work import MakingWork
from pandavision_gui.views.dataset_making.preview_grid import PreviewGrid
from pandavision_gui.views.form.finding_words import counted, shape_words
from pandavision_gui.views.form.wrapping_label import WrappingLabel
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.theme import UNIT, set_role

_WIDTH = 720
_SUFFIX = SUFFIXES[0]
_PAUSE_MS = 250
_MOST_LISTED = 200


class MakingDialog(QDialog):
    """The dialog; the window goes on beside it.

    Signals
    -------
    use_wanted
        The path of a dataset that was made and shall be evaluated.
    """

    use_wanted = Signal(str)

    def __init__(self, parent: QWidget, work: MakingWork) -> None:
        super().__init__(parent)
        self.setObjectName("making_dialog")
        self.setWindowTitle(self.tr("Make a dataset"))
        self._work = work
        self._path = ""
        self._is_usable = False
        self.fields = MakingFields()
        self.finding = WrappingLabel(lines=2)
        self.grid = PreviewGrid()
        self.remarks = QPlainTextEdit()
        self.remarks.setReadOnly(True)
        self.remarks.setAccessibleName(self.tr("Remarks"))
        self.remarks.setMinimumHeight(UNIT * 10)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("How far the dataset is"))
        self.bar.hide()
        self.make = QPushButton(self.tr("&Make …"))
        self.stop = QPushButton(self.tr("&Stop"))
        self.use = QPushButton(self.tr("&Use it"))
        self.close_button = QPushButton(self.tr("Close"))
        for button in (self.make, self.stop, self.use, self.close_button):
            button.setAutoDefault(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._preview)
        self._lay_out()
        self.fields.changed.connect(self._on_changed)
        self.make.clicked.connect(self._ask_where)
        self.stop.clicked.connect(self._stop)
        self.use.clicked.connect(self._use)
        self.close_button.clicked.connect(self.reject)
        work.previewed.connect(self._on_preview)
        work.progressed.connect(self._on_progress)
        work.ended.connect(self._on_end)
        self._say(
            "muted", self.tr("Choose a folder with a folder of pictures per class, or a file.")
        )
        self._show_buttons()

    def make_at(self, path: str) -> None:
        """Make the dataset at `path`, whatever is there already."""
        order = self.fields.order()
        if order is None or self._work.is_making:
            return
        self._path = path if path.lower().endswith(SUFFIXES) else path + _SUFFIX
        self._is_usable = False
        self._work.forget_preview()
        self._say("muted", self.tr("Making “{}” …").format(one_line(Path(self._path).name)))
        self.bar.setRange(0, 0)
        self.bar.show()
        self._work.make(order, Path(self._path))
        self._show_buttons()

    def reject(self) -> None:
        """Stop what is under way and close; what was put in stays for the next time."""
        self._work.forget_preview()
        self._work.stop()
        super().reject()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self.make)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        buttons.addWidget(self.use)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        layout.setSpacing(UNIT)
        for part in (self.fields, self.finding, self.grid, self.remarks, self.bar):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self.setMinimumWidth(_WIDTH)

    def _on_changed(self) -> None:
        if not self._work.is_making:
            self._is_usable = False
            self._work.forget_preview()
            self._pause.start()
            self._show_buttons()

    def _preview(self) -> None:
        self.grid.clear()
        self.remarks.clear()
        try:
            order = self.fields.order()
        except InputError as error:
            self._say("bad", error.sentence())
            self._show_buttons()
            return
        if order is None or self._work.is_making:
            return
        self._say("muted", self.tr("Looking at it …"))
        self._work.preview(order)

    def _on_preview(self, seen: SeenPreview | PandaVisionError) -> None:
        if self._work.is_making:
            return
        if isinstance(seen, PandaVisionError):
            self._refuse(seen)
            return
        self._say("", self._preview_words(seen.facts))
        self.grid.show_pictures(seen.pictures, seen.facts.captions)
        self._list(seen.facts.remarks, seen.facts.bad)

    def _on_progress(self, progress: DatasetProgress) -> None:
        self.bar.setRange(0, progress.total)
        self.bar.setValue(progress.done)

    def _on_end(self, made: DatasetCreated | PandaVisionError | None) -> None:
        self.bar.hide()
        if isinstance(made, PandaVisionError):
            self._refuse(made)
        elif made is None:
            self._say("muted", self.tr("Stopped; nothing was written."))
        else:
            self._is_usable = True
            words = self.tr("Made: {} · {} · {}").format(
                counted(made.samples, self.tr("sample"), self.tr("samples")),
                shape_words(made.shape),
                counted(made.classes, self.tr("class"), self.tr("classes")),
            )
            self._say("good", f"{words}\n{one_line(self._path)}")
            self._list(made.remarks, made.skipped)
        self._show_buttons()

    def _refuse(self, error: PandaVisionError) -> None:
        self._say("bad", self._in_window_words(error.sentence()))
        self._list((), tuple(error.details.splitlines()) if error.code == "samples_bad" else ())
        self._show_buttons()

    def _in_window_words(self, sentence: str) -> str:
        """Return a sentence with the command line's options under their names in this dialog."""
        for option, words in (
            ("--skip-bad", self.tr("“Leave out pictures that cannot be read”")),
            ("--class-order", self.tr("“Order of numbered classes”")),
            ("--class-list", self.tr("“File with the names of the classes”")),
            ("--labels-file", self.tr("“File with the labels”")),
            ("--label-column", self.tr("“Column of the labels”")),
            ("--split", self.tr("“Part”")),
            ("--shape", self.tr("“Shape of flat samples”")),
            ("--size", self.tr("“Size in pixels”")),
            ("--fit", self.tr("“Where proportions differ”")),
            ("--channels", self.tr("“Channels”")),
        ):
            sentence = sentence.replace(option, words)
        return sentence

    def _preview_words(self, facts: DatasetPreviewed) -> str:
        parts = [
            facts.kind,
            counted(facts.samples, self.tr("sample"), self.tr("samples")),
            counted(facts.classes, self.tr("class"), self.tr("classes")),
        ]
        if facts.shape is not None:
            parts.append(shape_words(facts.shape))
        elif facts.captions:
            parts.append(self.tr("several sizes: choose one"))
        return " · ".join(parts)

    def _list(self, remarks: tuple[str, ...], bad: tuple[str, ...]) -> None:
        lines = [one_line(remark) for remark in remarks]
        lines += [
            self.tr("Cannot be read: {}").format(one_line(line)) for line in bad[:_MOST_LISTED]
        ]
        if len(bad) > _MOST_LISTED:
            lines.append("…")
        self.remarks.setPlainText("\n".join(lines))

    def _say(self, role: str, text: str) -> None:
        set_role(self.finding, role)
        self.finding.setText(text)

    def _show_buttons(self) -> None:
        is_making = self._work.is_making
        try:
            can_make = self.fields.order() is not None
        except InputError:
            can_make = False
        self.make.setEnabled(can_make and not is_making)
        self.stop.setEnabled(is_making)
        self.use.setEnabled(self._is_usable)
        self.fields.setEnabled(not is_making)

    def _stop(self) -> None:
        self._work.stop()
        self.stop.setEnabled(False)

    def _use(self) -> None:
        self.use_wanted.emit(self._path)
        self.reject()

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the dataset as"))
        dialog.setObjectName("making_target")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(self.tr("Datasets (*.h5)"))
        dialog.setDefaultSuffix(_SUFFIX[1:])
        source = Path(self.fields.source.path)
        dialog.setDirectory(str(source.parent))
        dialog.selectFile(f"{source.stem}{_SUFFIX}")
        dialog.fileSelected.connect(self.make_at)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
