"""The samples of an opened job: filters above, cards below, one of them large beside."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QMargins, QObject, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from pandavision_gui.engine.job_size import KEPT_PICTURES
from pandavision_gui.engine.listed_samples import chosen_rows
from pandavision_gui.engine.number_words import number_words
from pandavision_gui.jobs.job_view import OpenedJob, Purpose, ShownSamples
from pandavision_gui.jobs.view_messages import LARGEST_SIDE
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.fitted_scroll import FittedScroll
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.samples.large_sample import LargeSample
from pandavision_gui.views.samples.picture_saving import PictureSaving
from pandavision_gui.views.samples.picture_store import PictureStore, pictures_of
from pandavision_gui.views.samples.sample_filters import SampleFilters
from pandavision_gui.views.samples.sample_grid import SampleGrid
from pandavision_gui.views.samples.sample_list_model import SampleListModel
from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.theme import UNIT, Theme, set_role

_MARGINS = QMargins(UNIT * 3 // 2, UNIT, 0, 0)
_LARGEST_HEAD = 0.6
"""Of the height, for what stands above the samples: large text in a small window is scrolled."""


class SamplesView(QWidget):
    """Shows one opened job at a time."""

    def __init__(self, theme: Theme, wishes: SampleWishes) -> None:
        super().__init__()
        self._theme = theme
        self.wishes = wishes
        self._opened: OpenedJob | None = None
        self.saving = PictureSaving(self)
        self._store = PictureStore()
        self.model = SampleListModel()
        self.filters = SampleFilters()
        self.grid = SampleGrid(theme, self.model, self._store)
        self.large: LargeSample | None = None
        self._heading = PlainLabel(wrap=True)
        set_role(self._heading, "muted")
        self._remark = PlainLabel(wrap=True, one_line=True)
        set_role(self._remark, "warn")
        self._nothing = PlainLabel(self.tr("No sample is like that. Choose less above."), wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(self._nothing, "muted")
        self._above = QWidget()
        self._head = FittedScroll(self._above, self.tr("Filters"))
        self._head.setObjectName("samples_head")
        self._pages = QStackedWidget()
        self._pages.addWidget(self.grid)
        self._pages.addWidget(self._nothing)
        self._build()

    def _build(self) -> None:
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, UNIT // 2)
        above.setSpacing(UNIT // 2)
        for widget in (self.filters, self._remark, self._heading):
            above.addWidget(widget)
        self._above.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGINS)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(self._pages, 1)
        self.filters.changed.connect(self._list)
        self.filters.pictures_wanted.connect(
            lambda: self.saving.ask_where(self.grid.selected_samples())
        )
        self.saving.wanted.connect(lambda samples: self._want(samples, LARGEST_SIDE, "saved"))
        self.saving.noted.connect(self.wishes.noted)
        self.saving.failed.connect(self.wishes.failed)
        self.filters.examples_wanted.connect(self.wishes.examples_wanted)
        self.grid.pictures_wanted.connect(
            lambda samples, side: self.wishes.pictures_wanted.emit(samples, side, "grid")
        )
        self.grid.opened.connect(self._open_large)
        self.grid.current_changed.connect(self._on_current)
        self.grid.selectionModel().selectionChanged.connect(
            lambda: self.filters.set_selected(len(self.grid.selectedIndexes()))
        )

    def show_opened(self, opened: OpenedJob) -> None:
        """Show another job."""
        self._opened = opened
        self.saving.forget()
        self._store.clear()
        if self.large is not None:
            self.large.hide()
        self.filters.show_job(opened)
        self._say_what_is_missing(opened)
        self._list()

    def show_pictures(self, shown: ShownSamples) -> None:
        """Show pictures that were asked for."""
        if shown.purpose == "saved":
            self.saving.take(shown)
        elif shown.purpose == "large":
            self._show_large_pictures(shown)
        else:
            self._store.add(shown, self.grid.near_samples())
            height, width = shown.pictures.shape[2:4]
            if shown.pictures[..., 3].any():
                self.grid.set_aspect(width / height)
            self.grid.take_news(set(shown.indexes))

    def shows_pictures(self) -> bool:
        """Return whether all samples that can be seen have pictures."""
        first, last = self.grid.visible_places()
        seen = self.model.samples(first, last)
        return bool(seen) and not self._store.lacks(seen, 1)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Hear when there is more or less to say above the samples."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._fit()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give what stands above the samples its share of the new height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width = self.width() - _MARGINS.left() - _MARGINS.right()
        self._head.fit(width, round(self.height() * _LARGEST_HEAD))

    def _say_what_is_missing(self, opened: OpenedJob) -> None:
        facts = opened.facts
        said = []
        if not facts.examples and opened.result.adversarial_examples:
            said.append(self.tr("The adversarial examples of this job are not kept as pictures."))
        elif facts.examples and len(opened.table) > KEPT_PICTURES:
            said.append(
                self.tr(
                    "Adversarial examples are kept of the first {kept} samples only: those of the "
                    "other {n} can neither be shown nor saved."
                ).format(
                    kept=number_words(KEPT_PICTURES),
                    n=number_words(len(opened.table) - KEPT_PICTURES),
                )
            )
        if why := sentence_text(facts.remark):
            said.append(
                self.tr("Samples without an example cannot be shown. {why}").format(why=why)
            )
        self._remark.setText(" ".join(said))
        self._remark.setVisible(bool(said))

    def _list(self) -> None:
        if self._opened is None:
            return
        table, result = self._opened.table, self._opened.result
        rows = chosen_rows(table, self.filters.choice(), result.curve[-1].value)
        self.model.show(table, result, rows)
        self.grid.scrollToTop()
        self._keep_large()
        self._heading.setText(
            self.tr(
                "{listed} of {total} samples · each as it is, its adversarial example, and the "
                "difference amplified"
            ).format(listed=number_words(len(rows)), total=number_words(len(table)))
        )
        self.filters.set_selected(0)
        self._pages.setCurrentWidget(self.grid if len(rows) else self._nothing)

    def _open_large(self, place: int) -> None:
        if self.large is None:
            self.large = LargeSample(self._theme, self)
            self.large.step_wanted.connect(self._step)
            self.large.save_wanted.connect(lambda index: self.saving.ask_where([index]))
            self.large.replay_wanted.connect(self.wishes.replay_wanted)
            self.large.replay_wanted.connect(self.large.hide)  # it would lie over what is shown
        self.large.show()
        self.large.raise_()
        self._show_large(place)

    def _keep_large(self) -> None:
        """Stay at the sample that is shown large, where it is in the list still."""
        if self.large is None or not self.large.isVisible():
            return
        place = self.model.place_of(self.large.index)
        if place is None:
            self.large.hide()
        else:
            self.grid.go_to(place)

    def _on_current(self, place: int) -> None:
        if place >= 0 and self.large is not None and self.large.isVisible():
            self._show_large(place)

    def _step(self, step: int) -> None:
        place = self.grid.currentIndex().row() + step
        if 0 <= place < self.model.rowCount():
            self.grid.go_to(place)

    def _show_large(self, place: int) -> None:
        facts = self.model.facts(place)
        if self.large is None or facts is None or self._opened is None:
            return
        self.large.show_sample(facts, self._opened, place, self.model.rowCount())
        known = self._store.get(facts.index)
        if known is not None:  # small ones until the large ones come
            self.large.show_pictures(known, sentence_text(self._opened.facts.remark))
        side = min(LARGEST_SIDE, max(1, self.large.picture_side))
        self._want([facts.index], side, "large")

    def _show_large_pictures(self, shown: ShownSamples) -> None:
        facts = self.model.facts(self.grid.currentIndex().row())
        if self.large is None or self._opened is None or facts is None:
            return
        if shown.indexes == (facts.index,):
            self.large.show_pictures(
                pictures_of(shown, 0), sentence_text(self._opened.facts.remark)
            )

    def _want(self, samples: list[int], side: int, purpose: Purpose) -> None:
        self.wishes.pictures_wanted.emit(samples, side, purpose)
