"""Jobs of one name in a table that has no room for the column that tells them apart."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel

from .job_rows import finished_row, job_id
from .table_widgets import view_of

ATTACKS = {"deepfool": "DeepFool", "fmn-linf": "Fast minimum", "standard": "Standard"}
ROWS = [
    finished_row(n, name="cifar_baseline", attack=attack, tags=("base",) if n == 2 else ())
    for n, attack in enumerate(ATTACKS, start=1)
]


def cell_texts(table: JobTable, line: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return what is painted in a row's name cell."""
    texts: list[str] = []
    view = view_of(table)
    rect = view.visualRect(view.model().index(line, Column.NAME))

    def record(_painter: QPainter, *args: Any) -> None:
        texts.append(args[-1])

    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", record)
        view.viewport().grab(rect.adjusted(1, 1, -1, -1))
    return "".join(texts)


@pytest.mark.parametrize(("width", "scale"), [(1024, 1.0), (1400, 1.5)])
def test_equal_names_are_told_apart_by_the_attack_that_is_not_shown(
    table: JobTable,
    model: JobTableModel,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    width: int,
    scale: float,
) -> None:
    font = QFont(table.font())
    font.setPointSizeF(scale * font.pointSizeF())
    view_of(table).setFont(font)
    table.resize(width, 400)
    model.set_rows(ROWS)
    qtbot.waitUntil(lambda: view_of(table).isColumnHidden(Column.ATTACK))

    def is_told(line: int, words: str) -> bool:
        return words in cell_texts(table, line, monkeypatch)

    for line, words in enumerate(reversed(ATTACKS.values())):
        qtbot.waitUntil(partial(is_told, line, words))


def test_a_name_stands_alone_where_the_attack_is_shown_or_no_other_has_it(
    table: JobTable, model: JobTableModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    model.set_rows(ROWS[2:])
    table.resize(1024, 400)
    QApplication.processEvents()
    assert cell_texts(table, 0, monkeypatch) == "cifar_baseline"
    model.upsert(ROWS[0])
    qtbot.waitUntil(lambda: "Standard" in cell_texts(table, 0, monkeypatch))
    table.resize(1700, 400)
    qtbot.waitUntil(lambda: cell_texts(table, 0, monkeypatch) == "cifar_baseline")
    table.resize(1024, 400)
    qtbot.waitUntil(lambda: "Standard" in cell_texts(table, 0, monkeypatch))
    model.remove(job_id(1))
    qtbot.waitUntil(lambda: cell_texts(table, 0, monkeypatch) == "cifar_baseline")


def test_a_column_that_was_chosen_away_is_told_beside_the_name(
    table: JobTable, model: JobTableModel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    table.resize(1700, 400)
    model.set_rows(ROWS)
    table.columns.unwanted.add(Column.ATTACK)
    table.columns.changed.emit()
    qtbot.waitUntil(lambda: "cifar_baseline · DeepFool" in cell_texts(table, 2, monkeypatch))
