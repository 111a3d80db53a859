"""AutoAttack's standard version as torchattacks has it: APGD-CE, APGD-T, FAB-T and Square.

torchattacks gives APGD and FAB 10 steps unless told otherwise; Croce and Hein (ICML 2020) give them
100. Both are measured: `steps` says which.

One run takes minutes and gives the same again, so what it found is kept in build/benchmarks by
everything that decides it: network, samples, norm, value and versions.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

import torch
from torch import Tensor

from pandavision_gui.engine.file_hash import sha256_of
from pandavision_gui.engine.models.torchvision_stand_in import torchvision_stand_in
from tests.benchmarks.networks import Network, Opened, opened
from tests.benchmarks.residual import KEPT

with torchvision_stand_in():
    import torchattacks

PARTS = ("APGD-CE", "APGD-T", "FAB-T", "Square")
LIBRARY_STEPS, PUBLISHED_STEPS = 10, 100
_SEED = 0
_MOST_CLASSES = 10
"""The standard version aims at nine other classes, however many there are."""
_NORMS = {"max-norm": "Linf", "l2": "L2"}


@dataclass(frozen=True)
class AutoAttackRun:
    """What one run at one value found.

    Attributes
    ----------
    robust
        Positions of the samples that are still right.
    broken_by
        Positions that each part broke, of those that the parts before it had left.
    passes
        Rows that each part sent through the model.
    outside
        Largest distance of an example beyond its ball or the range 0 … 1.
    """

    value: float
    robust: tuple[int, ...]
    broken_by: dict[str, tuple[int, ...]]
    passes: dict[str, int]
    seconds: float
    outside: float


class _Watched:
    """One part of AutoAttack, which notes what it is given and what it costs."""

    def __init__(self, attack: Any, found: Opened) -> None:
        self._attack = attack
        self._model = found.model
        self.model = attack.model
        self.rows = 0

    def __call__(self, images: Tensor, labels: Tensor) -> Tensor:
        before = self._model.rows
        examples: Tensor = self._attack(images, labels)
        self.rows += self._model.rows - before
        return examples


def autoattack(
    network: Network,
    kind: str,
    values: Sequence[float],
    *,
    steps: int = LIBRARY_STEPS,
    anew: bool = False,
) -> list[AutoAttackRun]:
    """Run AutoAttack at each value, or read what it found before."""
    runs = []
    for value in values:
        key = _key(network, kind, value, steps)
        kept = KEPT / "autoattack" / f"{network.name}-{kind}-{value:g}-{steps}-{key}.json"
        if anew or not kept.exists():
            sys.stderr.write(f"AutoAttack ({kind}, {steps} steps) on {network.name} at {value:g}\n")
            kept.parent.mkdir(parents=True, exist_ok=True)
            found = json.dumps(asdict(_run(network, kind, value, steps)))
            unfinished = kept.with_suffix(f".{os.getpid()}")
            unfinished.write_text(found, encoding="utf-8")
            unfinished.replace(kept)
        document = json.loads(kept.read_text(encoding="utf-8"))
        runs.append(
            AutoAttackRun(
                **{
                    **document,
                    "robust": tuple(document["robust"]),
                    "broken_by": {k: tuple(v) for k, v in document["broken_by"].items()},
                }
            )
        )
    return runs


def _run(network: Network, kind: str, value: float, steps: int) -> AutoAttackRun:
    found = opened(network)
    # What is wrong already is not handed over: it would only be counted.
    images, labels = found.samples[found.right], found.labels[found.right]
    attack = torchattacks.AutoAttack(
        found.model,
        norm=_NORMS[kind],
        eps=value,
        version="standard",
        n_classes=min(found.classes, _MOST_CLASSES),
        seed=_SEED,
    )
    for part in attack._autoattack.attacks[:3]:
        part.steps = steps
    parts = [_Watched(part, found) for part in attack._autoattack.attacks]
    left, began = torch.arange(len(images)), time.perf_counter()
    broken_by: dict[str, tuple[int, ...]] = {}
    outside = 0.0
    # The loop of torchattacks' MultiAttack, which keeps to itself who broke what.
    for name, part in zip(PARTS, parts, strict=True):
        if len(left) == 0:
            break
        examples = part(images[left], labels[left])
        with torch.no_grad():
            wrong = found.model(examples).argmax(1) != labels[left]
            outside = max(outside, _outside(kind, images[left], examples, value))
        broken_by[name] = tuple(found.right[left[wrong]].tolist())
        left = left[~wrong]
    return AutoAttackRun(
        value=value,
        robust=tuple(found.right[left].tolist()),
        broken_by=broken_by,
        passes={name: part.rows for name, part in zip(PARTS, parts, strict=True)},
        seconds=time.perf_counter() - began,
        outside=outside,
    )


def _outside(kind: str, images: Tensor, examples: Tensor, value: float) -> float:
    changes = (examples.double() - images.double()).flatten(1)
    sizes = changes.abs().amax(1) if kind == "max-norm" else changes.norm(dim=1)
    beyond = max(float(-examples.min()), float(examples.max()) - 1, float(sizes.max()) - value)
    return max(0.0, beyond)


def _key(network: Network, kind: str, value: float, steps: int) -> str:
    found = opened(network)
    what = (
        sha256_of(network.document["trained-model"]),
        hashlib.sha256(found.samples.numpy().tobytes()).hexdigest(),
        found.labels.tolist(),
        str(network.document.get("preprocessing")),
        kind,
        value,
        steps,
        _SEED,
        version("torchattacks"),
        torch.__version__,
        platform.machine(),
    )
    return hashlib.sha256(repr(what).encode()).hexdigest()[:16]
