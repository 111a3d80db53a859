"""One sample large: itself, its smallest adversarial example, what was changed, and what of it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.views.details.fact_list import FactList
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.engine_words import size_words
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.samples.picture_store import SamplePictures
from pandavision_gui.views.samples.sample_card import paint_picture
from pandavision_gui.views.samples.sample_words import SampleFacts
from pandavision_gui.views.samples.size_axis import SizeAxis
from pandavision_gui.views.theme import UNIT, Theme, set_role

_SIDE = 256
_LEAST_SIDE = 96


class LargeSample(QDialog):
    """It stays open beside the list and follows it.

    Signals
    -------
    step_wanted
        The next (1) or the previous (−1) sample of the list is wanted.
    save_wanted
        Its row of the dataset: the sample that is shown shall be saved as pictures.
    replay_wanted
        Its row of the dataset: the attack on it shall be shown pass by pass.
    """

    step_wanted = Signal(int)
    save_wanted = Signal(int)
    replay_wanted = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("large_sample")
        self.setModal(False)
        self._title = PlainLabel(one_line=True)
        set_role(self._title, "title")
        self._sentence = PlainLabel(wrap=True, one_line=True)
        self._pictures = [_Picture(theme) for _ in range(3)]
        self._captions = [PlainLabel(wrap=True) for _ in range(3)]
        self._axis = SizeAxis(theme)
        self._axis_title = PlainLabel()
        self._facts = FactList()
        self._back = QPushButton(self.tr("← &Previous"))
        self._next = QPushButton(self.tr("&Next →"))
        self._save = QPushButton(self.tr("&Save pictures …"))
        self._replay = QPushButton(self.tr("&Attack pass by pass"))
        self.index = 0
        self._build()

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(UNIT)
        for column, (picture, caption) in enumerate(
            zip(self._pictures, self._captions, strict=True)
        ):
            caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            # Longer words must not make their picture larger than the others.
            caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            set_role(caption, "muted")
            grid.addWidget(picture, 0, column)
            grid.addWidget(caption, 1, column)
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(0, 1)
        set_role(self._axis_title, "muted")
        buttons = QHBoxLayout()
        buttons.setSpacing(UNIT)
        for button, step in ((self._back, -1), (self._next, 1)):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, step=step: self.step_wanted.emit(step))
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._replay.setAutoDefault(False)
        self._replay.clicked.connect(lambda: self.replay_wanted.emit(self.index))
        buttons.addWidget(self._replay)
        self._save.setAutoDefault(False)
        self._save.clicked.connect(lambda: self.save_wanted.emit(self.index))
        buttons.addWidget(self._save)
        for key, step in (("Left", -1), ("Right", 1), ("Up", -1), ("Down", 1)):
            QShortcut(QKeySequence(key), self).activated.connect(
                lambda step=step: self.step_wanted.emit(step)
            )
        whole = QVBoxLayout(self)
        whole.setContentsMargins(2 * UNIT, 2 * UNIT, 2 * UNIT, 2 * UNIT)
        whole.setSpacing(UNIT)
        whole.addWidget(self._title)
        whole.addWidget(self._sentence)
        whole.addLayout(grid, 1)
        whole.addWidget(self._axis_title)
        whole.addWidget(self._axis)
        whole.addWidget(self._facts)
        whole.addLayout(buttons)

    @property
    def picture_side(self) -> int:
        """Pixels of the screen that a picture can fill."""
        return round(max(picture.side for picture in self._pictures) * self.devicePixelRatioF())

    def show_sample(self, facts: SampleFacts, opened: OpenedJob, place: int, of: int) -> None:
        """Show what is known of a sample; its pictures come later.

        Parameters
        ----------
        place, of
            Where it stands in the list, from 0, and how long that is.
        """
        table, result = opened.table, opened.result
        self.index = facts.index
        row = int(np.flatnonzero(table.index == facts.index)[0])
        self.setWindowTitle(self.tr("Sample {number}").format(number=facts.index))
        arrow = f"{facts.label} → {facts.answer}" if facts.answer else facts.label
        self._title.setText(arrow)
        self._sentence.setText(facts.sentence())
        size = float(table.minimum_perturbation[row])
        values = [point.value for point in result.curve]
        self._axis.show_size(
            0.0 if facts.is_wrong else size if np.isfinite(size) else None, values, result.scale
        )
        self._axis_title.setText(
            self.tr("Right below the mark, wrong from it on")
            if facts.is_broken
            else self.tr("Wrong without a perturbation")
            if facts.is_wrong
            else self.tr("Right at every perturbation that was tried")
        )
        entries = [
            Fact(
                self.tr("Place in the list"),
                self.tr("{place} of {of}").format(
                    place=number_words(place + 1), of=number_words(of)
                ),
            )
        ]
        if facts.is_broken:
            words = size_words(result.scale, facts.size)
            entries.append(Fact(self.tr("Minimum perturbation"), words))
            distance = f"{float(table.distance[row]):.6g}"
            entries.append(Fact(self.tr("Measured distance in data units"), distance))
        rejected = int(table.rejected_by_confirmation[row])
        if rejected:
            entries.append(Fact(self.tr("Refused by ONNX Runtime on the way"), str(rejected)))
        self._facts.show_facts(entries)
        self._back.setEnabled(place > 0)
        self._next.setEnabled(place < of - 1)
        self._save.setEnabled(False)
        names = (self.tr("Sample"), self.tr("Adversarial example"), self.tr("Difference"))
        for picture, caption, name in zip(self._pictures, self._captions, names, strict=True):
            picture.show_picture(None)
            picture.setAccessibleName(name)
            caption.setText(name)

    def show_pictures(self, pictures: SamplePictures, remark: str = "") -> None:
        """Show the pictures of the sample.

        Parameters
        ----------
        remark
            Why the sample itself cannot be shown, where it cannot.
        """
        for place, picture in zip(self._pictures, pictures.all, strict=True):
            place.show_picture(picture)
        if pictures.difference is not None:
            self._captions[2].setText(
                self.tr("Difference, amplified {times:.3g} times").format(times=pictures.amplified)
            )
        if pictures.example is None:
            self._captions[1].setText(self.tr("No adversarial example is kept"))
        if pictures.sample is None and remark:
            self._captions[0].setText(remark)
        self._save.setEnabled(any(one is not None for one in pictures.all))


class _Picture(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.changed.connect(self.update)

    @property
    def side(self) -> int:
        """Pixels of the largest square that fits."""
        return min(self.width(), self.height())

    def show_picture(self, picture: QPixmap | None) -> None:
        self._picture = picture
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_SIDE, _LEAST_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._picture is None:
            painter.fillRect(self._place(QSize(1, 1)), QColor(self._theme.colours.grid))
        else:
            paint_picture(painter, self._place(self._picture.size()), self._picture)

    def _place(self, size: QSize) -> QRect:
        shown = size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - shown.width()) // 2, (self.height() - shown.height()) // 2
        return QRect(left, top, shown.width(), shown.height())
