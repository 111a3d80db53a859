"""Make the sample files: a dataset of synthetic road signs, two networks, and a spec for each.

Run it as `python make_samples.py [--folder FOLDER]`. It needs numpy, Pillow, h5py, torch and onnx.
With the same versions on the same computer it writes the same bytes.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from pathlib import Path

import h5py
import numpy as np
import torch
from draw_pictures import draw_set
from draw_signs import CLASS_NAMES
from numpy.typing import NDArray
from train_networks import Training, export_onnx, robust_accuracy, train

_log = logging.getLogger("make_samples")

_DATASET = "road_signs.h5"
_TEST_PICTURES, _TEST_SEED = 300, 1
_TRAINING_PICTURES, _TRAINING_SEED = 12_000, 2

_VALUES = [round(0.005 * i, 3) for i in range(13)]
_MEASURED_VALUES = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05)

_TRAININGS = {
    "standard": Training(epochs=12, learning_rate=3e-3),
    "robust": Training(
        epochs=17, learning_rate=3e-3, value=10 / 255, steps=4, plain_epochs=5, growing_epochs=6
    ),
}

_DESCRIPTION = (
    "Synthetic road signs, not photographs: drawings of 32 x 32 pixels in 12 classes, made by the "
    "script make_samples.py."
)


def write_dataset(path: Path, samples: NDArray[np.uint8], labels: NDArray[np.int64]) -> None:
    """Write the pictures (uint8, (N, 3, 32, 32)) and labels (int64, (N,)) as HDF5."""
    with h5py.File(path, "w", libver=("v108", "v108")) as file:
        file.attrs["class_names"] = json.dumps(CLASS_NAMES)
        file.attrs["description"] = _DESCRIPTION
        for name, array in (("samples", samples), ("labels", labels)):
            # Times inside would make every run's file another one.
            file.create_dataset(
                name, data=array, compression="gzip", compression_opts=9, track_times=False
            )


def write_spec(path: Path, training_name: str) -> None:
    """Write the evaluation spec of one network."""
    spec = {
        "name": f"road signs, {training_name} network",
        "dataset": _DATASET,
        "trained-model": f"signs_{training_name}.onnx",
        "evaluation-mode": "fast",
        "perturbation-type": "max-norm",
        "perturbation-values": _VALUES,
        "preprocessing": "unit",
        "class-names": CLASS_NAMES,
        "seed": 0,
    }
    path.write_text(json.dumps(spec, indent=2) + "\n", encoding="utf-8")


def make_samples(folder: Path) -> None:
    """Draw, train, measure and write everything into `folder`."""
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    samples, labels = draw_set(_TEST_PICTURES, _TEST_SEED)
    write_dataset(folder / _DATASET, samples, labels)
    _log.info("drawing %d training pictures", _TRAINING_PICTURES)
    training_set = draw_set(_TRAINING_PICTURES, _TRAINING_SEED)
    for name, training in _TRAININGS.items():
        begun = time.monotonic()
        network = train(*training_set, classes=len(CLASS_NAMES), training=training)
        _log.info("%s network: trained in %.0f s", name, time.monotonic() - begun)
        export_onnx(network, folder / f"signs_{name}.onnx")
        write_spec(folder / f"{name}.json", name)
        for value in _MEASURED_VALUES:
            accuracy = robust_accuracy(network, samples, labels, value=value)
            _log.info("%s network: accuracy %.3f at value %.2f", name, accuracy, value)


def main() -> int:
    """Read the command line and make the files."""
    parser = argparse.ArgumentParser(description="Make the sample dataset, networks and specs.")
    parser.add_argument("--folder", type=Path, default=Path(__file__).resolve().parent)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    make_samples(parser.parse_args().folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
