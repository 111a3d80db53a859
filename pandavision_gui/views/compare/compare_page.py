"""All that a comparison shows, from the verdict down to the table of values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from pandavision_gui.jobs.compare_messages import JobsCompared
from pandavision_gui.views.compare.differences_model import DifferencesModel
from pandavision_gui.views.compare.fitted_table import FittedTable
from pandavision_gui.views.compare.job_heads import JobHead
from pandavision_gui.views.compare.oriented_pair import OrientedPair, pairs_with
from pandavision_gui.views.compare.values_model import ValueColumn, ValuesModel
from pandavision_gui.views.compare.verdict_cards import VerdictCards, pair_texts
from pandavision_gui.views.details.note_list import NoteList
from pandavision_gui.views.details.statements import Note
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.steady_scroll_area import SteadyScrollArea
from pandavision_gui.views.jobs_table.job_words import Tone
from pandavision_gui.views.plain_text import PlainLabel, one_line, plain_text
from pandavision_gui.views.plots.series_style import CurveSeries, SeriesStyle
from pandavision_gui.views.spreadsheet_text import tab_separated
from pandavision_gui.views.tabs.curve_tab import CurveTab
from pandavision_gui.views.theme import UNIT, Theme, set_role

_PLOT_HEIGHT = 38 * UNIT
_MOST_WARNINGS = 6
_MOST_SETTINGS = 30
_LONGEST_CHOICE = 80
_MEASURED = 50
"""Values whose words decide how wide their column is."""


class JobChooser(QWidget):
    """A labelled list of jobs; hidden until there is something to choose."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self.box = ChoiceBox()
        self.box.setAccessibleName(words)
        self.box.setMaximumWidth(48 * UNIT)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(UNIT)
        line.addWidget(PlainLabel(words))
        line.addWidget(self.box, 1)
        line.addStretch(1)
        self.hide()

    def show_names(self, names: Sequence[str], chosen: int) -> None:
        """Offer these; one of them alone is no choice."""
        self.box.clear()
        self.box.addItems([one_line(name, _LONGEST_CHOICE) for name in names])
        self.box.setCurrentIndex(max(0, min(chosen, len(names) - 1)))


class ComparePage(SteadyScrollArea):
    """Verdicts, differences, curves and values of compared jobs; empty until it was built."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # the keys scroll it
        self.setAccessibleName(self.tr("Comparison"))
        set_role(self, "scrolled")
        self._compared: JobsCompared | None = None
        self._series: tuple[CurveSeries | None, ...] = ()
        self._styles: tuple[SeriesStyle, ...] = ()

    def build(self) -> Iterator[None]:
        """Make the parts, one a turn: all of them together would hold the window up."""
        self.reference = JobChooser(self.tr("Compared with"))
        self.reference.box.activated.connect(lambda _: self._show_pairs())
        self.cards = VerdictCards(self._theme)
        self.warnings = NoteList(self._theme)
        self.warnings.hide()
        for part in (self.reference, self.cards, self.warnings):
            self.column.addWidget(part)
        yield
        yield from self._build_settings()
        self._add_heading(self.tr("Curves"))
        self.curves = CurveTab(self._theme, empty=self.tr("The curves are being read …"))
        self.curves.setFixedHeight(_PLOT_HEIGHT)
        self.column.addWidget(self.curves)
        yield
        yield from self._build_values()
        self.column.addStretch(1)

    def _build_settings(self) -> Iterator[None]:
        self._add_heading(self.tr("What differs"))
        self.differences = DifferencesModel(self._theme, self)
        self.differences.modelReset.connect(self._fit_settings)
        self.settings_table = FittedTable(self.differences, wraps=True, most_rows=_MOST_SETTINGS)
        self.settings_table.setAccessibleName(self.tr("Settings that differ"))
        # Before the turn ends: the window may be gone in the next one.
        self.column.addWidget(self.settings_table)
        yield
        self.same = PlainLabel(wrap=True)
        set_role(self.same, "muted")
        self.all_settings = QCheckBox(self.tr("Show &all settings"))
        self.all_settings.toggled.connect(self.differences.show_all)
        line = QHBoxLayout()
        line.setSpacing(2 * UNIT)
        line.addWidget(self.same, 1)
        line.addWidget(self.all_settings)
        self.column.addLayout(line)
        yield

    def _build_values(self) -> Iterator[None]:
        self._add_heading(self.tr("Values"))
        self.other = JobChooser(self.tr("Values of the pair with"))
        self.other.box.activated.connect(lambda _: self._show_values())
        self.column.addWidget(self.other)
        yield
        self.values = ValuesModel(self._theme, self)
        self.values_table = FittedTable(self.values)
        self.values_table.narrow_changed.connect(self.values.set_narrow)
        self.values_table.setAccessibleName(self.tr("Accuracy at each perturbation value"))
        self.column.addWidget(self.values_table)
        yield
        self.no_values = PlainLabel(
            self.tr("These two are not compared sample by sample; the verdict above says why."),
            wrap=True,
        )
        set_role(self.no_values, "muted")
        self.column.addWidget(self.no_values)

    def prepare(self) -> None:
        """Build the plot, in turns of the event loop."""
        self.curves.prepare_plot()

    def show_compared(self, compared: JobsCompared) -> None:
        """Show what was found; the choices that were made stay."""
        chosen, other = self.reference.box.currentIndex(), self.other.box.currentIndex()
        self._compared = compared
        self.reference.show_names([job.name for job in compared.jobs], chosen)
        self.reference.setVisible(len(compared.jobs) > 2)
        self._show_warnings(compared)
        self._show_series()
        self._show_pairs(other)

    def show_curves(
        self, series: Sequence[CurveSeries | None], styles: Sequence[SeriesStyle]
    ) -> None:
        """Draw these curves, in the order of the jobs; None where there is none yet."""
        if (tuple(series), tuple(styles)) == (self._series, self._styles):
            return
        self._series, self._styles = tuple(series), tuple(styles)
        if self._compared is not None:
            self._show_series()
            self._show_values()

    def verdict_text(self) -> str:
        """Return what the cards say, a paragraph per pair."""
        texts = (pair_texts(pair) for pair in self._pairs())
        # As on the screen: a name could turn the direction of all that follows it.
        lines = (map(plain_text, filter(None, one)) for one in texts)
        return "\n\n".join("\n".join(one) for one in lines) + "\n"

    def values_text(self) -> str:
        """Return the table of values for a spreadsheet."""
        return tab_separated(self.values.rows_as_numbers())

    def settings_text(self) -> str:
        """Return the settings as they are shown, for a spreadsheet."""
        return tab_separated(self.differences.rows())

    @property
    def has_values(self) -> bool:
        """Whether the pair that is chosen was compared sample by sample."""
        return self.values.rowCount() > 0

    def _add_heading(self, words: str) -> None:
        heading = PlainLabel(words)
        set_role(heading, "heading")
        self.column.addSpacing(UNIT)
        self.column.addWidget(heading)

    def _heads(self) -> tuple[JobHead, ...]:
        jobs = self._compared.jobs if self._compared else ()
        styles = self._styles or tuple(SeriesStyle(number) for number in range(len(jobs)))
        return tuple(JobHead(job.name, style) for job, style in zip(jobs, styles, strict=True))

    def _pairs(self) -> list[OrientedPair]:
        if self._compared is None:
            return []
        chosen = self._compared.jobs[self.reference.box.currentIndex()].name
        return pairs_with(self._compared.pairs, chosen)

    def _show_pairs(self, other: int = 0) -> None:
        pairs = self._pairs()
        self.cards.show_pairs(pairs)
        self.other.show_names([pair.names[1] for pair in pairs], other)
        self.other.setVisible(len(pairs) > 1)
        self._show_values()

    def _show_values(self) -> None:
        if self._compared is None:
            return
        heads = {head.name: head for head in self._heads()}
        pair = self._pairs()[self.other.box.currentIndex()]
        jobs = {job.name: job for job in self._compared.jobs}
        first, second = pair.names
        with_intervals = all(jobs[name].has_population for name in pair.names)
        self.values.show_pair(pair, (heads[first], heads[second]), with_intervals=with_intervals)
        words = [point.value_words for point in pair.pair.points[:_MEASURED]]
        columns: dict[int, str] = {
            ValueColumn.VALUE: "\n".join([self.tr("Value"), *words]),
            ValueColumn.FIRST: "100.0 %",
            ValueColumn.SECOND: "100.0 %",
            ValueColumn.DIFFERENCE: self.tr("Difference"),
            ValueColumn.P: "< 0.001",
            ValueColumn.ADJUSTED: self.tr("Corrected p"),
            ValueColumn.BETTER: self.tr("≈ within"),
        }
        wide = dict(columns)
        wide[ValueColumn.BETTER] = self.tr("≈ within chance")
        if with_intervals:
            for column in (ValueColumn.FIRST, ValueColumn.SECOND):
                columns[column], wide[column] = "100.0 %\n88–100", "88.8 % (88.8–100.0)"
        stretched = (ValueColumn.FIRST, ValueColumn.SECOND, ValueColumn.BETTER)
        self.values_table.set_columns(wide, stretched, narrow=columns)
        self.values_table.setVisible(self.has_values)
        self.no_values.setVisible(not self.has_values)

    def _show_series(self) -> None:
        if self._compared is None:
            return
        heads = self._heads()
        self.curves.set_series(
            [
                replace(one, name=head.name)
                for one, head in zip(self._series, heads, strict=False)
                if one is not None
            ]
        )
        self.differences.show_jobs(self._compared, heads)
        columns = range(1, 1 + len(heads))
        self.settings_table.set_columns(
            {0: "Number added to labels", **dict.fromkeys(columns, "n" * 16)}, tuple(columns)
        )
        self._show_agreement()

    def _show_agreement(self) -> None:
        count, differing = self.differences.alike, self.differences.differing
        if not differing:
            words = self.tr("Nothing: the same files and settings.")
        elif count == 1:
            words = self.tr("1 other setting is the same.")
        else:
            words = self.tr("{n} other settings are the same.").format(n=count)
        self.same.setText(words)
        self.all_settings.setVisible(count > 0)

    def _fit_settings(self) -> None:
        self.settings_table.setVisible(self.differences.rowCount() > 0)

    def _show_warnings(self, compared: JobsCompared) -> None:
        words = [
            self.tr("Warning of “{name}”: {text}").format(name=job.name, text=sentence_text(text))
            for job in compared.jobs
            for text in job.warnings
        ]
        notes = [Note(text, Tone.WARN, "warn") for text in words[:_MOST_WARNINGS]]
        if len(words) > _MOST_WARNINGS:
            more = self.tr("{n} more warnings: see the details of each job.")
            notes.append(Note(more.format(n=len(words) - _MOST_WARNINGS), Tone.MUTED))
        self.warnings.show_notes(notes)
