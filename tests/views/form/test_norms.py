"""The form in L2 and L1, where the changes of all elements add up."""

from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyleOptionComboBox
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.attack_catalogue import CATALOGUE, DEFAULT_ATTACKS, SCALES
from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.norms import Norm, largest_value
from pandavision_gui.engine.spec import USUAL_VALUES, spec_from_document
from pandavision_gui.engine.spec_rules import LARGEST_VALUE
from pandavision_gui.errors import InputError
from pandavision_gui.views.form.calm_inputs import ChoiceBox
from pandavision_gui.views.form.usual_values import nice, presets, usual_text, usual_top
from pandavision_gui.views.form.values_hint import InForce, doubt_about, values_words
from pandavision_gui.views.form.values_text import format_values, parse_values, suggested_text

from .conftest import DATASET_PATH, AskedForm, dataset_report, settle

ADDING = (Norm.L2, Norm.L1)
FILES = {"dataset": DATASET_PATH, "trained-model": "/m.onnx"}


@pytest.mark.parametrize("norm", ADDING)
@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3 to 9 in 4", (3, 5, 7, 9)),
        ("0:10:5", (0, 5, 10)),
        ("0, 2.5; 300", (0, 2.5, 300)),
        ("36/255, 510/255", (36 / 255, 2)),
        ("150%", (1.5,)),
        ("1e6", (1e6,)),
    ],
)
def test_numbers_above_one_are_understood(text: str, values: tuple[float, ...], norm: Norm) -> None:
    assert parse_values(text, norm) == values
    with pytest.raises(InputError, match="outside 0 … 1"):
        parse_values(text)


@pytest.mark.parametrize("text", ["1000001", "-1", "0 to 1000001, 3 values", "0:2e6:1e6"])
def test_what_no_spec_may_have_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"is outside 0 … 1000000\.$"):
        parse_values(text, Norm.L2)


@given(st.lists(st.floats(0, LARGEST_VALUE), min_size=1, max_size=20), st.sampled_from(ADDING))
def test_any_list_comes_back_exactly(values: list[float], norm: Norm) -> None:
    assert parse_values(format_values(values, norm), norm) == tuple(values)


def test_large_whole_numbers_stay_whole_numbers() -> None:
    assert format_values((0.0, 300_000.0), Norm.L1) == "0, 300000"


@pytest.mark.parametrize(
    ("text", "most", "meant"),
    [
        ("0 to 8", None, "0 to 8, 11 values"),
        ("128", 27.7, "128/255"),
        ("0, 64, 128", 27.7, "0, 64/255, 128/255"),
        ("2000000", 27.7, None),
        ("0..5", None, "0 to 5, 11 values"),
    ],
)
def test_what_was_probably_meant_fits_the_norm(
    text: str, most: float | None, meant: str | None
) -> None:
    assert suggested_text(text, Norm.L2, most=most) == meant


@given(st.floats(1e-6, 1e6))
def test_a_nice_number_is_near_and_has_two_figures(number: float) -> None:
    found = nice(number)
    assert 0.8 < found / number < 1.25
    assert float(f"{found:.1e}") == found


@pytest.mark.parametrize("norm", ADDING)
def test_usual_values_of_small_pictures_are_the_specs_own(norm: Norm) -> None:
    for elements in (None, 3 * 32 * 32):
        assert parse_values(usual_text(norm, elements), norm) == USUAL_VALUES[norm]


@given(st.integers(1, 10**9), st.sampled_from(ADDING))
def test_what_is_offered_can_be_meant_whatever_the_size(elements: int, norm: Norm) -> None:
    offered = presets(norm, elements)
    texts = [usual_text(norm, elements), *(preset.text for preset in offered)]
    for text in texts:
        values = parse_values(text, norm)
        assert doubt_about(values, text, InForce(norm, elements, 1.0)) is None
    for preset in offered:
        assert parse_values(preset.text, norm)[-1] == preset.top
    tops = [preset.top for preset in offered if preset.top < LARGEST_VALUE]
    assert tops == sorted(set(tops))


@pytest.mark.parametrize(
    ("shape", "l2", "l1"),
    [((1, 28, 28), 0.5, 2.5), ((3, 32, 32), 1, 10), ((3, 224, 224), 8, 500), ((10,), 0.06, 0.03)],
)
def test_defaults_follow_the_size_of_the_samples(
    filled: AskedForm, shape: tuple[int, ...], l2: float, l1: float
) -> None:
    filled.mode.type.choose("l2")
    filled.answer(DATASET_PATH, dataset_report(sample_shape=shape))
    assert filled.values.keys()["perturbation-values"][-1] == l2
    filled.mode.type.choose("l1")
    assert filled.values.keys()["perturbation-values"][-1] == l1
    filled.mode.type.choose("random")
    assert filled.values.edit.text() == "0 to 0.05, 6 values"


def test_what_the_user_has_typed_stays_in_any_norm_and_size(filled: AskedForm) -> None:
    filled.values.edit.setText("0 to 0.3, 4 values")
    for kind in ("l2", "l1", "max-norm", "random", "l2"):
        filled.mode.type.choose(kind)
        assert filled.values.edit.text() == "0 to 0.3, 4 values"
    filled.answer(DATASET_PATH, dataset_report(sample_shape=(1, 28, 28)))
    assert filled.values.edit.text() == "0 to 0.3, 4 values"


def test_what_a_click_chose_is_replaced_with_the_norm_but_not_with_the_dataset(
    filled: AskedForm,
) -> None:
    filled.values.chips[3].click()
    assert filled.values.edit.text() == "0 to 8/255, 9 values"
    filled.mode.type.choose("l2")
    assert filled.values.edit.text() == "0 to 1, 6 values"
    filled.values.chips[3].click()
    assert filled.values.edit.text() == "0 to 2, 11 values"
    filled.answer(DATASET_PATH, dataset_report(sample_shape=(3, 64, 64)))
    assert filled.values.edit.text() == "0 to 2, 11 values"


@pytest.mark.parametrize("kind", ["l2", "l1"])
def test_a_spec_keeps_its_values_whatever_the_dataset_is(filled: AskedForm, kind: str) -> None:
    spec = spec_from_document(FILES | {"perturbation-type": kind})
    filled.load_spec(spec)
    filled.answer(DATASET_PATH, dataset_report(sample_shape=(3, 224, 224)))
    loaded = filled.current_spec()
    assert loaded is not None
    assert loaded.perturbation_values == spec.perturbation_values
    assert loaded.to_document() == spec.to_document()
    filled.clear()
    assert filled.values.edit.text() == "0 to 0.05, 6 values"


def test_thousands_of_loaded_values_that_another_norm_lacks_are_refused(form: AskedForm) -> None:
    values = [(n * 7919 % 10_007) / 100 for n in range(10_000)]
    form.load_spec(
        spec_from_document(FILES | {"perturbation-type": "l1", "perturbation-values": values})
    )
    assert form.current_spec() is not None
    form.mode.type.choose("max-norm")
    assert form.values.words() == "100.06 is outside 0 … 1."
    assert form.current_spec() is None
    form.mode.type.choose("l1")
    assert form.current_spec() is not None


def test_the_size_is_said_in_data_units_and_spread_over_the_elements(filled: AskedForm) -> None:
    filled.mode.type.choose("l2")
    filled.values.edit.setText("0, 0.5")
    assert filled.values.words() == (
        "2 values up to 0.5 = 127.5 in data units; spread evenly, 2.3 per element"
    )
    filled.answer(DATASET_PATH, dataset_report(dtype="float32", maximum=1.0))
    assert filled.values.words() == "2 values up to 0.5; spread evenly, 0.00902 per element"
    filled.mode.type.choose("l1")
    assert filled.values.words().startswith(
        "! 2 values up to 0.5; 0.5 × the whole range of one element. Tiny in L1"
    )


@given(st.floats(1e-4, 1e3), st.integers(1, 10**6), st.floats(1e-3, 1e3))
def test_a_change_spread_evenly_has_the_size_that_is_said(
    top: float, elements: int, width: float
) -> None:
    words = values_words((0.0, top), InForce(Norm.L2, elements, width))
    is_possible = top <= largest_value(Norm.L2, elements)
    assert ("spread evenly" in words) == is_possible
    if is_possible:
        each = float(words.partition("spread evenly, ")[2].split()[0])
        assert each * elements**0.5 == pytest.approx(top * width, rel=0.01)


def test_a_value_that_reaches_every_picture_is_questioned(filled: AskedForm) -> None:
    values = filled.values
    filled.mode.type.choose("l2")
    for text, sentence in (
        ("0, 27.7", ""),
        ("0, 27.8", "Over 27.71, every picture can become grey."),
        ("0, 55.5", "From 55.43 on, every sample can become any other."),
    ):
        values.edit.setText(text)
        assert values.words().endswith(sentence)
        assert values.words().startswith("!") == bool(sentence)
        assert values.fix.isVisible() == bool(sentence)
    values.edit.setText("2000000")  # and 7843 is as far beyond every picture
    assert not values.fix.isVisible()
    values.edit.setText("128")
    assert values.fix.text() == "Do you mean 128/255?"
    values.fix.click()
    assert values.edit.text() == "128/255"
    assert not values.words().startswith("!")
    filled.mode.type.choose("l1")
    values.edit.setText("0, 1600")
    assert "Over 1\u202f536, every picture can become grey." in values.words()
    filled.dataset.edit.set_path("")  # nobody knows how large the samples are
    assert not values.words().startswith("!")


def test_values_of_the_max_norm_are_questioned_where_changes_add_up(filled: AskedForm) -> None:
    filled.values.edit.setText("0 to 0.04, 5 values")
    filled.mode.type.choose("l2")
    assert "Tiny in L2, where changes add up: values up to 1 are usual." in filled.values.words()
    filled.values.fix.click()
    assert filled.values.edit.text() == "0 to 1, 6 values"
    assert not filled.values.fix.isVisible()


def test_the_chips_are_those_of_the_norm(filled: AskedForm) -> None:
    filled.mode.type.choose("l2")
    assert [chip.text() for chip in filled.values.chips] == ["0.25", "0.5", "1", "2", "5"]
    assert not filled.values._over_255.isVisible()
    assert [chip.isChecked() for chip in filled.values.chips] == [False, False, True, False, False]
    for place, chip in enumerate(filled.values.chips):
        chip.click()
        assert filled.values.keys()["perturbation-values"][-1] == float(chip.text())
        assert [c.isChecked() for c in filled.values.chips] == [p == place for p in range(5)]
    filled.mode.type.choose("max-norm")
    assert filled.values._over_255.isVisible()
    assert [chip.text() for chip in filled.values.chips] == ["1", "2", "4", "8", "16"]


def shown_whole(box: ChoiceBox) -> bool:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    room = box.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, box).width()
    return QFontMetrics(box.font()).horizontalAdvance(box.currentText()) <= room - 6


@pytest.mark.parametrize("kind", DEFAULT_ATTACKS)
@pytest.mark.parametrize("shape", [(3, 32, 32), (3, 224, 224)])
def test_nothing_is_cut_off_in_a_narrow_form(
    filled: AskedForm, kind: str, shape: tuple[int, ...]
) -> None:
    filled.mode.type.choose(kind)
    filled.answer(DATASET_PATH, dataset_report(sample_shape=shape))
    filled.resize(280, 900)
    settle(filled)
    assert shown_whole(filled.mode.type)
    for place in range(filled.attack.choice.count()):
        filled.attack.choice.setCurrentIndex(place)
        assert shown_whole(filled.attack.choice)
    for chip in filled.values.chips:
        assert chip.width() >= chip.sizeHint().width()
    assert filled.values.chips[-1].geometry().right() < filled.values.width()


@pytest.mark.parametrize("kind", DEFAULT_ATTACKS)
def test_every_type_has_words_and_a_meaning(form: AskedForm, kind: str) -> None:
    form.mode.type.choose(kind)
    assert form.mode.scale is SCALES[kind]
    named = CORRUPTIONS[kind].title if kind in CORRUPTIONS else f"({SCALES[kind].symbol})"
    assert named in form.mode.type.currentText()
    assert escape(form.mode.type.currentText()) in form.mode.type.toolTip()
    assert len(form.mode.type.toolTip()) > 60
    assert form.values.edit.placeholderText() == usual_text(SCALES[kind], None)


def test_the_attack_stays_with_what_was_set_of_it(filled: AskedForm) -> None:
    filled.attack.choice.choose("pgd-linf")
    filled.attack.fields["steps"].set_value(70)
    filled.attack.fields["abs_stepsize"].set_value(3.0)
    filled.mode.type.choose("l2")
    spec = filled.current_spec()
    assert spec is not None
    assert spec.attack == "pgd-l2"
    assert spec.attack_params == {"steps": 70}  # a step of 3 is another one in L2
    filled.mode.type.choose("random")
    filled.mode.type.choose("l1")
    assert filled.attack.choice.currentData() == "standard"


def test_every_attack_of_a_type_makes_a_spec(filled: AskedForm, qtbot: QtBot) -> None:
    filled.second_model.edit.set_path("/data/models/second.onnx")
    filled.mode.type.setFocus()
    seen = set()
    for _ in DEFAULT_ATTACKS:
        for name in filled.attack.offered():
            filled.attack.choice.choose(name)
            spec = filled.current_spec()
            assert spec is not None
            assert (spec.attack, spec.scale) == (name, filled.mode.scale)
            assert spec.values[-1] == usual_top(spec.scale, 3 * 32 * 32)
            seen.add(name)
        qtbot.keyClick(filled.mode.type, Qt.Key.Key_Down)
    assert seen == {info.name for info in CATALOGUE.values() if info.is_run}


def test_the_line_above_the_button_says_the_norm(filled: AskedForm) -> None:
    filled.values.edit.setText("0, 8/255")
    assert filled.bar.text() == "Standard, 100 samples, 2 values up to 8/255"
    filled.mode.type.choose("l2")
    filled.values.edit.setText("0, 36/255")
    assert filled.bar.text() == "Standard, 100 samples, 2 values up to 0.1412 in L2"
    filled.mode.type.choose("l1")
    filled.values.edit.setText("0, 1200")
    assert filled.bar.text() == "Standard, 100 samples, 2 values up to 1\u202f200 in L1"


def test_a_corruption_asks_for_severities_and_never_speaks_of_grey_levels(
    filled: AskedForm,
) -> None:
    values = filled.values
    filled.mode.type.choose("rotation")
    assert values.edit.text() == "0 to 0.25, 6 values"
    assert values.words() == "6 values up to 0.25 (1 is 180°)"
    assert not values._over_255.isVisible()
    assert [chip.text() for chip in values.chips] == ["0.05", "0.1", "0.2", "0.5", "1"]
    assert "Severities from 0 to 1 (1 is 180°)" in values.edit.toolTip()
    values.edit.setText("0.9")  # over half the range nothing becomes grey
    assert values.words() == "2 values, with the added 0, up to 0.9 (1 is 180°)"
    values.edit.setText("0, 45")
    assert values.words() == "45 is outside 0 … 1."
    assert not values.fix.isVisible(), "45/255 is no angle"
    values.edit.setText("0 to 0.5")
    assert values.fix.text() == "Do you mean 0 to 0.5, 11 values?"
    values.fix.click()
    assert filled.bar.text() == "Rotation, 100 samples, 11 values up to severity 0.5"
    assert filled.attack.offered() == ["rotation"]
    filled.mode.type.choose("max-norm")
    assert filled.attack.choice.currentData() == "standard"


def test_in_l0_values_are_shares_of_the_pixels(filled: AskedForm) -> None:
    values = filled.values
    filled.mode.type.choose("l0")
    assert filled.attack.offered() == ["fmn-l0"]
    assert values.edit.text() == "0 to 0.05, 6 values"
    assert "0.05 = 5 % of the pixels" in values.words()
    values.chips[0].click()
    assert values.edit.text() == "0 to 0.01, 11 values"
    values.edit.setText("5")  # more than all pixels
    assert values.fix.text() == "Do you mean 5%?"
    values.fix.click()
    assert filled.current_spec() is not None
    values.edit.setText("0, 0.6")
    assert "every picture can become another" in values.words()
    assert "grey" not in values.words()
