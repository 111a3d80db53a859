from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from pandavision_gui.engine.spec import SPEC_KEYS, load_spec, parse_spec, spec_from_document
from pandavision_gui.errors import InputError

from .documents import FILES, refusal_of, refusal_with, spec_with

UPSTREAM_BODY = """{
  "dataset": "<dataset-path>.hdf5",
  "trained-model": "<model_path>.onnx",
  "performance-metric": "classification-accuracy",
  "evaluation-mode": "fast",
  "task": "classification",
  "perturbation-type": "max-norm",
  "perturbation-values": [
    0, 0.01, 0.02, 0.03, 0.04, 0.05
  ]
}
"""
ALL_KEYS = [
    "dataset",
    "trained-model",
    "performance-metric",
    "evaluation-mode",
    "task",
    "perturbation-type",
    "perturbation-values",
    "indexes",
    "preprocessing",
    "attack",
    "attack-params",
    "input-range",
    "layout",
    "channels",
    "output",
    "labels",
    "label-offset",
    "class-names",
    "samples",
    "target",
    "surrogate-model",
    "time-limit",
    "seed",
    "batch-size",
    "device",
    "name",
]


def test_the_body_in_upstreams_readme_loads_unchanged() -> None:
    spec = parse_spec(UPSTREAM_BODY.encode())
    assert (spec.dataset, spec.trained_model) == ("<dataset-path>.hdf5", "<model_path>.onnx")
    assert spec.values == (0.0, 0.01, 0.02, 0.03, 0.04, 0.05)
    assert (spec.evaluation_mode, spec.attack_info.name) == ("fast", "standard")


def test_a_later_upstream_body_with_metric_attack_and_its_form_fields_loads_unchanged() -> None:
    spec = spec_with(
        metric="classification-accuracy",
        evaluation_mode="complete",
        task="classification",
        perturbation_type="max-norm",
        perturbation_values=[0, 1 / 255, 2 / 255, 4 / 255],
        attack="pgd-linf",
        attack_params={
            "steps": 50,
            "rel_stepsize": 0.025,
            "abs_stepsize": None,
            "random_start": False,
        },
        preprocessing={"mean": [0.485, 0.456, 0.406], "std": [0.229, 0.224, 0.225]},
        indexes=[3, 1, 2],
    )
    assert spec.performance_metric == "classification-accuracy"
    assert spec.attack_info.name == "pgd-linf"
    assert spec.indexes == (3, 1, 2)


def test_the_keys_are_those_of_the_design() -> None:
    assert set(SPEC_KEYS) == set(ALL_KEYS)


def test_two_files_are_enough_and_everything_else_has_a_default() -> None:
    spec = spec_with()
    assert spec.evaluation_mode == "complete"
    assert spec.task == "classification"
    assert spec.performance_metric == "classification-accuracy"
    assert spec.perturbation_type == "max-norm"
    assert spec.values == (0.0, 0.01, 0.02, 0.03, 0.04, 0.05)
    assert spec.preprocessing is None
    assert spec.indexes is None
    assert (spec.input_range, spec.layout, spec.channels, spec.labels) == ("auto",) * 4
    assert spec.output == "auto"
    assert (spec.batch_size, spec.device) == ("auto", "auto")


@pytest.mark.parametrize("key", ["dataset", "trained-model"])
def test_a_missing_file_key_is_named(key: str) -> None:
    error = refusal_of({k: v for k, v in FILES.items() if k != key})
    assert error.code == "spec_key_missing"
    assert f'"{key}"' in error.message


@pytest.mark.parametrize("key", ALL_KEYS)
def test_null_is_as_good_as_absent(key: str) -> None:
    if key in FILES:
        assert refusal_of(FILES | {key: None}).code == "spec_key_missing"
    else:
        assert spec_from_document(FILES | {key: None}) == spec_with()


def test_null_in_the_attacks_parameters_is_absent_too() -> None:
    given = spec_with(attack="pgd-linf", attack_params={"steps": None, "abs_stepsize": None})
    assert given.attack_parameters == spec_with(attack="pgd-linf").attack_parameters


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("perturbation-value", "perturbation-values"),
        ("Dataset", "dataset"),
        ("trained_model", "trained-model"),
        ("batchsize", "batch-size"),
        ("attack-parameters", "attack-params"),
    ],
)
def test_an_unknown_key_is_named_with_the_nearest_known_one(wrong: str, right: str) -> None:
    error = refusal_of(FILES | {wrong: 1})
    assert error.code == "spec_key_unknown"
    assert f'"{wrong}"' in error.message
    assert f'"{right}"' in error.hint


def test_a_key_like_no_other_gets_the_list_of_keys() -> None:
    error = refusal_with(zzzzzzzz=1)
    assert all(key in error.hint for key in ALL_KEYS)


def test_a_key_under_both_names_with_equal_values_is_fine() -> None:
    both = {"metric": "classification-accuracy", "performance-metric": "classification-accuracy"}
    assert spec_from_document(FILES | both) == spec_with(metric="classification-accuracy")


def test_a_key_under_both_names_with_different_values_is_an_error() -> None:
    error = refusal_of(FILES | {"metric": "auc", "performance-metric": "classification-accuracy"})
    assert error.code == "keys_contradict"
    assert "performance-metric" in error.message


def test_a_key_written_twice_is_an_error_even_with_equal_values() -> None:
    text = '{"dataset": "a.h5", "dataset": "a.h5", "trained-model": "m.onnx"}'
    error = refusal_of(text.encode())
    assert error.code == "json_key_twice"
    assert '"dataset"' in error.message


@pytest.mark.parametrize("text", ["[]", '"spec"', "3", "true", "null"])
def test_a_document_that_is_no_object_is_refused(text: str) -> None:
    assert refusal_of(text.encode()).code == "spec_not_object"


def full_document() -> dict[str, Any]:
    return FILES | {
        "evaluation-mode": "fast",
        "samples": 7,
        "perturbation-values": [0.05, 0, 0.01, 0.01],
        "preprocessing": {"mean": [0.5, 0.4, 0.3], "std": [0.25]},
        "attack": "mpgd-linf",
        "attack-params": {"steps": 3, "loss": "margin"},
        "input-range": [-1, 1.5],
        "layout": "NHWC",
        "channels": "BGR",
        "labels": "fine",
        "label-offset": -1,
        "class-names": ["cat", "dög"],
        "time-limit": 2.5,
        "seed": 2**63 - 1,
        "batch-size": 16,
        "device": "cpu",
        "name": "a name",
    }


@pytest.mark.parametrize(
    "document",
    [
        FILES,
        full_document(),
        FILES | {"perturbation-type": "random"},
        FILES | {"attack": "noise-linf"},
        FILES | {"preprocessing": "imagenet", "indexes": [5, 0]},
        FILES | {"preprocessing": {}},
    ],
)
def test_the_stored_document_gives_the_same_evaluation_again(document: dict[str, Any]) -> None:
    stored = parse_spec(json.dumps(document).encode()).to_document()
    again = parse_spec(json.dumps(stored).encode())
    assert again.to_document() == stored
    assert again.values == parse_spec(json.dumps(document).encode()).values


def test_the_stored_document_writes_every_default_out() -> None:
    stored = spec_with().to_document()
    assert stored["attack"] == "standard"
    assert stored["attack-params"] == {"steps": 50, "early_stop": True}
    assert stored["evaluation-mode"] == "complete"
    assert stored["seed"] == 0
    assert stored["perturbation-values"] == [0, 0.01, 0.02, 0.03, 0.04, 0.05]


def test_relative_paths_start_from_the_specs_folder(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_text(json.dumps({"dataset": "d/s.h5", "trained-model": str(tmp_path / "m.onnx")}))
    spec = load_spec(path)
    assert spec.dataset == str(tmp_path / "d" / "s.h5")
    assert spec.trained_model == str(tmp_path / "m.onnx")


def test_a_spec_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"nowhere\.json"):
        load_spec(tmp_path / "nowhere.json")


def test_a_folder_in_place_of_the_spec_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        load_spec(tmp_path)
    assert refused.value.code == "spec_unreadable"


@pytest.mark.timeout(20)
def test_a_pipe_in_place_of_the_spec_file_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "spec.json")
    with pytest.raises(InputError, match="not a regular file") as refused:
        load_spec(tmp_path / "spec.json")
    assert refused.value.code == "spec_unreadable"


def test_a_spec_file_of_more_than_10_mb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "spec.json"
    path.write_bytes(b" " * (10 * 1024 * 1024 + 1))
    with pytest.raises(InputError, match="larger than 10240 KiB") as refused:
        load_spec(path)
    assert refused.value.code == "spec_unreadable"


def test_a_byte_order_mark_does_no_harm() -> None:
    assert parse_spec(b"\xef\xbb\xbf" + json.dumps(FILES).encode()) == spec_with()
