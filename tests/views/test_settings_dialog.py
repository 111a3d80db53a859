"""Settings are applied as they are changed, kept, and never lose what the dialog does not show."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.settings import Settings, load_settings, save_settings
from pandavision_gui.views.settings_dialog import SettingsDialog
from pandavision_gui.views.settings_keeper import SettingsKeeper


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return window


def shown(window: QWidget) -> SettingsDialog:
    dialog = window.findChild(SettingsDialog, "settings")
    assert dialog is not None
    return dialog


def test_every_setting_with_a_title_has_an_input_that_shows_it(window: QWidget) -> None:
    dialog = SettingsDialog(
        window, Settings(parallel_jobs=3, appearance="dark", resume_interrupted=True)
    )
    titled = {name for name, field in Settings.model_fields.items() if field.title}
    assert set(dialog.fields) == titled
    assert dialog.fields["parallel_jobs"].value() == 3
    assert dialog.fields["appearance"].value() == "dark"
    assert dialog.fields["resume_interrupted"].value() is True
    assert len(dialog.findChildren(QSpinBox)) == 2
    assert len(dialog.findChildren(QComboBox)) == 3
    assert len(dialog.findChildren(QCheckBox)) == 4


def test_a_change_is_told_at_once_and_kept(window: QWidget, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.json"
    save_settings(path, Settings(recent_models=("/a.onnx",)))
    keeper = SettingsKeeper(path, window)
    keeper.show_dialog(window)
    keeper.show_dialog(window)
    assert len(window.findChildren(SettingsDialog)) == 1
    keeper.remember_file("model", "/b.onnx")  # while the dialog is open
    box = shown(window).findChildren(QSpinBox)[0]
    with qtbot.waitSignal(keeper.changed) as heard:
        box.setValue(2)
    assert heard.args[0].parallel_jobs == 2
    keeper.wait()
    stored = load_settings(path)
    assert stored.parallel_jobs == 2
    assert stored.recent_models == ("/b.onnx", "/a.onnx")


def test_settings_of_a_newer_version_survive_a_change(
    window: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"parallel_jobs": 4, "of_tomorrow": [1, 2]}')
    keeper = SettingsKeeper(path, window)
    keeper.show_dialog(window)
    box = next(b for b in shown(window).findChildren(QCheckBox) if not b.isChecked())
    with qtbot.waitSignal(keeper.changed):
        box.setChecked(True)
    keeper.wait()
    assert '"of_tomorrow"' in path.read_text()
    assert load_settings(path).parallel_jobs == 4


def test_a_file_used_again_comes_first_and_is_told_once(
    qtbot: QtBot, tmp_path: Path, qapp: QApplication
) -> None:
    owner = QObject()
    keeper = SettingsKeeper(tmp_path / "settings.json", owner)
    told: list[tuple[str, ...]] = []
    keeper.recent_changed.connect(lambda models, _: told.append(models))
    for name in ("/a", "/b", "/b", "/a"):
        keeper.remember_file("model", name)
    keeper.wait()
    assert told == [("/a",), ("/b", "/a"), ("/a", "/b")]
    for number in range(20):
        keeper.remember_file("dataset", f"/{number}")
    keeper.wait()
    assert len(load_settings(tmp_path / "settings.json").recent_datasets) == 10


def test_a_second_model_is_remembered_behind_the_model_that_comes_back(
    tmp_path: Path, qapp: QApplication
) -> None:
    owner = QObject()
    keeper = SettingsKeeper(tmp_path / "settings.json", owner)
    for place, name in (
        ("model", "/a"),
        ("model", "/b"),
        ("second model", "/c"),
        ("second model", "/b"),
    ):
        keeper.remember_file(place, name)
    assert keeper.recent_files()[0] == ("/b", "/c", "/a")
    keeper.remember_file("model", "/c")
    assert keeper.recent_files()[0] == ("/c", "/b", "/a")
    keeper.wait()


def test_a_second_model_that_came_first_is_not_taken_for_the_model(
    tmp_path: Path, qapp: QApplication
) -> None:
    owner = QObject()
    keeper = SettingsKeeper(tmp_path / "settings.json", owner)
    keeper.remember_file("second model", "/c")
    assert keeper.recent_files()[0] == ()
    keeper.wait()


def test_what_was_typed_for_a_report_is_there_at_the_next_start_without_its_date(
    window: QWidget, tmp_path: Path
) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"report": {"system": "old", "of_a_newer_version": 1}, "parallel_jobs": 3}')
    keeper = SettingsKeeper(path, window)
    assert keeper.settings.report == ReportDetails(system="old")
    keeper.show_dialog(window)
    # While the dialog is open: what it began with is no longer what is known.
    keeper.remember_report(ReportDetails(assessor="A. Example", date="1 May 2027"))
    dialog = window.findChild(SettingsDialog)
    assert dialog is not None
    dialog.fields["parallel_jobs"].set_value(4)  # the dialog knows nothing of reports
    keeper.wait()
    later = SettingsKeeper(path, window).settings
    assert later.report == ReportDetails(assessor="A. Example")
    assert later.parallel_jobs == 4
