from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.views.jobs_table.job_table import JobTable
from pandavision_gui.views.jobs_table.job_table_model import JobTableModel
from pandavision_gui.views.language import speak
from pandavision_gui.views.theme import Theme


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[str]:
    """A language that the window speaks for a test; asked for before the table that shall."""
    assert speak(qapp, request.param) == request.param
    yield request.param
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


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
