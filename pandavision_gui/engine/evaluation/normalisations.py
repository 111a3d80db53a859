"""The normalisations that users forget, apply twice or take for another, ready to be tried."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.preprocessing import (
    PRESETS,
    Normalisation,
    explicit_normalisation,
    preset_normalisation,
)
from pandavision_gui.errors import InputError

_PRESET_WORDS = {
    "unit": ("scaled to 0 … 1", "The model seems to be trained on values from 0 to 1."),
    "symmetric": ("scaled to −1 … 1", "The model seems to be trained on values from −1 to 1."),
    "imagenet": (
        "with ImageNet normalisation",
        "The model seems to be trained with ImageNet's means and deviations.",
    ),
    "cifar10": (
        "with CIFAR-10 normalisation",
        "The model seems to be trained with CIFAR-10's means and deviations.",
    ),
}
_LIKELIEST = ("unit", "imagenet", "symmetric", "cifar10")
# Mean colour of ImageNet's pictures in 0 … 255, red first, as Caffe's networks subtract it.
_CAFFE_MEANS = (123.68, 116.779, 103.939)
_DIGITS = 4


@dataclass(frozen=True)
class NormalisationReading:
    """One way to normalise.

    Attributes
    ----------
    value
        What "preprocessing" takes; {} for none.
    words, reason
        See :class:`Proposal`.
    normalisation
        The same in data units, None for none.
    is_fitted
        Whether its numbers were taken from these very samples, so that it needs more to speak for
        it.
    wants_bgr
        Whether it is used with the channels in reverse order only.
    needs_range
        Whether it means something else under another input range.
    """

    value: Any
    words: str
    reason: str
    normalisation: Normalisation | None
    is_fitted: bool = False
    wants_bgr: bool = False
    needs_range: bool = False


def other_normalisations(
    chosen: Normalisation | None,
    input_range: tuple[float, float],
    samples: NDArray[np.float32],
    inside: str,
) -> list[NormalisationReading]:
    """Return readings that differ from the chosen one and from each other, likeliest first.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), in data units.
    inside
        What the model begins with, where that is a normalisation of its own; empty otherwise.
    """
    channels = samples.shape[1]
    known = [_numbers(chosen, channels)]
    found = []
    for reading in _all_readings(input_range, samples, inside):
        numbers = _numbers(reading.normalisation, channels)
        if not any(np.allclose(numbers, other, rtol=1e-6, atol=1e-9) for other in known):
            known.append(numbers)
            found.append(reading)
    return found


def _all_readings(
    input_range: tuple[float, float], samples: NDArray[np.float32], inside: str
) -> Iterator[NormalisationReading]:
    channels = samples.shape[1]
    lower, upper = input_range
    width = upper - lower
    own = f"The model begins with {inside}" if inside else "The model seems to normalise by itself"
    yield NormalisationReading(
        {}, "without preprocessing", f"{own}, or the samples are normalised already.", None
    )
    for name in (*_LIKELIEST, *(name for name in PRESETS if name not in _LIKELIEST)):
        words, reason = _PRESET_WORDS.get(name, (f"with the preset {name}", ""))
        try:
            preset = preset_normalisation(name, input_range, channels)
        except InputError:
            continue  # its statistics are for another number of channels
        yield NormalisationReading(name, words, reason, preset, needs_range=True)
    yield _explicit(
        [0.0], [255.0], channels, "divided by 255",
        "The model seems to be trained on values divided by 255.",
    )  # fmt: skip
    yield _explicit(
        [lower], [width / 255], channels, "scaled to 0 … 255",
        "The model seems to be trained on values from 0 to 255.",
    )  # fmt: skip
    if channels == 3:
        means = [lower + mean * width / 255 for mean in _CAFFE_MEANS]
        for is_bgr in (True, False):
            yield _explicit(
                means, [width / 255], channels,
                "with Caffe's mean colour subtracted" + (" and the channels as BGR" * is_bgr),
                "The model seems to be trained on 0 … 255 less ImageNet's mean colour, as Caffe's "
                "networks are.",
                wants_bgr=is_bgr,
            )  # fmt: skip
    if samples.min() < 0:
        for name in ("imagenet", "cifar10"):
            if channels == 3:
                usual = preset_normalisation(name, (0.0, 1.0), channels)
                yield _explicit(
                    [-m / s for m, s in zip(usual.mean, usual.std, strict=True)],
                    [1 / s for s in usual.std],
                    channels,
                    f"with the samples' {'ImageNet' if name == 'imagenet' else 'CIFAR-10'} "
                    "normalisation undone",
                    "The samples seem to be normalised already, and the model normalises too.",
                )
    if channels == 1:
        yield _explicit(
            [_rounded(lower + 0.1307 * width)], [_rounded(0.3081 * width)], channels,
            "with MNIST's normalisation",
            "The model seems to be trained with MNIST's mean and deviation.",
        )  # fmt: skip
    mean = [_rounded(float(m)) for m in samples.mean(axis=(0, 2, 3), dtype=np.float64)]
    std = [_rounded(float(s)) for s in samples.std(axis=(0, 2, 3), dtype=np.float64)]
    if min(std) > 0:
        yield _explicit(
            mean, std, channels, "with the dataset's own mean and deviation",
            "The model seems to be trained on samples of mean 0 and deviation 1.",
            is_fitted=True,
        )  # fmt: skip


def _explicit(
    mean: list[float],
    std: list[float],
    channels: int,
    words: str,
    reason: str,
    *,
    is_fitted: bool = False,
    wants_bgr: bool = False,
) -> NormalisationReading:
    return NormalisationReading(
        {"mean": mean, "std": std},
        words,
        reason,
        explicit_normalisation(tuple(mean), tuple(std), channels),
        is_fitted,
        wants_bgr,
    )


def _numbers(normalisation: Normalisation | None, channels: int) -> NDArray[np.float64]:
    if normalisation is None:
        return np.array([(0.0,) * channels, (1.0,) * channels])
    return np.array([normalisation.mean, normalisation.std])


def _rounded(number: float) -> float:
    return float(f"{number:.{_DIGITS}g}")
