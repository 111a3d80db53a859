"""The sample networks: one architecture, trained plainly and adversarially, measured with PGD.

The caller keeps torch on one thread: sums in another order give other weights, and the files should
be repeatable.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

_log = logging.getLogger(__name__)

_BATCH_SIZE = 128
_LARGEST_SHIFT = 2  # pixels; training pictures are moved by up to this much in both directions


@dataclass(frozen=True, kw_only=True)
class Training:
    """How one network is trained.

    Attributes
    ----------
    epochs : int
        Passes over the training pictures.
    learning_rate : float
        Highest rate of the one-cycle schedule.
    value : float
        Perturbation value (fraction of the input range, max-norm) to train against; 0: plainly.
    steps : int
        PGD steps for each training batch.
    plain_epochs, growing_epochs : int
        Plain training first, then the value grows linearly from 0. Without the former, classes that
        look alike (speed limits 30 and 80) are never told apart.
    seed : int
        Seed of the first weights, the order of the pictures, their shifts and PGD's starts.
    """

    epochs: int
    learning_rate: float
    value: float = 0.0
    steps: int = 0
    plain_epochs: int = 0
    growing_epochs: int = 0
    seed: int = 0


def build_network(classes: int) -> nn.Sequential:
    """Build the untrained network.

    It takes float32 pictures (N, 3, 32, 32) with pixels from 0 to 1, returns logits (N, classes).
    No batch norm: it would make the network of a single picture another one than that of a batch.
    """
    return nn.Sequential(
        nn.Conv2d(3, 24, 5, stride=2, padding=2),
        nn.ReLU(),
        nn.Conv2d(24, 32, 3, padding=1),
        nn.ReLU(),
        nn.Conv2d(32, 48, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Conv2d(48, 48, 3, stride=2, padding=1),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(48 * 4 * 4, 64),
        nn.ReLU(),
        nn.Linear(64, classes),
    )


def unit_pixels(samples: NDArray[np.uint8]) -> Tensor:
    """Scale uint8 pictures (N, 3, H, W) to float32 pixels from 0 to 1, as a spec's "unit" does."""
    return torch.from_numpy(samples.astype(np.float32) / 255)


def pgd(
    network: nn.Module,
    pixels: Tensor,
    labels: Tensor,
    *,
    value: float,
    steps: int,
    generator: torch.Generator,
) -> Tensor:
    """Projected gradient descent on the cross-entropy, in the max-norm ball (Madry et al., 2018).

    Parameters
    ----------
    network : torch.nn.Module
        Pixels from 0 to 1 to logits.
    pixels : torch.Tensor
        float32, (N, C, H, W), in [0, 1].
    labels : torch.Tensor
        int64, (N,).
    value : float
        Radius of the ball; pixels run from 0 to 1, so it is the perturbation value too.
    steps : int
        Number of steps, each 2.5 / steps of the radius.
    generator : torch.Generator
        Draws the start, uniform in the ball.

    Returns
    -------
    torch.Tensor
        float32, (N, C, H, W): the perturbed pixels, in [0, 1].
    """
    lower, upper = (pixels - value).clamp(min=0), (pixels + value).clamp(max=1)
    start = torch.rand(pixels.shape, generator=generator) * 2 - 1
    point = (pixels + value * start).clamp(0, 1)
    for _ in range(steps):
        point.requires_grad_(True)
        loss = functional.cross_entropy(network(point), labels, reduction="sum")
        (gradient,) = torch.autograd.grad(loss, point)
        moved = point.detach() + 2.5 * value / steps * gradient.sign()
        point = torch.minimum(torch.maximum(moved, lower), upper)
    return point.detach()


def _shifted(pixels: Tensor, generator: torch.Generator) -> Tensor:
    """Move every picture of a batch by its own few pixels; the edge pixels are repeated."""
    count, _, height, width = pixels.shape
    padded = functional.pad(pixels, (_LARGEST_SHIFT,) * 4, mode="replicate")
    offsets = torch.randint(0, 2 * _LARGEST_SHIFT + 1, (count, 2), generator=generator).tolist()
    return torch.stack(
        [
            padded[i, :, down : down + height, right : right + width]
            for i, (down, right) in enumerate(offsets)
        ]
    )


def _batches(count: int, generator: torch.Generator) -> Iterator[Tensor]:
    """Yield the indices of one epoch's batches; the incomplete last one is left out."""
    order = torch.randperm(count, generator=generator)
    yield from order[: count - count % _BATCH_SIZE].view(-1, _BATCH_SIZE)


def _value_in_epoch(training: Training, epoch: int) -> float:
    """Perturbation value to train against in an epoch, counted from 0."""
    adversarial_epochs = epoch + 1 - training.plain_epochs
    grown = adversarial_epochs / max(1, training.growing_epochs)
    return training.value * min(1.0, max(0.0, grown))


def train(
    samples: NDArray[np.uint8], labels: NDArray[np.int64], *, classes: int, training: Training
) -> nn.Sequential:
    """Train one network from scratch.

    Parameters
    ----------
    samples : numpy.ndarray
        uint8, (N, 3, 32, 32).
    labels : numpy.ndarray
        int64, (N,), from 0 to classes - 1.
    classes : int
        Number of classes.
    training : Training
        How to train.

    Returns
    -------
    torch.nn.Sequential
        The trained network, in evaluation mode.
    """
    torch.manual_seed(training.seed)
    generator = torch.Generator().manual_seed(training.seed)
    network = build_network(classes)
    pixels, targets = unit_pixels(samples), torch.from_numpy(labels)
    optimizer = torch.optim.AdamW(
        network.parameters(), lr=training.learning_rate, weight_decay=1e-4
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        training.learning_rate,
        total_steps=training.epochs * (len(samples) // _BATCH_SIZE),
    )
    for epoch in range(training.epochs):
        value, total = _value_in_epoch(training, epoch), 0.0
        for indices in _batches(len(samples), generator):
            batch, truth = _shifted(pixels[indices], generator), targets[indices]
            if value > 0:
                batch = pgd(
                    network, batch, truth, value=value, steps=training.steps, generator=generator
                )
            loss = functional.cross_entropy(network(batch), truth)
            optimizer.zero_grad()
            torch.autograd.backward(loss)
            optimizer.step()
            schedule.step()
            total += float(loss.detach()) * len(indices)
        _log.info("epoch %d: value %.3f, loss %.3f", epoch + 1, value, total / len(samples))
    return network.eval()


def robust_accuracy(
    network: nn.Module,
    samples: NDArray[np.uint8],
    labels: NDArray[np.int64],
    *,
    value: float,
    steps: int = 50,
) -> float:
    """Return the share of samples (uint8, (N, 3, 32, 32)) still classified right after PGD.

    At value 0 that is the clean accuracy.
    """
    pixels, targets = unit_pixels(samples), torch.from_numpy(labels)
    if value > 0:
        generator = torch.Generator().manual_seed(0)
        pixels = pgd(network, pixels, targets, value=value, steps=steps, generator=generator)
    with torch.no_grad():
        right = network(pixels).argmax(dim=1) == targets
    return float(right.double().mean())


def export_onnx(network: nn.Module, path: Path) -> None:
    """Write the network as ONNX: `pixels` (N, 3, 32, 32) to `logits` (N, classes), for any N."""
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, 32, 32),),
        str(path),
        input_names=["pixels"],
        output_names=["logits"],
        dynamic_axes={"pixels": {0: "N"}, "logits": {0: "N"}},
        opset_version=17,
        # The newer exporter needs onnxscript and writes its own file names into the model.
        dynamo=False,
    )
