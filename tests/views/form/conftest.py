"""A form on the screen, and reports as the worker makes them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts, TensorFacts
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.jobs.requests import FileStamp
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.form.file_question import FileAnswer, FileQuestion
from pandavision_gui.views.theme import Theme

MODEL_PATH = "/data/models/signs.onnx"
DATASET_PATH = "/data/signs.h5"
STAMP = FileStamp(size=1000, modified_ns=5, inode=7, device=1)


def model_report(
    *, shape: tuple[int | None, ...] = (None, 3, 32, 32), classes: int | None = 12, **more: Any
) -> Inspected:
    facts = {
        "input": TensorFacts(name="input", dtype="float32", shape=shape),
        "output": TensorFacts(name="scores", dtype="float32", shape=(None, classes)),
        "classes": classes,
        "opset": 17,
        "producer": "pytorch",
        "parameters": 93_420,
        "nodes": 14,
        "fixed_batch": None,
        "ends_in_probabilities": False,
    }
    return Inspected(facts=ModelFacts(**(facts | more)))


def dataset_report(*, classes: int = 12, **more: Any) -> Inspected:
    facts: dict[str, Any] = {
        "samples_name": "samples",
        "labels_name": "labels",
        "count": 300,
        "sample_shape": (3, 32, 32),
        "dtype": "uint8",
        "label_dtype": "int64",
        "minimum": 0.0,
        "maximum": 255.0,
        "looked_at": 300,
        "label_counts": dict.fromkeys(range(classes), 25),
    }
    return Inspected(facts=DatasetFacts(**(facts | more)))


def settle(form: EvaluationForm) -> None:
    """Let the layouts come to rest: each pass may post the next one."""
    for _ in range(5):
        QApplication.processEvents()
    content = form.scroll_area.widget()
    assert content.height() >= content.heightForWidth(content.width())


class AskedForm(EvaluationForm):
    """A form whose questions are kept, and answered when the test says so."""

    def __init__(self, theme: Theme) -> None:
        self.questions: list[FileQuestion] = []
        super().__init__(theme)
        self.inspection_wanted.connect(self.questions.append)

    def asked(self, *, only_look: bool = False) -> list[str]:
        return [q.path for q in self.questions if q.only_look is only_look]

    def last_question(self, path: str, *, only_look: bool = False) -> FileQuestion:
        fitting = [q for q in self.questions if (q.path, q.only_look) == (path, only_look)]
        return fitting[-1]

    def answer(
        self, path: str, report: Inspected | Failed, stamp: FileStamp | None = STAMP
    ) -> None:
        """Say what is in a file, as the answer to the last question about it."""
        self.show_report(self.last_question(path), FileAnswer(stamp, report))

    def see(self, path: str, stamp: FileStamp | None = STAMP) -> None:
        """Say what the last look at a file saw."""
        self.show_report(self.last_question(path, only_look=True), FileAnswer(stamp))

    def see_both(self) -> None:
        """Say that both files are as they were."""
        self.see(MODEL_PATH)
        self.see(DATASET_PATH)


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> AskedForm:
    widget = AskedForm(theme)
    qtbot.addWidget(widget)
    widget.resize(300, 900)
    with qtbot.waitActive(widget):  # turning to it later would have it look at its files
        widget.show()
    return widget


@pytest.fixture
def filled(form: AskedForm) -> AskedForm:
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    return form
