"""Makes a dataset: its source, how, a preview, and what came of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.dataset_making import SUFFIXES, SeenPreview
from pandavision_gui.jobs.messages import DatasetCreated, DatasetProgress
from pandavision_gui.views.dataset_making.making_bar import MakingBar
from pandavision_gui.views.dataset_making.making_fields import MakingFields
from pandavision_gui.views.dataset_making.making_words import (
    changed_words,
    entry_of,
    in_dialog_words,
    is_of_source,
    lacks_size,
    made_words,
    preview_words,
)
from pandavision_gui.views.dataset_making.making_work import MakingWork
from pandavision_gui.views.dataset_making.preview_grid import PreviewGrid
from pandavision_gui.views.dataset_making.remark_list import RemarkList
from pandavision_gui.views.dropped_files import dropped_paths, take_without_moving
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.form.steady_scroll_area import SteadyScrollArea
from pandavision_gui.views.plain_text import one_line
from pandavision_gui.views.start_folder import begin_in
from pandavision_gui.views.theme import UNIT, Theme, set_role

_SIZE = (112 * UNIT, 75 * UNIT)
_FORM_WIDTH = 44 * UNIT
_SUFFIX = SUFFIXES[0]
_PAUSE_MS = 250
_MOST_LISTED = 200


class _Entries(QWidget):
    """No wider than it has to be: the rest belongs to the pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)

    def sizeHint(self) -> QSize:
        """Return the least size."""
        return self.minimumSizeHint()


class MakingDialog(QDialog):
    """The dialog; the window goes on beside it, and it goes on while it is closed.

    Attributes
    ----------
    path
        Where the last dataset was to be made.

    Signals
    -------
    use_wanted
        The path of a dataset that was made and shall be evaluated.
    """

    use_wanted = Signal(str)

    def __init__(self, parent: QWidget, work: MakingWork, theme: Theme) -> None:
        super().__init__(parent)
        self.setObjectName("making_dialog")
        self.setWindowTitle(self.tr("Make a dataset"))
        self.setAcceptDrops(True)
        self._work = work
        self.path = ""
        self._was_seen = self._has_changed = False
        """Whether the source could be read as it is asked for, and whether it cannot any more."""
        self._order: DatasetOrder | None = None
        self.fields = MakingFields(theme)
        self.grid = PreviewGrid()
        self.remarks = RemarkList()
        self.remarks.setAccessibleName(self.tr("Remarks"))
        self.bar = MakingBar()
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setAutoDefault(False)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._preview)
        self._lay_out()
        self.fields.changed.connect(self._on_changed)
        self.bar.make.clicked.connect(self._ask_where)
        self.bar.stop.clicked.connect(work.stop)
        self.bar.use.clicked.connect(self._use)
        self.close_button.clicked.connect(self.reject)
        work.previewed.connect(self._on_preview)
        work.progressed.connect(self._on_progress)
        work.ended.connect(self._on_end)
        self._show_no_source()
        # A screen of few points, such as one magnified twice, may be smaller than that.
        self.resize(QSize(*_SIZE).boundedTo(self.screen().availableSize() - QSize(0, 4 * UNIT)))

    def make_at(self, path: str) -> None:
        """Make the dataset at `path`, whatever is there already."""
        order = self.fields.order()
        if order is None or self._work.is_making:
            return
        self.path = path if path.lower().endswith(SUFFIXES) else path + _SUFFIX
        self._pause.stop()
        self._work.forget_preview()
        self.fields.setEnabled(False)
        self.bar.show_making(one_line(Path(self.path).name))
        self._work.make(order, Path(self.path))

    def reject(self) -> None:
        """Close; what was put in stays for the next time, and what is being made goes on."""
        self._work.forget_preview()
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take a folder or a file, wherever it is dropped."""
        if event.mimeData().hasUrls() and not self._work.is_making:
            take_without_moving(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it as the source."""
        paths = dropped_paths(event)
        if paths and not self._work.is_making and take_without_moving(event):
            self.fields.source.set_path(paths[0])

    def _lay_out(self) -> None:
        entries = SteadyScrollArea()
        entries.column.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT)
        entries.column.addWidget(self.fields)
        entries.column.addStretch(1)
        line = QFrame()
        line.setFixedWidth(1)
        set_role(line, "upright-line")
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(entries, 1)
        left.addWidget(self.bar)
        right = QVBoxLayout()
        right.setContentsMargins(UNIT * 2, UNIT * 2, UNIT * 2, UNIT * 2)
        right.setSpacing(UNIT)
        right.addWidget(self.grid, 1)
        right.addWidget(self.remarks)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        right.addLayout(buttons)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        form = _Entries()
        form.setLayout(left)
        left.setContentsMargins(0, 0, 0, 0)
        left.addStrut(_FORM_WIDTH)
        layout.addWidget(form)
        layout.addWidget(line)
        layout.addLayout(right, 1)

    def _on_changed(self) -> None:
        if self._work.is_making:
            return
        self._work.forget_preview()
        self._list((), ())
        self._was_seen = self._has_changed = False
        try:
            self._order = self.fields.order()
        except InputError as error:
            self._pause.stop()
            self._order = None
            self.fields.say(
                "bad", f"✕ {in_dialog_words(error.message)}", in_dialog_words(error.hint)
            )
            self.grid.show_words("")
            self.bar.show_reason(self.tr("An entry is no value."))
            return
        if self._order is None:
            self._pause.stop()
            self._show_no_source()
            return
        self.fields.say("muted", self.tr("Looking at it …"))
        self.bar.show_ready("")
        self._pause.start()

    def _preview(self) -> None:
        if self._order is not None and not self._work.is_making:
            self._work.preview(self._order)

    def _on_preview(self, seen: SeenPreview | PandaVisionError) -> None:
        if self._work.is_making or self._order is None:
            return
        if isinstance(seen, PandaVisionError):
            self._refuse(seen)
            return
        facts = seen.facts
        self.grid.show_pictures(seen.pictures, facts.captions)
        if self._has_changed:  # it is back, and was made already: that stands below
            self._has_changed, self._was_seen = False, True
            self.fields.say("good", f"✓ {preview_words(facts)}")
            return
        self._was_seen = True
        self.fields.offer_to_skip(bool(facts.bad))
        self._list(facts.remarks, facts.bad)
        if lacks_size(self._order, facts):
            advice = self.tr("The pictures have several sizes. Give the one that the model takes.")
            self.fields.say("good", f"✓ {preview_words(facts)}", advice)
            self.fields.mark("size")
            self.bar.show_reason(self.tr("Give the size in pixels."))
            return
        self.fields.say("good", f"✓ {preview_words(facts)}")
        count = counted(facts.samples, self.tr("sample"), self.tr("samples"))
        self.bar.show_ready(self.tr("{} to write; you are asked where.").format(count))

    def _on_progress(self, progress: DatasetProgress) -> None:
        self.bar.show_progress(progress)

    def _on_end(self, made: DatasetCreated | PandaVisionError | None) -> None:
        self.fields.setEnabled(True)
        if isinstance(made, PandaVisionError):
            self._refuse_making(made)
            return
        if made is None:
            self.bar.show_end("muted", self.tr("Stopped; nothing was written."))
        else:
            self.bar.show_made(f"✓ {made_words(made)}\n{one_line(self.path)}")
            self._list(made.remarks, made.skipped)
        if not self._was_seen:  # it was begun before the source had been looked at
            self._has_changed = True
        if self._has_changed:
            self._preview()

    def _refuse(self, error: PandaVisionError) -> None:
        """Say what the source lacks."""
        self._say_of_source(error, in_dialog_words(error.hint))
        if error.code == "preview_lost":  # it may be fine all the same
            self.bar.show_ready("")
        else:
            self.bar.show_reason(self.tr("It cannot be made like this: see above."))

    def _say_of_source(self, error: PandaVisionError, advice: str) -> None:
        self.fields.say("bad", f"✕ {in_dialog_words(error.message)}", advice)
        self.fields.mark(entry_of(error))
        self.grid.show_words("")
        self._list((), _listed(error))

    def _refuse_making(self, error: PandaVisionError) -> None:
        """Say why nothing was made."""
        if is_of_source(error):
            words = changed_words(error) if self._was_seen else in_dialog_words(error.hint)
            self._say_of_source(error, words)
            self._has_changed = True
            self.bar.show_end("bad", self.tr("✕ Nothing was made: see above."))
            return
        sentence = in_dialog_words(error.sentence())
        self.bar.show_end("bad", f"✕ {sentence}")
        key = entry_of(error)
        self.fields.mark(key)
        self._list((), _listed(error))

    def _list(self, remarks: tuple[str, ...], bad: tuple[str, ...]) -> None:
        words = (
            self.tr("Left out: {}")
            if self.fields.skip_bad.isChecked()
            else self.tr("Cannot be read: {}")
        )
        lines = [one_line(in_dialog_words(remark)) for remark in remarks]
        lines += [words.format(one_line(sentence_text(line))) for line in bad[:_MOST_LISTED]]
        if len(bad) > _MOST_LISTED:
            lines.append("…")
        self.remarks.show_lines(lines)

    def _show_no_source(self) -> None:
        self.fields.say(
            "muted",
            self.tr(
                "Drop a folder with one folder of pictures per class here, or an .npz, .npy, .csv "
                "or MNIST file."
            ),
        )
        self.grid.show_words(self.tr("Some of the pictures will be shown here."))
        self._list((), ())
        self.bar.show_reason(self.tr("Choose a folder or a file."))

    def _use(self) -> None:
        self.use_wanted.emit(self.path)
        self.reject()

    def _ask_where(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the dataset as"))
        dialog.setObjectName("making_target")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilter(self.tr("Datasets (*.h5)"))
        dialog.setDefaultSuffix(_SUFFIX[1:])
        source = Path(self.fields.source.path)
        begin_in(dialog, str(source.parent))
        dialog.selectFile(f"{source.stem}{_SUFFIX}")
        dialog.fileSelected.connect(self.make_at)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _listed(error: PandaVisionError) -> tuple[str, ...]:
    return tuple(error.details.splitlines()) if error.code == "samples_bad" else ()
