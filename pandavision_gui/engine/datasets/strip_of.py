"""Makes the small pictures that stand below a dataset's name."""

from __future__ import annotations

import base64

import numpy as np

from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.value_range import ValueRange
from pandavision_gui.engine.sample_strip import LARGEST_SIDE, MOST_SHOWN, SampleStrip
from pandavision_gui.errors import PandaVisionError

_SMALLEST_SIDE = 4
"""What is lower is no picture: a spectrum, a table row."""
_LARGEST_SAMPLE = 2**24


def strip_of(dataset: ImageDataset, found: ValueRange) -> SampleStrip | None:
    """Return pictures of a few samples; None of what is no picture, or cannot be read.

    Parameters
    ----------
    found
        The range of the values: it is shown from black to white, unless it is one that pictures
        have (0 … 1, 0 … 255).
    """
    channels, height, width = dataset.sample_shape
    if min(height, width) < _SMALLEST_SIDE or channels * height * width > _LARGEST_SAMPLE:
        return None
    chosen = _chosen(dataset.labels)
    try:
        samples = dataset.read(chosen)
    except PandaVisionError:
        return None  # whoever evaluates it says why
    lower, upper = _shown_range(dataset, found)
    shares = np.clip((samples.astype(np.float64) - lower) / (upper - lower), 0, 1)
    levels = (shares * 255).round().astype(np.uint8)
    shown = levels if channels == 3 else np.repeat(levels[:, :1], 3, axis=1)
    step = -(-max(height, width) // LARGEST_SIDE)
    small = np.moveaxis(shown[:, :, ::step, ::step], 1, -1)
    return SampleStrip(
        height=small.shape[1],
        width=small.shape[2],
        labels=tuple(int(label) for label in dataset.labels[chosen]),
        pixels=base64.b64encode(np.ascontiguousarray(small).tobytes()).decode("ascii"),
    )


def _chosen(labels: np.ndarray) -> np.ndarray:
    """Return the first sample of classes that are spread evenly, then others."""
    _, firsts = np.unique(labels, return_index=True)
    if len(firsts) > MOST_SHOWN:
        firsts = firsts[np.linspace(0, len(firsts) - 1, MOST_SHOWN).astype(np.int64)]
    others = np.setdiff1d(np.arange(min(len(labels), 4 * MOST_SHOWN)), firsts)
    return np.concatenate([firsts, others[: MOST_SHOWN - len(firsts)]]).astype(np.int64)


def _shown_range(dataset: ImageDataset, found: ValueRange) -> tuple[float, float]:
    if dataset.is_8bit:
        return 0.0, 255.0
    if found.minimum >= 0:
        for upper in (1.0, 255.0):
            if found.maximum <= upper:
                return 0.0, upper
    return found.minimum, max(found.maximum, np.nextafter(found.minimum, np.inf))
