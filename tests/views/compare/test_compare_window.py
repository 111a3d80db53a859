"""The window of a comparison, through its widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.compare_messages import JobsCompared
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.compare.compare_window import CompareWindow
from pandavision_gui.views.plain_text import PlainLabel
from pandavision_gui.views.plots.curve_legend import LegendEntry
from pandavision_gui.views.plots.series_style import SeriesStyle
from pandavision_gui.views.theme import DARK, Theme

from ..plots.curve_series import finished
from .compared_jobs import ALIKE, ROBUST, WEAK, compared

THREE = ("weak", "robust", "other")


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[CompareWindow]:
    parent = QWidget()
    qtbot.addWidget(parent)
    window = CompareWindow(parent, theme)
    window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    window.set_names(["weak network", "robust network"])
    window.show_busy()
    window.show()
    qtbot.waitExposed(window)
    yield window
    parent.setParent(None)  # it lived as long as the test


def show(qtbot: QtBot, window: CompareWindow, told: JobsCompared) -> None:
    """Show what was found, with curves, and wait until the plot is there."""
    styles = [SeriesStyle(3 + number) for number in range(len(told.jobs))]
    curves = [finished(3 + number) for number in range(len(told.jobs))]
    window.page.show_curves(curves, styles)
    window.show_compared(told)
    window.page.curves.place_plot()
    qtbot.waitUntil(lambda: window.page.settings_table.width() > 0)
    window.page.values_table.fit()
    window.page.settings_table.fit()


def texts(widget: QWidget) -> str:
    labels = (label for label in widget.findChildren(PlainLabel) if label.isVisible())
    return "\n".join(label.text() for label in labels)


def shown_settings(window: CompareWindow) -> list[object]:
    model = window.page.differences
    return [model.index(line, 0).data() for line in range(model.rowCount())]


def test_the_program_is_left_from_here_too(qtbot: QtBot, window: CompareWindow) -> None:
    parent = window.parent()
    assert isinstance(parent, QWidget)
    parent.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not parent.isVisible())


def test_while_it_computes_the_window_says_so_and_keeps_its_size(
    qtbot: QtBot, window: CompareWindow
) -> None:
    before = window.size()
    assert "Comparing 2 jobs" in texts(window)
    assert not window.copy_table.isEnabled()
    assert not window.report.isEnabled()
    show(qtbot, window, compared())
    assert window.size() == before
    assert "Comparing" not in texts(window)
    assert window.copy_table.isEnabled()
    window.show_busy()
    assert window.page.isVisible(), "what was found stays until another answer comes"


def test_the_verdict_stands_first_with_what_it_stands_on(
    qtbot: QtBot, window: CompareWindow
) -> None:
    told = compared(caution="The attacks differ.")
    show(qtbot, window, told)
    (card,) = window.page.cards.cards
    assert card.verdict.text() == told.pairs[0].verdict
    assert "is right more often than" in card.verdict.text()
    assert "very strong" in card.evidence.text()
    assert "40 samples that both evaluated" in card.evidence.text()
    assert card.caution.isVisible()
    assert card.y() < window.page.settings_table.y() < window.page.values_table.y()
    show(qtbot, window, compared())
    assert not card.caution.isVisible()


def test_warnings_of_the_jobs_stand_with_their_names(qtbot: QtBot, window: CompareWindow) -> None:
    show(qtbot, window, compared(warnings=("One.", "Two.", "Three.", "Four.")))
    said = texts(window)
    for name in ("weak network", "robust network"):
        assert f"Warning of “{name}”: One." in said
    assert "2 more warnings: see the details of each job." in said
    show(qtbot, window, compared())
    assert "Warning of" not in texts(window)


def test_jobs_that_are_not_paired_say_why_instead_of_a_table(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared(why_not="they are of different datasets"))
    (card,) = window.page.cards.cards
    assert card.property("role") == "warn-box"
    assert card.verdict.text() == (
        "“weak network” and “robust network” are not compared sample by sample: "
        "they are of different datasets."
    )
    assert not window.page.values_table.isVisible()
    assert window.page.no_values.isVisible()


def test_only_what_differs_is_listed_until_all_is_wanted(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared())
    assert shown_settings(window) == ["Model"]
    assert window.page.same.text() == "2 other settings are the same."
    height = window.page.settings_table.height()
    box = window.page.all_settings
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert shown_settings(window) == ["Model", "Seed", "Attack"]
    qtbot.waitUntil(lambda: window.page.settings_table.height() > height)
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert shown_settings(window) == ["Model"]


def test_without_a_difference_it_says_so(qtbot: QtBot, window: CompareWindow) -> None:
    show(qtbot, window, compared().model_copy(update={"differences": ()}))
    assert not window.page.settings_table.isVisible()
    assert window.page.same.text() == "Nothing: the same files and settings."


def test_another_job_can_be_the_one_that_all_are_compared_with(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared(THREE, (WEAK, ROBUST, ALIKE)))
    page = window.page
    assert len(page.cards.cards) == 2
    assert page.other.isVisible()
    assert page.reference.isVisible()
    assert "“weak”" in page.cards.cards[1].verdict.text()
    page.reference.box.setFocus()
    qtbot.keyClick(page.reference.box, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.reference.box.currentText() == "robust")
    page.reference.box.activated.emit(1)
    assert "No difference between “robust” and “other”" in page.cards.cards[1].verdict.text()
    # Neither by its colour does it look like a difference.
    roles = [card.property("role") for card in page.cards.cards]
    assert roles == ["accent-box", "plain-box"]
    assert [page.other.box.itemText(n) for n in range(2)] == ["weak", "other"]
    assert page.values.rows_as_numbers()[0][2] == "robust"
    assert page.values.rows_as_numbers()[0][5] == "weak"
    page.other.box.setFocus()
    qtbot.keyClick(page.other.box, Qt.Key.Key_Down)
    page.other.box.activated.emit(1)
    assert page.values.rows_as_numbers()[0][5] == "other"


def test_two_jobs_leave_nothing_to_choose(qtbot: QtBot, window: CompareWindow) -> None:
    show(qtbot, window, compared())
    assert not window.page.reference.isVisible()
    assert not window.page.other.isVisible()


def test_chosen_samples_are_shown_without_intervals(qtbot: QtBot, window: CompareWindow) -> None:
    show(qtbot, window, compared(has_population=False))
    assert window.page.values.index(0, 1).data() == "100.0 %"
    show(qtbot, window, compared())
    assert window.page.values.index(0, 1).data().startswith("100.0 %\n91")


def test_curves_and_tables_show_a_job_in_one_colour(qtbot: QtBot, window: CompareWindow) -> None:
    show(qtbot, window, compared())
    window.resize(1000, 700)
    qtbot.waitUntil(lambda: "\n" not in window.page.values.index(1, 1).data())
    colour = QColor(SeriesStyle(4).colour(dark=False))
    model = window.page.values
    for icon in (
        model.headerData(2, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole),
        model.index(3, 6).data(Qt.ItemDataRole.DecorationRole),
        window.page.differences.headerData(
            2, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole
        ),
    ):
        image = icon.pixmap(24, 12).toImage()
        middle = image.pixelColor(image.width() // 2, image.height() // 2)
        assert middle.name() == colour.name()
    legend = window.page.curves.findChildren(LegendEntry)
    assert [entry.accessibleName() for entry in legend] == ["weak network", "robust network"]


def test_names_from_files_are_plain_text(qtbot: QtBot, window: CompareWindow) -> None:
    names = ("<b>bold</b>", "<img src=x>\nforged line")
    show(qtbot, window, compared(names))
    window.set_names(names)
    (card,) = window.page.cards.cards
    assert "<b>bold</b>" in card.verdict.text()
    assert card.verdict.textFormat() is Qt.TextFormat.PlainText
    assert "\n" not in window.windowTitle()
    told = window.page.differences.headerData(1, Qt.Orientation.Horizontal, 3)
    assert "&lt;b&gt;" in told, "a tooltip that may take it for markup"


def test_a_copied_verdict_does_not_run_the_other_way_for_a_name(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared(("a\u202eb", "robust network")))
    qtbot.mouseClick(window.copy_verdict, Qt.MouseButton.LeftButton)
    text = QGuiApplication.clipboard().text()
    assert "a\\u202eb" in text
    assert "\u202e" not in text + window.page.settings_text() + window.page.values_text()


def test_what_is_copied_is_what_is_shown(qtbot: QtBot, window: CompareWindow) -> None:
    told = compared()
    show(qtbot, window, told)
    clipboard = QGuiApplication.clipboard()
    qtbot.mouseClick(window.copy_verdict, Qt.MouseButton.LeftButton)
    pair = told.pairs[0]
    assert clipboard.text() == f"{pair.verdict}\n{pair.evidence} {pair.basis}\n"
    assert "clipboard" in window.notice.text()
    qtbot.mouseClick(window.copy_table, Qt.MouseButton.LeftButton)
    assert clipboard.text().startswith("Perturbation value\t")
    clipboard.clear()
    window.page.settings_table.setFocus()
    qtbot.keyClick(window.page.settings_table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert clipboard.text().splitlines()[1].startswith("Model\tweak network.onnx")
    qtbot.mouseClick(window.copy_plot, Qt.MouseButton.LeftButton)
    assert not clipboard.image().isNull()


def test_a_failure_is_told_in_place_and_can_be_tried_again(
    qtbot: QtBot, window: CompareWindow
) -> None:
    window.show_failure(
        Failed(kind="input", code="no_result", message="It is gone.", hint="Look.", details="x")
    )
    assert window.failure.isVisible()
    assert "It is gone." in texts(window)
    assert "Look." in texts(window)
    assert not window.copy_verdict.isEnabled()
    again = next(
        button
        for button in window.failure.findChildren(QPushButton)
        if button.text() == "Try again"
    )
    with qtbot.waitSignal(window.again_wanted):
        qtbot.mouseClick(again, Qt.MouseButton.LeftButton)


def test_of_removed_jobs_no_report_is_made_and_the_rest_stays(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared())
    assert window.report.isEnabled()
    window.show_removed(["weak network"])
    assert not window.report.isEnabled()
    assert "“weak network” was removed" in window.report.toolTip()
    assert "“weak network” was removed" in window.notice.text()
    assert window.page.isVisible()
    assert window.copy_table.isEnabled()
    window.show_removed([])
    assert window.report.isEnabled()
    assert not window.notice.isVisible()


@pytest.mark.parametrize("by_key", [True, False])
def test_it_closes_by_key_and_by_button(qtbot: QtBot, window: CompareWindow, by_key: bool) -> None:
    show(qtbot, window, compared())
    with qtbot.waitSignal(window.closed):
        if by_key:
            qtbot.keyClick(window, Qt.Key.Key_Escape)
        else:
            qtbot.mouseClick(window.close_button, Qt.MouseButton.LeftButton)
    assert not window.isVisible()


@pytest.mark.parametrize("is_dark", [False, True])
def test_nothing_is_cut_off_at_600_pixels(
    qtbot: QtBot, window: CompareWindow, theme: Theme, is_dark: bool
) -> None:
    theme.set_scheme("dark" if is_dark else "light")
    try:
        show(qtbot, window, compared(THREE, (WEAK, ROBUST, ALIKE), warnings=("Odd. " * 60,)))
        window.resize(600, 700)
        table = window.page.values_table
        qtbot.waitUntil(lambda: window.page.viewport().width() <= 600)
        table.fit()
        assert window.width() == 600
        assert table.horizontalHeader().length() <= table.viewport().width()
        assert "\n" in window.page.values.index(1, 1).data()
        assert window.page.widget().width() <= window.page.viewport().width()
        for button in (window.copy_verdict, window.report, window.close_button):
            assert window.rect().contains(button.geometry())
        if is_dark:
            picture = window.grab().toImage()
            assert picture.pixelColor(4, 4).name() == DARK.window
        window.resize(1000, 700)
        qtbot.waitUntil(lambda: "\n" not in window.page.values.index(1, 1).data())
    finally:
        theme.set_scheme("light")


def test_tab_leads_through_everything_from_top_to_bottom(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared(THREE, (WEAK, ROBUST, ALIKE)))
    page = window.page
    page.reference.box.setFocus()
    order = []
    for _ in range(20):
        focused = QApplication.focusWidget()
        assert focused is not None
        if order and focused is order[0]:
            break
        order.append(focused)
        qtbot.keyClick(focused, Qt.Key.Key_Tab)
    stops = [page.settings_table, page.all_settings, page.other.box, page.values_table]
    places = [order.index(stop) for stop in (page.reference.box, *stops, window.close_button)]
    assert places == sorted(places)
    assert all(stop.accessibleName() for stop in (page.reference.box, *stops[::2], page.other.box))


def test_another_colour_in_the_table_of_jobs_is_taken_over(
    qtbot: QtBot, window: CompareWindow
) -> None:
    show(qtbot, window, compared())
    curves = [finished(0), finished(1)]
    styles = [SeriesStyle(8), SeriesStyle(9)]
    window.page.show_curves(
        [replace(one, style=style) for one, style in zip(curves, styles, strict=True)], styles
    )
    icon = window.page.values.headerData(1, Qt.Orientation.Horizontal, 1)
    image = icon.pixmap(16, 12).toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle.name() == SeriesStyle(8).colour(dark=False)
