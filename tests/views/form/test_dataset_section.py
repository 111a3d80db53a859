"""A dataset with several labels: which are meant is chosen in the form."""

from __future__ import annotations

import pytest

from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.messages import Failed

from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report

NAMES = ("test/labels", "train/labels")
SEVERAL = Failed(
    kind="input",
    code="dataset_several_pairs",
    message=f"{DATASET_PATH} has several pairs of samples and labels.",
    hint='Set "labels" to the labels of the one that you want.',
    details="",
    choices=NAMES,
)


def ask_for_labels(form: AskedForm) -> None:
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, SEVERAL)


def choose(form: AskedForm, name: str) -> None:
    place = form.dataset.choice.findData(name)
    form.dataset.choice.setCurrentIndex(place)
    form.dataset.choice.activated.emit(place)


def found(name: str, names: tuple[str, ...] = NAMES) -> object:
    return dataset_report(labels_name=name, label_choices=names)


def test_nothing_is_offered_where_there_is_no_choice(filled: AskedForm) -> None:
    assert not filled.dataset.choice.isVisible()
    assert filled.last_question(DATASET_PATH).labels == ""


def test_the_form_asks_which_labels_are_meant(form: AskedForm) -> None:
    ask_for_labels(form)
    assert form.dataset.choice.isVisible()
    assert form.dataset.choice.currentIndex() == -1, "nothing is chosen for the user"
    assert form.dataset.finding_text().endswith("Choose the labels below.")
    assert not form.bar.button.isEnabled()
    assert form.dataset.reason() == "Choose the labels."
    choose(form, "train/labels")
    assert form.last_question(DATASET_PATH).labels == "train/labels"
    form.answer(DATASET_PATH, found("train/labels"))  # type: ignore[arg-type]
    spec = form.current_spec()
    assert spec is not None
    assert spec.labels == "train/labels"
    assert form.bar.button.isEnabled()


def test_the_choice_can_be_changed(form: AskedForm) -> None:
    ask_for_labels(form)
    choose(form, "train/labels")
    form.answer(DATASET_PATH, found("train/labels"))  # type: ignore[arg-type]
    choose(form, "test/labels")
    assert not form.bar.button.isEnabled(), "what was found is of the other labels"
    form.answer(DATASET_PATH, found("test/labels"))  # type: ignore[arg-type]
    spec = form.current_spec()
    assert spec is not None
    assert spec.labels == "test/labels"


def test_the_choice_goes_with_its_file(form: AskedForm) -> None:
    ask_for_labels(form)
    choose(form, "train/labels")
    form.answer(DATASET_PATH, found("train/labels"))  # type: ignore[arg-type]
    form.dataset.look_into()
    assert form.last_question(DATASET_PATH).labels == "train/labels"
    form.take_files(["/data/other.h5"])
    assert form.last_question("/data/other.h5").labels == ""
    form.answer("/data/other.h5", dataset_report())
    spec = form.current_spec()
    assert spec is not None
    assert spec.labels == "auto"
    assert not form.dataset.choice.isVisible()


def test_labels_of_a_loaded_spec_are_looked_at_and_shown(form: AskedForm) -> None:
    hostile = "a\n✓ all is well\u202e"
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "labels": hostile}
    form.load_spec(spec_from_document(keys))
    assert form.last_question(DATASET_PATH).labels == hostile
    assert form.dataset.choice.isVisible()
    assert form.dataset.choice.currentText().isprintable()
    form.answer(DATASET_PATH, found(hostile, ()))  # type: ignore[arg-type]
    spec = form.current_spec()
    assert spec is not None
    assert spec.labels == hostile
    form.load_spec(spec_from_document({**keys, "labels": "auto"}))
    assert form.last_question(DATASET_PATH).labels == ""
    assert not form.dataset.choice.isVisible()


def test_labels_that_another_file_lacks_can_be_left(form: AskedForm) -> None:
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "labels": "gone"}
    form.load_spec(spec_from_document(keys))
    missing = SEVERAL.model_copy(update={"code": "dataset_no_labels"})
    form.answer(DATASET_PATH, missing)
    assert [form.dataset.choice.itemData(n) for n in range(3)] == [*NAMES, "gone"]
    choose(form, "test/labels")
    assert form.last_question(DATASET_PATH).labels == "test/labels"


TEXT = Failed(
    kind="input",
    code="dataset_labels_text",
    message='The label of sample 0 is the text "cat", which is no number and no name of a class.',
    hint='Give the names of the classes: as "class-names" in the spec.',
    details="",
)


def test_labels_that_are_words_are_read_by_the_names_that_are_given(form: AskedForm) -> None:
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report(classes=2))
    form.answer(DATASET_PATH, TEXT)
    assert "Advanced, Class names" in form.dataset.finding_text()
    form.advanced.class_names.set_value(("cat", "dog"))
    assert form.last_question(DATASET_PATH).class_names == ("cat", "dog")
    assert not form.bar.button.isEnabled()
    words = dataset_report(classes=2, label_dtype="object", class_names=("cat", "dog"))
    form.answer(DATASET_PATH, words)
    assert form.bar.button.isEnabled()
    form.advanced.class_names.clear_button.click()
    assert form.last_question(DATASET_PATH).class_names == ()
    form.answer(DATASET_PATH, TEXT)
    assert not form.bar.button.isEnabled()


def test_numbers_are_not_looked_into_again_for_names(filled: AskedForm) -> None:
    before = len(filled.questions)
    filled.advanced.class_names.set_value(tuple("abcdefghijkl"))
    assert len(filled.questions) == before
    filled.dataset.look_into()
    assert filled.last_question(DATASET_PATH).class_names == tuple("abcdefghijkl")


def test_names_of_a_loaded_spec_go_with_the_question(form: AskedForm) -> None:
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "class-names": ["cat", "dog"]}
    form.load_spec(spec_from_document(keys))
    assert form.last_question(DATASET_PATH).class_names == ("cat", "dog")


@pytest.mark.parametrize("label_dtype", ["object", "bytes48", "str32"])
def test_names_that_the_next_file_is_read_by_stay_with_it(
    form: AskedForm, label_dtype: str
) -> None:
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "class-names": ["cat", "dog"]}
    form.load_spec(spec_from_document(keys))
    words = dataset_report(classes=2, label_dtype=label_dtype, class_names=("cat", "dog"))
    form.answer(MODEL_PATH, model_report(classes=2))
    form.answer(DATASET_PATH, words)
    other = "/data/other.h5"
    form.take_files([other])
    assert form.last_question(other).class_names == ("cat", "dog")
    form.answer(other, words)
    assert form.last_question(other).class_names == ("cat", "dog")
    assert form.bar.button.isEnabled()
    form.take_files(["/data/numbers.h5"])
    form.answer("/data/numbers.h5", dataset_report(classes=2))
    assert form.advanced.class_names.in_force() == (), "these were of the file that is gone"
