"""The search assumes that what withstands the largest value withstands the smaller ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from pandavision_gui.engine.attacks.base import FixedRadiusAttack, Start, Visit
from pandavision_gui.engine.attacks.losses import Goal
from pandavision_gui.engine.evaluation.composed import Stage
from pandavision_gui.engine.evaluation.prepare import Prepared

from .evaluations import network_spec, run
from .plain_pgd import plain_pgd
from .soundness import dataset_arrays

MASKED = {"attack": "pgd-linf", "attack-params": {"steps": 20, "rel_stepsize": 0.1}}


class _BlindSearch(FixedRadiusAttack):
    """A random search that has no luck in large balls."""

    uses_gradients = False

    def __init__(self, inner: FixedRadiusAttack, blind_from: float) -> None:
        self._inner = inner
        self._blind_from = blind_from
        self.steps, self.norm, self.start = inner.steps, inner.norm, Start.SAMPLE
        self.memory_tensors, self.memory_numbers = inner.memory_tensors, inner.memory_numbers

    def loss(self, logits: torch.Tensor, goal: Goal) -> torch.Tensor:
        return self._inner.loss(logits, goal)

    def next_points(self, visit: Visit) -> torch.Tensor:
        stays = (visit.radii > self._blind_from).view(-1, 1, 1, 1)
        return torch.where(stays, visit.points, self._inner.next_points(visit))


class _MisledAttack(FixedRadiusAttack):
    """PGD that a masked gradient leads astray in large balls, and in no small one."""

    def __init__(self, inner: FixedRadiusAttack, blind_from: float) -> None:
        self._inner = inner
        self._blind_from = blind_from
        self.steps = inner.steps

    def loss(self, logits: torch.Tensor, goal: Goal) -> torch.Tensor:
        return self._inner.loss(logits, goal)

    def next_points(self, visit: Visit) -> torch.Tensor:
        away = torch.where(visit.radii > self._blind_from, -1.0, 1.0).view(-1, 1, 1, 1)
        return self._inner.next_points(replace(visit, gradients=visit.gradients * away))


def misled_above(
    value: float, misled: type[_MisledAttack | _BlindSearch] = _MisledAttack
) -> Callable[[Prepared], Prepared]:
    def change(prepared: Prepared) -> Prepared:
        stages = tuple(
            Stage(misled(stage.attack, value), stage.start_factor) for stage in prepared.task.stages
        )
        return replace(prepared, task=replace(prepared.task, stages=stages))

    return change


def test_an_honest_network_passes_the_check(trained_data: Path, tmp_path: Path) -> None:
    found = run(network_spec(trained_data, "Convnet_maxpool", **MASKED), tmp_path)
    assert found.outcome.checked == 5
    assert found.outcome.check_hits == 0
    assert found.outcome.warnings == ()


def test_a_tenth_of_the_unbroken_samples_is_checked(trained_data: Path, tmp_path: Path) -> None:
    keys = {**MASKED, "perturbation-values": [0.001, 0.002]}
    found = run(network_spec(trained_data, "mnist-net_256x4", **keys), tmp_path)
    unbroken = int((found.outcome.table.minimum_perturbation > 0.002).sum())
    assert unbroken > 90
    assert found.outcome.checked == -(-unbroken // 10)


def test_a_misled_attack_is_found_out_and_every_smaller_value_is_attacked(
    trained_data: Path, tmp_path: Path
) -> None:
    spec = network_spec(trained_data, "Convnet_maxpool", **MASKED)
    misled = run(spec, tmp_path, change=misled_above(0.035))
    assert misled.outcome.check_hits > 0
    assert len(misled.outcome.warnings) == 1
    assert "gradients mislead" in misled.outcome.warnings[0]
    assert "an attack without gradients, too" in misled.outcome.warnings[0]
    # Where the attack sees clearly, nothing that plain PGD breaks was left out.
    samples, labels = dataset_arrays(Path(spec.dataset))
    model = misled.prepared.loaded.classifier
    for value in (0.01, 0.02, 0.03):
        plain = int(plain_pgd(model, samples, labels, value, steps=20).sum())
        assert plain < 96
        assert misled.robust((value,))[0] <= plain + 1
    table = misled.outcome.table
    assert np.unique(table.index).size == len(table) == 100


def test_a_search_without_gradients_is_not_blamed_on_them(
    trained_data: Path, tmp_path: Path
) -> None:
    keys = {"attack": "square-linf", "attack-params": {"steps": 60}}
    spec = network_spec(trained_data, "Convnet_maxpool", **keys)
    missed = run(spec, tmp_path, change=misled_above(0.035, _BlindSearch))
    assert missed.outcome.check_hits > 0
    (warning,) = missed.outcome.warnings
    assert "gradient" not in warning
    assert "searches at random" in warning
    assert '"steps"' in warning


def test_with_one_value_there_is_nothing_to_check(trained_data: Path, tmp_path: Path) -> None:
    keys = {**MASKED, "perturbation-values": [0.01]}
    found = run(network_spec(trained_data, "Convnet_maxpool", **keys), tmp_path)
    assert found.outcome.checked == 0
    assert found.outcome.passes.assumption_check == 0
