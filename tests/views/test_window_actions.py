"""What actions and buttons of the window do that no job has to run for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme

from .jobs_table.job_results import make_loaded, make_result
from .jobs_table.job_rows import finished_row, job_id


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[MainWindow]:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    window = MainWindow(theme, settings)
    with qtbot.waitActive(window):
        window.show()
    yield window
    window.hide()
    window.deleteLater()


def button(window: MainWindow, words: str) -> QPushButton:
    (found,) = [one for one in window.details.findChildren(QPushButton) if one.text() == words]
    return found


def test_the_table_is_copied_by_its_key(window: MainWindow) -> None:
    window.model.set_rows([finished_row(number, name=f"job {number}") for number in range(600)])
    QTest.keySequence(window, "Ctrl+Shift+T")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].startswith("Name\t")
    assert len(lines) == 1 + 500
    said = [message.sentence() for message in window.announcements.messages()]
    assert any("500 of 600" in sentence for sentence in said)
    window.model.remove(job_id(0))
    window.table.select_jobs([job_id(1), job_id(2)])
    QTest.keySequence(window, "Ctrl+Shift+T")
    assert len(QGuiApplication.clipboard().text().splitlines()) == 1 + 2


def test_the_details_lead_to_folder_spec_and_form(window: MainWindow, qtbot: QtBot) -> None:
    row, loaded = finished_row(1), make_loaded(make_result())
    window.model.set_rows([row])
    window.table.select(row.id)
    window.presenter.news.set_loaded(loaded, row)
    window.details.show_job(row, loaded, None, ())
    with qtbot.waitSignal(window.commands.folder_wanted) as wanted:
        button(window, "Open folder").click()
    assert wanted.args == [row.id]
    QGuiApplication.clipboard().clear()
    button(window, "Copy spec as JSON").click()
    assert '"trained-model"' in QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    QTest.keySequence(window, "Ctrl+J")
    assert '"trained-model"' in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(window.commands.repeat_wanted):
        button(window, "Run with changes").click()


def test_the_plot_is_copied_by_its_key(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    QTest.keySequence(window, "Ctrl+Shift+C")
    assert not QGuiApplication.clipboard().image().isNull()
