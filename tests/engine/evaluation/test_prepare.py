from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnx
import pytest
import torch

from pandavision_gui.engine.evaluation.device_choice import choose_device
from pandavision_gui.engine.evaluation.doctor import diagnose
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.evaluation.recorder import Recorder
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError

from .doctor_pairs import with_suffix
from .evaluations import network_spec, run


def road_sign_spec(sample_files: Path, **keys: Any) -> EvaluationSpec:
    document = {
        "dataset": str(sample_files / "road_signs.h5"),
        "trained-model": str(sample_files / "signs_standard.onnx"),
        "preprocessing": "unit",
        "evaluation-mode": "fast",
        "perturbation-values": [0],
    }
    return spec_from_document({**document, **keys})


def with_labels(sample_files: Path, folder: Path, shift: int) -> str:
    """Copy the road signs with every label moved."""
    with h5py.File(sample_files / "road_signs.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    path = folder / "shifted.h5"
    with h5py.File(path, "w") as file:
        file["samples"], file["labels"] = samples, labels + shift
    return str(path)


def clean(spec: EvaluationSpec, folder: Path) -> int:
    return run(spec, folder).robust((0.0,))[0]


def warnings(spec: EvaluationSpec) -> tuple[str, ...]:
    with prepare(spec, device="cpu", threads=1) as prepared:
        return prepared.warnings


def refusal(spec: EvaluationSpec) -> InputError:
    with pytest.raises(InputError) as refused:
        prepare(spec, device="cpu", threads=1)
    return refused.value


def test_a_preset_means_the_same_as_its_numbers_in_data_units(
    sample_files: Path, tmp_path: Path
) -> None:
    preset = clean(road_sign_spec(sample_files), tmp_path / "1")
    numbers = {"preprocessing": {"mean": [0.0], "std": [255.0]}}
    assert preset == clean(road_sign_spec(sample_files, **numbers), tmp_path / "2") >= 95


def test_honest_files_give_no_warning(sample_files: Path) -> None:
    assert warnings(road_sign_spec(sample_files)) == ()


def test_a_missing_normalisation_is_named_with_its_key(trained_data: Path) -> None:
    spec = network_spec(trained_data, "cifar_base_kw", **{"perturbation-values": [0]})
    (warning,) = warnings(spec.model_copy(update={"preprocessing": None}))
    assert "hardly more than guessing" in warning
    assert '"preprocessing": "imagenet"' in warning


def test_a_needless_normalisation_is_named_with_its_key(trained_data: Path) -> None:
    keys = {"preprocessing": {"mean": [120.0], "std": [60.0]}, "perturbation-values": [0]}
    (warning,) = warnings(network_spec(trained_data, "Convnet_maxpool", **keys))
    assert '"preprocessing"' in warning


def test_labels_that_are_off_by_one_are_named_with_their_key(
    sample_files: Path, tmp_path: Path
) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        labels = file["labels"][:]
    kept = tuple(int(n) for n in np.flatnonzero(labels < 11)[:60])
    dataset = with_labels(sample_files, tmp_path, 0)
    spec = road_sign_spec(sample_files, dataset=dataset, **{"label-offset": 1})
    # Labels 0 … 10 shifted by one stay within the classes, so only the accuracy can tell.
    only_these = spec.model_copy(update={"indexes": kept})
    with h5py.File(dataset, "r+") as file:
        file["labels"][...] = np.minimum(file["labels"][:], 10)
    (warning,) = warnings(only_these)
    assert '"label-offset": 0' in warning


def test_labels_outside_the_classes_are_refused(sample_files: Path, tmp_path: Path) -> None:
    dataset = with_labels(sample_files, tmp_path, 1)
    error = refusal(road_sign_spec(sample_files, dataset=dataset))
    assert error.code == "labels_outside_classes"
    assert "label 12" in error.message
    assert "12 classes" in error.message


def test_a_label_offset_mends_labels_that_begin_at_one(sample_files: Path, tmp_path: Path) -> None:
    dataset = with_labels(sample_files, tmp_path, 1)
    spec = road_sign_spec(sample_files, dataset=dataset, **{"label-offset": -1})
    assert clean(spec, tmp_path / "out") >= 95


def test_channels_are_flipped_when_the_model_wants_bgr(sample_files: Path, tmp_path: Path) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    path = tmp_path / "bgr.h5"
    with h5py.File(path, "w") as file:
        file["samples"], file["labels"] = samples[:, ::-1], labels
    flipped = road_sign_spec(sample_files, dataset=str(path))
    assert clean(flipped, tmp_path / "1") < 80
    mended = road_sign_spec(sample_files, dataset=str(path), channels="BGR")
    assert clean(mended, tmp_path / "2") >= 95


def test_bgr_is_refused_where_there_are_no_colours(sample_files: Path, tmp_path: Path) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        samples, labels = file["samples"][:20], file["labels"][:20]
    path = tmp_path / "grey.h5"
    with h5py.File(path, "w") as file:
        file["samples"], file["labels"] = samples[:, :1], labels
    error = refusal(road_sign_spec(sample_files, dataset=str(path), channels="BGR"))
    assert error.code == "channels_unfit"


def test_a_time_limit_draws_the_order_of_all_samples(sample_files: Path) -> None:
    keys = {"evaluation-mode": "complete"}
    orders = []
    for more in ({}, {"time-limit": 60}):
        spec = road_sign_spec(sample_files, **keys, **more)
        with prepare(spec, device="cpu", threads=1) as prepared:
            orders.append(prepared.task.order.tolist())
    whole, limited = orders
    assert whole == sorted(whole)
    assert limited != whole
    assert sorted(limited) == whole


def test_the_wrong_number_of_class_names_is_refused(sample_files: Path) -> None:
    error = refusal(road_sign_spec(sample_files, **{"class-names": ["a", "b"]}))
    assert error.code == "class_names_count"


def with_names(path: str, names: list[str]) -> str:
    with h5py.File(path, "a") as file:
        file.attrs["class_names"] = json.dumps(names)
    return path


def test_a_dataset_that_names_other_classes_than_the_models_is_told(
    sample_files: Path, tmp_path: Path
) -> None:
    names = [f"sign {number}" for number in range(14)]
    dataset = with_names(with_labels(sample_files, tmp_path, 0), names)
    with prepare(road_sign_spec(sample_files, dataset=dataset), device="cpu", threads=1) as found:
        assert found.class_names == ()
        assert (
            "The dataset names 14 classes, but the model has 12: its names are not used."
            in found.assumptions
        )
    dataset = with_names(dataset, names[:12])
    with prepare(road_sign_spec(sample_files, dataset=dataset), device="cpu", threads=1) as found:
        assert found.class_names == tuple(names[:12])
        assert not any("are not used" in sentence for sentence in found.assumptions)


def test_a_label_that_is_no_class_of_the_model_is_called_by_its_name(
    sample_files: Path, tmp_path: Path
) -> None:
    names = [f"sign {number}" for number in range(12)] + ["<b>yield</b>"]
    dataset = with_names(with_labels(sample_files, tmp_path, 1), names)
    error = refusal(road_sign_spec(sample_files, dataset=dataset))
    assert error.code == "labels_outside_classes"
    assert 'the label 12 ("<b>yield</b>")' in error.message


def test_fast_draws_as_many_samples_as_asked_for(sample_files: Path, tmp_path: Path) -> None:
    found = run(road_sign_spec(sample_files, samples=24), tmp_path)
    labels = found.outcome.table.label
    assert len(labels) == 24
    # 12 classes of equal size: two of each.
    assert np.bincount(labels).tolist() == [2] * 12


def test_a_time_limit_takes_no_new_samples_and_finishes_the_open_ones(
    sample_files: Path, tmp_path: Path
) -> None:
    keys = {"perturbation-values": [0.01], "attack": "pgd-linf", "attack-params": {"steps": 3}}
    limited = {**keys, "time-limit": 1e-6, "batch-size": 8, "evaluation-mode": "complete"}
    found = run(road_sign_spec(sample_files, **limited), tmp_path / "1")
    assert len(found.outcome.table) >= 8
    assert len(found.outcome.table) < 20
    unlimited = {**limited, "time-limit": 1e6}
    assert len(run(road_sign_spec(sample_files, **unlimited), tmp_path / "2").outcome.table) == 300


def test_a_time_limit_is_kept_with_the_open_samples_finished_and_checked(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A clock that ticks once for every row that goes through the model.
    monkeypatch.setattr(Recorder, "elapsed_s", property(lambda self: self.passes.model))
    keys = {
        "perturbation-values": [0.0005, 0.001],
        "attack": "pgd-linf",
        "attack-params": {"steps": 10},
        "evaluation-mode": "complete",
        "batch-size": 8,
    }
    whole = run(road_sign_spec(sample_files, **keys), tmp_path / "whole").outcome
    assert len(whole.table) == 300
    for share in (0.25, 0.5):
        limit = whole.passes.model * share
        spec = road_sign_spec(sample_files, **keys, **{"time-limit": limit})
        found = run(spec, tmp_path / f"{share}").outcome
        assert 0.7 * limit < found.passes.model <= limit
        assert 0.7 * share < len(found.table) / 300 < share + 0.05
        assert found.checked >= 5


def test_only_the_clean_accuracy_costs_no_model_pass(sample_files: Path, tmp_path: Path) -> None:
    found = run(road_sign_spec(sample_files), tmp_path)
    assert found.outcome.passes.model == 0
    assert len(found.outcome.table) == 100


def test_a_gpu_that_is_not_there_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    with pytest.raises(InputError, match="no usable NVIDIA GPU"):
        choose_device("cuda")
    assert choose_device("auto") == "cpu"


@pytest.fixture
def as_torch_is_by_default() -> Iterator[None]:
    settings = {
        (torch.backends.cuda.matmul, "allow_tf32"): True,
        (torch.backends.cudnn, "allow_tf32"): True,
        (torch.backends.cudnn, "benchmark"): True,
        (torch.backends.cudnn, "deterministic"): False,
    }
    before = {place: getattr(*place) for place in settings}
    for place, value in settings.items():
        setattr(*place, value)
    yield
    for place, value in before.items():
        setattr(*place, value)


@pytest.mark.usefixtures("as_torch_is_by_default")
def test_a_gpu_computes_in_whole_float32(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: True)
    assert choose_device("cpu") == "cpu"
    assert torch.backends.cudnn.allow_tf32
    assert choose_device("auto") == choose_device("cuda") == "cuda"
    assert not torch.backends.cuda.matmul.allow_tf32
    assert not torch.backends.cudnn.allow_tf32
    assert not torch.backends.cudnn.benchmark
    assert torch.backends.cudnn.deterministic


def test_without_a_given_size_small_samples_go_in_large_batches_and_large_ones_in_small(
    sample_files: Path,
) -> None:
    whole = road_sign_spec(sample_files, **{"evaluation-mode": "complete"})
    with prepare(whole, device="cpu", threads=1) as prepared:
        assert prepared.task.settings.batch_size == 128
    with prepare(road_sign_spec(sample_files), device="cpu", threads=1) as prepared:
        assert prepared.task.settings.batch_size == 100, "no more places than samples"
    given = road_sign_spec(sample_files, **{"batch-size": 7})
    with prepare(given, device="cpu", threads=1) as prepared:
        assert prepared.task.settings.batch_size == 7


@pytest.mark.parametrize("kept", [1, 25], ids=["one sample", "one class"])
def test_right_answers_on_few_or_skewed_samples_are_no_guessing(
    sample_files: Path, kept: int
) -> None:
    with h5py.File(sample_files / "road_signs.h5") as file:
        labels = file["labels"][:]
    of_one_class = tuple(int(n) for n in np.flatnonzero(labels == 0)[:kept])
    spec = road_sign_spec(sample_files).model_copy(update={"indexes": of_one_class})
    assert warnings(spec) == ()


def test_classes_that_are_numbered_differently_are_named(
    trained_data: Path, tmp_path: Path
) -> None:
    """Eight of ten classes are right, so the accuracy is far from chance."""
    model = onnx.load(trained_data / "models" / "Convnet_maxpool.onnx")
    onnx.helper.set_model_props(model, {"names": str({n: f"digit {n}" for n in range(10)})})
    onnx.save(model, tmp_path / "named.onnx")
    order = [0, 1, 2, 5, 4, 3, 6, 7, 8, 9]
    with h5py.File(trained_data / "mnist_100.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    document = {"dataset": str(tmp_path / "d.h5"), "trained-model": str(tmp_path / "named.onnx")}
    for places, is_told in ((order, True), (range(10), False)):
        with h5py.File(tmp_path / "d.h5", "w") as file:
            file["samples"], file["labels"] = samples, np.array(places)[labels]
            file.attrs["class_names"] = json.dumps([f"digit {n}" for n in places])
        said = warnings(spec_from_document(document))
        asked = diagnose(spec_from_document(document)).warnings
        for sentences in (said, asked):
            assert any('"digit 5" is label 3' in text for text in sentences) is is_told


def sorted_by_class(trained_data: Path, folder: Path, *, shift: int) -> EvaluationSpec:
    """Return a complete evaluation of pictures sorted by class; all labels but 0 are moved."""
    with h5py.File(trained_data / "mnist_100.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    by_class = np.repeat(np.argsort(labels, kind="stable"), 20)  # 160 pictures of the first class
    moved = np.where(labels == 0, 0, (labels - 1 + shift) % 9 + 1)
    with h5py.File(folder / "d.h5", "w") as file:
        file["samples"], file["labels"] = samples[by_class], moved[by_class]
    model = trained_data / "models" / "Convnet_maxpool.onnx"
    document = {"dataset": str(folder / "d.h5"), "trained-model": str(model)}
    return spec_from_document(document)


@pytest.mark.parametrize("shift", [0, 3])
def test_a_file_that_is_sorted_by_class_is_judged_by_all_classes(
    trained_data: Path, tmp_path: Path, shift: int
) -> None:
    said = warnings(sorted_by_class(trained_data, tmp_path, shift=shift))
    assert any("hardly more than guessing" in text for text in said) is bool(shift)


def test_a_high_accuracy_of_one_answer_to_everything_is_told(
    trained_data: Path, tmp_path: Path
) -> None:
    """On unbalanced data it looks well, and no attack changes anything."""
    source = trained_data / "models" / "Convnet_maxpool.onnx"
    bias = np.array([[1e3, *[0.0] * 9]], dtype=np.float32)
    add = onnx.helper.make_node("Add", ["scores", "bias"], ["final"])
    model = with_suffix(source, tmp_path / "one.onnx", [add], {"bias": bias})
    with h5py.File(trained_data / "mnist_100.h5") as file:
        samples, labels = file["samples"][:], file["labels"][:]
    kept = np.r_[np.repeat(np.flatnonzero(labels == 0), 5), np.flatnonzero(labels == 1)[:4]]
    with h5py.File(tmp_path / "d.h5", "w") as file:
        file["samples"], file["labels"] = samples[kept], labels[kept]
    for path, is_told in ((model, True), (source, False)):
        document = {"dataset": str(tmp_path / "d.h5"), "trained-model": str(path)}
        said = warnings(spec_from_document(document))
        assert any("answers class 0 for each of" in text for text in said) is is_told
        asked = diagnose(spec_from_document(document)).warnings
        assert any("answers class 0 for each of" in text for text in asked) is is_told


def test_a_normalisation_that_nobody_named_is_imagenets_and_is_warned_of(
    sample_files: Path,
) -> None:
    told = {}
    for name in ("imagenet", "upstream"):
        spec = road_sign_spec(sample_files, preprocessing=name, indexes=[0, 1])
        with prepare(spec, device="cpu", threads=1) as prepared:
            told[name] = (prepared.task.classifier.mean.flatten().tolist(), prepared.warnings)
    assert told["upstream"][0] == told["imagenet"][0]
    assert any("--upstream-preprocessing" in warning for warning in told["upstream"][1])
    assert not any("--upstream-preprocessing" in warning for warning in told["imagenet"][1])


@pytest.mark.parametrize(("attack", "is_told"), [("pgd-linf", True), ("standard", False)])
def test_scores_that_hardly_differ_are_told_where_cross_entropy_alone_leads(
    sample_files: Path, tmp_path: Path, attack: str, is_told: bool
) -> None:
    source = sample_files / "signs_standard.onnx"
    spec = road_sign_spec(sample_files, attack=attack, **{"perturbation-values": [0.01]})
    assert warnings(spec) == ()
    scaled = onnx.helper.make_node("Mul", ["scores", "little"], ["final"])
    model = with_suffix(source, tmp_path / "m.onnx", [scaled], {"little": np.float32(1e-5)})
    found = warnings(spec.model_copy(update={"trained_model": str(model)}))
    assert any("all 12 classes nearly the same probability" in one for one in found) == is_told
