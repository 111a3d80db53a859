"""Values, preprocessing, attack and advanced settings."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.views.form.evaluation_form import EvaluationForm

from .conftest import DATASET_PATH, dataset_report


def attack_params(form: EvaluationForm) -> dict[str, object]:
    spec = form.current_spec()
    assert spec is not None
    return spec.attack_params


def test_the_values_are_said_as_fraction_and_in_pixels(form: EvaluationForm) -> None:
    assert form.values.words() == "6 values up to 0.05 = 12.75/255 of the input range"


def test_the_values_are_said_in_the_datasets_units_once_it_is_known(
    filled: EvaluationForm,
) -> None:
    assert filled.values.words().endswith(", 12.75 in the dataset’s units")
    filled.advanced.fields["input_range"].set_value((-1.0, 1.0))
    assert filled.values.words().endswith(", 0.1 in the dataset’s units")
    filled.advanced.fields["input_range"].set_value("auto")
    filled.show_report(DATASET_PATH, dataset_report(dtype="float32", maximum=1.0))
    assert filled.values.words().endswith("of the input range")


def test_a_chip_sets_eleven_values_up_to_its_own(form: EvaluationForm) -> None:
    chip = form.values.chips[3]
    chip.click()
    assert form.values.edit.text() == "0 to 8/255, 11 values"
    assert form.values.keys()["perturbation-values"][-1] == 8 / 255
    assert [c.isChecked() for c in form.values.chips] == [False, False, False, True, False]
    chip.click()
    assert chip.isChecked()


def test_a_pixel_value_is_questioned_and_mended_in_one_click(form: EvaluationForm) -> None:
    form.values.edit.setText("8")
    assert form.values.words() == "8 is outside 0 … 1."
    assert form.values.fix.isVisible()
    assert form.values.fix.text() == "Do you mean 8/255?"
    form.values.fix.click()
    assert form.values.edit.text() == "8/255"
    assert not form.values.fix.isVisible()
    assert "2 values up to 0.03137 = 8/255" in form.values.words()


def test_values_over_half_the_range_are_noted(form: EvaluationForm) -> None:
    form.values.edit.setText("0 to 0.5, 6 values")
    assert "Over half" not in form.values.words()
    form.values.edit.setText("0 to 0.51, 6 values")
    assert "Over half the range" in form.values.words()


@pytest.mark.parametrize(
    ("mean", "std", "sentence"),
    [
        ("", "1", "Mean: give one number"),
        ("0.5", "a", "Std: “a” is not a number."),
        ("0.5", "1, 0", "Std: every number must be above 0."),
        ("1 2 3", "1 2", "Mean has 3 numbers, std 2"),
        ("inf", "1", "“inf” is not a number"),
    ],
)
def test_own_numbers_are_checked(
    filled: EvaluationForm, mean: str, std: str, sentence: str
) -> None:
    filled.preprocessing.choice.choose("own")
    filled.preprocessing.mean.setText(mean)
    filled.preprocessing.std.setText(std)
    assert sentence in filled.bar.text()


def test_numbers_for_other_channels_than_the_samples_have_are_noted(
    filled: EvaluationForm,
) -> None:
    filled.preprocessing.choice.choose("imagenet")
    words = filled.preprocessing._words
    assert words.text().startswith("The model gets (x − mean) / std")
    filled.show_report(DATASET_PATH, dataset_report(sample_shape=(1, 28, 28)))
    assert words.text() == "! This is for 3 channels, but the samples have 1."


def test_own_numbers_are_only_asked_for_when_chosen(form: EvaluationForm) -> None:
    assert not form.preprocessing.mean.isVisible()
    form.preprocessing.choice.choose("own")
    assert form.preprocessing.mean.isVisible()


def test_only_attacks_that_answer_the_perturbation_are_offered(form: EvaluationForm) -> None:
    for kind in ("random", "max-norm"):
        form.mode.type.choose(kind)
        wanted = [i.name for i in CATALOGUE.values() if i.perturbation_type == kind]
        assert form.attack.offered() == wanted


def test_only_the_chosen_attacks_parameters_are_shown(form: EvaluationForm) -> None:
    form.attack.choice.choose("pgd-linf")
    assert list(form.attack.fields) == list(CATALOGUE["pgd-linf"].parameters.model_fields)
    form.attack.choice.choose("standard")
    assert list(form.attack.fields) == ["steps"]


def test_only_what_differs_from_the_defaults_is_carried(filled: EvaluationForm) -> None:
    filled.attack.choice.choose("pgd-linf")
    assert attack_params(filled) == {}
    filled.attack.fields["abs_stepsize"].set_value(0.5)
    filled.attack.fields["steps"].set_value(50)
    assert attack_params(filled) == {"abs_stepsize": 0.5}


def test_a_wrong_parameter_is_said_at_it_and_above_the_button(filled: EvaluationForm) -> None:
    filled.attack.choice.choose("mpgd-linf")
    momentum = filled.attack.fields["momentum"]
    assert isinstance(momentum.entry, QLineEdit)
    momentum.entry.setText("1")
    assert momentum.problem.text() == "Momentum must be below 1."
    assert filled.bar.text() == "Attack: Momentum must be below 1."


def test_what_is_set_in_advanced_is_said_while_it_is_folded(filled: EvaluationForm) -> None:
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
