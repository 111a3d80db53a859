"""A drive that has gone does not hold the window when a file dialog begins in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from time import monotonic

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.views.export_dialog import ask_export_folder, ask_export_path
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.start_folder import answering_folder, begin_in
from pandavision_gui.views.theme import Theme

Drive = Callable[[str], None]


@pytest.fixture
def lose(monkeypatch: pytest.MonkeyPatch) -> Iterator[Drive]:
    """Let whoever asks about a folder wait for an answer until the test is over."""
    lost: set[str] = set()
    is_over, is_folder = Event(), os.path.isdir

    def asked(path: str) -> bool:
        if path in lost:
            is_over.wait(60)
        return is_folder(path)

    monkeypatch.setattr("os.path.isdir", asked)
    yield lost.add
    is_over.set()


def test_a_dialog_begins_in_its_folder(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = QFileDialog()
    qtbot.addWidget(dialog)
    begin_in(dialog, str(tmp_path))
    assert Path(dialog.directory().path()) == tmp_path
    begin_in(dialog, str(tmp_path / "gone"))
    begin_in(dialog, "")
    assert Path(dialog.directory().path()) == tmp_path


def test_a_folder_whose_drive_says_nothing_is_asked_once(lose: Drive, tmp_path: Path) -> None:
    lose(str(tmp_path))
    assert answering_folder(str(tmp_path)) == ""
    began = monotonic()
    assert answering_folder(str(tmp_path)) == ""
    assert monotonic() - began < 0.2


def test_no_dialog_of_the_window_waits_for_a_lost_drive(
    lose: Drive, theme: Theme, qtbot: QtBot, tmp_path: Path
) -> None:
    lose(str(tmp_path))
    form = EvaluationForm(theme)
    qtbot.addWidget(form)
    form.take_files([str(tmp_path / "model.onnx")])
    (browse,) = (
        one for one in form.findChildren(QToolButton) if one.accessibleName() == "Browse: Model"
    )
    parent = QWidget()
    qtbot.addWidget(parent)
    began = monotonic()
    browse.click()
    folder = str(tmp_path)
    ask_export_path(parent, ["a"], ExportFormat.PNG, lambda *_: None, folder=folder)
    ask_export_folder(parent, 2, lambda _: None, folder=folder)
    opened = [one for one in QApplication.topLevelWidgets() if isinstance(one, QFileDialog)]
    assert monotonic() - began < 30
    assert len([one for one in opened if one.isVisible()]) == 3
    assert all(Path(one.directory().path()) != tmp_path for one in opened)
