"""The form says what an evaluation will probably cost before it is queued."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from PySide6.QtWidgets import QWidget

from pandavision_gui.engine.cost_estimate import CostEstimate
from pandavision_gui.engine.diagnosis import Diagnosis, clean_accuracy
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.events import JobLoaded
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Diagnosed
from pandavision_gui.views.form.cost_words import cost_words
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion
from pandavision_gui.views.form.spec_parts import with_keys
from tests.support.flat_rows import flat_row

from ..opened_jobs import made_up_table, opened_job
from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report, settle


def diagnose(form: AskedForm, seconds: float | None, right: int = 100) -> None:
    """Answer the doctor's present question."""
    accuracy = clean_accuracy(right, 100)
    found = Diagnosis(clean_accuracy=accuracy, near_chance=False, seconds_per_sample=seconds)
    question = DiagnosisQuestion(form.doctor._number, None)
    form.doctor.show_diagnosis(question, Diagnosed(diagnosis=found))


@pytest.mark.parametrize(
    ("passes", "seconds", "words"),
    [
        ((5104, 12_810), (1.2, 10.4), "About 5 100 to 13 000 passes, 1 to 10 s"),
        ((600, 600), (0.4, 0.4), "About 600 passes, up to 1 s"),
        ((600, 600), (5.2, 5.4), "About 600 passes, 5 s"),
        (
            (1_805_600, 3_611_300),
            (105.0, 840.0),
            "About 1 800 000 to 3 600 000 passes, 2 to 14 min",
        ),
        ((10, 20), (20.0, 900.0), "About 10 to 20 passes, up to 15 min"),
        ((10, 20), (7200.0, 86_000.0), "About 10 to 20 passes, 2 to 24 h"),
        ((10, 20), (190_000.0, 900_000.0), "About 10 to 20 passes, 2 to 10 days"),
    ],
)
def test_a_range_is_told_no_finer_than_it_is_known(
    passes: tuple[int, int], seconds: tuple[float, float], words: str
) -> None:
    assert cost_words(CostEstimate(100, passes, seconds)).replace("\u202f", " ") == words


def test_without_a_speed_only_passes_are_told_and_without_an_estimate_nothing() -> None:
    assert cost_words(CostEstimate(1, (10, 20), None)) == "About 10 to 20 passes"
    assert cost_words(None) == ""


def test_the_line_comes_with_the_files_and_its_time_with_the_doctor(form: AskedForm) -> None:
    assert form.bar.cost_text() == ""
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    assert form.bar.cost_text() == "", "the button cannot be pressed: nothing will run"
    form.answer(DATASET_PATH, dataset_report())
    settle(form)
    height = form.bar.height()
    assert form.bar.cost_text().startswith("About 2")
    assert form.bar.cost_text().endswith("passes")
    diagnose(form, 0.0001)
    settle(form)
    assert form.bar.cost_text().endswith(" s")
    assert form.bar.cost_text() in form.bar.button.accessibleDescription()
    assert form.bar.height() == height, "nothing moves"


def test_what_the_estimate_means_is_said_where_it_stands(form: AskedForm) -> None:
    def explained() -> bool:
        tips = (widget.toolTip() for widget in form.bar.findChildren(QWidget))
        return any("How often a sample goes through the model" in tip for tip in tips)

    assert not explained()
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    assert explained()
    form.clear()
    assert not explained()


def test_what_one_sample_after_the_other_took_is_more_than_a_batch_will_take(
    filled: AskedForm,
) -> None:
    times = []
    for fixed_batch in (1, None):
        filled.answer(MODEL_PATH, model_report(fixed_batch=fixed_batch))
        diagnose(filled, 0.01)
        times.append(filled.bar.cost_text().partition(" passes, ")[2])
    assert times == ["up to 2 min", "1 to 12 min"]


def test_a_clean_accuracy_of_a_half_halves_it(filled: AskedForm) -> None:
    diagnose(filled, None)
    assert filled.bar.cost_text().startswith("About 2")
    diagnose(filled, None, right=50)
    assert filled.bar.cost_text().startswith("About 1")


def test_more_samples_than_there_are_cost_nothing(filled: AskedForm) -> None:
    filled.answer(DATASET_PATH, dataset_report(count=50))
    fifty = filled.bar.cost_text()
    filled.answer(DATASET_PATH, dataset_report(count=300))
    assert filled.mode.samples_wanted() == 100
    assert filled.bar.cost_text() != fifty
    filled.mode.count.setValue(50)
    assert filled.bar.cost_text() == fifty


def test_nothing_is_said_of_a_model_that_draws_random_numbers(form: AskedForm) -> None:
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report(random_operators=("RandomNormal",)))
    form.answer(DATASET_PATH, dataset_report())
    assert form.bar.button.isEnabled()
    assert form.bar.cost_text() == ""


@pytest.mark.parametrize("imported", [False, True])
def test_an_earlier_job_of_the_model_tells_the_time(filled: AskedForm, imported: bool) -> None:
    spec = filled.current_spec()
    assert spec is not None
    made = opened_job(made_up_table(10)).result
    result = made.model_copy(update={"model_passes": 10_000})
    row = flat_row(**row_of(worked_s=1001.5, imported=imported))
    filled.learn_speed(JobLoaded(row.id, spec, result, ""), row)
    # A tenth of a second each; what another computer took says nothing here.
    told = "" if imported else ", 3 to 35 min"
    assert filled.bar.cost_text().partition(" passes")[2] == told


@pytest.mark.parametrize("keys", [{"batch-size": 1}, {"device": "cpu"}], ids=str)
def test_a_job_on_another_device_or_in_other_batches_tells_no_time(
    filled: AskedForm, keys: dict[str, Any]
) -> None:
    spec = filled.current_spec()
    assert spec is not None
    learn(filled, with_keys(spec, keys), 1001.5)
    assert filled.bar.cost_text().endswith("passes")
    learn(filled, spec, 1001.5)
    assert filled.bar.cost_text().endswith("3 to 35 min")


def test_of_several_jobs_the_newest_tells_the_time(filled: AskedForm) -> None:
    spec = filled.current_spec()
    assert spec is not None
    learn(filled, spec, 1001.5)
    learn(filled, spec, 10_001.5, created=datetime(2020, 1, 1, tzinfo=UTC))
    assert filled.bar.cost_text().endswith("3 to 35 min")


def learn(form: AskedForm, spec: EvaluationSpec, worked_s: float, **more: Any) -> None:
    """Tell the form of a job of ten thousand passes."""
    result = opened_job(made_up_table(10)).result.model_copy(update={"model_passes": 10_000})
    row = flat_row(**row_of(worked_s=worked_s, **more))
    form.learn_speed(JobLoaded(row.id, spec, result, ""), row)


def row_of(**more: Any) -> dict[str, Any]:
    return {
        "id": uuid4(), "name": "earlier", "state": JobState.FINISHED, "reason": "", "order": 0,
        "model": "signs.onnx", "dataset": "signs.h5", "attack": "standard", "top_value": 0.05,
        "values": 6, "created": datetime.now(UTC), **more,
    }  # fmt: skip
