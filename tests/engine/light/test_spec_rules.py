from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.corruptions import CORRUPTIONS
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec import (
    DEFAULT_VALUES,
    SPEC_KEYS,
    USUAL_VALUES,
    EvaluationSpec,
    load_spec,
    parse_spec,
    spec_from_document,
)
from pandavision_gui.errors import InputError

from .documents import FILES, refusal_of, refusal_with, spec_with


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("seed", "1"),
        ("seed", 1.0),
        ("seed", True),
        ("samples", "10"),
        ("time-limit", "5"),
        ("time-limit", False),
        ("label-offset", "0"),
        ("batch-size", "16"),
        ("batch-size", 1.5),
        ("dataset", 3),
        ("trained-model", ["m.onnx"]),
        ("perturbation-values", 0.1),
        ("perturbation-values", "0.1"),
        ("perturbation-values", ["0.1"]),
        ("perturbation-values", [True]),
        ("perturbation-values", []),
        ("indexes", [1.0]),
        ("indexes", ["1"]),
        ("indexes", {"0": 1}),
        ("preprocessing", {"mean": "0.5", "std": [1]}),
        ("preprocessing", {"mean": 0.5, "std": 1}),
        ("preprocessing", {"mean": [0.5]}),
        ("preprocessing", {"mean": [0.5], "std": [1], "scale": 255}),
        ("preprocessing", {"mean": [], "std": []}),
        ("preprocessing", "Imagenet"),
        ("input-range", [0]),
        ("input-range", [0, 1, 2]),
        ("input-range", ["0", "1"]),
        ("input-range", "0-1"),
        ("layout", "nchw"),
        ("channels", "GBR"),
        ("device", "gpu"),
        ("evaluation-mode", "quick"),
        ("task", "detection"),
        ("performance-metric", "auc"),
        ("class-names", "cat"),
        ("name", 5),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused_and_its_key_named(key: str, value: Any) -> None:
    error = refusal_of(FILES | {key: value})
    assert f'"{key}"' in error.message


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ({"steps": "5"}, "steps"),
        ({"steps": 0}, "steps"),
        ({"steps": 2.0}, "steps"),
        ({"rel_stepsize": 0}, "rel_stepsize"),
        ({"abs_stepsize": -1}, "abs_stepsize"),
        ({"random_start": 1}, "random_start"),
        ({"step": 5}, "step"),
    ],
)
def test_an_attacks_parameters_are_held_to_the_same_rules(
    parameters: dict[str, Any], named: str
) -> None:
    error = refusal_with(attack="pgd-linf", attack_params=parameters)
    assert '"attack-params"' in error.message
    assert f'"{named}"' in error.message


def test_an_unknown_parameter_gets_the_nearest_known_one() -> None:
    error = refusal_with(attack="pgd-linf", attack_params={"stepsize": 1})
    assert '"rel_stepsize"' in error.hint or '"abs_stepsize"' in error.hint


def test_an_unknown_attack_gets_the_nearest_known_one() -> None:
    assert '"pgd-linf"' in refusal_with(attack="pgd_linf").hint


def test_an_unknown_perturbation_type_gets_the_nearest_known_one() -> None:
    assert '"max-norm"' in refusal_with(perturbation_type="maxnorm").hint


@pytest.mark.parametrize("value", [-0.001, 1.0000001, 8])
def test_a_value_outside_0_to_1_is_refused_in_the_max_norm(value: float) -> None:
    error = refusal_with(perturbation_values=[0, value])
    assert error.code == "perturbation_value_range"


def test_eight_is_taken_for_eight_255ths_in_the_hint() -> None:
    assert f"{8 / 255:.6g}" in refusal_with(perturbation_values=[8]).hint


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999", "1" * 5000])
def test_numbers_that_are_not_finite_are_refused(word: str) -> None:
    text = json.dumps(FILES)[:-1] + f', "time-limit": {word}}}'
    assert refusal_of(text.encode()).code == "json_not_finite"


def test_a_whole_number_beyond_all_floats_is_refused() -> None:
    text = json.dumps(FILES)[:-1] + f', "time-limit": 1{"0" * 400}}}'
    assert '"time-limit"' in refusal_of(text.encode()).message


def test_the_clean_accuracy_is_always_evaluated() -> None:
    assert spec_with(perturbation_values=[0.5, 0.1]).values == (0.0, 0.1, 0.5)


def test_values_are_evaluated_ascending_and_once() -> None:
    assert spec_with(perturbation_values=[0.2, 0.1, 0.2, -0.0, 0]).values == (0.0, 0.1, 0.2)


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, spec_with(perturbation_values=[-0.0]).values[0]) == 1


@pytest.mark.parametrize("seed", [-1, 2**63, 10**30])
def test_a_seed_out_of_bounds_is_refused(seed: int) -> None:
    assert '"seed"' in refusal_with(seed=seed).message


@pytest.mark.parametrize("seed", [0, 2**63 - 1])
def test_a_seed_at_its_bounds_is_taken(seed: int) -> None:
    assert spec_with(seed=seed).seed == seed


@pytest.mark.parametrize("size", [0, -1, 4097])
def test_a_batch_size_out_of_bounds_is_refused(size: int) -> None:
    assert '"batch-size"' in refusal_with(batch_size=size).message


@pytest.mark.parametrize("bounds", [[1, 0], [0.5, 0.5]])
def test_an_input_range_whose_bounds_are_not_in_order_is_refused(bounds: list[float]) -> None:
    assert refusal_with(input_range=bounds).code == "input_range_order"


@pytest.mark.parametrize("std", [0, -1])
def test_a_std_that_is_not_above_0_is_refused(std: float) -> None:
    assert '"std"' in refusal_with(preprocessing={"mean": [0], "std": [std]}).message


@pytest.mark.parametrize("indexes", [[], [-1], [1, 1]])
def test_indexes_that_name_no_sample_or_one_twice_are_refused(indexes: list[int]) -> None:
    assert '"indexes"' in refusal_with(indexes=indexes).message


def test_indexes_win_over_fast() -> None:
    assert spec_with(evaluation_mode="fast", indexes=[4, 2]).indexes == (4, 2)


def test_a_number_of_samples_asks_for_a_fast_evaluation_where_no_mode_is_given() -> None:
    spec = spec_with(samples=5)
    assert (spec.evaluation_mode, spec.samples) == ("fast", 5)
    assert spec_with().evaluation_mode == "complete"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ({"attack": "pgd"}, 'There is "pgd-linf", "pgd-l2", "pgd-l1"'),
        ({"attack": "pgd-linff"}, 'Did you mean "pgd-linf"?'),
        ({"attack": "pgd-x"}, 'Did you mean "pgd-linf"?'),
        ({"attack": "pgd-x", "perturbation_type": "l2"}, 'Did you mean "pgd-l2"?'),
        ({"perturbation_type": "linf"}, 'called "max-norm" here'),
        ({"perturbation_type": "L∞"}, 'called "max-norm" here'),
        ({"perturbation_type": "max-nrm"}, 'Did you mean "max-norm"?'),
    ],
)
def test_a_name_that_is_nearly_one_is_answered_with_those_that_can_be_meant(
    keys: dict[str, str], words: str
) -> None:
    assert words in refusal_with(**keys).hint


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("4/255", "is text; a number is needed, such as 0.0156863 for 4/255."),
        ("0.1", "is text; a number is needed, without quotes."),
        ("abc", "is text; a number is needed."),
        ("1/0", "is text; a number is needed."),
        ("1e999999999/3", "is text; a number is needed."),
    ],
)
def test_a_text_in_the_place_of_a_number_is_answered_with_the_number(text: str, words: str) -> None:
    assert refusal_with(perturbation_values=[0, text]).message.endswith(words)


def test_a_number_of_samples_contradicts_a_complete_evaluation() -> None:
    error = refusal_with(samples=5, evaluation_mode="complete")
    assert '"fast"' in error.hint
    assert error.code == "keys_contradict"
    assert '"samples"' in error.message
    assert '"evaluation-mode"' in error.message


def test_an_explicit_attack_wins_over_the_defaulted_perturbation_type() -> None:
    spec = spec_with(attack="noise-linf")
    assert spec.perturbation == "random"
    assert spec.to_document()["perturbation-type"] == "random"


@pytest.mark.parametrize(
    ("keys", "norm", "kind"),
    [
        ({}, Norm.LINF, "max-norm"),
        ({"perturbation_type": "l2"}, Norm.L2, "l2"),
        ({"perturbation_type": "l1", "attack": "standard"}, Norm.L1, "l1"),
        ({"attack": "pgd-l2"}, Norm.L2, "l2"),
        ({"attack": "mpgd-l1", "perturbation_type": "l1"}, Norm.L1, "l1"),
        ({"attack": "noise-linf"}, Norm.LINF, "random"),
        ({"attack": "noise-l2"}, Norm.L2, "l2"),
        ({"attack": "noise-l2", "perturbation_type": "l2"}, Norm.L2, "l2"),
        ({"attack": "square-l2"}, Norm.L2, "l2"),
        ({"attack": "blur"}, Norm.LINF, "blur"),
        ({"perturbation_type": "rotation"}, Norm.LINF, "rotation"),
        ({"perturbation_type": "l0"}, Norm.L0, "l0"),
        ({"attack": "fmn-l1"}, Norm.L1, "l1"),
        ({"attack": "ddn"}, Norm.L2, "l2"),
        ({"attack": "deepfool", "perturbation_type": "l2"}, Norm.L2, "l2"),
    ],
)
def test_the_perturbation_type_or_else_the_attack_tells_the_norm(
    keys: dict[str, str], norm: Norm, kind: str
) -> None:
    spec = spec_with(**keys)
    assert (spec.norm, spec.perturbation) == (norm, kind)
    again = spec_from_document(spec.to_document())
    assert (again.norm, again.perturbation, again.values) == (norm, kind, spec.values)


@pytest.mark.parametrize("kind", ["l2", "l1"])
def test_a_change_of_many_elements_may_be_larger_than_the_range_of_one(kind: str) -> None:
    assert spec_with(perturbation_type=kind, perturbation_values=[3.5]).values == (0.0, 3.5)
    for value in (-0.5, 2e6):
        error = refusal_with(perturbation_type=kind, perturbation_values=[value])
        assert error.code == "perturbation_value_range"
        assert f"{value:g}" in error.message


def test_without_values_those_are_taken_that_are_usual_in_the_norm() -> None:
    assert spec_with().values == DEFAULT_VALUES
    for keys in ({"perturbation_type": "l2"}, {"attack": "pgd-l2"}):
        assert spec_with(**keys).values == USUAL_VALUES["l2"]
    assert spec_with(perturbation_type="l1").values == USUAL_VALUES["l1"]


@pytest.mark.parametrize(
    ("attack", "kind"),
    [
        ("noise-l2", "random"),
        ("standard", "blur"),
        ("blur", "rotation"),
        ("blur", "max-norm"),
        ("noise-linf", "max-norm"),
        ("pgd-linf", "random"),
        ("standard", "random"),
        ("pgd-l2", "l1"),
    ],
)
def test_an_attack_and_a_type_that_contradict_are_both_named(attack: str, kind: str) -> None:
    error = refusal_with(attack=attack, perturbation_type=kind)
    assert error.code == "keys_contradict"
    assert '"attack"' in error.message
    assert '"perturbation-type"' in error.message


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_corruption_is_a_perturbation_type_of_severities(name: str) -> None:
    spec = spec_with(perturbation_type=name)
    assert spec.attack_info.name == name
    assert spec.scale == CORRUPTIONS[name].severity
    assert spec.values == CORRUPTIONS[name].severity.usual == spec_with(attack=name).values
    assert spec.values[0] == 0
    assert spec.values[-1] <= 1
    error = refusal_with(perturbation_type=name, perturbation_values=[0.5, 2.0])
    assert error.code == "perturbation_value_range"
    assert "values are severities, in [0, 1]" in error.message
    assert "255" not in error.sentence()


@pytest.mark.parametrize(
    ("kind", "attack"),
    [
        ("max-norm", "standard"),
        ("l2", "standard"),
        ("l1", "standard"),
        ("l0", "fmn-l0"),
        ("random", "noise-linf"),
    ],
)
def test_each_perturbation_type_has_its_default_attack(kind: str, attack: str) -> None:
    assert spec_with(perturbation_type=kind).attack_info.name == attack


def test_the_standard_attack_is_cross_entropy_from_four_times_the_top_then_margin() -> None:
    first, second = spec_with().attack_info.stages
    assert (first.attack, first.start_factor) == ("mpgd", 4.0)
    assert first.parameters["loss"] == "cross-entropy"
    assert (second.attack, second.start_factor) == ("mpgd", 1.0)
    assert second.parameters["loss"] == "margin"


def test_pgd_keeps_upstreams_defaults() -> None:
    assert spec_with(attack="pgd-linf").attack_parameters.model_dump() == {
        "steps": 50,
        "rel_stepsize": 0.025,
        "abs_stepsize": None,
        "random_start": False,
        "restarts": 0,
        "early_stop": True,  # not upstream's: fewer passes to the same curve
    }


@pytest.mark.parametrize("attack", ["noise-linf", "fmn-l2", "blur"])
def test_a_target_is_refused_by_what_cannot_aim(attack: str) -> None:
    message = refusal_of(FILES | {"target": "cat", "attack": attack}).message
    assert '"target"' in message
    assert attack in message


@pytest.mark.parametrize("attack", ["standard", "pgd-l2", "noise-linf", "worst-case"])
def test_a_second_model_is_for_transfer_only(attack: str) -> None:
    error = refusal_of(FILES | {"attack": attack, "surrogate-model": "s.onnx"})
    assert error.code == "key_not_used"
    assert '"surrogate-model"' in error.message
    assert f'"attack": "{attack}"' in error.message
    assert '"transfer"' in error.message


@pytest.mark.parametrize("keys", [{}, {"surrogate-model": None}])
def test_transfer_needs_a_second_model(keys: dict[str, Any]) -> None:
    error = refusal_of(FILES | {"attack": "transfer"} | keys)
    assert error.code == "surrogate_missing"
    assert '"surrogate-model"' in error.message
    assert '"attack": "transfer"' in error.message
    empty = refusal_of(FILES | {"attack": "transfer", "surrogate-model": ""})
    assert "surrogate-model" in empty.message


def test_the_path_of_the_second_model_starts_where_the_others_do(tmp_path: Path) -> None:
    document = FILES | {"attack": "transfer", "surrogate-model": "s.onnx"}
    (tmp_path / "spec.json").write_text(json.dumps(document))
    spec = load_spec(tmp_path / "spec.json")
    assert spec.surrogate_model == str(tmp_path / "s.onnx")
    assert spec.to_document()["surrogate-model"] == spec.surrogate_model
    assert spec.file_paths.keys() == {"trained-model", "dataset", "surrogate-model"}


def is_one_line(text: str) -> bool:
    return text == "".join(c for c in text if c.isprintable())


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["auto", "fast", "complete", "standard", "random", "imagenet", "NHWC", ""])
)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=8,
)
keys = st.sampled_from([*SPEC_KEYS, "metric"]) | st.text(max_size=6)


@given(st.dictionaries(keys, anything, max_size=5), st.booleans())
def test_any_json_object_is_a_spec_or_is_refused_in_one_sentence(
    given_keys: dict[str, Any], with_files: bool
) -> None:
    document = json.dumps({**(FILES if with_files else {}), **given_keys})
    try:
        spec = parse_spec(document.encode())
    except InputError as error:
        sentence = error.sentence()
    else:
        assert parse_spec(json.dumps(spec.to_document()).encode()).values == spec.values
        sentence = "taken"
    assert sentence
    assert is_one_line(sentence)


@given(st.binary(max_size=40) | anything.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_spec_or_are_refused_in_one_sentence(data: bytes) -> None:
    error = refusal_of(data)  # no such document names both files
    assert is_one_line(error.sentence())


@pytest.mark.parametrize("key", ["dataset", "name", "labels", "attack", "bogus\n\x1b[2J"])
def test_half_a_character_and_terminal_escapes_cannot_forge_a_line(key: str) -> None:
    text = json.dumps(FILES | {key: "X"}).replace('"X"', '"\\ud800\\u001b[2J\\n"')
    assert is_one_line(refusal_of(text.encode()).sentence())


@pytest.mark.parametrize("attack", ["standard", "thorough", "pgd-linf", "ddn"])
def test_what_cannot_answer_l0_is_refused_and_told_what_can(attack: str) -> None:
    error = refusal_with(attack=attack, perturbation_type="l0")
    assert error.code == "keys_contradict"
    assert '"fmn-l0"' in error.hint


@pytest.mark.parametrize("value", [-0.1, 1.5, 12])
def test_in_l0_values_are_shares_of_the_pixels(value: float) -> None:
    error = refusal_with(perturbation_type="l0", perturbation_values=[value])
    assert error.code == "perturbation_value_range"
    assert "fractions of the pixels" in error.message
    assert "255" not in error.hint
    assert spec_with(perturbation_type="l0").values == DEFAULT_VALUES


def test_a_copy_with_another_attack_has_its_parameters_and_values() -> None:
    spec = EvaluationSpec(dataset="d.h5", trained_model="m.onnx", perturbation_values=(0.0, 0.1))
    assert (spec.attack_info.name, spec.values) == ("standard", (0.0, 0.1))
    assert spec.attack_parameters.model_dump()["steps"] == 50
    changes = {"attack": "pgd-linf", "attack_params": {"steps": 7}, "perturbation_values": (0.2,)}
    copied = spec.model_copy(update=changes)
    assert copied.attack_info.name == "pgd-linf"
    assert copied.attack_parameters.model_dump()["steps"] == 7
    assert copied.values == (0.0, 0.2)
    assert copied.to_document()["attack-params"]["steps"] == 7
