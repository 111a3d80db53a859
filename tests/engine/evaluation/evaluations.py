"""Runs evaluations in the test's own process, on the networks with known truth."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import torch

from pandavision_gui.engine.classic_program import ClassicProgram
from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.evaluation.row_writer import read_pictures
from pandavision_gui.engine.evaluation.task import EvaluationOutcome, Observer
from pandavision_gui.engine.robustness_curve import robustness_curve
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document

VALUES = (0.0, 0.01, 0.02, 0.03, 0.04, 0.05)
FIFTY_VALUES = tuple(round(0.001 * n, 3) for n in range(51))


@dataclass(frozen=True)
class Evaluation:
    """A finished evaluation and what it was made from."""

    spec: EvaluationSpec
    prepared: Prepared
    outcome: EvaluationOutcome
    pictures: dict[int, np.ndarray]
    folder: Path

    def robust(self, values: tuple[float, ...] = VALUES) -> list[int]:
        """Number of samples that stay right at each value."""
        return [point.robust for point in robustness_curve(self.outcome.table, values)]


def network_spec(data: Path, name: str, **keys: Any) -> EvaluationSpec:
    """The spec of a trained network on its 100 pictures."""
    pictures = "cifar10_100.h5" if name.startswith("cifar") else "mnist_100.h5"
    document: dict[str, Any] = {
        "dataset": str(data / pictures),
        "trained-model": str(data / "models" / f"{name}.onnx"),
        "input-range": [0, 1],
        **normalisation_keys(data, name),
    }
    return spec_from_document({**document, **keys})


def normalisation_keys(data: Path, name: str) -> dict[str, Any]:
    """The `preprocessing` that a trained network expects."""
    with h5py.File(data / "models" / f"{name}.h5") as file:
        if "mean" not in file.attrs:
            return {}
        mean, std = (np.atleast_1d(file.attrs[key]).tolist() for key in ("mean", "std"))
    return {"preprocessing": {"mean": mean, "std": std}}


def run(
    spec: EvaluationSpec,
    folder: Path,
    observer: Observer | None = None,
    *,
    resume: bool = False,
    change: Any = None,
    classic: ClassicProgram | None = None,
    device: str = "cpu",
) -> Evaluation:
    """Prepare and evaluate; `change` may tamper with what was prepared."""
    folder.mkdir(exist_ok=True)
    threads = torch.get_num_threads()
    with prepare(spec, device=device, threads=threads, classic=classic) as prepared:
        if change is not None:
            prepared = change(prepared)
        outcome = evaluate(prepared.task, folder, observer, resume=resume)
        return Evaluation(spec, prepared, outcome, read_pictures(folder), folder)
