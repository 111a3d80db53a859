"""Which column a table is sorted by is said beside its title, whole."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QStyleOptionHeader, QTableView
from pytestqt.qtbot import QtBot

from pandavision_gui.views.sort_header import SortHeader
from pandavision_gui.views.theme import UNIT

Descending, Ascending = Qt.SortOrder.DescendingOrder, Qt.SortOrder.AscendingOrder


def title(header: SortHeader, section: int) -> str:
    option = QStyleOptionHeader()
    header.initStyleOption(option)
    header.initStyleOptionForIndex(option, section)
    assert option.sortIndicator == QStyleOptionHeader.SortIndicator.None_, "Qt paints its own, too"
    return option.text


@pytest.fixture
def table(qtbot: QtBot) -> QTableView:
    table = QTableView()
    qtbot.addWidget(table)
    return table


def sort_header(table: QTableView, *titles: str) -> SortHeader:
    header = SortHeader(table)
    model = QStandardItemModel(0, len(titles), table)
    model.setHorizontalHeaderLabels(titles)
    table.setModel(model)
    table.setSortingEnabled(True)
    table.show()
    assert table.horizontalHeader() is header
    return header


@pytest.mark.parametrize(("order", "mark"), [(Ascending, "▴"), (Descending, "▾")])
def test_the_sorted_column_alone_has_a_mark(
    table: QTableView, order: Qt.SortOrder, mark: str
) -> None:
    header = sort_header(table, "Name", "Robust", "")
    header.setSortIndicator(1, order)
    assert [title(header, n) for n in range(3)] == ["Name", f"Robust {mark}", ""]
    header.setSortIndicator(2, order)
    assert [title(header, n) for n in range(3)] == ["Name", "Robust", mark]
    header.setSortIndicator(-1, order)
    assert [title(header, n) for n in range(3)] == ["Name", "Robust", ""]


def test_a_title_gives_way_to_its_mark(table: QTableView) -> None:
    header = sort_header(table, "Name", "Robust accuracy")
    header.setSortIndicator(1, Descending)
    header.resizeSection(1, 60)
    shown = title(header, 1)
    assert shown.endswith("… ▾")
    assert header.fontMetrics().horizontalAdvance(shown) <= 60 - 2 * UNIT


def test_a_click_on_a_title_sorts(table: QTableView, qtbot: QtBot) -> None:
    header = sort_header(table, "Name", "Robust")
    place = header.sectionViewportPosition(1) + UNIT
    at = header.viewport().rect().topLeft()
    at.setX(place)
    at.setY(header.height() // 2)
    for expected in ("▴", "▾"):
        qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)
        assert title(header, 1) == f"Robust {expected}"


def test_a_column_that_fits_its_title_fits_the_mark_too(table: QTableView) -> None:
    header = sort_header(table, "Name", "Robust")
    for section in range(2):
        wanted = header.sectionSizeHint(section)
        header.setSortIndicator(section, Descending)
        shown = header.fontMetrics().horizontalAdvance(title(header, section))
        assert shown <= wanted
