"""A form on the screen, and reports as the worker makes them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts, TensorFacts
from pandavision_gui.jobs.messages import Inspected
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.theme import Theme

MODEL_PATH = "/data/models/signs.onnx"
DATASET_PATH = "/data/signs.h5"


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


@pytest.fixture
def form(qtbot: QtBot, theme: Theme) -> EvaluationForm:
    widget = EvaluationForm(theme)
    qtbot.addWidget(widget)
    widget.resize(300, 900)
    widget.show()
    return widget


@pytest.fixture
def filled(form: EvaluationForm) -> EvaluationForm:
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.show_report(MODEL_PATH, model_report())
    form.show_report(DATASET_PATH, dataset_report())
    return form
