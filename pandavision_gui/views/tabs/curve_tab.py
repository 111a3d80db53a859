"""The tab Curve: the legend above, the plot below, or what will be there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pandavision_gui.views.fitted_scroll import FittedScroll
from pandavision_gui.views.plain_text import PlainLabel, one_line
from pandavision_gui.views.plots.curve_legend import CurveLegend
from pandavision_gui.views.plots.series_style import CurveSeries
from pandavision_gui.views.tabs.curve_options import CurveOptions
from pandavision_gui.views.theme import UNIT, Theme, set_role

if TYPE_CHECKING:
    from pandavision_gui.views.plots.curve_plot import CurvePlot
    from pandavision_gui.views.plots.plot_view import PlotView

_NARROW = 70 * UNIT
_SHARE = 6
"""Legend and sentence may take one part in so many of the height each: the rest is the plot's."""
_LITTLE = 40 * UNIT
"""Of height: there the legend has one row, and is scrolled."""
_LARGEST_LEVEL = 254
PATIENCE_MS = 1500
"""Words that come and go at every start would only flicker."""
_PICTURE_SCALE = 2
"""Pixels of the copied picture per pixel of the window: it is put into documents."""


class CurveTab(QWidget):
    """The robustness curves of the ticked jobs.

    Signals
    -------
    shown_changed
        Other curves are shown, or one of them got its last point.

    Parameters
    ----------
    empty
        What is said where there is no curve; by default how to get one in the window.
    """

    shown_changed = Signal()

    def __init__(self, theme: Theme, *, empty: str = "") -> None:
        super().__init__()
        self._theme = theme
        self._empty = empty
        self._legend = CurveLegend(theme)
        self.options = CurveOptions()
        self.options.changed.connect(self._take_options)
        self.options.scales.chosen.connect(self._show_chosen)
        self._marked = PlainLabel(wrap=True, one_line=True)
        set_role(self._marked, "muted")
        self._sentence = FittedScroll(self._marked, self.tr("What the curves say at the mark"))
        self._is_prepared = False
        self._view: PlotView | None = None
        self._plot: CurvePlot | None = None
        self._cannot_draw = False
        self._every: tuple[CurveSeries, ...] = ()
        self._hidden: set[UUID] = set()
        self._series: tuple[CurveSeries, ...] = ()
        self._curves = QWidget()
        self._place: QWidget = self._said_while_loading()
        self._column = QVBoxLayout(self._curves)
        self._head = QHBoxLayout()
        self._pages = QStackedWidget()
        self._build()

    def _build(self) -> None:
        self._column.setContentsMargins(UNIT, UNIT, UNIT, UNIT)
        self._column.setSpacing(UNIT)
        self._head.setSpacing(UNIT)
        self._head.addWidget(self._legend, 1)
        self._head.addWidget(self.options, 0, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(self._head)
        self._sentence.hide()
        self._column.addWidget(self._sentence)
        self._column.addWidget(self._place, 1)
        self._empty = self._empty or self.tr(
            "Tick a job in the table, or add one to the queue: its robustness curve is drawn"
            " here while it runs."
        )
        self._no_curve = empty = PlainLabel(self._empty, wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        empty.setMargin(UNIT * 4)
        set_role(empty, "muted")
        self._pages.addWidget(empty)
        self._pages.addWidget(self._curves)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)

    def _said_while_loading(self) -> PlainLabel:
        """Return what stands in the plot's place until the library is there, if that takes long."""
        words = PlainLabel(wrap=True)
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        set_role(words, "muted")
        waited = QTimer(words)  # which goes with what it speaks in
        waited.setSingleShot(True)
        waited.timeout.connect(lambda: words.setText(self.tr("Drawing the curves …")))
        waited.start(PATIENCE_MS)
        return words

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the legend its room: in a narrow tab the options stand above it."""
        is_narrow = self.width() < _NARROW
        direction = QBoxLayout.Direction
        self._head.setDirection(direction.BottomToTop if is_narrow else direction.LeftToRight)
        rows = {"few_rows": 1} if self.height() < _LITTLE else {}
        self._legend.fit_height(self.height() // _SHARE, **rows)
        super().resizeEvent(event)
        self._fit_sentence()

    def _fit_sentence(self) -> None:
        least = self._marked.fontMetrics().height()
        self._sentence.fit(self.width() - 2 * UNIT, max(least, self.height() // _SHARE))

    def prepare_plot(self) -> None:
        """Build axes, their view and the plot in turns of the event loop: together they hold it."""
        if self._is_prepared:
            return
        self._is_prepared = True
        try:
            import pandavision_gui.views.plots.curve_plot  # noqa: F401  it must load as a whole
            from pandavision_gui.views.plots.plot_view import PlotView, make_plot_item
        except Exception:  # a broken library raises anything; what follows says so
            self.place_plot()
            return
        # The tab may be gone before the next turn: what was made until then must go with it.
        made = [make_plot_item()]
        made[0].ctrlMenu.setParent(self, made[0].ctrlMenu.windowFlags())
        self.destroyed.connect(made.clear)

        def make_view() -> None:
            plot_item = made.pop()
            if self._plot is None:
                self._view = PlotView(self._theme, plot_item)
                self._view.setParent(self)
                QTimer.singleShot(0, self, self.place_plot)

        QTimer.singleShot(0, self, make_view)

    def place_plot(self) -> None:
        """Build the plot; without it the legend stands alone over an empty place.

        The plotting library is imported here, which takes a moment where `PlotLibrary` has not done
        it before.
        """
        if self._plot is not None:
            return
        try:
            from pandavision_gui.views.plots.curve_plot import CurvePlot
        except Exception as error:  # a broken library raises anything
            self._say_that_it_cannot_draw(error)
            return
        self._plot = CurvePlot(self._theme, self._view)
        self._put_in_place(self._plot)
        self._legend.shown_changed.connect(self._on_shown)
        self._plot.set_series(self._series)
        for job_id in self._legend.hidden():
            self._plot.set_shown(job_id, False)
        self._take_options()

    def _say_that_it_cannot_draw(self, error: Exception) -> None:
        sentence = PlainLabel(
            self.tr(
                "Curves cannot be drawn, because the plotting library cannot be loaded ({reason}). "
                "Install the program again. Jobs run without it, and details and exports are "
                "complete."
            ).format(reason=one_line(str(error)) or type(error).__name__),
            wrap=True,
            one_line=True,
        )
        sentence.setAlignment(Qt.AlignmentFlag.AlignCenter)
        sentence.setMargin(UNIT * 4)
        set_role(sentence, "warn")
        self._put_in_place(sentence)
        self._cannot_draw = True
        self._choose_page()

    def _put_in_place(self, widget: QWidget) -> None:
        self._column.replaceWidget(self._place, widget)
        self._column.setStretchFactor(widget, 1)
        self._place.hide()
        self._place.deleteLater()
        self._place = widget
        self._order_for_the_keyboard()

    def _order_for_the_keyboard(self) -> None:
        """Let Tab go from the options over the legend to the plot: entries come and go."""
        for one, following in pairwise((*self.options.fields(), *self._legend.entries())):
            QWidget.setTabOrder(one, following)
        if self._plot is not None:
            last = (*self.options.fields(), *self._legend.entries())[-1]
            QWidget.setTabOrder(last, self._plot.view)

    def set_series(self, series: Sequence[CurveSeries]) -> None:
        """Show these curves instead of those before; without any, say how to get one."""
        self._every = tuple(series)
        self.options.scales.offer(series)
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Show those of the curves that are measured in what the user chose."""
        series = self.options.scales.of_choice(self._every)
        # A curve that is not among those for a while stays hidden, if it was.
        drawn = {one.job_id for one in self._series}
        self._hidden = {one for one in self._hidden if one not in drawn} | self._legend.hidden()
        self._hidden &= {one.job_id for one in self._every}
        self._legend.set_series(series)
        self._legend.hide_curves(self._hidden)
        before, self._series = self._series, series
        if [one.job_id for one in before] != [one.job_id for one in series]:
            self._order_for_the_keyboard()
        if self._plot is not None:
            self._plot.set_series(series)
            for job_id in self._legend.hidden():
                self._plot.set_shown(job_id, False)
        self._say_what_is_marked()
        self._choose_page()
        self.shown_changed.emit()

    def shown(self) -> list[CurveSeries]:
        """Return the curves that are on the screen, in the legend's order."""
        hidden = self._legend.hidden()
        return [one for one in self._series if one.job_id not in hidden]

    def say_what_comes(self, sentence: str) -> None:
        """Say where there is no curve what the ticked jobs do; empty for how to get one."""
        self._no_curve.setText(sentence or self._empty)

    def _on_shown(self, job_id: UUID, shown: bool) -> None:
        if self._plot is not None:
            self._plot.set_shown(job_id, shown)
        self._say_what_is_marked()
        self.shown_changed.emit()

    def _take_options(self) -> None:
        if self._plot is not None:
            from pandavision_gui.views.plots.x_scale import XUnit

            self._plot.set_axis(is_log=self.options.is_log, unit=XUnit(self.options.unit))
            self._plot.set_marked(self.options.marked)
        self._say_what_is_marked()

    def _say_what_is_marked(self) -> None:
        if self._plot is not None:
            self.options.offer_units(self._plot.usable_units())
        words = self._plot.marked_words() if self._plot is not None and self._series else ""
        problem = self.options.problem
        if self._plot is not None and not problem and self._plot.mark_is_doubtful():
            problem = self._doubt(self.options.budget.text().strip())
        set_role(self._marked, "warn" if problem else "muted")
        self._marked.setText(words := problem or words)
        self._sentence.setVisible(bool(words))
        self._fit_sentence()

    def _doubt(self, text: str) -> str:
        doubt = self.tr("That is over half of the input range.")
        if text.isdecimal() and int(text) <= _LARGEST_LEVEL:
            doubt += " " + self.tr("Do you mean {}/255?").format(text)
        return doubt

    def _choose_page(self) -> None:
        self._pages.setCurrentIndex(1 if self._series or self._cannot_draw else 0)

    def copy_picture(self) -> None:
        """Put a picture of legend and plot on the clipboard, without crosshair and options."""
        if self._plot is not None:
            self._plot.look_away()
            self._plot.set_picture_ratio(_PICTURE_SCALE)
        page = self._curves if self._pages.currentIndex() else self._pages
        image = QImage(page.size() * _PICTURE_SCALE, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(_PICTURE_SCALE)
        image.fill(QColor(self._theme.colours.window))
        painter = QPainter(image)
        page.render(painter, QPoint(0, 0))
        if page is self._curves:
            # Painted over, not hidden: the legend would be laid out anew for a moment.
            place = QRect(self.options.mapTo(page, QPoint(0, 0)), self.options.size())
            painter.fillRect(place, QColor(self._theme.colours.window))
        painter.end()
        if self._plot is not None:
            self._plot.set_picture_ratio(None)
        QGuiApplication.clipboard().setImage(image)
