"""A model with several outputs: which one is read as class scores is chosen in the form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.diagnosis import Diagnosis, Proposal, clean_accuracy
from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.messages import Diagnosed, Failed, Inspected
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion

from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report

SHAPES = {"first": (None, 5), "second": (None, 12), "one": (None, 1), "open": (None, None)}


def report(read: str = "first", names: tuple[str, ...] = ("first", "second")) -> Inspected:
    choices = tuple(
        TensorFacts(name=name, dtype="float32", shape=SHAPES.get(name, (None, 12)))
        for name in names
    )
    classes = SHAPES.get(read, (None, 12))[1]
    return model_report(classes=classes, output_choices=choices, chosen_output=read)


def fill(form: AskedForm, found: Inspected | Failed) -> None:
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, found)
    form.answer(DATASET_PATH, dataset_report())


def choose(form: AskedForm, name: str) -> None:
    place = form.model.choice.findData(name)
    assert place >= 0, f"{name!r} is not offered"
    form.model.choice.setCurrentIndex(place)
    form.model.choice.activated.emit(place)


def offered(form: AskedForm) -> list[str]:
    return [form.model.choice.itemText(place) for place in range(form.model.choice.count())]


def output_of(form: AskedForm) -> str:
    spec = form.current_spec()
    assert spec is not None
    return spec.output


def test_nothing_is_offered_where_there_is_no_choice(filled: AskedForm) -> None:
    assert not filled.model.choice.isVisible()
    assert not filled.model.choice_label.isVisible()
    assert filled.last_question(MODEL_PATH).output == ""
    assert output_of(filled) == "auto"


def test_the_outputs_are_offered_with_what_they_hold(form: AskedForm) -> None:
    fill(form, report(names=("first", "second", "one", "open")))
    assert form.model.choice.isVisible()
    assert form.model.choice_label.isVisible()
    assert offered(form) == [
        "Automatic: first",
        "first · 5 classes",
        "second · 12 classes",
        "one · one number",
        "open · open classes",
    ]
    assert form.model.choice.currentData() == ""
    assert output_of(form) == "auto"


def test_which_output_is_read_is_said_once(form: AskedForm) -> None:
    remark = 'Of its 2 outputs, "first" is read as class scores.'
    found = report()
    fill(form, Inspected(facts=found.facts.model_copy(update={"remarks": (remark, "Odd.")})))
    assert "Odd." in form.model.finding_text()
    assert "Of its" not in form.model.finding_text()
    fill(form, model_report(remarks=(remark,), chosen_output="first"))
    assert remark in form.model.finding_text(), "where nothing is chosen it is said"


def test_what_is_chosen_is_looked_at_and_asked_for(form: AskedForm) -> None:
    fill(form, report())
    assert not form.bar.button.isEnabled(), "twelve labels do not fit five classes"
    choose(form, "second")
    assert form.last_question(MODEL_PATH).output == "second"
    assert form.model.choice.isVisible(), "it can be changed while the file is looked into"
    form.answer(MODEL_PATH, report("second"))
    assert output_of(form) == "second"
    assert offered(form)[0] == "Automatic"
    assert form.bar.button.isEnabled()
    choose(form, "")
    assert form.last_question(MODEL_PATH).output == ""
    form.answer(MODEL_PATH, report())
    assert output_of(form) == "auto"


def test_the_choice_goes_with_its_file(form: AskedForm) -> None:
    fill(form, report())
    choose(form, "second")
    form.answer(MODEL_PATH, report("second"))
    form.model.look_into()
    assert form.last_question(MODEL_PATH).output == "second"
    form.take_files(["/data/other.onnx"])
    assert form.last_question("/data/other.onnx").output == ""
    assert not form.model.choice.isVisible()
    form.answer("/data/other.onnx", model_report())
    assert output_of(form) == "auto"
    assert not form.model.choice.isVisible()


def test_a_job_that_is_repeated_brings_its_output(form: AskedForm) -> None:
    hostile = "a\n✓ all is well\u202e"
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "output": hostile}
    form.load_spec(spec_from_document(keys))
    assert form.last_question(MODEL_PATH).output == hostile
    assert form.model.choice.isVisible()
    assert form.model.choice.currentData() == hostile
    form.answer(MODEL_PATH, report(hostile, (hostile, "second")))
    assert all(text.isprintable() for text in offered(form)), offered(form)
    assert output_of(form) == hostile
    form.load_spec(spec_from_document({**keys, "output": "auto"}))
    assert form.last_question(MODEL_PATH).output == ""
    assert not form.model.choice.isVisible(), "nothing is known of the file yet"


def test_the_form_is_emptied_of_it(form: AskedForm) -> None:
    fill(form, report())
    choose(form, "second")
    form.clear()
    assert not form.model.choice.isVisible()
    form.take_files([MODEL_PATH])
    assert form.last_question(MODEL_PATH).output == ""


def test_an_output_that_a_file_lacks_can_be_left(form: AskedForm) -> None:
    keys = {"dataset": DATASET_PATH, "trained-model": MODEL_PATH, "output": "gone"}
    form.load_spec(spec_from_document(keys))
    missing = Failed(
        kind="input",
        code="model_output_unknown",
        message='The model has no output "gone".',
        hint='Set "output" to the name of one of these, or to "auto".',
        details="",
        choices=("first", "second"),
    )
    form.answer(MODEL_PATH, missing)
    form.answer(DATASET_PATH, dataset_report())
    assert form.model.finding_text().endswith("Choose the output below.\n" + MODEL_PATH)
    assert offered(form) == ["Automatic", "first", "second", "gone"]
    assert form.bar.text() == "Choose another output of the model."
    choose(form, "")
    form.answer(MODEL_PATH, report("second"))
    assert output_of(form) == "auto"
    assert form.bar.button.isEnabled()


def test_a_very_long_name_leaves_the_form_as_wide_as_it_is(form: AskedForm) -> None:
    fill(form, report())
    width = form.minimumSizeHint().width()
    fill(form, report("x" * 500, ("x" * 500, "second")))
    assert form.minimumSizeHint().width() == width
    assert len(offered(form)[1]) < 90


def test_the_doctors_proposal_is_taken_by_one_click(form: AskedForm) -> None:
    fill(form, report(names=("first", "second")))
    asked: list[DiagnosisQuestion] = []
    form.doctor.diagnosis_wanted.connect(asked.append)
    form.doctor._pause.timeout.emit()
    proposal = Proposal(
        key="output",
        value="second",
        accuracy=0.98,
        interval=(0.94, 0.99),
        reading="with the output “second” as class scores",
        reason="The model has several outputs that can be class scores.",
    )
    found = Diagnosis(
        clean_accuracy=clean_accuracy(10, 128), near_chance=True, proposals=(proposal,)
    )
    form.doctor.show_diagnosis(asked[-1], Diagnosed(diagnosis=found))
    assert "With the output “second” as class scores" in form.doctor.text()
    form.doctor.message.action_clicked.emit()
    assert form.last_question(MODEL_PATH).output == "second"
    form.answer(MODEL_PATH, report("second"))
    assert output_of(form) == "second"
    assert form.model.choice.currentText() == "second · 12 classes"


def test_the_choice_is_reached_and_changed_by_keys(form: AskedForm, qtbot: QtBot) -> None:
    fill(form, report())
    form.model.choice.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(form.model.choice, Qt.Key.Key_End)
    assert form.last_question(MODEL_PATH).output == "second"
