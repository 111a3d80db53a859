"""The doctor finds each mistake that is made on purpose, and says what the spec takes.

What it proposes is pasted into the spec, and the way of an evaluation then has to give exactly the
accuracy that was promised.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from onnx import TensorProto, helper

from pandavision_gui.engine.diagnosis import DIAGNOSED_SAMPLES, Diagnosis
from pandavision_gui.engine.evaluation import prepare as preparation
from pandavision_gui.engine.evaluation.confirm import predict
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.evaluation.reading_check import ReadingDoubts
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.errors import InputError

from ...support.sample_files import ROAD_SIGNS, write_dataset
from .doctor_pairs import KW, ask, cifar, column, read, signs, spec, with_prefix, with_suffix


@dataclass(frozen=True)
class Mistake:
    """Files with a mistake in them or in the spec, and what mends it."""

    document: dict[str, Any]
    right: int
    """Least number of samples that are right when it is mended, of 100."""
    mends: dict[str, Any] = field(default_factory=dict)
    """Keys that the best proposal has to set; None stands for any value."""


def missing_normalisation(data: Path, out: Path) -> Mistake:
    model, *_ = cifar(data)
    document = spec(model, data / "cifar10_100.h5")
    return Mistake(document, 73, {"preprocessing": "imagenet"})


def missing_normalisation_of_8_bit_pictures(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", np.rint(samples * 255).astype(np.uint8), labels)
    return Mistake(spec(model, out / "d.h5"), 73, {"preprocessing": "imagenet"})


def needless_normalisation(data: Path, out: Path) -> Mistake:
    """The network takes 0 … 1, and is given −1 … 1."""
    document = spec(
        data / "models" / "mnist-net_256x2.onnx", data / "mnist_100.h5", preprocessing="symmetric"
    )
    return Mistake(document, 100, {"preprocessing": {}})


def data_normalised_already(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", (samples - column(KW["mean"])) / np.float32(0.225), labels)
    document = spec(model, out / "d.h5", preprocessing=KW)
    return Mistake(document, 73, {"preprocessing": {}, "input-range": None})


def normalised_in_the_model_too(data: Path, out: Path) -> Mistake:
    source, *_ = cifar(data)
    nodes = [
        helper.make_node("Sub", ["raw", "mean"], ["less"]),
        helper.make_node("Div", ["less", "std"], ["ready"]),
    ]
    constants = {"mean": column(KW["mean"]), "std": column([0.225] * 3)}
    model = with_prefix(source, out / "m.onnx", nodes, constants)
    document = spec(model, data / "cifar10_100.h5", preprocessing="imagenet")
    return Mistake(document, 73, {"preprocessing": {}})


def normalised_in_data_and_model(data: Path, out: Path) -> Mistake:
    mistake = normalised_in_the_model_too(data, out)
    _, samples, labels = cifar(data)
    std = column([0.229, 0.224, 0.225])
    write_dataset(out / "d.h5", (samples - column(KW["mean"])) / std, labels)
    document = spec(Path(mistake.document["trained-model"]), out / "d.h5")
    undone = {
        "mean": [-0.485 / 0.229, -0.456 / 0.224, -0.406 / 0.225],
        "std": [1 / 0.229, 1 / 0.224, 1 / 0.225],
    }
    return Mistake(document, 73, {"preprocessing": undone, "input-range": None})


def model_for_0_to_255(data: Path, out: Path) -> Mistake:
    source, *_ = cifar(data)
    nodes = [
        helper.make_node("Sub", ["raw", "mean"], ["less"]),
        helper.make_node("Div", ["less", "std"], ["ready"]),
    ]
    constants = {
        "mean": column([255 * m for m in KW["mean"]]),
        "std": column([255 * 0.225] * 3),
    }
    model = with_prefix(source, out / "m.onnx", nodes, constants)
    scaled = {"mean": [0.0], "std": [1 / 255]}
    return Mistake(spec(model, data / "cifar10_100.h5"), 73, {"preprocessing": scaled})


def caffe(data: Path, out: Path) -> Mistake:
    """The network takes 0 … 255, blue first, less the mean colour."""
    source, *_ = cifar(data)
    nodes = [
        helper.make_node("Gather", ["raw", "reversed"], ["rgb"], axis=1),
        helper.make_node("Add", ["rgb", "colour"], ["bytes"]),
        helper.make_node("Sub", ["bytes", "mean"], ["less"]),
        helper.make_node("Div", ["less", "std"], ["ready"]),
    ]
    constants = {
        "reversed": np.array([2, 1, 0]),
        "colour": column([123.68, 116.779, 103.939]),
        "mean": column([255 * m for m in KW["mean"]]),
        "std": column([255 * 0.225] * 3),
    }
    model = with_prefix(source, out / "m.onnx", nodes, constants)
    mean = [123.68 / 255, 116.779 / 255, 103.939 / 255]
    mends = {"preprocessing": {"mean": mean, "std": [1 / 255]}, "channels": "BGR"}
    return Mistake(spec(model, data / "cifar10_100.h5"), 73, mends)


def standardised_by_the_datasets_own_numbers(data: Path, out: Path) -> Mistake:
    """Pictures too dark for any usual normalisation; the network wants mean 0 and deviation 1."""
    source, samples, labels = cifar(data)
    dark = samples * np.float32(0.3)
    mean = [float(f"{one:.4g}") for one in dark.mean(axis=(0, 2, 3), dtype=np.float64)]
    std = [float(f"{one:.4g}") for one in dark.std(axis=(0, 2, 3), dtype=np.float64)]
    nodes = [
        helper.make_node("Mul", ["raw", "own_std"], ["scaled"]),
        helper.make_node("Add", ["scaled", "own_mean"], ["dark"]),
        helper.make_node("Sub", ["dark", "mean"], ["less"]),
        helper.make_node("Div", ["less", "std"], ["ready"]),
    ]
    constants = {
        "own_std": column(std),
        "own_mean": column(mean),
        "mean": column([0.3 * m for m in KW["mean"]]),
        "std": column([0.3 * 0.225] * 3),
    }
    model = with_prefix(source, out / "m.onnx", nodes, constants)
    write_dataset(out / "d.h5", dark, labels)
    mends = {"preprocessing": {"mean": mean, "std": std}}
    return Mistake(spec(model, out / "d.h5", input_range=[0, 1]), 73, mends)


def whole_numbers_from_0_to_1(data: Path, out: Path) -> Mistake:
    source, samples, labels = signs()
    nodes = [helper.make_node("Cast", ["raw"], ["ready"], to=TensorProto.FLOAT)]
    model = with_prefix(source, out / "m.onnx", nodes, {}, TensorProto.UINT8)
    write_dataset(out / "d.h5", samples.astype(np.float32) / 255, labels)
    scaled = {"mean": [0.0], "std": [1 / 255]}
    return Mistake(spec(model, out / "d.h5"), 95, {"preprocessing": scaled})


def labels_from_1(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", samples, labels + 1)
    document = spec(model, out / "d.h5", preprocessing=KW)
    return Mistake(document, 73, {"label-offset": -1})


def labels_from_minus_1(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", samples, labels - 1)
    return Mistake(spec(model, out / "d.h5", preprocessing=KW), 73, {"label-offset": 1})


def labels_off_by_one_among_more_classes(data: Path, out: Path) -> Mistake:
    """A model with a class for the background, as some have 1001 classes for ImageNet."""
    source, samples, labels = signs()
    nodes = [helper.make_node("Pad", ["scores", "pads", "least"], ["final"])]
    constants = {"pads": np.array([0, 1, 0, 0]), "least": np.float32(-1e4)}
    model = with_suffix(source, out / "m.onnx", nodes, constants, classes=13)
    write_dataset(out / "d.h5", samples, labels)
    return Mistake(spec(model, out / "d.h5"), 95, {"label-offset": 1})


def wrong_labels_of_two(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", samples, np.roll(labels, 7), fine=labels)
    return Mistake(spec(model, out / "d.h5", preprocessing=KW), 73, {"labels": "fine"})


def blue_first(data: Path, out: Path) -> Mistake:
    model, samples, labels = signs()
    write_dataset(out / "d.h5", np.ascontiguousarray(samples[:, ::-1]), labels)
    return Mistake(spec(model, out / "d.h5", preprocessing="unit"), 95, {"channels": "BGR"})


def flat_with_channels_last(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", samples.transpose(0, 2, 3, 1).reshape(100, -1), labels)
    return Mistake(spec(model, out / "d.h5", preprocessing=KW), 73, {"layout": "NHWC"})


def normalisation_and_labels(data: Path, out: Path) -> Mistake:
    model, samples, labels = cifar(data)
    write_dataset(out / "d.h5", samples, labels + 1)
    mends = {"preprocessing": "imagenet", "label-offset": -1}
    return Mistake(spec(model, out / "d.h5"), 73, mends)


def normalisation_and_channels(data: Path, out: Path) -> Mistake:
    model, samples, labels = signs()
    write_dataset(out / "d.h5", np.ascontiguousarray(samples[:, ::-1]), labels)
    document = spec(model, out / "d.h5", preprocessing={"mean": [127.5], "std": [12.75]})
    return Mistake(document, 95, {"preprocessing": None, "channels": "BGR"})


Make = Callable[[Path, Path], Mistake]
MISTAKES: list[Make] = [
    missing_normalisation,
    missing_normalisation_of_8_bit_pictures,
    needless_normalisation,
    data_normalised_already,
    normalised_in_the_model_too,
    normalised_in_data_and_model,
    model_for_0_to_255,
    caffe,
    standardised_by_the_datasets_own_numbers,
    whole_numbers_from_0_to_1,
    labels_from_1,
    labels_from_minus_1,
    labels_off_by_one_among_more_classes,
    wrong_labels_of_two,
    blue_first,
    flat_with_channels_last,
    normalisation_and_labels,
    normalisation_and_channels,
]


_REFUSALS = (
    "dataset_label_negative",
    "input_range_unknown",
    "labels_outside_classes",
    "whole_number_range",
)


def accuracy_of_an_evaluation(document: dict[str, Any]) -> float:
    """Return the clean accuracy that an evaluation of the same samples begins with."""
    drawn = {"evaluation-mode": "fast", "samples": DIAGNOSED_SAMPLES, "attack": "noise-linf"}
    drawing = spec_from_document(document | drawn)
    with pytest.MonkeyPatch.context() as patch:
        # The doctor would look for still better keys each time, and answers nothing of this.
        patch.setattr(preparation, "reading_warnings", lambda *_, **__: ReadingDoubts(()))
        prepared = preparation.prepare(drawing, device="cpu", threads=1)
    with prepared:
        order = prepared.task.order
        prediction, _ = predict(prepared.loaded.truth, prepared.dataset.read(order))
        return float((prediction == prepared.dataset.labels[order]).mean())


def assert_sets(found: dict[str, Any], wanted: dict[str, Any]) -> None:
    assert set(found) == set(wanted)
    for key, value in wanted.items():
        if isinstance(value, dict) and value:
            for name, numbers in value.items():
                given = np.broadcast_to(numbers, len(found[key][name]))
                assert found[key][name] == pytest.approx(list(given)), name
        elif value is not None:
            assert found[key] == value, key


def told_or_refused(document: dict[str, Any]) -> str:
    """Return what an evaluation of misread files says: its first warning, or why it is refused."""
    try:
        with prepare(spec_from_document(document), device="cpu", threads=1) as prepared:
            return prepared.warnings[0] if prepared.warnings else ""
    except InputError as error:
        return error.code if error.code in _REFUSALS else error.sentence()


@pytest.fixture(scope="module")
def asked_of(
    trained_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Make], tuple[Mistake, Diagnosis]]:
    """Return what makes a mistake and asks the doctor about it, once."""

    @functools.cache
    def asked(make: Make) -> tuple[Mistake, Diagnosis]:
        mistake = make(trained_data, tmp_path_factory.mktemp(make.__name__))
        return mistake, ask(mistake.document)

    return asked


@pytest.mark.parametrize("make", MISTAKES, ids=lambda make: make.__name__)
def test_a_mistake_is_found_and_the_keys_mend_it(
    make: Make, asked_of: Callable[[Make], tuple[Mistake, Diagnosis]]
) -> None:
    mistake, found = asked_of(make)
    best = found.proposals[0]
    assert_sets(best.all_keys(), mistake.mends)
    assert best.accuracy >= mistake.right / 100
    assert best.interval[0] > found.clean_accuracy.interval[1]
    # Nobody gets a curve of misread files without a word.
    told = told_or_refused(mistake.document)
    keys = [key for key in best.all_keys() if key != "input-range"]
    assert told in _REFUSALS or all(f'"{key}": ' in told for key in keys), told
    for proposal in found.proposals:
        mended = mistake.document | proposal.all_keys()
        assert accuracy_of_an_evaluation(mended) == pytest.approx(proposal.accuracy)
    after = ask(mistake.document | best.all_keys())
    assert after.proposals == ()
    assert not after.near_chance


def unkeyed(samples: np.ndarray, labels: np.ndarray, kind: str) -> tuple[np.ndarray, np.ndarray]:
    if kind == "transposed":
        return np.ascontiguousarray(samples.swapaxes(2, 3)), labels
    if kind == "negative":
        return 255 - samples, labels
    if kind == "reshaped":
        return samples.transpose(0, 2, 3, 1).reshape(samples.shape), labels
    order = np.random.default_rng(3).permutation(labels.max() + 1)
    return samples, order[labels]


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("transposed", "rows and columns exchanged"),
        ("negative", "bright and dark exchanged"),
        ("reshaped", "(height, width, channels)"),
        ("renumbered", "numbered in the model's order"),
    ],
)
def test_what_no_key_mends_is_told(
    kind: str, words: str, trained_data: Path, tmp_path: Path
) -> None:
    model, samples, labels = signs()
    write_dataset(tmp_path / "d.h5", *unkeyed(samples, labels, kind))
    found = ask(spec(model, tmp_path / "d.h5", preprocessing="unit"))
    assert found.proposals == ()
    assert any(words in warning for warning in found.warnings), found.warnings
    cause = "labels" if kind == "renumbered" else "layout"
    assert found.near_chance <= (cause in found.causes.partition(";")[0])


def test_two_mistakes_of_which_one_is_the_order_of_the_classes_are_told_together(
    trained_data: Path, tmp_path: Path
) -> None:
    """Without the order no normalisation is right, and without it the order fits hardly any."""
    model, samples, labels = cifar(trained_data)
    write_dataset(tmp_path / "d.h5", *unkeyed(samples, labels, "renumbered"))
    found = ask(spec(model, tmp_path / "d.h5"))
    (told,) = [text for text in found.warnings if "numbered in the model's order" in text]
    assert "would be right if read with ImageNet normalisation and with the labels" in told
    assert int(told.partition(" of ")[0]) >= 60, "of 73 without the order fitted to the other half"


def test_an_order_of_the_classes_needs_five_samples_of_each(tmp_path: Path) -> None:
    model, samples, labels = signs()
    few = np.concatenate([np.flatnonzero(labels == label)[:4] for label in range(12)])
    write_dataset(tmp_path / "d.h5", *unkeyed(samples[few], labels[few], "renumbered"))
    found = ask(spec(model, tmp_path / "d.h5", preprocessing="unit"))
    assert found.near_chance
    assert not any("numbered in" in warning for warning in found.warnings)


def near_chance_words(found: Diagnosis) -> str:
    return next(warning for warning in found.warnings if "Likeliest causes" in warning)


def test_near_chance_names_three_causes_and_the_proven_one_first(
    asked_of: Callable[[Make], tuple[Mistake, Diagnosis]],
) -> None:
    _, missing = asked_of(missing_normalisation)
    causes = near_chance_words(missing).partition("Likeliest causes: ")[2].split(";")
    assert len(causes) == 3
    assert '"preprocessing"' in causes[0]
    _, shifted = asked_of(labels_from_1)
    causes = near_chance_words(shifted).partition("Likeliest causes: ")[2].split(";")
    assert len(causes) == 3
    assert '"label-offset"' in causes[0]


def test_labels_beyond_the_classes_are_told(
    asked_of: Callable[[Make], tuple[Mistake, Diagnosis]],
) -> None:
    _, found = asked_of(labels_from_1)
    assert any("1 to 10" in warning and "0 to 9" in warning for warning in found.warnings)


def test_whole_numbers_that_are_rounded_away_are_told(
    asked_of: Callable[[Make], tuple[Mistake, Diagnosis]],
) -> None:
    _, found = asked_of(whole_numbers_from_0_to_1)
    told = [warning for warning in found.warnings if "only 0, 1 is left" in warning]
    assert len(told) == 1
    assert '"std": [0.00392' in told[0]


def test_values_without_a_range_are_told_and_one_is_proposed(
    trained_data: Path, tmp_path: Path
) -> None:
    model, samples, labels = cifar(trained_data)
    write_dataset(tmp_path / "d.h5", (samples - column(KW["mean"])) / np.float32(0.225), labels)
    document = spec(model, tmp_path / "d.h5")
    found = ask(document)
    assert found.clean_accuracy.right == 73
    assert any("cannot be told" in warning for warning in found.warnings)
    proposal = found.proposals[0]
    assert proposal.key == "input-range"
    lower, upper = proposal.value
    assert lower < -1
    assert upper > 1
    assert accuracy_of_an_evaluation(document | proposal.all_keys()) == pytest.approx(0.73)


@pytest.mark.parametrize("count", [40, 1500])
def test_a_job_is_called_refused_only_where_most_samples_leave_the_range_open(
    tmp_path: Path, count: int
) -> None:
    """Of few that do, a job of others runs."""
    model, samples, labels = signs()
    samples = np.tile(samples.astype(np.float32) / np.float32(255), (7, 1, 1, 1))[:2000]
    samples[:count, 0, 0, 0] = 1.3
    order = np.random.default_rng(0).permutation(len(samples))
    write_dataset(tmp_path / "d.h5", samples[order], np.tile(labels, 7)[:2000][order])
    found = ask(spec(model, tmp_path / "d.h5"))
    assert any("cannot be told" in warning for warning in found.warnings)
    assert found.range_unknown is (count == 1500)


@pytest.mark.parametrize(
    ("largest", "wanted"),
    [(1.3, [0.0, 1.3]), (2.0, [0.0, 2.0]), (60.3, [0.0, 255.0]), (254.7, [0.0, 255.0])],
)
def test_no_range_is_proposed_that_the_values_hardly_use(
    tmp_path: Path, largest: float, wanted: list[float]
) -> None:
    """Values up to 1.3 in 0 … 255 would be attacked two hundred times too hard."""
    model, samples, labels = signs()
    samples = samples.astype(np.float32) / np.float32(255)
    samples[:, 0, 0, 0] = 1
    write_dataset(tmp_path / "d.h5", samples * np.float32(largest), labels)
    found = ask(spec(model, tmp_path / "d.h5"))
    assert found.range_unknown
    assert [p.all_keys()["input-range"] for p in found.proposals][:1] == [wanted]
    mended = ask(spec(model, tmp_path / "d.h5", input_range=wanted))
    assert not mended.range_unknown


@pytest.mark.parametrize(
    ("node", "words"),
    [
        ("RandomNormalLike", "differently each time"),
        ("ReduceMean", "depends on the other samples in the batch"),
    ],
)
def test_a_model_that_cannot_be_believed_is_told(node: str, words: str, tmp_path: Path) -> None:
    source, *_ = signs()
    more = {"scale": 3.0} if node == "RandomNormalLike" else {"axes": [0], "keepdims": 1}
    nodes = [
        helper.make_node(node, ["scores"], ["shift"], **more),
        helper.make_node("Add", ["scores", "shift"], ["final"]),
    ]
    model = with_suffix(source, tmp_path / "m.onnx", nodes, {})
    _, samples, labels = signs()
    write_dataset(tmp_path / "d.h5", samples, labels)
    found = ask(spec(model, tmp_path / "d.h5", preprocessing="unit"))
    assert [warning for warning in found.warnings if words in warning], found.warnings


def test_notes_say_what_may_be_as_it_should(tmp_path: Path) -> None:
    source, samples, labels = signs()
    nodes = [helper.make_node("Softmax", ["scores"], ["final"], axis=1)]
    model = with_suffix(source, tmp_path / "m.onnx", nodes, {})
    some = labels < 5
    write_dataset(tmp_path / "d.h5", samples[some], labels[some])
    found = ask(spec(model, tmp_path / "d.h5", preprocessing="unit"))
    notes = " ".join(found.notes)
    assert "Ends in Softmax: attacked before it." in notes
    assert "5 of the model's 12 classes" in notes
    assert "trained on them" in notes
    assert found.warnings == ()


def test_a_slow_model_is_tried_on_fewer_samples_and_says_so(tmp_path: Path) -> None:
    """The clock goes on by a second each time it is looked at."""
    from pandavision_gui.engine.evaluation.doctor import diagnose

    model, samples, labels = signs()
    write_dataset(tmp_path / "d.h5", np.ascontiguousarray(samples[:, ::-1]), labels)
    ticks = iter(range(10_000))
    document = spec(model, tmp_path / "d.h5", preprocessing="unit")
    found = diagnose(spec_from_document(document), seconds=12, clock=lambda: next(ticks))
    assert found.clean_accuracy.count == 28  # 12 s × 0.3 at 1/8 s each
    notes = " ".join(found.notes)
    assert "only 28 samples" in notes
    assert "not all readings" in notes


@pytest.mark.parametrize(("tick", "again"), [(1, 9), (4, 2)])
def test_a_slow_model_is_not_asked_again_for_longer_than_there_is_time(
    tick: int, again: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A random one is found out by two samples, too."""
    from pandavision_gui.engine.evaluation import doctor

    asked: list[int] = []
    real = doctor.behaviour_warnings

    def noted(run: Any, pictures: np.ndarray) -> list[str]:
        asked.append(len(pictures))
        return real(run, pictures)

    monkeypatch.setattr(doctor, "behaviour_warnings", noted)
    model, *_ = signs()
    ticks = iter(range(0, 100_000, tick))
    doctor.diagnose(
        spec_from_document(spec(model, ROAD_SIGNS, preprocessing="unit")),
        seconds=12,
        clock=lambda: next(ticks),
    )
    assert asked == [again]  # 12 s × 0.1, at an eighth of a tick each


def test_the_doctor_changes_no_file(trained_data: Path, tmp_path: Path) -> None:
    mistake = labels_from_1(trained_data, tmp_path)
    before = read(tmp_path / "d.h5")
    ask(mistake.document)
    after = read(tmp_path / "d.h5")
    assert all((a == b).all() for a, b in zip(before, after, strict=True))
