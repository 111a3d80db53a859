"""A job by class: what is shown is what the sample table says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter
from PySide6.QtWidgets import QApplication, QScrollArea, QTableView, QToolTip
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.class_results import class_results, confusions
from pandavision_gui.views.classes.class_figures import (
    class_figures,
    class_medians,
    confusion_matrix,
    size_bars,
)
from pandavision_gui.views.classes.class_table import ClassColumn
from pandavision_gui.views.classes.class_wishes import ClassWishes
from pandavision_gui.views.classes.classes_view import ClassesView
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.theme import DARK, LIGHT, Theme

from ..opened_jobs import HOSTILE_NAMES, VALUES, made_up_table, opened_job

TABLES = st.builds(
    made_up_table,
    st.integers(0, 60),
    classes=st.integers(2, 6),
    seed=st.integers(0, 1000),
    draws=st.none() | st.just(VALUES),
)


@given(table=TABLES, value=st.sampled_from(VALUES[1:]))
def test_the_classes_are_the_engines_those_first_that_fall_first(table: Any, value: float) -> None:
    found = class_figures(table, value, class_medians(table))
    told = {one.label: (one.clean, one.robust) for one in class_results(table, value)}
    assert {one.label: (one.clean, one.robust) for one in found} == told
    keys = [(one.robust.accuracy, one.median) for one in found]
    assert keys == sorted(keys)
    for one in found:
        sizes = table.minimum_perturbation[table.label == one.label]
        # Half of the samples need no more, and less than half need less.
        assert (sizes <= one.median).sum() * 2 >= len(sizes)
        assert (sizes < one.median).sum() * 2 < len(sizes)


@given(table=TABLES, value=st.sampled_from(VALUES[1:]))
def test_every_row_of_the_matrix_adds_up_to_the_samples_that_were_right(
    table: Any, value: float
) -> None:
    found = confusion_matrix(table, value)
    sums: Counter[int] = Counter()
    for (label, answer), count in found.counts.items():
        assert count > 0
        assert label in found.labels
        assert answer in found.answers
        sums[label] += count
    right = table.label[table.prediction == table.label]
    assert found.totals == dict(Counter(right.tolist()))
    assert {label: sums[label] for label in found.labels} == found.totals
    told = {(one.label, one.answer): one.count for one in confusions(table, value)}
    assert {pair: n for pair, n in found.counts.items() if pair[0] != pair[1]} == told


@given(table=TABLES, count=st.integers(1, len(VALUES)))
def test_the_bars_add_up_to_all_samples(table: Any, count: int) -> None:
    bars = size_bars(table, VALUES[:count])
    assert sum(bar.count for bar in bars) == len(table)
    assert bars[0].count == (table.minimum_perturbation == 0).sum()
    assert bars[-1].count == (table.minimum_perturbation > VALUES[count - 1]).sum()
    assert len(bars) == count + 1


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> Iterator[ClassesView]:
    view = ClassesView(theme, ClassWishes())
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    yield view
    theme.colours = LIGHT


def cells(table: QTableView) -> list[list[str]]:
    model = table.model()
    return [
        [str(model.index(row, column).data() or "") for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_table_says_what_the_engine_found(view: ClassesView) -> None:
    opened = opened_job(made_up_table(300), names=[f"name {n}" for n in range(5)])
    view.show_opened(opened)
    for place in range(view.value.count()):
        view.value.setCurrentIndex(place)
        value = view.value.itemData(place)
        shown = {row[ClassColumn.NAME]: row for row in cells(view.table)}
        for one in class_results(opened.table, value):
            row = shown[f"name {one.label}"]
            assert row[ClassColumn.COUNT] == str(one.robust.count)
            assert row[ClassColumn.ROBUST].startswith(f"{one.robust.accuracy * 100:.1f}")
            assert row[ClassColumn.CLEAN].startswith(f"{one.clean.accuracy * 100:.1f}")
    assert view.value.currentData() == VALUES[-1]
    header = view.table.model().headerData(ClassColumn.ROBUST, Qt.Orientation.Horizontal)
    assert "0.04" in header


def test_a_click_on_a_header_sorts_by_numbers(view: ClassesView) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    view.table.sortByColumn(ClassColumn.COUNT, Qt.SortOrder.DescendingOrder)
    counts = [int(row[ClassColumn.COUNT]) for row in cells(view.table)]
    assert counts == sorted(counts, reverse=True)


def test_every_cell_of_the_matrix_asks_for_its_samples(qtbot: QtBot, view: ClassesView) -> None:
    opened = opened_job(made_up_table(300))
    view.show_opened(opened)
    view.value.setCurrentIndex(1)
    value = view.value.currentData()
    found = confusion_matrix(opened.table, value)
    model = view.confusions.model()
    for row, label in enumerate(found.labels):
        for column, answer in enumerate(found.answers):
            index = model.index(row, column)
            count = found.counts.get((label, answer), 0)
            assert index.data() == (str(count) if count else "")
            view.confusions.setCurrentIndex(index)
            with qtbot.waitSignal(view.wishes.samples_wanted) as wanted:
                view.confusions.activated.emit(index)
            assert wanted.args == [label, answer, value]
    view.table.setCurrentIndex(view.table.model().index(0, 0))
    with qtbot.waitSignal(view.wishes.samples_wanted) as wanted:
        view.table.activated.emit(view.table.currentIndex())
    assert wanted.args == [
        class_figures(opened.table, value, class_medians(opened.table))[0].label,
        None,
        value,
    ]


def test_a_cell_opens_by_double_click_and_by_return(qtbot: QtBot, view: ClassesView) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    matrix = view.confusions
    index = matrix.model().index(1, 2)
    place = matrix.visualRect(index).center()
    with qtbot.waitSignal(view.wishes.samples_wanted):
        for click in (qtbot.mouseClick, qtbot.mouseDClick):
            click(matrix.viewport(), Qt.MouseButton.LeftButton, pos=place)
    matrix.setFocus()
    with qtbot.waitSignal(view.wishes.samples_wanted):
        qtbot.keyClick(matrix, Qt.Key.Key_Return)


def test_a_job_of_the_clean_accuracy_alone_replaces_the_one_before(view: ClassesView) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    table = made_up_table(40, classes=2)
    view.show_opened(opened_job(table, values=(0.0,)))
    assert len(cells(view.table)) == 2
    assert view.value.count() == 1


def test_every_bar_says_what_it_is(view: ClassesView) -> None:
    opened = opened_job(made_up_table(300))
    view.show_opened(opened)
    histogram = view.histogram
    bars = size_bars(opened.table, VALUES)
    said = histogram.accessibleDescription()
    for bar in bars:
        assert (histogram.words(bar) in said) == (bar.count > 0)
        assert str(bar.count) in histogram.words(bar)
    for bar, place in zip(bars, histogram._places(), strict=True):
        point = place.center().toPoint()
        event = QHelpEvent(QHelpEvent.Type.ToolTip, point, histogram.mapToGlobal(point))
        assert histogram.event(event)
        assert histogram.words(bar) in QToolTip.text()
    histogram.event(QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(-5, 0), QPoint(0, 0)))


def test_the_interval_stands_beside_each_share_unless_samples_were_chosen(
    view: ClassesView,
) -> None:
    opened = opened_job(made_up_table(300))
    view.show_opened(opened)
    for one, row in zip(class_results(opened.table, VALUES[-1]), by_name(view), strict=True):
        low, high = one.robust.lower * 100, one.robust.upper * 100
        assert row[ClassColumn.ROBUST].endswith(f"({low:.0f}–{high:.0f})")
    counts = opened.result.samples.model_copy(update={"chosen_by_user": True})
    view.show_opened(opened_job(opened.table, samples=counts))
    assert not any("(" in row[ClassColumn.ROBUST] for row in by_name(view))


def by_name(view: ClassesView) -> list[list[str]]:
    return sorted(cells(view.table), key=lambda row: row[ClassColumn.NAME])


def test_a_class_of_which_half_withstood_is_said_to_need_more_than_the_largest_value(
    view: ClassesView,
) -> None:
    table = made_up_table(20, classes=2)
    strong = np.where(table.label == 0, np.inf, 0.01)
    table = replace(table, minimum_perturbation=strong, prediction=table.label)
    view.show_opened(opened_job(table))
    shown = {row[ClassColumn.NAME]: row[ClassColumn.MEDIAN] for row in cells(view.table)}
    assert shown == {"class 0": "> 0.04", "class 1": "0.01"}


def test_counts_are_written_and_told_and_not_only_shown_by_colour(
    view: ClassesView, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = opened_job(made_up_table(300))
    view.show_opened(opened)
    QApplication.processEvents()
    written: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", lambda _, *args: written.append(str(args[-1])))
        view.confusions.viewport().grab()
        in_matrix, written[:] = list(written), []
        view.histogram.grab()
    counts = confusion_matrix(opened.table, VALUES[-1]).counts
    assert Counter(text for text in in_matrix if text.isdigit()) == Counter(
        str(count) for count in counts.values()
    )
    for bar in size_bars(opened.table, VALUES):
        assert str(bar.count) in written
    assert {"wrong", "> 0.04"} <= set(written)
    told = view.confusions.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert told.endswith("of class 0 are still right")


def test_the_row_and_the_cell_with_the_keyboard_are_seen(view: ClassesView, qtbot: QtBot) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    view.activateWindow()
    soft, accent = QColor(LIGHT.accent_soft), QColor(LIGHT.accent)

    def seen(table: QTableView) -> set[str]:
        image = table.viewport().grab().toImage()
        cell = table.visualRect(table.currentIndex())
        return {
            image.pixelColor(x, cell.top() + 1).name() for x in range(cell.left(), cell.right(), 3)
        } | {image.pixelColor(cell.left(), y).name() for y in range(cell.top(), cell.bottom() - 3)}

    view.table.setFocus()
    view.table.setCurrentIndex(view.table.model().index(1, 0))
    qtbot.waitUntil(view.table.hasFocus)
    assert {soft.name(), accent.name()} <= seen(view.table)
    view.confusions.setFocus()
    qtbot.waitUntil(view.confusions.hasFocus)
    assert soft.name() in seen(view.table)
    assert accent.name() not in seen(view.table)


def test_the_matrix_follows_the_scheme(view: ClassesView, theme: Theme) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    QApplication.processEvents()
    light = view.confusions.viewport().grab().toImage()
    theme.colours = DARK
    theme.changed.emit()
    assert view.confusions.viewport().grab().toImage() != light


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("count", [0, 1, 300])
@pytest.mark.parametrize("draws", [None, VALUES])
def test_it_is_painted_in_both_schemes_whatever_the_names(
    view: ClassesView, theme: Theme, colours: Any, count: int, draws: Any
) -> None:
    theme.colours = colours
    view.show_opened(opened_job(made_up_table(count, draws=draws), names=HOSTILE_NAMES))
    QApplication.processEvents()
    before = view.grab().toImage()
    theme.changed.emit()
    QApplication.processEvents()
    assert view.grab().toImage() == before
    for table in (view.table, view.confusions):
        assert all(text.isprintable() for row in cells(table) for text in row)
        model = table.model()
        for orientation, sections in (
            (Qt.Orientation.Horizontal, model.columnCount()),
            (Qt.Orientation.Vertical, model.rowCount() if table is view.confusions else 0),
        ):
            for section in range(sections):
                title = str(model.headerData(section, orientation))
                assert title.isprintable()
                assert len(title) < 80


def test_a_tip_is_no_markup(view: ClassesView) -> None:
    view.show_opened(opened_job(made_up_table(300), names=HOSTILE_NAMES))
    model = view.confusions.model()
    tips = [
        model.index(row, column).data(Qt.ItemDataRole.ToolTipRole)
        for row in range(model.rowCount())
        for column in range(model.columnCount())
    ]
    assert any("bold" in tip for tip in tips)
    assert not any("<b>bold" in tip for tip in tips)


def test_every_input_has_a_name(view: ClassesView) -> None:
    view.show_opened(opened_job(made_up_table(30)))
    for widget in (view.value, view.table, view.confusions, view.histogram):
        assert widget.accessibleName()
    assert np.all([view.value.focusPolicy() & Qt.FocusPolicy.TabFocus])


@pytest.mark.parametrize("width", [820, 1000, 1900])
def test_what_says_most_of_a_class_is_seen(view: ClassesView, qtbot: QtBot, width: int) -> None:
    view.resize(width, 600)
    view.show_opened(opened_job(made_up_table(300), names=[f"priority road {n}" for n in range(5)]))
    table = view.table
    last = ClassColumn.CLEAN if width > 1500 else ClassColumn.MEDIAN

    def is_whole() -> bool:
        right = table.columnViewportPosition(last) + table.columnWidth(last)
        return 0 < right <= table.viewport().width()

    qtbot.waitUntil(is_whole)


def test_the_cells_of_the_matrix_take_the_room_there_is(view: ClassesView, qtbot: QtBot) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    view.resize(500, 400)
    sides = view.confusions.horizontalHeader().defaultSectionSize
    qtbot.waitUntil(lambda: 26 <= sides() < 40)
    view.resize(2400, 1400)
    qtbot.waitUntil(lambda: sides() == 48)
    assert view.confusions.verticalHeader().defaultSectionSize() == 48
    assert not view.confusions.horizontalScrollBar().isVisible()
    assert not view.confusions.verticalScrollBar().isVisible()


def test_the_largest_values_and_both_ends_have_their_titles(view: ClassesView) -> None:
    view.show_opened(opened_job(made_up_table(300)))
    bars = view.histogram
    for width in (160, 300, 900):
        bars.resize(width, 120)
        places = bars._places()
        found = bars._labelled(bars.fontMetrics(), places)
        assert len(places) - 1 in found
        ends = sorted(found.values())
        assert all(a[1] < b[0] for a, b in pairwise(ends))
        assert all(0 <= left <= right <= width for left, right in ends)
    assert set(found) == set(range(len(places)))


def test_where_it_is_narrow_the_parts_stand_one_below_the_other(qtbot: QtBot, theme: Theme) -> None:
    page = QScrollArea()
    qtbot.addWidget(page)
    page.setWidgetResizable(True)
    view = ClassesView(theme, ClassWishes())
    page.setWidget(view)
    view.show_opened(opened_job(made_up_table(200)))
    page.resize(900, 600)
    page.show()

    def places() -> tuple[QRect, QRect]:
        QApplication.processEvents()
        QApplication.processEvents()
        table, confusions = view.table, view.confusions
        return (
            QRect(table.mapTo(view, QPoint()), table.size()),
            QRect(confusions.mapTo(view, QPoint()), confusions.size()),
        )

    table, confusions = places()
    assert table.right() < confusions.left()
    for width in (400, 900, 400):
        page.resize(width, 600)
        table, confusions = places()
        assert (table.bottom() < confusions.top()) == (width == 400)
        assert max(table.right(), confusions.right()) < width
        assert page.horizontalScrollBar().maximum() == 0


def test_a_matrix_that_has_no_room_beside_the_table_stands_below_it(
    qtbot: QtBot, theme: Theme
) -> None:
    view = ClassesView(theme, ClassWishes())
    qtbot.addWidget(view)
    view.resize(820, 900)
    view.show()
    for classes, is_beside in ((4, True), (18, False), (4, True)):
        view.show_opened(opened_job(made_up_table(200, classes=classes)))
        QApplication.processEvents()
        left = view.confusions.mapTo(view, QPoint()).x()
        assert (left > view.table.width()) == is_beside
        if not is_beside:
            assert view.confusions.horizontalScrollBar().maximum() == 0


def test_whom_the_matrix_leaves_out_is_said(view: ClassesView) -> None:
    opened = opened_job(made_up_table(60, classes=4, seed=1))
    wrong = int((opened.table.minimum_perturbation == 0).sum())
    assert wrong > 1
    view.show_opened(opened)
    texts = [label.text() for label in view.findChildren(PlainLabel)]
    title = f"True class (rows), taken for (columns), without {wrong} that were wrong already"
    assert title in texts
    right = sum(view.confusions.confusions._found.counts.values())
    assert right == len(opened.table) - wrong


def test_a_class_of_which_half_is_wrong_already_says_so(view: ClassesView) -> None:
    table = made_up_table(60, classes=2, seed=1)
    wrong = table.label == 0
    table.prediction[wrong] = 1
    table.minimum_perturbation[wrong] = 0.0
    view.show_opened(opened_job(table))
    told = {row[ClassColumn.NAME]: row[ClassColumn.MEDIAN] for row in cells(view.table)}
    assert list(told.values()).count("wrong already") == 1
