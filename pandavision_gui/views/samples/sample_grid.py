"""Thousands of samples as cards; pictures come for those that can be seen."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QStyleOptionViewItem

from pandavision_gui.jobs.view_messages import MOST_SHOWN
from pandavision_gui.views.samples.picture_store import PictureStore
from pandavision_gui.views.samples.sample_card import SampleCard
from pandavision_gui.views.samples.sample_list_model import SampleListModel
from pandavision_gui.views.theme import UNIT, Theme, set_role

_Index = QModelIndex | QPersistentModelIndex
_SETTLE_MS = 15
_STEP = UNIT * 4


class SampleGrid(QListView):
    """The listed samples.

    Signals
    -------
    pictures_wanted
        Rows of the dataset that can be seen and have no pictures, and how many pixels their longer
        side should have.
    opened
        Place in the list of a sample that shall be shown large.
    current_changed
        Place in the list of the sample that has the keyboard; −1 for none.
    """

    pictures_wanted = Signal(list, int)
    opened = Signal(int)
    current_changed = Signal(int)

    def __init__(self, theme: Theme, model: SampleListModel, store: PictureStore) -> None:
        super().__init__()
        self._samples = model
        self._store = store
        self._aspect = 1.0
        self._card = SampleCard(theme, store, self)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._want)
        self.setModel(model)
        self.setItemDelegate(self._card)
        self.setFrameShape(QFrame.Shape.NoFrame)
        set_role(self, "cards")
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Always there: else the width would depend on how many cards fit, and they on the width.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().setSingleStep(_STEP)
        # Without its argument, which would be taken for milliseconds.
        self.verticalScrollBar().valueChanged.connect(lambda _: self._settling.start())
        self.setAccessibleName(self.tr("Samples"))
        self.activated.connect(lambda index: self.opened.emit(index.row()))
        model.modelReset.connect(self._settling.start)
        theme.changed.connect(self.viewport().update)

    def set_aspect(self, aspect: float) -> None:
        """Say how wide a sample is for its height."""
        if aspect != self._aspect:
            self._aspect = aspect
            self._fit()

    def selected_samples(self) -> list[int]:
        """Return the rows of the dataset of the selected samples, in the order of the list."""
        places = sorted(index.row() for index in self.selectedIndexes())
        return [sample for place in places for sample in self._samples.samples(place, place)]

    def visible_places(self) -> tuple[int, int]:
        """Return the first and the last place in the list that can be seen; (0, −1) for none."""
        count = self._samples.rowCount()
        if not count:
            return 0, -1
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        size = self._card.sizeHint(option, QModelIndex())
        top = self.verticalScrollBar().value()
        first = top // size.height() * self._card.columns
        rows = -(-self.viewport().height() // size.height()) + 1
        return min(first, count - 1), min(first + rows * self._card.columns, count) - 1

    def near_samples(self) -> list[int]:
        """Return the rows of the dataset of what can be seen, and of one page on each side."""
        first, last = self.visible_places()
        page = last - first + 1
        return self._samples.samples(max(0, first - page), last + page)

    def go_to(self, place: int) -> None:
        """Give a sample the keyboard."""
        index = self._samples.index(place)
        if index.isValid():
            self.setCurrentIndex(index)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell which sample has the keyboard."""
        super().currentChanged(current, previous)
        self.current_changed.emit(current.row() if current.isValid() else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Show the current sample large on Return, on every system."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Let the cards fill the new width."""
        self._fit()
        super().resizeEvent(event)
        self._settling.start()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what can be seen."""
        super().showEvent(event)
        self._settling.start()

    def _fit(self) -> None:
        top = self.indexAt(QPoint(self.width() // 4, UNIT * 2))
        self._card.fit(self.viewport().width() - 1, self._aspect)
        self.scheduleDelayedItemsLayout()
        if top.isValid() and self.verticalScrollBar().value():
            QTimer.singleShot(
                0, self, lambda: self.scrollTo(top, QAbstractItemView.ScrollHint.PositionAtTop)
            )

    def _want(self) -> None:
        if not self.isVisible():
            return
        first, last = self.visible_places()
        page = last - first + 1
        side = round(self._card.side * self.devicePixelRatioF())
        # What is seen first, then one page ahead and one back, as far as they can be kept.
        missing = self._store.lacks(self._samples.samples(first, last), side)
        if not missing and self._store.has_room_for(3 * page):
            near = self._samples.samples(last + 1, last + page)
            near += self._samples.samples(max(0, first - page), first - 1) if first else []
            missing = self._store.lacks(near, side)
        if missing:
            self.pictures_wanted.emit(missing[:MOST_SHOWN], side)

    def take_news(self, samples: set[int]) -> None:
        """Show pictures that came, and ask for those that are still missing."""
        self._samples.news_of(samples)
        self._settling.start()
