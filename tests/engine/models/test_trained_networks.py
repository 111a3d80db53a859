from __future__ import annotations

import numpy as np
import onnx
import pytest
import torch
from onnx import numpy_helper

from pandavision_gui.engine.models.agreement import check_agreement
from pandavision_gui.engine.models.inspect_model import inspect_model
from pandavision_gui.engine.models.load_classifier import LoadedClassifier, load_classifier
from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.errors import InputError

from .trained_networks import TrainedNetwork


def load(network: TrainedNetwork, **changes: object) -> LoadedClassifier:
    options: dict[str, object] = {
        "sample_shape": network.samples.shape[1:],
        "normalisation": network.normalisation,
        "flip_channels": False,
    }
    return load_classifier(**{"path": network.path, **options, **changes})  # type: ignore[arg-type]


def test_onnx_runtime_reaches_the_known_accuracy(network: TrainedNetwork) -> None:
    truth = load(network).truth
    right = truth.scores(network.samples).argmax(axis=1) == network.labels
    assert right.sum() == network.right
    assert truth.rows == 100


@pytest.mark.parametrize("batch", [1, 7, 64])
def test_the_converted_network_reaches_the_known_accuracy_in_any_batch(
    network: TrainedNetwork, batch: int
) -> None:
    loaded = load(network)
    parts = torch.from_numpy(network.samples).split(batch)
    logits = torch.cat([loaded.classifier(part) for part in parts])
    assert logits.dtype == torch.float32
    assert logits.shape == (100, loaded.classes) == (100, 10)
    assert (logits.argmax(1).numpy() == network.labels).sum() == network.right
    assert not any("cannot be freed" in remark for remark in loaded.facts.remarks)


def test_the_same_batch_gives_the_same_bits(network: TrainedNetwork) -> None:
    first, second = load(network), load(network)
    pictures = torch.from_numpy(network.samples[:32])
    assert torch.equal(first.classifier(pictures), second.classifier(pictures))
    assert np.array_equal(
        first.truth.scores(network.samples[:32]), second.truth.scores(network.samples[:32])
    )


def test_a_right_conversion_agrees(network: TrainedNetwork) -> None:
    loaded = load(network)
    found = check_agreement(loaded.classifier, loaded.truth, network.samples)
    assert found.passes
    assert found.rows == found.argmax_equal == 100
    assert found.largest_difference < found.tolerance / 10


def test_a_nudged_weight_is_found(network: TrainedNetwork) -> None:
    loaded = load(network)
    last_bias = [p for p in loaded.classifier.parameters() if p.ndim == 1][-1]
    last_bias.data[3] += 0.2
    with pytest.raises(InputError) as caught:
        check_agreement(loaded.classifier, loaded.truth, network.samples)
    assert caught.value.code == "conversion_disagrees"
    assert "differ by up to 0.2" in caught.value.message


def test_a_normalisation_on_one_side_only_is_found(network: TrainedNetwork) -> None:
    loaded = load(network)
    channels = network.samples.shape[1]
    other = load(network, normalisation=Normalisation((0.5,) * channels, (0.5,) * channels))
    with pytest.raises(InputError, match="disagrees with ONNX Runtime"):
        check_agreement(other.classifier, loaded.truth, network.samples)


def test_gradients_reach_the_samples_and_nothing_else(network: TrainedNetwork) -> None:
    classifier = load(network).classifier
    pictures = torch.from_numpy(network.samples[:5]).requires_grad_()
    torch.nn.functional.cross_entropy(
        classifier(pictures), torch.from_numpy(network.labels[:5]).long()
    ).backward()
    assert pictures.grad is not None
    assert all(gradient.abs().max() > 0 for gradient in pictures.grad)
    assert not any(parameter.requires_grad for parameter in classifier.parameters())


def test_inspection_tells_what_is_in_the_file(network: TrainedNetwork) -> None:
    facts = inspect_model(network.path)
    original = onnx.load(network.path)
    assert facts.classes == 10
    assert facts.fixed_batch == 1
    assert facts.opset == 9
    assert not facts.ends_in_probabilities
    assert facts.parameters == sum(
        numpy_helper.to_array(tensor).size for tensor in original.graph.initializer
    )
    assert "The batch size is fixed to 1 in the file; it is freed for the evaluation." in (
        facts.remarks
    )


def test_a_session_of_its_own_gives_the_same_scores_as_rows_one_by_one(
    network: TrainedNetwork,
) -> None:
    truth: OnnxTruth = load(network).truth
    alone = np.concatenate([truth.scores(network.samples[i : i + 1]) for i in range(9)])
    assert np.array_equal(alone, truth.scores(network.samples[:9]))
