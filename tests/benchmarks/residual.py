"""A small residual network, adversarially trained on the sample pictures by a fixed seed.

It is trained where it is missing (some minutes) and kept in build/benchmarks, which is not
committed. With the same versions on the same machine it is the same network.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional

KEPT = Path(__file__).resolve().parents[2] / "build" / "benchmarks"
"""What took long to make."""

_SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
_PICTURES, _PICTURES_SEED = 8_000, 7
"""Not the sample files' own pictures, which are drawn with the seed 1."""
_BATCH = 128
_EPOCHS, _PLAIN_EPOCHS, _GROWING_EPOCHS = 12, 2, 4
_VALUE, _STEPS = 8 / 255, 7
_LEARNING_RATE = 3e-3


class _Block(nn.Module):
    """Two convolutions beside a shortcut (He et al., Deep Residual Learning, CVPR 2016)."""

    def __init__(self, before: int, after: int, stride: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(before, after, 3, stride=stride, padding=1, bias=False),
            nn.BatchNorm2d(after),
            nn.ReLU(),
            nn.Conv2d(after, after, 3, padding=1, bias=False),
            nn.BatchNorm2d(after),
        )
        self.shortcut = (
            nn.Identity()
            if before == after
            else nn.Sequential(
                nn.Conv2d(before, after, 1, stride=stride, bias=False), nn.BatchNorm2d(after)
            )
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return functional.relu(self.body(x) + self.shortcut(x))


def build(classes: int) -> nn.Sequential:
    """Build the untrained network: pictures (N, 3, 32, 32) in 0 … 1 → logits."""
    return nn.Sequential(
        nn.Conv2d(3, 16, 3, stride=2, padding=1, bias=False),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        _Block(16, 16, 1),
        _Block(16, 32, 2),
        _Block(32, 64, 2),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(64, classes),
    )


def residual_network() -> Path:
    """Return the ONNX file; train the network where it is missing."""
    path = KEPT / "residual.onnx"
    if not path.exists():
        KEPT.mkdir(parents=True, exist_ok=True)
        sys.stderr.write("training the residual network (some minutes, once) ...\n")
        unfinished = path.with_suffix(f".{os.getpid()}")
        _script("train_networks").export_onnx(_train(), unfinished)
        unfinished.replace(path)
    return path


def _script(name: str) -> Any:
    """Import one of the scripts that made the sample files; they import each other by name."""
    if str(_SAMPLES) not in sys.path:
        sys.path.append(str(_SAMPLES))
    return import_module(name)


def _train() -> nn.Sequential:
    """Train against PGD of seven steps, plainly at first, then with a growing radius."""
    scripts = _script("train_networks")
    drawn, labels = _script("draw_pictures").draw_set(_PICTURES, _PICTURES_SEED)
    pixels, targets = scripts.unit_pixels(drawn), torch.from_numpy(labels)
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    network = build(int(np.max(labels)) + 1)
    optimizer = torch.optim.AdamW(network.parameters(), lr=_LEARNING_RATE, weight_decay=1e-4)
    steps = _EPOCHS * (len(pixels) // _BATCH)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, _LEARNING_RATE, total_steps=steps)
    for epoch in range(_EPOCHS):
        value = _VALUE * min(1.0, max(0.0, (epoch + 1 - _PLAIN_EPOCHS) / _GROWING_EPOCHS))
        order = torch.randperm(len(pixels), generator=generator)
        for indices in order[: len(order) - len(order) % _BATCH].view(-1, _BATCH):
            batch, truth = pixels[indices], targets[indices]
            if value > 0:
                network.eval()  # the statistics of batch norm are learnt from what is trained on
                batch = scripts.pgd(
                    network, batch, truth, value=value, steps=_STEPS, generator=generator
                )
            network.train()
            loss = functional.cross_entropy(network(batch), truth)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
        sys.stderr.write(f"  epoch {epoch + 1} of {_EPOCHS}: loss {loss.item():.3f}\n")
    return network.eval()
