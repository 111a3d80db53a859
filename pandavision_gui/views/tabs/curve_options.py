"""How the curves are drawn: which of them, the axis, and a budget of interest marked on it."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QSettings, QSize, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from pandavision_gui.engine.norms import Norm
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.values_text import parse_values
from pandavision_gui.views.tabs.scale_choice import ScaleChoice
from pandavision_gui.views.theme import UNIT, set_role

_LOG, _UNIT, _MARKED = "curve/log", "curve/unit", "curve/marked"
_LONGEST = 40
_FRACTION, _OVER_255, _DATA = "fraction", "255", "data"


class CurveOptions(QWidget):
    """A choice of what the curves are measured in, a field for the budget, a menu for the axis.

    Attributes
    ----------
    scales
        Which curves are drawn.
    menu
        Of the axis.

    Signals
    -------
    changed
        The curves shall be drawn otherwise.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.scales = ScaleChoice()
        self.budget = _BudgetField()
        self.budget.setObjectName("curve_budget")
        self.budget.setPlaceholderText(self.tr("Mark 8/255 …"))
        self.budget.setAccessibleName(self.tr("Perturbation value to mark on the curves"))
        self.budget.setClearButtonEnabled(True)
        self.budget.setMaxLength(_LONGEST)
        self._axis = QPushButton(self.tr("Axis"))
        self._axis.setObjectName("curve_axis")
        self._log = QAction(self.tr("&Logarithmic"), self)
        self._log.setCheckable(True)
        self._units = QActionGroup(self)
        self._build()

    def _build(self) -> None:
        self.menu = menu = QMenu(self._axis.text(), self._axis)
        menu.addAction(self._log)
        menu.addSeparator()
        for unit, words in (
            (_FRACTION, self.tr("&Fraction of the input range")),
            (_OVER_255, self.tr("&255ths of the input range")),
            (_DATA, self.tr("&Data units")),
        ):
            action = QAction(words, self)
            action.setCheckable(True)
            action.setChecked(unit == _FRACTION)
            action.setData(unit)
            self._units.addAction(action)
            menu.addAction(action)
        menu.setToolTipsVisible(True)
        self._axis.setMenu(menu)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(UNIT)
        row.addWidget(self.scales)
        row.addWidget(self.budget)
        row.addWidget(self._axis)
        row.addStretch(1)  # in a narrow tab the row is as wide as the plot
        self._log.toggled.connect(self.changed)
        self._units.triggered.connect(self.changed)
        self.budget.textChanged.connect(self._on_budget)

    def fields(self) -> tuple[QWidget, ...]:
        """Return what the keyboard goes through, in order."""
        return self.scales, self.budget, self._axis

    @property
    def is_log(self) -> bool:
        """Whether the axis is logarithmic."""
        return self._log.isChecked()

    @property
    def unit(self) -> str:
        """What the numbers of the axis are, as `XUnit` names it."""
        chosen = self._units.checkedAction()
        return str(chosen.data()) if chosen is not None else _FRACTION

    @property
    def problem(self) -> str:
        """Why what is written marks nothing; empty where it does, or where nothing is written."""
        if not self.budget.text().strip() or self.marked is not None:
            return ""
        return self.tr("Write one value to mark: 8/255, 3 % or 0.03.")

    @property
    def marked(self) -> float | None:
        """The value that is marked; None where none is, or what is written is none."""
        text = self.budget.text().strip()
        if not text:
            return None
        try:
            # Where changes add up, values above 1 are meant, too.
            values = parse_values(text, Norm.L2)
        except InputError:
            return None
        return values[0] if len(values) == 1 and values[0] > 0 else None

    def offer_units(self, usable: Collection[str]) -> None:
        """Make pale, with the reason, what the numbers of the axis cannot be now.

        What is chosen stays chosen: it holds again once other curves are shown.
        """
        for action in self._units.actions():
            is_usable = action.data() in usable
            action.setEnabled(is_usable)
            action.setToolTip("" if is_usable else self._why_not(action.data()))

    def _why_not(self, unit: str) -> str:
        if unit == _OVER_255:
            return self.tr("Only where all shown curves are measured in max-norm.")
        return self.tr(
            "Only where all shown curves are measured in max-norm and have one input range."
        )

    def restore(self, settings: QSettings) -> None:
        """Take what was chosen before."""
        self._log.setChecked(settings.value(_LOG) == "true")
        wanted = settings.value(_UNIT)
        for action in self._units.actions():
            if action.data() == wanted:
                action.setChecked(True)
        text = settings.value(_MARKED)
        self.budget.setText(text[:_LONGEST] if isinstance(text, str) else "")
        self.changed.emit()

    def keep(self, settings: QSettings) -> None:
        """Store what is chosen."""
        settings.setValue(_LOG, "true" if self.is_log else "false")
        settings.setValue(_UNIT, self.unit)
        settings.setValue(_MARKED, self.budget.text())

    def _on_budget(self) -> None:
        set_role(self.budget, "bad" if self.problem else "")
        self.budget.setToolTip(self.problem)
        self.changed.emit()


class _BudgetField(QLineEdit):
    """As wide as the words in it that say what it is for, in any language and size of text."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the wanted size."""
        words = self.fontMetrics().horizontalAdvance(self.placeholderText())
        return QSize(max(16 * UNIT, words + 3 * UNIT), super().sizeHint().height())
