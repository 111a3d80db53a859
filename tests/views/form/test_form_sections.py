"""Values, preprocessing, attack and advanced settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs import secml_classic_install
from pandavision_gui.jobs.secml_classic_install import ROOM_BYTES, find_python, install
from tests.support.stand_in_secml import stand_in_python

from ..counted_calls import calls_of
from .conftest import DATASET_PATH, AskedForm, dataset_report, settle


def attack_params(form: AskedForm) -> dict[str, object]:
    spec = form.current_spec()
    assert spec is not None
    return spec.attack_params


def test_the_values_are_said_as_fraction_and_in_pixels(form: AskedForm) -> None:
    assert form.values.words() == "6 values up to 0.05 = 12.75/255"


def test_the_values_are_said_in_the_datasets_units_once_it_is_known(
    filled: AskedForm,
) -> None:
    filled.advanced.fields["input_range"].set_value((-1.0, 1.0))
    assert filled.values.words().endswith(", 0.1 in data units")
    filled.advanced.fields["input_range"].set_value("auto")
    assert filled.values.words().endswith("= 12.75/255")  # which are the dataset's units
    filled.answer(DATASET_PATH, dataset_report(dtype="float32", maximum=1.0))
    assert filled.values.words().endswith("= 12.75/255")


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ((-1e308, 1e308), "12.75/255"),  # so wide that it has no width
        ((0.0, 1.5e308), "12.75/255, 7.5e+306 in data units"),
        ((0.0, 1e-300), "12.75/255, 5e-302 in data units"),
    ],
)
def test_a_range_beyond_all_reason_leaves_the_form_alive(
    filled: AskedForm, bounds: tuple[float, float], words: str
) -> None:
    editor = filled.values.open_editor()
    filled.advanced.fields["input_range"].set_value(bounds)
    assert filled.values.words() == f"6 values up to 0.05 = {words}"
    filled.mode.type.choose("l1")
    filled.values.edit.setText("0 to 1000000, 3 values")
    filled.advanced.fields["input_range"].set_value("auto")
    filled.mode.type.choose("max-norm")
    filled.values.edit.setText("0, 0.25")
    assert filled.bar.text() == "Standard, 100 samples, 2 values up to 0.25", "it still hears"
    editor.close()


def test_data_units_are_told_only_where_the_range_is_sure(filled: AskedForm) -> None:
    """Whole numbers up to 1 may be black and white, which the evaluation asks about."""
    filled.answer(DATASET_PATH, dataset_report(maximum=1.0))
    editor = filled.values.open_editor()
    assert editor.model.columnCount() == 2
    filled.advanced.fields["input_range"].set_value((0.0, 1.0))
    assert editor.model.columnCount() == 3
    editor.close()


def test_a_chip_sets_values_in_grey_levels_up_to_its_own(form: AskedForm) -> None:
    chip = form.values.chips[3]
    chip.click()
    assert form.values.edit.text() == "0 to 8/255, 9 values"
    values = form.values.keys()["perturbation-values"]
    assert list(values) == [n / 255 for n in range(9)]
    assert [c.isChecked() for c in form.values.chips] == [False, False, False, True, False]
    chip.click()
    assert chip.isChecked()


def test_a_pixel_value_is_questioned_and_mended_in_one_click(form: AskedForm) -> None:
    form.values.edit.setText("8")
    assert form.values.words() == "8 is outside 0 … 1."
    assert form.values.fix.isVisible()
    assert form.values.fix.text() == "Do you mean 8/255?"
    form.values.fix.click()
    assert form.values.edit.text() == "8/255"
    assert not form.values.fix.isVisible()
    assert form.values.words() == "2 values, with the added 0, up to 0.03137 = 8/255"


def test_values_over_half_the_range_are_noted(form: AskedForm) -> None:
    form.values.edit.setText("0 to 0.5, 6 values")
    assert "Over half" not in form.values.words()
    form.values.edit.setText("0 to 0.51, 6 values")
    assert "Over half the range" in form.values.words()


@pytest.mark.parametrize(
    ("mean", "std", "sentence"),
    [
        ("", "1", "Give mean and std"),
        ("0.5", "a", "Std: “a” is not a number."),
        ("0.5", "1, 0", "Std: every number must be above 0."),
        ("1 2 3", "1 2", "Mean has 3 numbers, std 2"),
        ("inf", "1", "“inf” is not a number"),
    ],
)
def test_own_numbers_are_checked(filled: AskedForm, mean: str, std: str, sentence: str) -> None:
    filled.preprocessing.choice.choose("own")
    filled.preprocessing.mean.setText(mean)
    filled.preprocessing.std.setText(std)
    assert sentence in filled.bar.text()


def test_own_numbers_are_only_asked_for_when_chosen(form: AskedForm) -> None:
    assert not form.preprocessing.mean.isVisible()
    form.preprocessing.choice.choose("own")
    assert form.preprocessing.mean.isVisible()


def test_only_attacks_that_answer_the_perturbation_are_offered(form: AskedForm) -> None:
    for kind in ("random", "max-norm", "l1", "l2"):
        form.mode.type.choose(kind)
        wanted = [i.name for i in CATALOGUE.values() if i.is_run and kind in i.perturbation_types]
        assert form.attack.offered() == wanted


def test_an_attack_that_is_not_installed_cannot_be_added(
    filled: AskedForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert filled.bar.button.isEnabled()
    filled.attack.choice.choose("secml-classic")
    assert not filled.bar.button.isEnabled()
    assert filled.bar.text().startswith("Attack: SecML 0.15 is not installed.")
    said = [w.text() for w in filled.attack.findChildren(QLabel) if w.isVisible()]
    assert len([text for text in said if "not installed" in text]) == 1
    filled.attack.choice.choose("standard")
    assert filled.bar.button.isEnabled()


def test_an_attack_of_another_program_says_what_is_missing_and_that_it_is_slow(
    form: AskedForm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    form.attack.choice.choose("secml-classic")
    assert form.attack.missing.isVisible()
    assert "pandavision secml-classic install" in form.attack.missing.text()
    form.attack.choice.choose("standard")
    assert not form.attack.missing.isVisible()
    (tmp_path / "old").mkdir()
    monkeypatch.setattr(secml_classic_install, "free_bytes", lambda _: ROOM_BYTES)
    install(find_python(stand_in_python(tmp_path / "old")), tell=lambda _: None)
    form.attack.choice.choose("secml-classic")
    assert form.attack.missing.isVisible()
    assert "not installed" not in form.attack.missing.text()
    assert "Slow" in form.attack.missing.text()


def test_only_the_chosen_attacks_parameters_are_shown(form: AskedForm) -> None:
    form.attack.choice.choose("pgd-linf")
    assert list(form.attack.fields) == list(CATALOGUE["pgd-linf"].parameters.model_fields)
    form.attack.choice.choose("standard")
    assert list(form.attack.fields) == ["steps", "early_stop"]


def test_only_what_differs_from_the_defaults_is_carried(filled: AskedForm) -> None:
    filled.attack.choice.choose("pgd-linf")
    assert attack_params(filled) == {}
    filled.attack.fields["abs_stepsize"].set_value(0.5)
    filled.attack.fields["steps"].set_value(50)
    assert attack_params(filled) == {"abs_stepsize": 0.5}


def test_a_wrong_parameter_is_said_at_it_and_above_the_button(filled: AskedForm) -> None:
    filled.attack.choice.choose("mpgd-linf")
    momentum = filled.attack.fields["momentum"]
    assert isinstance(momentum.entry, QLineEdit)
    momentum.entry.setText("1")
    assert momentum.problem.text() == "Momentum must be below 1."
    assert filled.bar.text() == "Attack: Momentum must be below 1."


def test_what_is_unfolded_below_the_edge_comes_into_view(filled: AskedForm, qtbot: QtBot) -> None:
    filled.resize(300, 640)
    viewport, toggle = filled.scroll_area.viewport(), filled.advanced.toggle
    QApplication.processEvents()
    filled.scroll_area.ensureWidgetVisible(toggle, 0, 0)
    qtbot.mouseClick(toggle, Qt.MouseButton.LeftButton)
    last = filled.advanced.fields["target"].entry

    def is_seen(widget: QWidget) -> bool:
        return viewport.rect().contains(widget.mapTo(viewport, widget.rect().center()))

    qtbot.waitUntil(lambda: is_seen(toggle) and is_seen(last))


def test_what_is_set_in_advanced_is_said_while_it_is_folded(filled: AskedForm) -> None:
    filled.advanced.fields["seed"].set_value(7)
    filled.advanced.fields["name"].set_value("<b>" + "x" * 100)
    summary = filled.advanced._summary
    assert summary.isVisible()
    assert "Seed: 7" in summary.text()
    assert "Name of the job: <b>xx" in summary.text()
    assert len(summary.text()) < 80
    filled.advanced.toggle.click()
    assert not summary.isVisible()
    assert filled.advanced.fields["seed"].entry.isVisible()


def test_a_target_that_is_loaded_forges_no_line(form: AskedForm) -> None:
    hostile = "a\n✓ all is well\u202e"
    spec = spec_from_document({"dataset": DATASET_PATH, "trained-model": "/m.onnx"})
    form.load_spec(spec.model_copy(update={"target": hostile}))
    form.advanced.keys()
    assert "Target class: a\\n" in form.advanced._summary.text()
    assert form.advanced._summary.text().isprintable()


def test_the_name_of_a_job_forges_no_line_in_the_summary(form: AskedForm) -> None:
    form.advanced.fields["name"].set_value("a\nSeed: 7\u202e")
    assert form.advanced._summary.text() == "Name of the job: a\\nSeed: 7\\u202e"


def test_thousands_of_uneven_values_are_shown_by_their_ends_and_kept(form: AskedForm) -> None:
    values = [(n * 7919 % 10_007) / 10_007 for n in range(10_000)]
    spec = {"dataset": DATASET_PATH, "trained-model": "/m.onnx", "perturbation-values": values}
    form.load_spec(spec_from_document(spec))
    assert form.values.edit.text() == "10\u202f000 values from 0 to 0.9999, as loaded"
    loaded = form.current_spec()
    assert loaded is not None
    assert loaded.perturbation_values == tuple(values)
    turned = values[::-1]  # the same words
    form.load_spec(spec_from_document(spec | {"perturbation-values": turned}))
    again = form.current_spec()
    assert again is not None
    assert again.perturbation_values == tuple(turned)
    form.values.edit.setText("0.1")
    edited = form.current_spec()
    assert edited is not None
    assert edited.perturbation_values == (0.1,)


def test_a_line_that_is_too_short_for_what_was_pasted_is_refused(filled: AskedForm) -> None:
    filled.values.edit.setText("0.12, " * 20_000)
    assert "The line is full" in filled.values.words()
    assert filled.current_spec() is None


@pytest.mark.parametrize(
    "keys",
    [
        {"perturbation-values": [n / 9_999 for n in range(10_000)]},
        {"perturbation-values": [(n * 7919 % 10_007) / 10_007 for n in range(10_000)]},
        {"indexes": list(range(1_000_000))},
        {"class-names": [f"class {n}" for n in range(200_000)]},
    ],
    ids=["even values", "uneven values", "indexes", "class names"],
)
def test_no_key_holds_the_window_up(filled: AskedForm, qtbot: QtBot, keys: dict[str, Any]) -> None:
    name, values = filled.advanced.fields["name"].entry, filled.values.edit

    def calls() -> tuple[int, int]:
        of_name = calls_of(lambda: qtbot.keyClick(name, "x"))
        return of_name, calls_of(lambda: qtbot.keyClick(values, " "))

    of_few = calls()
    spec = spec_from_document({"dataset": DATASET_PATH, "trained-model": "/m.onnx"} | keys)
    filled.load_spec(spec)
    given = max(len(one) for one in keys.values())
    of_name, of_values = calls()
    assert of_name - of_few[0] < given / 4, "the list is gone through"
    assert of_values - of_few[1] < 2 * given, "the list is gone through more than once"
    filled.load_spec(spec)
    loaded = filled.current_spec()
    assert loaded is not None
    assert loaded.to_document() == spec.to_document()


def test_a_list_as_long_as_the_line_holds_no_key_up(filled: AskedForm, qtbot: QtBot) -> None:
    words = 7_000
    filled.values.edit.setText(", ".join(f"0.{n:04d}" for n in range(words)))
    assert filled.current_spec() is not None
    assert calls_of(lambda: qtbot.keyClick(filled.values.edit, " ")) < 10 * words


def test_numbers_that_do_not_fit_are_refused(filled: AskedForm) -> None:
    filled.preprocessing.choice.choose("own")
    filled.preprocessing.std.setText("1")
    filled.preprocessing.mean.setText("0.12, " * 20_000)
    assert filled.current_spec() is None
    assert filled.preprocessing._problem.text() == "Mean: there are too many numbers."


def test_many_own_numbers_hold_no_key_up(filled: AskedForm, qtbot: QtBot) -> None:
    spec = {"dataset": DATASET_PATH, "trained-model": "/m.onnx"}
    numbers = {"mean": [n / 7 for n in range(1, 4_097)], "std": [1.0]}
    name = filled.advanced.fields["name"].entry
    of_few = calls_of(lambda: qtbot.keyClick(name, "x"))
    filled.load_spec(spec_from_document(spec | {"preprocessing": numbers}))
    assert filled.current_spec() is not None
    assert calls_of(lambda: qtbot.keyClick(name, "x")) - of_few < 1_024


def test_nothing_is_red_before_something_was_typed(filled: AskedForm) -> None:
    filled.preprocessing.choice.choose("own")
    assert filled.preprocessing._problem.isHidden()
    assert filled.preprocessing._words.isVisible()
    assert filled.bar.text().startswith("Preprocessing: Give mean and std")
    assert not filled.bar.button.isEnabled()
    filled.preprocessing.mean.setText("a")
    assert filled.preprocessing._problem.text() == "Mean: “a” is not a number."
    filled.preprocessing.mean.setText("0.5")
    assert filled.preprocessing._problem.isHidden()


def test_the_example_of_a_mean_fits_the_input_range(filled: AskedForm) -> None:
    mean, std = filled.preprocessing.mean, filled.preprocessing.std
    assert (mean.placeholderText(), std.placeholderText()) == ("127.5", "63.75")
    filled.answer(DATASET_PATH, dataset_report(dtype="float32", maximum=1.0))
    assert (mean.placeholderText(), std.placeholderText()) == ("0.5", "0.25")
    filled.advanced.fields["input_range"].set_value((-1.0, 1.0))
    assert (mean.placeholderText(), std.placeholderText()) == ("0", "0.5")


def test_zero_that_nobody_wrote_is_explained(form: AskedForm) -> None:
    form.values.edit.setText("8/255")
    assert form.values.words() == "2 values, with the added 0, up to 0.03137 = 8/255"
    form.values.edit.setText("0, 8/255")
    assert "always" not in form.values.words()


def test_one_of_a_kind_is_no_plural(form: AskedForm) -> None:
    form.take_files([DATASET_PATH])
    form.answer(
        DATASET_PATH,
        dataset_report(
            label_counts={0: 20}, minimum=5.30677e-05, maximum=0.999976, dtype="float32"
        ),
    )
    text = form.dataset.finding_text()
    assert text.endswith("values 5.307e−05 … 1 · 1 class (20 each)")
    form.values.edit.setText("0")
    assert form.values.words().startswith("1 value up to 0")


def test_thousands_stand_apart_without_a_comma(filled: AskedForm) -> None:
    count = filled.mode.count
    count.setValue(5000)
    assert count.text() == "5\u202f000"
    for typed in ("12 000", "12\u202f000", "12000"):
        count.setValue(7)
        count.selectAll()
        count.lineEdit().insert(typed)
        assert count.value() == 12_000
    filled.answer(DATASET_PATH, dataset_report(count=20_000))
    assert filled.bar.text() == "Standard, 12\u202f000 samples, 6 values up to 0.05"


@pytest.mark.parametrize("width", [280, 320])
def test_the_chips_stand_in_one_row_with_all_their_text(filled: AskedForm, width: int) -> None:
    filled.resize(width, 500)
    settle(filled)
    assert len({chip.y() for chip in filled.values.chips}) == 1
    for chip in filled.values.chips:
        assert chip.width() >= chip.sizeHint().width()
    assert chip.geometry().right() < filled.values.width()


def test_fields_stand_side_by_side(filled: AskedForm) -> None:
    filled.attack.choice.choose("pgd-linf")
    filled.resize(280, 900)
    settle(filled)
    fields = filled.attack.fields
    pairs = [
        (filled.mode.mode, filled.mode.count),
        (filled.mode.type, filled.preprocessing.choice),
        (fields["steps"].entry, fields["rel_stepsize"].entry),
    ]
    for left, right in pairs:
        centre = [w.mapTo(filled, w.rect().center()) for w in (left, right)]
        assert abs(centre[0].y() - centre[1].y()) <= 1
        assert centre[0].x() < centre[1].x()


def test_the_list_of_a_narrow_box_is_as_wide_as_its_entries(filled: AskedForm) -> None:
    filled.resize(280, 600)
    settle(filled)
    box = filled.preprocessing.choice
    box.showPopup()
    longest = max(box.fontMetrics().horizontalAdvance(box.itemText(i)) for i in range(box.count()))
    assert box.width() < longest
    assert box.view().viewport().width() >= longest
    box.hidePopup()


def test_a_number_above_the_largest_becomes_that_and_never_another_one(
    form: AskedForm, qtbot: QtBot
) -> None:
    (box,) = (one for one in form.findChildren(QSpinBox) if one.accessibleName() == "Steps")
    box.setFocus()
    for typed in (str(box.maximum()) + "0", str(box.maximum() + 1), "9" * 40):
        box.selectAll()
        qtbot.keyClicks(box, typed)
        assert box.value() == box.maximum(), typed
    box.selectAll()
    qtbot.keyClicks(box, "37")
    assert box.value() == 37


def test_steps_that_cannot_cross_the_ball_are_told(filled: AskedForm) -> None:
    filled.attack.choice.choose("pgd-linf")
    assert filled.attack.doubt.isHidden()
    filled.attack.fields["steps"].set_value(16)
    assert not filled.attack.doubt.isHidden()
    assert "add up to only 40 % of the radius" in filled.attack.doubt.text()
    assert filled.current_spec() is not None  # it may be meant
    filled.attack.fields["rel_stepsize"].set_value(0.0625)
    assert filled.attack.doubt.isHidden()
    filled.attack.fields["rel_stepsize"].set_value(0.05)
    filled.attack.choice.choose("standard")
    assert filled.attack.doubt.isHidden()


@pytest.mark.parametrize(
    ("attack", "few", "enough", "words"),
    [
        ("standard", 3, 10, "Steps: only 3 in a run."),
        ("square-linf", 40, 500, "Queries: only 40 in a run."),
    ],
)
def test_so_few_steps_that_they_prove_little_are_told(
    filled: AskedForm, attack: str, few: int, enough: int, words: str
) -> None:
    filled.attack.choice.choose(attack)
    filled.attack.fields["steps"].set_value(few)
    assert words in filled.attack.doubt.text()
    assert not filled.attack.doubt.isHidden()
    filled.attack.fields["steps"].set_value(enough)
    assert filled.attack.doubt.isHidden()


def test_steps_in_data_units_wait_for_the_files_before_they_are_judged(filled: AskedForm) -> None:
    filled.attack.choice.choose("pgd-linf")
    filled.attack.fields["steps"].set_value(16)
    filled.attack.fields["abs_stepsize"].set_value(0.5)
    assert filled.attack.doubt.isHidden()
