"""The doctor on models with several outputs, and on scores of which the smallest wins."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest
from onnx import helper

from pandavision_gui.engine.diagnosis import Diagnosis
from pandavision_gui.engine.evaluation.doctor_files import open_model
from pandavision_gui.engine.evaluation.doctor_words import likeliest_causes
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from ...support.sample_files import ROAD_SIGNS, write_dataset
from ...support.several_outputs import OTHER, RIGHT, with_other_head
from .doctor_pairs import ask, signs, spec, with_suffix


def document(model: Path, **keys: Any) -> dict[str, Any]:
    return spec(model, ROAD_SIGNS, preprocessing="unit") | keys


def assert_proposes(found: Diagnosis, keys: dict[str, Any]) -> None:
    assert [one.all_keys() for one in found.proposals[:1]] == [keys], found
    assert found.proposals[0].accuracy > 0.95
    assert found.proposals[0].interval[0] > found.clean_accuracy.interval[1]


@pytest.mark.parametrize("ends_in", ["", "Softmax", "ArgMax"])
@pytest.mark.parametrize("classes", [2, 5, 12, 40])
def test_the_trained_output_is_proposed(classes: int, ends_in: str, tmp_path: Path) -> None:
    """The untrained one has as many classes, fewer than there are labels, or more."""
    model = with_other_head(tmp_path / "m.onnx", classes=classes, ends_in=ends_in)
    found = ask(document(model))
    assert_proposes(found, {"output": RIGHT})
    assert f"“{RIGHT}”" in found.proposals[0].reading
    after = ask(document(model, output=RIGHT))
    assert (after.proposals, after.warnings, after.near_chance) == ((), (), False)
    assert after.clean_accuracy.accuracy == found.proposals[0].accuracy
    alone = ask(document(with_other_head(tmp_path / "a.onnx", ends_in=ends_in, kept=(RIGHT,))))
    assert after.clean_accuracy == alone.clean_accuracy


@pytest.mark.parametrize("classes", [2, 5, 12, 40])
def test_an_untrained_output_beside_the_right_one_is_not_proposed(
    classes: int, tmp_path: Path
) -> None:
    model = with_other_head(tmp_path / "m.onnx", classes=classes, is_first=False)
    found = ask(document(model))
    assert (found.proposals, found.warnings) == ((), ())
    # Nor where the accuracy leaves room for it.
    _, samples, labels = signs()
    half = np.random.default_rng(1).permutation(len(labels))[: len(labels) // 2]
    labels = labels.copy()
    labels[half] = np.random.default_rng(2).permutation(labels[half])
    write_dataset(tmp_path / "d.h5", samples, labels)
    found = ask(document(model, dataset=str(tmp_path / "d.h5")))
    assert found.clean_accuracy.accuracy < 0.7
    assert not any("output" in one.all_keys() for one in found.proposals)


@pytest.mark.parametrize("seed", range(5))
def test_an_output_of_few_classes_is_no_better_for_guessing_among_them(
    seed: int, tmp_path: Path
) -> None:
    """One half is right by chance, as a coin is: among 12 classes that would be much."""
    model = with_other_head(tmp_path / "m.onnx", classes=2, is_first=False)
    _, samples, labels = signs()
    some = labels < 2
    shown = np.random.default_rng(seed).permutation(np.flatnonzero(some).repeat(2))
    of_others = np.random.default_rng(seed).integers(2, 12, len(shown))
    pictures = samples[[np.flatnonzero(labels == label)[0] for label in of_others]]
    write_dataset(tmp_path / "d.h5", pictures, labels[shown])
    found = ask(document(model, dataset=str(tmp_path / "d.h5"), seed=seed))
    assert found.near_chance
    assert not any("output" in one.all_keys() for one in found.proposals), found.proposals


@pytest.mark.parametrize(
    ("also", "keys"),
    [
        ({"preprocessing": {"mean": [127.5], "std": [2000.0]}}, {"preprocessing", "output"}),
        ({"channels": "BGR"}, {"channels", "output"}),
    ],
)
def test_another_output_and_another_mistake_are_found_together(
    also: dict[str, Any], keys: set[str], tmp_path: Path
) -> None:
    wrong = document(with_other_head(tmp_path / "m.onnx", classes=7), **also)
    found = ask(wrong)
    assert set(found.proposals[0].all_keys()) == keys
    after = ask(wrong | found.proposals[0].all_keys())
    assert after.clean_accuracy.accuracy == found.proposals[0].accuracy > 0.95


def test_another_output_and_shifted_labels_are_found_together(tmp_path: Path) -> None:
    model = with_other_head(tmp_path / "m.onnx")
    _, samples, labels = signs()
    write_dataset(tmp_path / "d.h5", samples, labels + 1)
    found = ask(document(model, dataset=str(tmp_path / "d.h5")))
    assert_proposes(found, {"output": RIGHT, "label-offset": -1})


def test_an_output_that_returns_no_scores_after_all_is_left_alone(tmp_path: Path) -> None:
    """Its first axis is not the batch, which the file does not say."""
    source, *_ = signs()
    nodes = [
        helper.make_node("Identity", ["scores"], ["final"]),
        helper.make_node("Transpose", ["scores"], ["odd"]),
    ]
    model = with_suffix(source, tmp_path / "m.onnx", nodes, {})
    built = onnx.load(model)
    built.graph.output.append(helper.make_tensor_value_info("odd", 1, ["k", "n"]))
    onnx.save(built, model)
    assert [other.chosen_output for other in open_model(str(model), "auto").others] == ["odd"]
    _, samples, labels = signs()
    write_dataset(tmp_path / "d.h5", samples, np.random.default_rng(3).permutation(labels))
    found = ask(document(model, dataset=str(tmp_path / "d.h5")))
    assert found.near_chance, "only then the others are tried"
    assert not any("output" in one.all_keys() for one in found.proposals)


@pytest.mark.parametrize("batch", [None, 1, 4])
def test_an_output_that_returns_now_more_and_now_fewer_scores_is_left_alone(
    batch: int | None, tmp_path: Path
) -> None:
    """It holds the classes whose score is above zero for some sample of the batch."""
    source, samples, labels = signs()
    nodes = [
        helper.make_node("Identity", ["scores"], ["final"]),
        helper.make_node("ReduceMax", ["scores"], ["most"], axes=[0], keepdims=0),
        helper.make_node("Greater", ["most", "zero"], ["above"]),
        helper.make_node("Compress", ["scores", "above"], ["odd"], axis=1),
    ]
    model = with_suffix(source, tmp_path / "m.onnx", nodes, {"zero": np.float32(0)})
    built = onnx.load(model)
    built.graph.output.append(helper.make_tensor_value_info("odd", 1, ["n", "k"]))
    for end in (*built.graph.input, *built.graph.output) if batch else ():
        end.type.tensor_type.shape.dim[0].dim_value = batch
    onnx.save(built, model)
    assert [other.chosen_output for other in open_model(str(model), "auto").others] == ["odd"]
    write_dataset(tmp_path / "d.h5", samples, np.random.default_rng(3).permutation(labels))
    asked = document(model, dataset=str(tmp_path / "d.h5"), attack="noise-linf")
    with prepare(spec_from_document(asked), device="cpu", threads=1) as prepared:
        assert any("hardly more than guessing" in one for one in prepared.warnings)
        assert not any('"output": ' in one for one in prepared.warnings)


def test_near_chance_names_another_output_where_there_is_one(tmp_path: Path) -> None:
    both = with_other_head(tmp_path / "both.onnx", classes=12, right="a", other="b")
    _, samples, _ = signs()
    labels = np.random.default_rng(3).integers(0, 12, len(samples))
    write_dataset(tmp_path / "d.h5", samples, labels)
    asked = document(both, dataset=str(tmp_path / "d.h5"))
    found = ask(asked)
    assert found.near_chance
    assert 'another output of the model ("output")' in found.causes
    assert found.causes.count(";") == 2
    drawn = {"evaluation-mode": "fast", "attack": "noise-linf"}
    with prepare(spec_from_document(asked | drawn), device="cpu", threads=1) as prepared:
        assert any("another output of the model" in one for one in prepared.warnings)
    alone = with_other_head(tmp_path / "alone.onnx", kept=(RIGHT,))
    assert "another output" not in ask(asked | {"trained-model": str(alone)}).causes


def test_another_output_is_named_however_much_another_cause_explains() -> None:
    share = {"preprocessing": 0.5, "label-offset": 0.5, "channels": 0.5, "output": 0.0}
    asked = spec_from_document(document(Path("m.onnx")))
    for several in (True, False):
        causes = likeliest_causes((), share, asked, several_outputs=several)
        assert causes.count(";") == 2
        assert ("another output" in causes) is several


def test_an_evaluation_near_chance_names_the_output_to_set(tmp_path: Path) -> None:
    model = with_other_head(tmp_path / "m.onnx")
    asked = document(model) | {"evaluation-mode": "fast", "attack": "noise-linf"}
    with prepare(spec_from_document(asked), device="cpu", threads=1) as prepared:
        assert any(f'With "output": "{RIGHT}", ' in one for one in prepared.warnings)
        assert prepared.loaded.truth.interface.chosen_output == OTHER
    with prepare(
        spec_from_document(asked | {"output": RIGHT}), device="cpu", threads=1
    ) as prepared:
        assert prepared.warnings == ()
        assert prepared.loaded.truth.interface.chosen_output == RIGHT
        assert prepared.loaded.classifier is not None
    with pytest.raises(InputError) as caught:
        prepare(spec_from_document(asked | {"output": "third"}), device="cpu", threads=1)
    assert caught.value.code == "model_output_unknown"


def with_distances(target: Path) -> Path:
    source, *_ = signs()
    return with_suffix(source, target, [helper.make_node("Neg", ["scores"], ["final"])], {})


def test_scores_of_which_the_smallest_wins_are_told(tmp_path: Path) -> None:
    found = ask(document(with_distances(tmp_path / "m.onnx")))
    assert found.near_chance
    assert found.proposals == ()
    told = [one for one in found.warnings if "smallest score" in one]
    assert len(told) == 1, found.warnings
    assert "128 of 128 would be right" in told[0]
    assert "export the model with its scores negated" in told[0]
    assert "store the dataset" not in told[0]


def test_two_classes_read_backwards_are_labels_in_another_order(tmp_path: Path) -> None:
    source, samples, labels = signs()
    nodes = [
        helper.make_node("Slice", ["scores", "from", "to", "axis"], ["two"]),
        helper.make_node("Neg", ["two"], ["final"]),
    ]
    constants = {"from": np.array([0]), "to": np.array([2]), "axis": np.array([1])}
    model = with_suffix(source, tmp_path / "m.onnx", nodes, constants, classes=2)
    write_dataset(tmp_path / "d.h5", samples[labels < 2], labels[labels < 2])
    found = ask(document(model, dataset=str(tmp_path / "d.h5")))
    assert not any("smallest score" in one for one in found.warnings), found.warnings
    assert any("numbered in the model's order" in one for one in found.warnings), found.warnings


def test_coarse_classes_that_feed_the_fine_ones_are_found_too(tmp_path: Path) -> None:
    """What feeds another output is not offered, but the doctor looks at it."""
    source, *_ = signs()
    weights = np.random.default_rng(5).normal(0, 1, (12, 30)).astype(np.float32)
    nodes = [helper.make_node("MatMul", ["scores", "finer"], ["final"])]
    model = with_suffix(source, tmp_path / "m.onnx", nodes, {"finer": weights}, classes=30)
    built = onnx.load(model)
    built.graph.output.append(helper.make_tensor_value_info("scores", 1, ["n", 12]))
    for node in built.graph.node:  # a name that says nothing
        for names in (node.input, node.output):
            names[:] = ["coarse" if name == "scores" else name for name in names]
    built.graph.output[1].name = "coarse"
    onnx.save(built, model)
    opened = open_model(str(model), "auto")
    assert opened.interface.chosen_output == "final"
    assert opened.facts.output_choices == ()
    found = ask(document(model))
    assert_proposes(found, {"output": "coarse"})


def test_labels_beyond_the_classes_of_one_output_name_another(tmp_path: Path) -> None:
    model = with_other_head(tmp_path / "m.onnx", classes=5)
    keys = {"evaluation-mode": "fast", "attack": "noise-linf"}
    with pytest.raises(InputError) as caught:
        prepare(spec_from_document(document(model) | keys), device="cpu", threads=1)
    assert caught.value.code == "labels_outside_classes"
    assert f'"output": "{RIGHT}" reads an output with 12 classes.' in caught.value.hint
    two = with_other_head(tmp_path / "two.onnx", classes=5, is_first=False)
    _, samples, labels = signs()
    write_dataset(tmp_path / "d.h5", samples, labels + 1)
    asked = document(two, dataset=str(tmp_path / "d.h5")) | keys
    with pytest.raises(InputError) as caught:
        prepare(spec_from_document(asked), device="cpu", threads=1)
    assert "output" not in caught.value.hint, "none of them has thirteen classes"
