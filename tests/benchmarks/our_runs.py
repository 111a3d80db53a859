"""One evaluation as a job does it: search, check, confirmation by ONNX Runtime, rows on disk."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.sample_table import SampleTable
from tests.benchmarks.networks import Network, spec_of


@dataclass(frozen=True)
class OurRun:
    """What an evaluation found and what it cost.

    Attributes
    ----------
    robust
        Samples still right at each of the values.
    passes
        What a result calls model passes: search, check and the comparison before it.
    seconds
        Of the evaluation itself, without opening the files.
    """

    table: SampleTable
    robust: tuple[int, ...]
    passes: int
    seconds: float

    def right_at(self, value: float) -> set[int]:
        """Return the positions of the samples that are still right at a value."""
        return {n for n, right in enumerate(self.table.is_correct_at(value)) if right}


def our_run(network: Network, attack: str, values: Sequence[float], **keys: Any) -> OurRun:
    """Evaluate a network; keys of the spec are written with _ for -."""
    spec = spec_of(network, attack=attack, perturbation_values=list(values), **keys)
    with prepare(spec, device="cpu", threads=torch.get_num_threads()) as prepared:
        return evaluated(prepared)


def evaluated(prepared: Prepared) -> OurRun:
    """Evaluate what is open already."""
    values = [value for value in prepared.task.values if value > 0]
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        outcome = evaluate(prepared.task, Path(folder))
        seconds = time.perf_counter() - began
    return OurRun(
        table=outcome.table,
        robust=tuple(int(outcome.table.is_correct_at(value).sum()) for value in values),
        passes=outcome.passes.model + prepared.agreement_passes,
        seconds=seconds,
    )
