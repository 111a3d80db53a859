"""Whether there is a gradient to attack with, seen before the attack on real samples.

Without one an attack evaluates the clean sample again and again, and a model that was never
attacked would be called robust.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.losses import Goal, margin
from pandavision_gui.engine.evaluation.counted_model import GRAIN, pattern
from pandavision_gui.engine.row_limit import RowLimit, in_groups
from pandavision_gui.errors import InputError


def require_gradient(
    classifier: torch.nn.Module,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    limit: RowLimit | None = None,
) -> None:
    """Send samples through the converted model and back.

    The margin loss is used: cross-entropy has no gradient left, in float32, where a model is very
    sure, which says nothing about the model.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), data units.
    labels
        int64, (N,).
    limit
        How many of them go through it at a time.

    Raises
    ------
    InputError
        ``model_no_gradient`` when none of the samples has one.
    """
    device = next((t.device for t in classifier.buffers()), torch.device("cpu"))

    def has_gradient(rows: slice) -> bool:
        inputs = torch.from_numpy(samples[rows]).to(device).requires_grad_()
        losses = margin(classifier(inputs), Goal(torch.from_numpy(labels[rows]).to(device)))
        if not losses.requires_grad:
            return False
        (gradients,) = torch.autograd.grad(losses.sum(), inputs, allow_unused=True)
        return gradients is not None and bool((torch.nan_to_num(gradients) != 0).any())

    if any(in_groups(len(samples), limit or RowLimit(), has_gradient)):
        return
    raise InputError(
        "model_no_gradient",
        "The model gives no gradient on any of the samples that were tried: it rounds, casts or "
        "quantises on the way. An attack by gradients would find nothing and call it robust.",
        "Export the model without these operators, or before it was quantised, or take the attack "
        '"square-linf", "square-l2" or "hopskipjump", which need no gradient.',
    )


_COMPARED_SAMPLES = 4
# Shares of the input range: in float32 a smaller step drowns in rounding, a larger one leaves the
# linear neighbourhood; the step that agrees best is believed.
_STEP_SHARES = (1e-3, 3e-3, 1e-2, 3e-2)


def gradient_by_differences(
    classifier: torch.nn.Module,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    input_range: tuple[float, float],
    limit: RowLimit | None = None,
) -> float | None:
    """Compare the gradient of the margin loss with central differences along its direction.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), data units; the first few that have a gradient are used.
    input_range
        Smallest and largest allowed input.
    limit
        How many rows go through the model at a time.

    Returns
    -------
    The median ratio of difference quotient and gradient: 1 where the gradient is right; None where
    no sample has a gradient.
    """
    device = next((t.device for t in classifier.buffers()), torch.device("cpu"))
    ratios: list[float] = []
    for sample, label in zip(samples, labels, strict=True):
        x = torch.from_numpy(sample).unsqueeze(0).to(device).requires_grad_()
        y = torch.tensor([int(label)], device=device)
        (gradient,) = torch.autograd.grad(margin(classifier(x), Goal(y)).sum(), x)
        size = float(gradient.double().norm())
        if not 0 < size < float("inf"):
            continue
        # Central differences of all step sizes in one pass: + for the first half, − for the second.
        width = input_range[1] - input_range[0]
        lengths = torch.tensor(_STEP_SHARES, device=device).view(-1, 1, 1, 1) * width
        offsets = lengths * (gradient / size)
        points = torch.cat([x + offsets, x - offsets]).detach()
        losses = _losses(classifier, points, y, limit)
        count = len(_STEP_SHARES)
        slopes = (losses[:count] - losses[count:]) / (2 * lengths.view(-1).double())
        found = [float(slope) / size for slope in slopes]
        ratios.append(min(found, key=lambda ratio: abs(ratio - 1)))
        if len(ratios) == _COMPARED_SAMPLES:
            break
    return float(np.median(ratios)) if ratios else None


def _losses(
    classifier: torch.nn.Module, points: torch.Tensor, label: torch.Tensor, limit: RowLimit | None
) -> torch.Tensor:
    def of(rows: slice) -> torch.Tensor:
        with torch.no_grad():
            logits = classifier(points[rows])
            return margin(logits, Goal(label.expand(len(logits)))).double()

    return torch.cat(in_groups(len(points), limit or RowLimit(), of))


def hides_slope(
    classifier: torch.nn.Module,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    input_range: tuple[float, float],
) -> bool:
    """Whether most of the slope beside the samples is missing at the samples themselves.

    A rectifier has no slope at 0, whatever comes after it: where black pixels go through one, they
    have no gradient, and beside it a steep one perhaps.

    Parameters
    ----------
    samples, labels, input_range
        As for :func:`gradient_by_differences`.
    """
    device = next((t.device for t in classifier.buffers()), torch.device("cpu"))
    grain = GRAIN * (input_range[1] - input_range[0])

    def steepness(points: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
        points = points.detach().requires_grad_()
        (found,) = torch.autograd.grad(margin(classifier(points), Goal(label)).sum(), points)
        return torch.nan_to_num(found.double().abs(), nan=0.0, posinf=0.0, neginf=0.0)

    at = beside = hidden = 0.0
    for sample, label in zip(samples[:_COMPARED_SAMPLES], labels, strict=False):
        x = torch.from_numpy(sample).unsqueeze(0).to(device)
        y = torch.tensor([int(label)], device=device)
        here, there = steepness(x, y), steepness(x + grain * pattern(x), y)
        at, beside = at + float(here.sum()), beside + float(there.sum())
        hidden += float(torch.where(here == 0, there, 0.0).sum())
    # Of maxima among equals another one has the slope beside the point, and the sum stays.
    return hidden > beside / 2 and beside > 2 * at


# Kinks (ReLU, max pooling) between the two points move the ratio by some percent, seldom by a half.
_LARGEST_RATIO = 3.0
_DIRECTIONS = 8
# On plain surfaces all values of a pool are equal, and its gradient is that of any one of them.
_GRAIN = 0.02
# The first one that shows enough is believed: kinks blur large steps, rounding small ones.
_SIGN_STEPS = (1e-3, 3e-3, 1e-2, 3e-2)
_ENOUGH_SHOWN = 0.5
"""Networks without a hidden part were at 0.96 and more, those that hide most of it below 0.2."""


def change_shown_by_gradient(
    classifier: torch.nn.Module,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    input_range: tuple[float, float],
    limit: RowLimit | None = None,
) -> float | None:
    """Say how much of what a small change of all pixels does is foretold by the gradient.

    A gradient that is missing on a part of the picture is right along its own direction. So all
    pixels go up or down by the same small step, at random, and the change of the margin loss is
    held against the gradient's forecast.

    Parameters
    ----------
    samples, labels, input_range, limit
        As for :func:`gradient_by_differences`.

    Returns
    -------
    The median over samples of the squared correlation of change and forecast: 1 where the gradient
    tells all, 0 where it tells nothing; None where no sample has a gradient.
    """
    device = next((t.device for t in classifier.buffers()), torch.device("cpu"))
    width = input_range[1] - input_range[0]
    generator = torch.Generator().manual_seed(0)
    shown: list[float] = []
    for sample, label in zip(samples, labels, strict=True):
        grain = torch.rand(sample.shape, generator=generator) * (_GRAIN * width)
        x = (torch.from_numpy(sample) + grain).unsqueeze(0).to(device).requires_grad_()
        y = torch.tensor([int(label)], device=device)
        (gradient,) = torch.autograd.grad(margin(classifier(x), Goal(y)).sum(), x)
        if not 0 < float(gradient.double().norm()) < float("inf"):
            continue
        bits = torch.randint(0, 2, (_DIRECTIONS, *sample.shape), generator=generator)
        signs = (2 * bits - 1).to(device, torch.float32)
        forecast = (signs * gradient).double().flatten(1).sum(1)
        best = 0.0
        for step in _SIGN_STEPS:
            offsets = signs * (step * width)
            losses = _losses(classifier, torch.cat([x + offsets, x - offsets]).detach(), y, limit)
            change = losses[:_DIRECTIONS] - losses[_DIRECTIONS:]
            size = float((change @ change) * (forecast @ forecast))
            if size > 0:
                best = max(best, float(change @ forecast) ** 2 / size)
            if best >= _ENOUGH_SHOWN:
                break
        shown.append(best)
        if len(shown) == _COMPARED_SAMPLES:
            break
    return float(np.median(shown)) if shown else None


def gradient_warning(ratio: float | None, shown: float | None) -> str:
    """Say that the gradient is not the slope, or only that of a part; else nothing.

    Parameters
    ----------
    ratio, shown
        From :func:`gradient_by_differences` and :func:`change_shown_by_gradient`.
    """
    if ratio is not None and not 1 / _LARGEST_RATIO <= ratio <= _LARGEST_RATIO:
        what = f"is not its slope: finite differences give {ratio:.2g} of it"
    elif shown is not None and shown < _ENOUGH_SHOWN:
        what = (
            f"tells only a part: it foretells {shown:.0%} of what small changes of all pixels do, "
            "so the model rounds or casts on some way"
        )
    else:
        return ""
    return (
        f"The model's gradient {what}. Attacks by gradients may be weak on such a model, and the "
        "curve too high."
    )
