from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from pandavision_gui.engine.models.agreement import check_agreement
from pandavision_gui.engine.models.load_classifier import LoadedClassifier, load_classifier
from pandavision_gui.engine.models.onnx_truth import require_finite
from pandavision_gui.engine.models.sample_preparation import prepared, statistics
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.errors import InputError

from .onnx_files import convolution, linear, model, samples, saved, tensor, value

NORMALISATION = Normalisation((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))


def load(
    built: onnx.ModelProto,
    folder: Path,
    *,
    sample_shape: tuple[int, int, int] = (3, 4, 4),
    normalisation: Normalisation | None = None,
    flip_channels: bool = False,
) -> LoadedClassifier:
    return load_classifier(
        saved(built, folder),
        sample_shape=sample_shape,
        normalisation=normalisation,
        flip_channels=flip_channels,
    )


def disagreement(loaded: LoadedClassifier, batch: np.ndarray) -> InputError:
    with pytest.raises(InputError) as caught:
        check_agreement(loaded.classifier, loaded.truth, batch)
    assert caught.value.code == "conversion_disagrees"
    return caught.value


def pixels(
    *, input_shape: list[int | str | None], dtype: int = TensorProto.FLOAT
) -> onnx.ModelProto:
    """Return a network whose 48 scores are its input, flattened."""
    return model(
        [helper.make_node("Flatten", ["x"], ["y"])],
        [value("x", input_shape, dtype)],
        [value("y", ["n", 48], dtype)],
        [],
    )


@pytest.mark.parametrize("flip", [False, True])
def test_both_sides_prepare_samples_to_the_same_bits(tmp_path: Path, flip: bool) -> None:
    loaded = load(
        pixels(input_shape=["n", 3, 4, 4]),
        tmp_path,
        normalisation=NORMALISATION,
        flip_channels=flip,
    )
    batch = samples(64, 3, 4, 4) * np.float32(255)
    mean = np.float32(NORMALISATION.mean).reshape(3, 1, 1)
    std = np.float32(NORMALISATION.std).reshape(3, 1, 1)
    by_hand = (batch - mean) / std
    if flip:
        by_hand = by_hand[:, [2, 1, 0]]
    assert np.array_equal(loaded.truth.scores(batch), by_hand.reshape(64, 48))
    assert np.array_equal(
        loaded.classifier(torch.from_numpy(batch)).numpy(), by_hand.reshape(64, 48)
    )


def test_preparation_does_not_depend_on_vector_lengths() -> None:
    mean, std = statistics(NORMALISATION, 3)
    batch = samples(5, 3, 7, 11)
    together = prepared(batch, mean, std, flip_channels=False)
    by_torch = (torch.from_numpy(batch) - torch.from_numpy(mean)) / torch.from_numpy(std)
    assert np.array_equal(together, by_torch.numpy())


def test_a_normalisation_for_other_channels_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(linear(), tmp_path, normalisation=Normalisation((0.0, 0.0), (1.0, 1.0)))
    assert caught.value.code == "preset_channels"


def test_channels_last_and_flat_models_see_the_same_pictures(tmp_path: Path) -> None:
    batch = samples(7, 3, 4, 4)
    flat = load(pixels(input_shape=["n", 48]), tmp_path).truth.scores(batch)
    last = load(pixels(input_shape=["n", 4, 4, 3]), tmp_path)
    assert np.array_equal(flat, batch.reshape(7, 48))
    assert np.array_equal(last.truth.scores(batch), batch.transpose(0, 2, 3, 1).reshape(7, 48))
    assert check_agreement(last.classifier, last.truth, batch).largest_difference == 0


@pytest.mark.parametrize("dtype", [TensorProto.FLOAT16, TensorProto.DOUBLE])
def test_other_float_inputs_are_converted_and_gradients_flow(tmp_path: Path, dtype: int) -> None:
    loaded = load(pixels(input_shape=["n", 3, 4, 4], dtype=dtype), tmp_path)
    batch = samples(7, 3, 4, 4)
    assert check_agreement(loaded.classifier, loaded.truth, batch).largest_difference == 0
    tracked = torch.from_numpy(batch).requires_grad_()
    loaded.classifier(tracked).sum().backward()
    assert tracked.grad is not None
    assert (tracked.grad == 1).all()
    assert loaded.classifier(tracked).dtype == torch.float32
    assert loaded.truth.scores(batch).dtype == np.float32


def test_buffers_follow_the_device(tmp_path: Path) -> None:
    classifier = load(linear(), tmp_path, normalisation=NORMALISATION).classifier.to("meta")
    assert classifier.device.type == "meta"
    assert {tensor.device.type for tensor in classifier.state_dict().values()} == {"meta"}


def test_a_fixed_batch_runs_in_filled_up_groups(tmp_path: Path) -> None:
    fixed = load(convolution(batch=4), tmp_path, sample_shape=(3, 8, 8))
    free = load(convolution(), tmp_path, sample_shape=(3, 8, 8))
    for count in (1, 4, 7):
        batch = samples(count, 3, 8, 8)
        fixed.truth.rows = 0
        scores = fixed.truth.scores(batch)
        assert scores.shape == (count, 5)
        np.testing.assert_allclose(scores, free.truth.scores(batch), rtol=1e-5)
        assert fixed.truth.rows == count
        assert check_agreement(fixed.classifier, fixed.truth, batch).passes


def test_loading_counts_no_rows(tmp_path: Path) -> None:
    assert load(linear(), tmp_path).truth.rows == 0


@pytest.mark.parametrize("operator", ["Softmax", "LogSoftmax", "Sigmoid"])
def test_agreement_with_a_file_that_ends_in_probabilities(tmp_path: Path, operator: str) -> None:
    loaded = load(linear([helper.make_node(operator, ["logits"], ["y"])]), tmp_path)
    batch = samples(32, 3, 4, 4)
    assert check_agreement(loaded.classifier, loaded.truth, batch).passes
    bias = next(weight for weight in loaded.classifier.parameters() if weight.ndim == 1)
    bias.data[2] += 0.05
    disagreement(loaded, batch)


def test_saturated_probabilities_do_not_hide_a_wrong_logit(tmp_path: Path) -> None:
    # All probabilities but one are below 1e-4, whatever is done to the others.
    tail = [
        helper.make_node("Add", ["logits", "push"], ["pushed"]),
        helper.make_node("Softmax", ["pushed"], ["y"]),
    ]
    built = linear(tail)
    built.graph.initializer.append(tensor("push", [30, 0, 0, 0, 0]))
    loaded = load(built, tmp_path)
    batch = samples(16, 3, 4, 4)
    assert check_agreement(loaded.classifier, loaded.truth, batch).passes
    bias = next(weight for weight in loaded.classifier.parameters() if weight.ndim == 1)
    bias.data[3] += 2
    disagreement(loaded, batch)


def test_a_batch_that_mixes_its_samples_is_found(tmp_path: Path) -> None:
    tail = [
        helper.make_node("ReduceMean", ["logits"], ["m"], axes=[0], keepdims=1),
        helper.make_node("Sub", ["logits", "m"], ["y"]),
    ]
    loaded = load(linear(tail), tmp_path)
    assert "of 8 predictions are equal" in disagreement(loaded, samples(8, 3, 4, 4)).message


def test_a_tie_between_two_classes_is_no_disagreement(tmp_path: Path) -> None:
    # Two classes with the same weights: rounding decides which is larger.
    built = linear()
    weights = onnx.numpy_helper.to_array(built.graph.initializer[0]).copy()
    weights[1] = weights[0]
    built.graph.initializer[0].CopyFrom(tensor("w", weights))
    built.graph.initializer[1].CopyFrom(tensor("b", [5, 5, 0, 0, 0]))
    loaded = load(built, tmp_path)
    bias = next(weight for weight in loaded.classifier.parameters() if weight.ndim == 1)
    bias.data[1] += 1e-5
    found = check_agreement(loaded.classifier, loaded.truth, samples(8, 3, 4, 4))
    assert found.argmax_equal == 8
    bias.data[1] += 0.1
    disagreement(loaded, samples(8, 3, 4, 4))


def test_a_batch_size_that_cannot_be_freed_is_worked_around(tmp_path: Path) -> None:
    # (1, 3, 4, 4) → (3, 1, 16): the batch is in the middle, where no rule looks for it.
    built = model(
        [
            helper.make_node("Reshape", ["x", "middle"], ["m"]),
            helper.make_node("ReduceMax", ["m"], ["r"], axes=[2], keepdims=0),
            helper.make_node("Transpose", ["r"], ["y"], perm=[1, 0]),
        ],
        [value("x", [1, 3, 4, 4])],
        [value("y", [1, 3])],
        [tensor("middle", [3, 1, 16], np.int64)],
    )
    loaded = load(built, tmp_path)
    batch = samples(7, 3, 4, 4)
    assert check_agreement(loaded.classifier, loaded.truth, batch).passes
    assert loaded.facts.remarks == (
        "The batch size cannot be freed; the model runs on 1 sample at a time, which is slower.",
    )


def test_confidences_come_out_right_whatever_the_file_ends_in(tmp_path: Path) -> None:
    batch = samples(9, 3, 4, 4)
    logits = load(linear(), tmp_path).truth
    wanted = logits.probabilities(logits.scores(batch))
    assert not logits.is_probabilities
    np.testing.assert_allclose(wanted.sum(axis=1), 1, rtol=1e-6)
    for operator, are_probabilities in (("Softmax", True), ("LogSoftmax", False)):
        tail = [helper.make_node(operator, ["logits"], ["y"])]
        truth = load(linear(tail), tmp_path).truth
        assert truth.is_probabilities == are_probabilities
        np.testing.assert_allclose(
            truth.probabilities(truth.scores(batch)), wanted, rtol=1e-5, atol=1e-7
        )


def test_scores_that_are_no_numbers_are_passed_on_until_asked(tmp_path: Path) -> None:
    built = linear([helper.make_node("Sqrt", ["logits"], ["y"])])
    truth = load(built, tmp_path).truth
    scores = truth.scores(samples(8, 3, 4, 4))
    assert np.isnan(scores).any()
    with pytest.raises(InputError) as caught:
        require_finite(scores)
    assert caught.value.code == "model_not_finite"
    require_finite(np.nan_to_num(scores))


def test_samples_of_another_shape_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load(linear(), tmp_path, sample_shape=(1, 28, 28))
    assert caught.value.code == "sample_shape"
    assert "[1, 28, 28]" in caught.value.message
    assert "[3, 4, 4]" in caught.value.message


def test_one_of_two_outputs_is_read(tmp_path: Path) -> None:
    built = linear([helper.make_node("ArgMax", ["logits"], ["label"], axis=1)])
    built.graph.output[0].CopyFrom(value("label", ["n", 1], TensorProto.INT64))
    built.graph.output.append(value("logits", ["n", 5]))
    loaded = load(built, tmp_path)
    assert loaded.classes == 5
    assert check_agreement(loaded.classifier, loaded.truth, samples(7, 3, 4, 4)).passes


def test_a_file_that_onnx_runtime_refuses_is_named(tmp_path: Path) -> None:
    built = linear([helper.make_node("Relu", ["logits"], ["y"], domain="nobody.knows")])
    built.opset_import.append(helper.make_opsetid("nobody.knows", 1))
    with pytest.raises(InputError) as caught:
        load(built, tmp_path)
    assert caught.value.code == "model_not_runnable"
    assert str(tmp_path / "model.onnx") in caught.value.message
    assert "\n" not in caught.value.message


def test_a_constant_of_terabytes_is_refused_before_onnx_runtime_sees_it(tmp_path: Path) -> None:
    built = linear(
        [
            helper.make_node("ConstantOfShape", ["huge"], ["big"]),
            helper.make_node("ReduceMax", ["big"], ["one"], keepdims=0),
            helper.make_node("Add", ["logits", "one"], ["y"]),
        ]
    )
    built.graph.initializer.append(tensor("huge", [10**6, 10**6], np.int64))
    with pytest.raises(InputError) as caught:
        load(built, tmp_path)
    assert caught.value.code == "constant_too_large"
