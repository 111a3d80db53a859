"""Combo and spin boxes that the wheel changes only when they have the focus.

In a form that scrolls, a wheel that changes what it happens to pass over spoils evaluations.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QSizePolicy,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStylePainter,
)

from pandavision_gui.views.jobs_table.job_words import number_words

_LEAST_WIDTH = 64
_LIST_MARGINS = 16
_LINE_EDIT_INDENT = 2
"""Pixels that QLineEdit sets its text further in than a combo box does."""
_SPIN_INDENT = 9
_MOST_IN_SIGHT = 20
_SPIN_EXCESS = 2
"""Pixels; the style sheet's spin boxes are so much higher than its lines."""


class ChoiceBox(QComboBox):
    """A combo box as narrow as it is made; its text is elided, never cut."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(5)
        self.setMaxVisibleItems(_MOST_IN_SIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """Return the least size: a few letters, the rest is elided."""
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    def choose(self, data: object) -> None:
        """Choose the entry that stands for `data`."""
        self.setCurrentIndex(self.findData(data))

    def showPopup(self) -> None:
        """Open the list, as wide as its longest entry: the box itself may be narrower."""
        view = self.view()
        view.setMinimumWidth(max(self.width(), view.sizeHintForColumn(0) + _LIST_MARGINS))
        super().showPopup()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box with its text elided."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        style = self.style()
        room = style.subControlRect(
            QStyle.ComplexControl.CC_ComboBox,
            option,
            QStyle.SubControl.SC_ComboBoxEditField,
            self,
        ).width()
        option.currentText = self.fontMetrics().elidedText(
            self.currentText() or self.placeholderText(),
            Qt.TextElideMode.ElideRight,
            room - _LINE_EDIT_INDENT - 4,
        )
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        option.rect.translate(_LINE_EDIT_INDENT, 0)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel over to the form: who scrolls on after a choice means no other choice."""
        event.ignore()


_MOST_DIGITS = 20


class CountBox(QSpinBox):
    """A spin box for whole numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST_WIDTH)
        self.lineEdit().setTextMargins(_SPIN_INDENT, 0, 0, 0)

    def textFromValue(self, value: int) -> str:
        """Return the number, its thousands apart by a thin space."""
        return number_words(value)

    def valueFromText(self, text: str) -> int:
        """Return the number in a text, thousands apart or not."""
        return super().valueFromText(_together(text))

    def validate(self, text: str, place: int) -> tuple[QValidator.State, str, int]:
        """Take digits with blanks and thin spaces between them; too large a number is the largest.

        Qt would leave out the digit that is too much: 20000 would be 2000, and nobody told.
        """
        digits = _together(text)
        if digits.isdecimal() and int(digits[:_MOST_DIGITS]) > self.maximum():
            text = number_words(self.maximum())
            place = len(text)
        before = len(_together(text[:place]))
        state, _, _ = super().validate(_together(text), before)
        return state, text, place

    def sizeHint(self) -> QSize:
        """Return the wanted size, as high as a line and a combo box are."""
        return super().sizeHint() - QSize(0, _SPIN_EXCESS)

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return super().minimumSizeHint() - QSize(0, _SPIN_EXCESS)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Turn the wheel over to the form: who scrolls on after a choice means no other choice."""
        event.ignore()


def _together(text: str) -> str:
    return "".join(text.split())
