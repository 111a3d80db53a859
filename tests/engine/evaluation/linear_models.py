"""Linear models, whose nearest adversarial examples can be computed exactly."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import h5py
import numpy as np
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.norms import Norm

SHAPE = (3, 5, 6)
COUNT = 20


@dataclass(frozen=True)
class LinearProblem:
    """Files of a model of two classes, and what is known of its samples.

    Attributes
    ----------
    keys
        The files' keys of a spec, and the input range.
    weights
        float64, (D,): by how much class 1 leads for each data unit of an element.
    leads
        float64, (N,): by how much the right class leads, > 0.
    samples
        float64, (N, D), data units.
    """

    keys: dict[str, object]
    weights: np.ndarray
    leads: np.ndarray
    samples: np.ndarray
    labels: np.ndarray
    bounds: tuple[float, float]

    def nearest(self, norm: Norm) -> np.ndarray:
        """The exact minimum perturbations: float64, (N,)."""
        width = self.bounds[1] - self.bounds[0]
        found = [self._nearest(norm, n) for n in range(len(self.leads))]
        return np.array(found) / (1 if norm is Norm.L0 else width)

    def _nearest(self, norm: Norm, n: int) -> float:
        pull = self.weights * (-1 if self.labels[n] else 1)  # what raises the wrong class
        slope = np.abs(pull)
        room = np.where(
            pull > 0, self.bounds[1] - self.samples[n], self.samples[n] - self.bounds[0]
        )
        lead = self.leads[n]
        if norm is Norm.L0:
            gains = np.sort((slope * room).reshape(SHAPE).sum(axis=0).ravel())[::-1]
            return float(1 + np.flatnonzero(np.cumsum(gains) > lead)[0]) / len(gains)
        if norm is Norm.L1:
            order = np.argsort(-slope)
            gains = np.cumsum((slope * room)[order])
            last = int(np.flatnonzero(gains > lead)[0])
            before = gains[last - 1] if last else 0.0
            full = room[order][:last].sum()
            return float(full + (lead - before) / slope[order][last])
        low, high = 0.0, 1e6
        for _ in range(200):
            middle = (low + high) / 2
            step = np.minimum(middle if norm is Norm.LINF else middle * slope, room)
            low, high = (low, middle) if (slope * step).sum() > lead else (middle, high)
        step = np.minimum(high if norm is Norm.LINF else high * slope, room)
        return float(step.max() if norm is Norm.LINF else np.sqrt(np.square(step).sum()))


def linear_problem(
    folder: Path,
    *,
    bounds: tuple[float, float] = (0.0, 1.0),
    outputs: int = 2,
    seed: int = 3,
    at_ends: bool = False,
) -> LinearProblem:
    """Write a linear model of one or two outputs and samples near its boundary.

    Parameters
    ----------
    at_ends
        Put a third of all elements at the lower bound and a third at the upper one, in float32.
    """
    generator = np.random.default_rng(seed)
    size = int(np.prod(SHAPE))
    width = bounds[1] - bounds[0]
    weights = (generator.normal(0, 1, size) / width).astype(np.float32)
    samples = generator.uniform(*bounds, (COUNT, *SHAPE)).astype(np.float32)
    if at_ends:
        third = generator.integers(0, 3, samples.shape)
        samples = np.where(third == 2, samples, np.array(bounds, np.float32)[third % 2])
    exact, flat = weights.astype(np.float64), samples.reshape(COUNT, -1).astype(np.float64)
    offset = np.float32(-np.median(flat @ exact))
    lead = flat @ exact + float(offset)
    labels = (lead > 0).astype(np.int64)
    matrix, shift = weights[None], np.array([offset])
    if outputs == 2:
        matrix = np.stack([np.zeros_like(weights), weights])
        shift = np.array([0, offset], np.float32)
    graph = helper.make_graph(
        [
            helper.make_node("Flatten", ["x"], ["flat"]),
            helper.make_node("Gemm", ["flat", "w", "b"], ["y"], transB=1),
        ],
        "linear",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", *SHAPE])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", outputs])],
        [numpy_helper.from_array(matrix, "w"), numpy_helper.from_array(shift, "b")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(model.SerializeToString())
    with h5py.File(folder / "data.h5", "w") as file:
        file["samples"], file["labels"] = samples, labels
    keys: dict[str, object] = {
        "trained-model": str(folder / "model.onnx"),
        "dataset": str(folder / "data.h5"),
        "input-range": list(bounds),
    }
    return LinearProblem(keys, exact, np.abs(lead), flat, labels, bounds)
