"""What a sound evaluation holds to, checked without the program's own code for it.

The predictions are ONNX Runtime's on the original file, the normalisation is written out here, and
distances are taken from the pictures. `test_mutations.py` breaks the program on purpose and sees
that each breach turns one of these checks red.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import h5py
import numpy as np
import onnxruntime

from pandavision_gui.engine.norms import Norm

from .evaluations import Evaluation


class Original:
    """The model file, run as it is."""

    def __init__(self, path: Path, mean: list[float], std: list[float]) -> None:
        self._session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0]
        self._mean = np.array(mean, dtype=np.float32).reshape(1, -1, 1, 1)
        self._std = np.array(std, dtype=np.float32).reshape(1, -1, 1, 1)

    def predictions(self, samples: np.ndarray) -> np.ndarray:
        """int64, (N,), for float32 (N, C, H, W) in data units."""
        rows = (samples - self._mean) / self._std
        shape = [n if isinstance(n, int) else -1 for n in self._input.shape[1:]]
        return np.array(
            [
                self._session.run(None, {self._input.name: row.reshape(1, *shape)})[0].argmax()
                for row in rows.astype(np.float32)
            ]
        )


def dataset_arrays(path: Path) -> tuple[np.ndarray, np.ndarray]:
    """Samples as float32 and labels of an HDF5 file."""
    with h5py.File(path) as file:
        return file["samples"][:].astype(np.float32), file["labels"][:].astype(np.int64)


def check_clean_accuracy(found: Evaluation, original: Original) -> None:
    """Each row's index, label and prediction are those of the files."""
    samples, labels = dataset_arrays(Path(found.spec.dataset))
    table = found.outcome.table
    assert np.array_equal(table.label, labels[table.index]), "labels"
    assert np.array_equal(table.prediction, original.predictions(samples[table.index])), "clean"
    assert np.array_equal(table.minimum_perturbation == 0, table.label != table.prediction)


def check_examples(found: Evaluation, original: Original, lower: float, upper: float) -> None:
    """Every example is in the box, at the distance the table says, and misclassified."""
    samples, labels = dataset_arrays(Path(found.spec.dataset))
    table = found.outcome.table
    broken = np.flatnonzero(np.isfinite(table.minimum_perturbation) & (table.distance > 0))
    assert len(broken) > 0, "nothing to check"
    index = table.index[broken]
    examples = np.stack([found.pictures[int(i)] for i in index])
    assert examples.dtype == np.float32
    assert examples.min() >= lower, "below the box"
    assert examples.max() <= upper, "above the box"
    difference = np.abs(examples.astype(np.float64) - samples[index].astype(np.float64))
    if found.spec.norm is Norm.L0:
        pixels = (difference > 0).any(axis=1).reshape(len(index), -1)
        shares = pixels.sum(axis=1) / pixels.shape[1]
        assert np.array_equal(shares, table.distance[broken]), "distance"
    flat = difference.reshape(len(index), -1)
    if found.spec.norm is Norm.L2:
        measured = np.sqrt((flat * flat).sum(axis=1))
    else:
        measured = flat.sum(axis=1) if found.spec.norm is Norm.L1 else flat.max(axis=1)
    if found.spec.norm is Norm.L0:
        measured = shares
    np.testing.assert_allclose(measured, table.distance[broken], rtol=1e-13, err_msg="distance")
    if found.spec.norm is Norm.LINF:
        assert np.array_equal(measured, table.distance[broken]), "distance"
    measured = table.distance[broken]
    width = 1.0 if found.spec.norm is Norm.L0 else upper - lower
    assert np.array_equal(measured / width, table.minimum_perturbation[broken])
    predictions = original.predictions(examples)
    assert (predictions != labels[index]).all(), "not adversarial"
    assert np.array_equal(predictions, table.adversarial_prediction[broken]), "prediction"


def original_of(found: Evaluation, keys: dict[str, Any] | None = None) -> Original:
    """The original model with the normalisation written in `preprocessing`."""
    numbers = (keys or {}).get("preprocessing", {"mean": [0.0], "std": [1.0]})
    return Original(Path(found.spec.trained_model), numbers["mean"], numbers["std"])
