"""The program is broken on purpose; each breach must turn a check of soundness red."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from pandavision_gui.engine import preprocessing
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.evaluation import (
    fixed_radius_run,
    prepare,
    slot_state,
    worst_case_run,
)
from pandavision_gui.engine.evaluation.confirm import Confirmation
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.preprocessing import Normalisation
from pandavision_gui.errors import InputError

from .evaluations import Evaluation, network_spec, normalisation_keys, run
from .soundness import check_clean_accuracy, check_examples, original_of
from .test_soundness import check_fall, road_signs

QUICK = {"attack": "pgd-linf", "attack-params": {"steps": 10, "rel_stepsize": 0.25}}


def base_network(data: Path, folder: Path, change: Any = None, **keys: Any) -> Evaluation:
    return run(network_spec(data, "cifar_base_kw", **QUICK, **keys), folder, change=change)


def check(found: Evaluation, data: Path) -> None:
    original = original_of(found, normalisation_keys(data, "cifar_base_kw"))
    check_clean_accuracy(found, original)
    check_examples(found, original, 0.0, 1.0)


def test_without_a_breach_the_checks_pass(trained_data: Path, tmp_path: Path) -> None:
    check(base_network(trained_data, tmp_path), trained_data)


def test_labels_shifted_by_one_are_noticed(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = ImageDataset.__init__

    def shifted(self: ImageDataset, *args: Any, labels: np.ndarray, **keys: Any) -> None:
        original(self, *args, labels=(labels + 1) % 10, **keys)

    monkeypatch.setattr(ImageDataset, "__init__", shifted)
    found = base_network(trained_data, tmp_path)
    with pytest.raises(AssertionError, match="labels"):
        check(found, trained_data)


def test_a_normalisation_applied_twice_is_noticed(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def twice(mean: Any, std: Any, channels: int) -> Normalisation:
        # ((x − m) / s − m) / s = (x − (m + m·s)) / s²
        return Normalisation(
            tuple(m + m * s for m, s in zip(mean, std, strict=True)), tuple(s * s for s in std)
        )

    monkeypatch.setattr(preprocessing, "explicit_normalisation", twice)
    found = base_network(trained_data, tmp_path)
    with pytest.raises(AssertionError, match="clean"):
        check(found, trained_data)


class _WrongConversion(torch.nn.Module):
    """A conversion that lost something: the last logit is far too large."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, samples: torch.Tensor) -> torch.Tensor:
        logits: torch.Tensor = self.inner(samples).clone()
        logits[:, 3] += 3 * (samples.mean(dim=(1, 2, 3)) > 0.3)
        return logits


def wrongly_converted(prepared: Prepared) -> Prepared:
    wrong = _WrongConversion(prepared.task.classifier)
    return replace(prepared, task=replace(prepared.task, classifier=wrong))


def test_a_skipped_confirmation_is_noticed(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    confirm = fixed_radius_run.confirm

    def blind(*args: Any, **keys: Any) -> Confirmation:
        found = confirm(*args, **keys)
        return replace(found, accepted=found.distance > 0)

    monkeypatch.setattr(fixed_radius_run, "confirm", blind)
    found = base_network(trained_data, tmp_path, wrongly_converted)
    with pytest.raises(AssertionError, match="not adversarial"):
        check(found, trained_data)


def test_with_its_confirmation_even_a_wrong_conversion_gives_no_wrong_example(
    trained_data: Path, tmp_path: Path
) -> None:
    found = base_network(trained_data, tmp_path, wrongly_converted)
    check(found, trained_data)
    assert found.outcome.table.rejected_by_confirmation.sum() > 0


def test_a_radius_that_is_one_percent_too_large_is_noticed(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot_state, "radius_of", lambda value, width: value * width * 1.01)
    with pytest.raises(ValueError, match="an example at"):
        base_network(trained_data, tmp_path)


def test_swapped_rows_are_noticed(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rows = worst_case_run.make_rows

    def swapped(findings: Any, *args: Any, **keys: Any) -> Any:
        rows = make_rows(findings, *args, **keys)
        return replace(rows, index=np.roll(rows.index, 1))

    monkeypatch.setattr(worst_case_run, "make_rows", swapped)
    found = base_network(trained_data, tmp_path)
    with pytest.raises(AssertionError):
        check(found, trained_data)


def test_values_read_as_data_units_are_noticed(
    sample_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slot_state, "radius_of", lambda value, width: value)
    found = road_signs(sample_files, tmp_path)
    # A ball of 0.06 grey levels breaks hardly anything: the fragile network's curve stays flat.
    with pytest.raises(AssertionError, match="not broken"):
        check_fall(found)


def test_a_wrong_conversion_is_refused_before_any_attack(
    trained_data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = prepare.load_classifier

    def nudged(*args: Any, **keys: Any) -> Any:
        loaded = load(*args, **keys)
        with torch.no_grad():
            weights = max(loaded.classifier.network.parameters(), key=lambda p: p.numel())
            weights.mul_(1.05)
        return replace(loaded, _attempts=())  # no other converter to try

    monkeypatch.setattr(prepare, "load_classifier", nudged)
    with pytest.raises(InputError) as refused:
        base_network(trained_data, tmp_path)
    assert refused.value.code == "conversion_disagrees"
