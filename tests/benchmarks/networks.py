"""The networks that attacks are measured on, and what was read of their files once for everybody.

Those of PANDAVISION_TEST_DATA come with 100 pictures each and are left out where that is not set;
the residual network is trained here (see residual.py).
"""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import torch

from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.spec import spec_from_document
from tests.benchmarks.residual import residual_network

RESIDUAL = "residual"
TRAINED = (
    "mnist-net_256x2",
    "mnist-net_256x4",
    "Convnet_maxpool",
    "cifar_base_kw",
    "cifar_wide_kw",
)
_SAMPLE_FILES = Path(__file__).resolve().parents[2] / "resources" / "samples"


class UnitModel(torch.nn.Module):
    """The converted model for inputs in 0 … 1, which other libraries want; its rows are counted.

    It has no `mean` and `std`: torchattacks would take them for a normalisation and undo it.
    """

    def __init__(self, classifier: torch.nn.Module, width: float) -> None:
        super().__init__()
        self._classifier = classifier
        self._width = width
        self.rows = 0
        self.eval()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.rows += len(x)
        logits: torch.Tensor = self._classifier(x * self._width)
        return logits


@dataclass(frozen=True)
class Network:
    """A network and its samples.

    Attributes
    ----------
    document
        Keys of a spec: the files and how they are read.
    """

    name: str
    document: dict[str, Any]

    @property
    def is_residual(self) -> bool:
        return self.name == RESIDUAL


@dataclass(frozen=True)
class Opened:
    """A network as other libraries take it.

    Attributes
    ----------
    samples
        float32, (N, C, H, W), in [0, 1]: those of an evaluation, in its order.
    labels
        int64, (N,).
    right
        int64: positions of the samples that the network gets right.
    """

    prepared: Prepared
    model: UnitModel
    samples: torch.Tensor
    labels: torch.Tensor
    right: torch.Tensor
    classes: int

    @property
    def width(self) -> float:
        return self.prepared.task.settings.width


def networks(names: Collection[str] = ()) -> list[Network]:
    """Return those of these names that are there; without names all, the residual network last."""
    data = os.environ.get("PANDAVISION_TEST_DATA")
    wanted = names or (*TRAINED, RESIDUAL)
    there = [_trained(Path(data), name) for name in TRAINED if name in wanted] if data else []
    return [*there, _residual()] if RESIDUAL in wanted else there


def spec_of(network: Network, **keys: Any) -> Any:
    """Make a spec for a network; keys of the spec are written with _ for -."""
    named = {key.replace("_", "-"): value for key, value in keys.items()}
    return spec_from_document({**network.document, "seed": 0, **named})


@cache
def _opened(name: str) -> Opened:
    (network,) = networks([name])
    prepared = prepare(spec_of(network), device="cpu", threads=torch.get_num_threads())
    task = prepared.task
    lower, _ = task.settings.input_range
    assert lower == 0, f"{name}: other libraries want inputs in 0 … 1"
    model = UnitModel(task.classifier, task.settings.width)
    samples = torch.from_numpy(prepared.dataset.read(task.order)) / task.settings.width
    labels = torch.from_numpy(prepared.dataset.labels[task.order])
    with torch.no_grad():
        logits = model(samples)
    right = torch.nonzero(logits.argmax(1) == labels)[:, 0]
    return Opened(prepared, model, samples, labels, right, logits.shape[1])


def opened(network: Network) -> Opened:
    """Open a network once."""
    return _opened(network.name)


@dataclass(frozen=True)
class Instances:
    """What complete verifiers found out about balls of a network.

    Attributes
    ----------
    epsilon
        float64, (N,): radius of each sample's ball in L∞, as a perturbation value.
    verdict
        (N,): "sat" = an adversarial example exists, "unsat" = proven that none does, "unknown".
    """

    file: Path
    epsilon: np.ndarray
    verdict: np.ndarray


def instances_of(network: Network) -> Instances:
    """Read what is known about a network of PANDAVISION_TEST_DATA."""
    path = Path(network.document["trained-model"]).with_suffix(".h5")
    with h5py.File(path) as file:
        verdict = np.array([v.decode() for v in file["verdict"][:]])
        return Instances(path, file["epsilon"][:].astype(np.float64), verdict)


def _trained(data: Path, name: str) -> Network:
    is_cifar = name.startswith("cifar")
    document: dict[str, Any] = {
        "dataset": str(data / ("cifar10_100.h5" if is_cifar else "mnist_100.h5")),
        "trained-model": str(data / "models" / f"{name}.onnx"),
    }
    if is_cifar:
        document["preprocessing"] = {"mean": [0.485, 0.456, 0.406], "std": [0.225]}
    return Network(name, document)


def _residual() -> Network:
    return Network(
        RESIDUAL,
        {
            "dataset": str(_SAMPLE_FILES / "road_signs.h5"),
            "trained-model": str(residual_network()),
            "preprocessing": "unit",
            "evaluation-mode": "fast",
        },
    )
