from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)


@pytest.fixture
def model(qapp: object) -> JobTableModel:
    return JobTableModel()


@pytest.fixture
def table(qtbot: QtBot, theme: Theme, model: JobTableModel) -> JobTable:
    table = JobTable(theme, model)
    qtbot.addWidget(table)
    table.resize(1600, 400)
    with qtbot.waitExposed(table):
        table.show()
    return table
