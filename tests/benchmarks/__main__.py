"""`make bench`: the same robustness curve here and with what users would use instead.

The work is PGD with 50 steps at five values on 100 samples. Everybody attacks the same converted
network with the same step; all runs take turns in one process, and the ratio to quote is that of
the medians. Wall times of shared machines mean nothing by themselves.
"""

from __future__ import annotations

import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.prepare import Prepared, prepare
from pandavision_gui.engine.robustness_curve import robustness_curve
from pandavision_gui.engine.spec import EvaluationSpec, load_spec, spec_from_document
from tests.benchmarks.peers import PEERS

VALUES = (0.01, 0.02, 0.03, 0.04, 0.05)
STEPS = 50
REL_STEPSIZE = 0.1
ROUNDS = 5
SAMPLES = 100
SAMPLE_FILES = Path(__file__).resolve().parents[2] / "resources" / "samples"


@dataclass(frozen=True)
class Work:
    """The same 100 samples and network for everybody."""

    name: str
    prepared: Prepared
    samples: torch.Tensor
    labels: torch.Tensor
    width: float


def works() -> list[Work]:
    """Two networks of PANDAVISION_TEST_DATA where that is set, else the two sample networks."""
    data = os.environ.get("PANDAVISION_TEST_DATA")
    if data:
        specs = {name: _trained(Path(data), name) for name in ("Convnet_maxpool", "cifar_base_kw")}
        return [_work(name, spec) for name, spec in specs.items()]
    specs = {
        name: load_spec(SAMPLE_FILES / f"{name}.json").model_copy(
            update={
                "perturbation_values": VALUES,
                "attack": "pgd-linf",
                "attack_params": {"steps": STEPS, "rel_stepsize": REL_STEPSIZE},
            }
        )
        for name in ("standard", "robust")
    }
    return [_work(name, spec) for name, spec in specs.items()]


def _trained(data: Path, name: str) -> EvaluationSpec:
    is_cifar = name.startswith("cifar")
    document: dict[str, Any] = {
        "dataset": str(data / ("cifar10_100.h5" if is_cifar else "mnist_100.h5")),
        "trained-model": str(data / "models" / f"{name}.onnx"),
        "perturbation-values": list(VALUES),
        "attack": "pgd-linf",
        "attack-params": {"steps": STEPS, "rel_stepsize": REL_STEPSIZE},
    }
    if is_cifar:
        document["preprocessing"] = {"mean": [0.485, 0.456, 0.406], "std": [0.225]}
    return spec_from_document(document)


def _work(name: str, spec: EvaluationSpec) -> Work:
    prepared = prepare(spec, device="cpu", threads=torch.get_num_threads())
    order = prepared.task.order[:SAMPLES]
    return Work(
        name=name,
        prepared=prepared,
        samples=torch.from_numpy(prepared.dataset.read(order)),
        labels=torch.from_numpy(prepared.dataset.labels[order]),
        width=prepared.task.settings.width,
    )


def ours(work: Work) -> list[int]:
    """One evaluation as a job does it, with confirmation and rows on disk."""
    with tempfile.TemporaryDirectory() as folder:
        outcome = evaluate(work.prepared.task, Path(folder))
    work_passes[work.name] = outcome.passes.attack + outcome.passes.assumption_check
    return [point.robust for point in robustness_curve(outcome.table, VALUES)]


def bare_loop(work: Work) -> list[int]:
    """Forward and backward as often as plain PGD needs, and nothing else."""
    for _ in range(len(VALUES) * STEPS):
        points = work.samples.clone().requires_grad_()
        loss = torch.nn.functional.cross_entropy(
            work.prepared.task.classifier(points), work.labels, reduction="sum"
        )
        torch.autograd.grad(loss, points)
    return []


work_passes: dict[str, int] = {}


def main() -> None:
    torch.set_num_threads(1)  # waiting for each other, threads measure the machine's other work
    say(f"{platform.platform()}, {os.cpu_count()} cores, {torch.get_num_threads()} threads, ")
    say(f"Python {platform.python_version()}, torch {torch.__version__}\n\n")
    for work in works():
        contestants: dict[str, Callable[[Work], list[int]]] = {
            "PandaVision": ours,
            "bare loop": bare_loop,
            **{name: _peer(attack) for name, attack in PEERS.items()},
        }
        seconds: dict[str, list[float]] = {name: [] for name in contestants}
        robust: dict[str, list[int]] = {}
        for round_number in range(ROUNDS + 1):
            for name, run in contestants.items():
                began = time.perf_counter()
                robust[name] = run(work)
                if round_number:  # the first one warms up
                    seconds[name].append(time.perf_counter() - began)
        _print(work, seconds, robust)


def _peer(attack: Any) -> Callable[[Work], list[int]]:
    def run(work: Work) -> list[int]:
        return [
            attack(work.prepared.task.classifier, work.samples, work.labels, work.width, value)
            for value in VALUES
        ]

    return run


def _print(work: Work, seconds: dict[str, list[float]], robust: dict[str, list[int]]) -> None:
    mine = statistics.median(seconds["PandaVision"])
    plain = SAMPLES * STEPS * len(VALUES)
    passes = work_passes[work.name]
    say(f"{work.name}: {passes:,} model passes, {passes / plain:.2f} of plain PGD's {plain:,}\n")
    for name, times in seconds.items():
        median = statistics.median(times)
        curve = " ".join(f"{count:3d}" for count in robust[name])
        say(f"  {name:13s} {median:7.2f} s  {median / mine:5.2f} × ours   {curve}\n")
    say("\n")


def say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
