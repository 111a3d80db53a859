"""What actions and buttons of the window do that no job has to run for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPushButton, QTabBar, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.main_window import MainWindow
from pandavision_gui.views.theme import Theme

from .jobs_table.job_results import make_loaded, make_result
from .jobs_table.job_rows import finished_row, job_id
from .plots.curve_series import finished


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
    assert "500 of 600" in window.statusBar().currentMessage()
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
    assert window.statusBar().currentMessage() == "The spec is on the clipboard."
    QGuiApplication.clipboard().clear()
    QTest.keySequence(window, "Ctrl+J")
    assert '"trained-model"' in QGuiApplication.clipboard().text()
    with qtbot.waitSignal(window.commands.repeat_wanted):
        button(window, "Run with changes").click()


def test_the_plot_is_copied_by_its_key(window: MainWindow) -> None:
    QGuiApplication.clipboard().clear()
    QTest.keySequence(window, "Ctrl+Shift+C")
    assert not QGuiApplication.clipboard().image().isNull()


def test_whatever_tab_stops_at_has_a_name(window: MainWindow) -> None:
    row, loaded = finished_row(1), make_loaded(make_result())
    window.model.set_rows([row])
    window.presenter.news.set_loaded(loaded, row)
    window.table.select(row.id)
    window.details.show_job(row, loaded, None, ())
    window.curve_tab.place_plot()
    window.curve_tab.set_series([finished(1)])
    nameless = []
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        for widget in window.findChildren(QWidget):
            stops = (
                widget.isVisible()
                and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
                and widget.focusProxy() is None
            )
            is_button = isinstance(widget, QAbstractButton)
            words = widget.accessibleName() or (widget.text() if is_button else "")
            is_told_otherwise = widget.objectName() == "qt_spinbox_lineedit" or isinstance(
                widget, QTabWidget | QTabBar
            )  # of these each tab is read aloud by its title
            if stops and not words and not is_told_otherwise:
                nameless.append((place, type(widget).__name__, widget.objectName()))
    assert nameless == []


def test_the_sample_evaluation_is_asked_for_once(window: MainWindow) -> None:
    asked: list[None] = []
    window.welcome.sample_wanted.connect(lambda: asked.append(None))
    run = window.welcome.findChild(QPushButton, "run_sample")
    assert isinstance(run, QPushButton)
    for _ in range(2):
        run.click()
    assert len(asked) == 1
    assert not run.isEnabled()


def test_recent_files_and_columns_are_in_the_menus(window: MainWindow) -> None:
    menus = {action.text().replace("&", ""): action.menu() for action in window.menuBar().actions()}
    within = {
        title: [one.text().replace("&", "") for one in menu.actions() if one.menu() is not None]
        for title, menu in menus.items()
    }
    assert within["File"] == ["Open recent"]
    assert within["View"] == ["Columns of the jobs table"]
