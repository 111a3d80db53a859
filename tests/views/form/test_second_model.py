"""The second model: asked for by the attack that needs one, and by no other."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import FileStamp

from .conftest import (
    DATASET_PATH,
    MODEL_PATH,
    AskedForm,
    dataset_report,
    model_report,
)

SECOND = "/data/models/second.onnx"
TRANSFER = {
    "dataset": DATASET_PATH,
    "trained-model": MODEL_PATH,
    "attack": "transfer",
    "surrogate-model": SECOND,
}


def choose(form: AskedForm, attack: str) -> None:
    form.attack.choice.choose(attack)


@pytest.fixture
def asking(filled: AskedForm) -> AskedForm:
    """A form that wants a second model."""
    choose(filled, "transfer")
    return filled


def test_it_is_there_while_the_attack_needs_one(filled: AskedForm) -> None:
    assert filled.second_model.isHidden()
    assert filled.bar.button.isEnabled()
    choose(filled, "transfer")
    assert filled.second_model.isVisible()
    assert not filled.bar.button.isEnabled()
    assert "Choose a second model." in filled.bar.text()
    choose(filled, "standard")
    assert filled.second_model.isHidden()
    assert filled.bar.button.isEnabled()


def test_it_is_looked_into_like_the_model(asking: AskedForm) -> None:
    asking.second_model.edit.set_path(SECOND)
    assert "still being looked into" in asking.bar.text()
    asking.answer(SECOND, model_report())
    assert "12 classes" in asking.second_model.finding_text()
    assert asking.bar.button.isEnabled()
    spec = asking.current_spec()
    assert spec is not None
    assert (spec.attack, spec.surrogate_model) == ("transfer", SECOND)


def test_a_file_that_is_no_model_keeps_the_evaluation_back(asking: AskedForm) -> None:
    asking.second_model.edit.set_path(SECOND)
    asking.answer(
        SECOND, Failed(kind="input", code="x", message="It is damaged.", hint="", details="")
    )
    assert "cannot be used" in asking.bar.text()
    asking.second_model.edit.set_path(DATASET_PATH)
    asking.answer(DATASET_PATH, dataset_report())
    assert "not an ONNX model" in asking.second_model.finding_text()
    assert not asking.bar.button.isEnabled()


def test_a_model_of_other_classes_does_not_go_with_it(asking: AskedForm) -> None:
    asking.second_model.edit.set_path(SECOND)
    asking.answer(SECOND, model_report(classes=10))
    assert "It has 10 classes, the model has 12." in asking.bar.text()
    assert "Second model" in asking.bar.text()
    choose(asking, "standard")
    assert asking.bar.button.isEnabled(), "it does not matter to another attack"


def test_it_must_be_as_it_was_when_the_evaluation_is_added(asking: AskedForm) -> None:
    asking.second_model.edit.set_path(SECOND)
    asking.answer(SECOND, model_report())
    added: list[EvaluationSpec] = []
    asking.submitted.connect(added.append)
    asking.submit()
    asking.see_both()
    assert added == []
    asking.see(SECOND, FileStamp(size=2, modified_ns=2, inode=2, device=2))
    assert added == []
    assert "second.onnx” has changed" in asking.message.sentence()
    asking.answer(SECOND, model_report())
    asking.submit()
    asking.see_both()
    asking.see(SECOND)
    assert [spec.surrogate_model for spec in added] == [SECOND]


def test_a_loaded_spec_brings_its_second_model(form: AskedForm) -> None:
    form.load_spec(spec_from_document(TRANSFER))
    assert form.second_model.isVisible()
    for path in (MODEL_PATH, SECOND):
        form.answer(path, model_report())
    form.answer(DATASET_PATH, dataset_report())
    spec = form.current_spec()
    assert spec is not None
    assert spec.to_document() == spec_from_document(TRANSFER).to_document()
    form.clear()
    assert form.second_model.isHidden()
    assert form.second_model.path == ""


def test_a_model_that_is_dropped_on_its_line_is_for_it(asking: AskedForm) -> None:
    asking.second_model.edit.files_dropped.emit([SECOND])
    QApplication.processEvents()
    assert asking.second_model.path == SECOND
    assert asking.model.path == MODEL_PATH


def test_it_is_remembered_as_the_second_model(asking: AskedForm) -> None:
    chosen: list[tuple[str, str]] = []
    asking.files_chosen.connect(lambda kind, path: chosen.append((kind, path)))
    asking.second_model.edit.set_path(SECOND)
    asking.answer(SECOND, model_report())
    assert chosen == [("second model", SECOND)]


def test_a_worst_case_is_offered_by_no_form_and_becomes_the_usual_attack(form: AskedForm) -> None:
    assert "worst-case" not in form.attack.offered()
    document = {key: value for key, value in TRANSFER.items() if key != "surrogate-model"}
    for kind, usual in (("max-norm", "standard"), ("l2", "standard")):
        keys = {"attack": "worst-case", "perturbation-type": kind}
        form.load_spec(spec_from_document({**document, **keys}))
        spec = form.current_spec()
        assert spec is not None
        assert (spec.attack, spec.perturbation) == (usual, kind)
