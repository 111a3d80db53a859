"""What belongs to one pair of files does not stick to the next."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.error_message import ErrorMessage

from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report

OTHER_MODEL = "/data/other.onnx"
OTHER_DATASET = "/data/other.h5"
SAMPLE = {
    "dataset": DATASET_PATH,
    "trained-model": MODEL_PATH,
    "name": "road signs",
    "class-names": [f"sign {n}" for n in range(12)],
    "indexes": [3, 1],
    "label-offset": 0,
    "input-range": [0, 255],
    "perturbation-values": [0.25],
    "attack": "pgd-linf",
    "preprocessing": "symmetric",
    "seed": 7,
}


@pytest.fixture
def sample(form: AskedForm) -> AskedForm:
    form.load_spec(spec_from_document(SAMPLE))
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    return form


def press(message: ErrorMessage, words: str) -> None:
    next(b for b in message.findChildren(QPushButton) if b.text() == words).click()


def use(form: AskedForm, path: str) -> None:
    form.take_files([path])
    form.answer(path, model_report() if path.endswith(".onnx") else dataset_report())


def test_nothing_is_dropped_while_the_files_stay(sample: AskedForm) -> None:
    sample.model.look_into()
    sample.answer(MODEL_PATH, model_report())
    use(sample, DATASET_PATH)
    spec = sample.current_spec()
    assert spec is not None
    assert spec.to_document() == spec_from_document(SAMPLE).to_document()
    assert sample.belongings.message.isHidden()


def test_another_dataset_drops_what_belongs_to_the_old_one_and_says_so(sample: AskedForm) -> None:
    use(sample, OTHER_DATASET)
    assert sample.belongings.message.sentence() == (
        "Dropped with the old file: name of the job, class names, chosen samples, input range."
    )
    spec = sample.current_spec()
    assert spec is not None
    dropped = (spec.name, spec.class_names, spec.indexes, spec.input_range)
    assert dropped == (None, None, None, "auto")
    kept = (spec.perturbation_values, spec.attack, spec.preprocessing, spec.seed)
    assert kept == ((0.25,), "pgd-linf", "symmetric", 7)


def test_another_model_keeps_the_samples_that_were_chosen(sample: AskedForm) -> None:
    use(sample, OTHER_MODEL)
    spec = sample.current_spec()
    assert spec is not None
    assert (spec.name, spec.class_names, spec.indexes) == (None, None, (3, 1))


def test_what_was_dropped_comes_back_by_undo(sample: AskedForm) -> None:
    use(sample, OTHER_MODEL)
    use(sample, OTHER_DATASET)
    press(sample.belongings.message, "Undo")
    assert sample.belongings.message.isHidden()
    spec = sample.current_spec()
    assert spec is not None
    wanted = spec_from_document(SAMPLE | {"trained-model": OTHER_MODEL, "dataset": OTHER_DATASET})
    assert spec.to_document() == wanted.to_document()


def test_what_was_dropped_is_not_said_of_the_file_after_the_next(sample: AskedForm) -> None:
    use(sample, OTHER_MODEL)
    use(sample, OTHER_DATASET)
    assert not sample.belongings.message.isHidden(), "both files were of one pair"
    use(sample, "/data/third.h5")
    assert sample.belongings.message.isHidden()


def test_a_name_that_the_user_has_typed_stays(sample: AskedForm) -> None:
    sample.advanced.fields["name"].set_value("mine")
    use(sample, OTHER_MODEL)
    spec = sample.current_spec()
    assert spec is not None
    assert (spec.name, spec.class_names) == ("mine", None)


def test_a_name_typed_in_an_empty_form_stays(form: AskedForm) -> None:
    form.advanced.fields["name"].set_value("mine")
    use(form, MODEL_PATH)
    use(form, DATASET_PATH)
    spec = form.current_spec()
    assert spec is not None
    assert spec.name == "mine"
    assert form.belongings.message.isHidden()


def test_an_unusable_file_drops_nothing(sample: AskedForm) -> None:
    sample.take_files([OTHER_MODEL])
    failed = Failed(kind="input", code="missing", message="No.", hint="", details="")
    sample.answer(OTHER_MODEL, failed, None)
    assert sample.advanced.class_names.count == 12


def test_swapped_files_are_exchanged_by_one_click(form: AskedForm) -> None:
    form.model.edit.set_path(DATASET_PATH)
    form.answer(DATASET_PATH, dataset_report())
    form.dataset.edit.set_path(MODEL_PATH)
    assert form.swapped.message.isHidden()
    form.answer(MODEL_PATH, model_report())
    assert form.swapped.message.sentence() == "Model and dataset are in each other's place."
    press(form.swapped.message, "Swap")
    assert (form.model.path, form.dataset.path) == (MODEL_PATH, DATASET_PATH)
    assert form.swapped.message.isHidden()


def test_a_dataset_in_the_models_place_is_moved_where_it_belongs(form: AskedForm) -> None:
    form.model.edit.set_path(DATASET_PATH)
    form.answer(DATASET_PATH, dataset_report())
    press(form.swapped.message, "Move it")
    assert (form.model.path, form.dataset.path) == ("", DATASET_PATH)


def test_a_usable_dataset_is_not_swapped_away(filled: AskedForm) -> None:
    filled.model.edit.set_path("/data/second.h5")
    filled.answer("/data/second.h5", dataset_report())
    assert filled.swapped.message.isHidden()


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("file_unreadable", f'"/data" cannot be read: {os.strerror(21)}.'),
        ("model_not_a_file", '"/data" is not a file.'),
    ],
)
def test_a_folder_is_told_from_a_file(form: AskedForm, code: str, message: str) -> None:
    form.model.edit.set_path("/data")
    failed = Failed(kind="input", code=code, message=message, hint="Export it.", details="")
    form.answer("/data", failed, None)
    assert form.model.finding_text() == "✕ This is a folder. Choose a file in it.\n/data"


def test_advice_of_the_worker_names_no_key_of_the_document(form: AskedForm) -> None:
    form.take_files([DATASET_PATH])
    message = f'{DATASET_PATH} has no dataset "labels"; it has "samples".'
    hint = 'Set "labels" to the name of one of them, or rename it.'
    failed = Failed(kind="input", code="dataset_no_labels", message=message, hint=hint, details="")
    form.answer(DATASET_PATH, failed)
    text = form.dataset.finding_text()
    assert text == f"✕ {message} Rename the one with the labels to “labels”."


def propose(form: AskedForm, label_offset: int) -> None:
    """Let the doctor propose an offset, and take it."""
    form.doctor.proposal_taken.emit({"label-offset": label_offset})


@pytest.fixture
def shifted(form: AskedForm) -> AskedForm:
    """A new evaluation of a dataset whose labels begin at 1, for which the offset was taken."""
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    propose(form, -1)
    assert form.carried.label_offset == -1
    return form


def test_an_offset_that_was_proposed_for_one_dataset_is_not_kept_for_another(
    shifted: AskedForm,
) -> None:
    use(shifted, OTHER_DATASET)
    assert shifted.belongings.message.sentence() == "Dropped with the old file: label offset."
    assert shifted.carried.label_offset == 0
    press(shifted.belongings.message, "Undo")
    assert shifted.carried.label_offset == -1


def test_an_offset_that_was_proposed_stays_with_its_dataset(shifted: AskedForm) -> None:
    use(shifted, OTHER_MODEL)
    shifted.dataset.look_into()
    shifted.answer(DATASET_PATH, dataset_report())
    assert shifted.carried.label_offset == -1
    loaded = shifted.belongings.loaded
    assert loaded is not None
    assert (loaded.dataset, loaded.label_offset) == (DATASET_PATH, -1)


def test_a_remark_that_asks_for_an_offset_goes_when_it_is_set(form: AskedForm) -> None:
    remark = "Labels start at 1; classes count from 0, so a label offset of -1 may be needed."
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report(remarks=(remark,)))

    def is_said() -> bool:
        return any(remark in one.text() for one in form.findChildren(QLabel) if one.isVisible())

    assert is_said()
    propose(form, -1)
    assert not is_said()
    form.carried.clear()
    assert is_said()
