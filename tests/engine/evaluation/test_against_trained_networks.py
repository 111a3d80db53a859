"""The search against plain PGD and against what complete verifiers proved."""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

import h5py
import numpy as np
import pytest

from .evaluations import FIFTY_VALUES, VALUES, network_spec, normalisation_keys, run
from .plain_pgd import plain_pgd

PGD = {"attack": "pgd-linf", "attack-params": {"steps": 50, "rel_stepsize": 0.1}}
PLAIN_PASSES = 100 * 50 * 5
ONE_VALUE_PASSES = 100 * 50
NETWORKS = {
    "mnist-net_256x2": 100,
    "mnist-net_256x4": 100,
    "Convnet_maxpool": 96,
    "cifar_base_kw": 73,
    "cifar_wide_kw": 71,
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_clean_accuracy_is_exactly_the_known_one(
    trained_data: Path, tmp_path: Path, name: str
) -> None:
    spec = network_spec(trained_data, name, **{"perturbation-values": [0]})
    assert run(spec, tmp_path).robust((0.0,)) == [NETWORKS[name]]


@pytest.mark.parametrize("name", ["Convnet_maxpool", "cifar_base_kw"])
def test_the_downward_search_equals_plain_pgd_for_a_fraction_of_its_passes(
    trained_data: Path, tmp_path: Path, name: str
) -> None:
    found = run(network_spec(trained_data, name, **PGD), tmp_path)
    model = found.prepared.loaded.classifier
    samples, labels = _all_samples(trained_data, name)
    plain = [int(plain_pgd(model, samples, labels, value).sum()) for value in VALUES]
    # One sample of tolerance: the two take their gradients in other batches.
    assert all(ours <= theirs + 1 for ours, theirs in zip(found.robust(), plain, strict=True))
    passes = found.outcome.passes
    assert passes.attack + passes.assumption_check <= 0.30 * PLAIN_PASSES


L2_VALUES = {"Convnet_maxpool": (0.5, 1.0, 1.5, 2.0, 2.5), "cifar_base_kw": (0.2, 0.4, 0.6, 0.8, 1)}


@pytest.mark.parametrize("name", L2_VALUES)
def test_so_it_does_in_l2(trained_data: Path, tmp_path: Path, name: str) -> None:
    values = L2_VALUES[name]
    keys = {"attack": "pgd-l2", "perturbation-values": list(values)}
    found = run(network_spec(trained_data, name, **{**PGD, **keys}), tmp_path)
    model = found.prepared.loaded.classifier
    samples, labels = _all_samples(trained_data, name)
    plain = [int(plain_pgd(model, samples, labels, v, norm="l2").sum()) for v in values]
    pairs = zip(found.robust((0.0, *values))[1:], plain, strict=True)
    assert all(ours <= theirs + 1 for ours, theirs in pairs), plain
    passes = found.outcome.passes
    assert passes.attack + passes.assumption_check <= 0.30 * PLAIN_PASSES


@pytest.mark.parametrize("name", ["Convnet_maxpool", "cifar_base_kw"])
def test_fifty_values_cost_hardly_more_than_plain_pgd_at_one(
    trained_data: Path, tmp_path: Path, name: str
) -> None:
    spec = network_spec(trained_data, name, **PGD, **{"perturbation-values": list(FIFTY_VALUES)})
    passes = run(spec, tmp_path).outcome.passes
    assert passes.attack + passes.assumption_check <= 1.6 * ONE_VALUE_PASSES


@pytest.fixture(scope="module")
def instances_of(
    trained_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], _Instances]:
    """Return what reads a network's instances; each attack is run on them once."""
    return functools.cache(
        lambda name: _Instances(trained_data, name, tmp_path_factory.mktemp(name))
    )


@pytest.mark.parametrize("attack", ["standard", "pgd-linf", "thorough"])
@pytest.mark.parametrize("name", NETWORKS)
def test_what_was_proven_robust_is_never_broken(
    instances_of: Callable[[str], _Instances], name: str, attack: str
) -> None:
    instances = instances_of(name)
    broken = instances.broken_by(attack)
    assert not (broken & (instances.verdict == "unsat")).any()


@pytest.mark.parametrize("name", NETWORKS)
def test_standard_finds_every_counterexample_that_plain_pgd_finds(
    instances_of: Callable[[str], _Instances], name: str
) -> None:
    instances = instances_of(name)
    broken = instances.broken_by("standard")
    plain = ~plain_pgd(
        instances.model, instances.samples, instances.labels, instances.epsilon, steps=100
    )
    known = instances.verdict == "sat"
    assert not (plain & known & ~broken).any()
    assert (broken & known).sum() >= (plain & known).sum()


@pytest.mark.parametrize("kind", ["max-norm", "l2", "l1"])
def test_thorough_breaks_what_standard_breaks_and_more(
    trained_data: Path, tmp_path: Path, kind: str
) -> None:
    """The rough network: its gradients lead nowhere from many points."""
    keys = {"perturbation-type": kind, "attack-params": {"steps": 30}}
    if kind == "l2":
        keys["perturbation-values"] = [0.5, 1, 1.5, 2]
    counts = {}
    for attack in ("standard", "thorough"):
        spec = network_spec(trained_data, "mnist-net_256x2", attack=attack, **keys)
        counts[attack] = run(spec, tmp_path / attack).robust(spec.values)
    pairs = list(zip(counts["standard"], counts["thorough"], strict=True))
    assert all(less <= more for more, less in pairs), counts
    assert any(less < more for more, less in pairs), counts


class _Instances:
    """A network's instances: samples, each with a radius and what is known about its ball."""

    def __init__(self, data: Path, name: str, folder: Path) -> None:
        self._data, self._name, self._folder = data, name, folder
        self._broken: dict[str, np.ndarray] = {}
        self._file = data / "models" / f"{name}.h5"
        with h5py.File(self._file) as file:
            self.samples = file["samples"][:]
            self.labels = file["labels"][:].astype(np.int64)
            self.epsilon = file["epsilon"][:].astype(np.float64)
            self.verdict = np.array([v.decode() for v in file["verdict"][:]])

    def broken_by(self, attack: str) -> np.ndarray:
        """Attack every instance; which are broken inside their own ball, bool (N,)."""
        if attack not in self._broken:
            self._broken[attack] = self._attacked(attack)
        return self._broken[attack]

    def _attacked(self, attack: str) -> np.ndarray:
        spec = network_spec(
            self._data,
            self._name,
            **{
                "dataset": str(self._file),
                "attack": attack,
                "perturbation-values": sorted(set(self.epsilon.tolist())),
                **normalisation_keys(self._data, self._name),
            },
        )
        found = run(spec, self._folder / attack)
        self.model = found.prepared.loaded.classifier
        assert found.outcome.table.index.tolist() == list(range(len(self.labels)))
        broken: np.ndarray = found.outcome.table.minimum_perturbation <= self.epsilon
        return broken


def _all_samples(data: Path, name: str) -> tuple[np.ndarray, np.ndarray]:
    pictures = "cifar10_100.h5" if name.startswith("cifar") else "mnist_100.h5"
    with h5py.File(data / pictures) as file:
        return file["samples"][:], file["labels"][:].astype(np.int64)
