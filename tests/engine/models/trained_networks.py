"""The trained networks of the folder that PANDAVISION_TEST_DATA names, with 100 pictures each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np

from pandavision_gui.engine.preprocessing import Normalisation

NETWORKS = {
    "mnist-net_256x2": 100,
    "mnist-net_256x4": 100,
    "Convnet_maxpool": 96,
    "cifar_base_kw": 73,
    "cifar_wide_kw": 71,
}


@dataclass(frozen=True)
class TrainedNetwork:
    """A network, 100 test pictures and how many of them it gets right."""

    path: Path
    samples: np.ndarray
    labels: np.ndarray
    normalisation: Normalisation | None
    right: int


def read_network(folder: Path, name: str) -> TrainedNetwork:
    """Read one network's pictures and normalisation."""
    pictures = "cifar10_100.h5" if name.startswith("cifar") else "mnist_100.h5"
    with h5py.File(folder / pictures) as file:
        samples, labels = file["samples"][:], file["labels"][:]
    with h5py.File(folder / "models" / f"{name}.h5") as file:
        numbers = [
            tuple(float(n) for n in np.atleast_1d(file.attrs[key]))
            for key in ("mean", "std")
            if key in file.attrs
        ]
    normalisation = Normalisation(*numbers) if numbers else None
    path = folder / "models" / f"{name}.onnx"
    return TrainedNetwork(path, samples, labels, normalisation, NETWORKS[name])
