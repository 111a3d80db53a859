"""A form with what opens files for it, and specs on the disk."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.actions import WindowActions
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.opening.file_drops import FileDrops
from pandavision_gui.views.opening.form_replacing import FormReplacing
from pandavision_gui.views.opening.open_dialogs import OpenDialogs
from pandavision_gui.views.opening.opened_files import OpenedFiles
from pandavision_gui.views.opening.spec_commands import SpecCommands
from pandavision_gui.views.theme import Theme

WriteSpec = Callable[..., Path]


class Opening(QWidget):
    """What of the window has to do with opening, without queue and worker."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.form = EvaluationForm(theme)
        self.announcements = Announcements(theme)
        self.actions_by_name = WindowActions(theme, self)
        self.replacing = FormReplacing(self.form, self.announcements, self)
        self.opened = OpenedFiles(self.form, self.replacing, self.announcements, self)
        self.commands = SpecCommands(self, self.form, self.announcements, self.actions_by_name)
        self.dialogs = OpenDialogs(self, self.form, self.actions_by_name)
        self.drops = FileDrops(self, self.form, theme)
        self.added: list[EvaluationSpec] = []
        self.opened.add_wanted.connect(self.added.append)
        column = QVBoxLayout(self)
        column.addWidget(self.announcements)
        column.addWidget(self.form)
        self.told: list[str] = []
        """What the status bar says."""
        self.announcements.passed.connect(self.told.append)

    def said(self) -> str:
        shown = [m for m in self.announcements.messages() if m.isVisible()]
        return "\n".join(message.accessibleName() for message in shown)

    def press(self, words: str) -> None:
        (found,) = (
            button
            for button in self.announcements.findChildren(QPushButton)
            if button.text() == words and button.isVisible()
        )
        found.click()


@pytest.fixture
def opening(qtbot: QtBot, theme: Theme) -> Opening:
    widget = Opening(theme)
    qtbot.addWidget(widget)
    widget.resize(400, 900)
    with qtbot.waitExposed(widget):
        widget.show()
    return widget


@pytest.fixture
def write_spec(tmp_path: Path) -> WriteSpec:
    """Write a spec file; keys replace those of a small one, None takes a key away."""

    def write(file: str = "spec.json", /, **keys: Any) -> Path:
        document = {
            "trained-model": "signs.onnx",
            "dataset": "signs.h5",
            "perturbation-values": [0, 0.01, 0.02],
            **{key.replace("_", "-"): value for key, value in keys.items()},
        }
        path = tmp_path / file
        path.write_text(json.dumps(document), "utf-8")
        return path

    return write


@pytest.fixture
def clipboard(qapp: QApplication) -> QObject:
    """The clipboard, empty."""
    board = qapp.clipboard()
    board.clear()
    return board
