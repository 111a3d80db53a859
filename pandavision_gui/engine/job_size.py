"""How large a job is: how many samples are attacked side by side, and what it writes."""

from __future__ import annotations

from math import prod

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.file_facts import DatasetFacts
from pandavision_gui.engine.spec import FAST_SAMPLES, EvaluationSpec

KEPT_PICTURES = 1000
"""Adversarial pictures are kept of the first samples, so that a large dataset fills no disk."""

_LARGEST_BATCH = 128
_SMALLEST_BATCH = 8
_BATCH_ELEMENTS = 2**22
"""Input numbers side by side: 27 pictures of 3×224×224, and as many small ones as are useful."""

_NUMBER_BYTES = 4  # float32
_ROW_BYTES = 96
"""A row of the sample table, and its share of the books of a checkpoint."""
_TENSORS = 6
"""Of each sample that is attacked: itself, the point, the best example, what the attacks keep."""
_OTHER_BYTES = 4 * 2**20
"""Documents, log, curve, and what the formats add."""
_UNKNOWN_ELEMENTS = 3 * 32 * 32
"""Where nobody has looked into the dataset: no more than a small picture is taken for granted."""


def batch_size_for(spec: EvaluationSpec, elements: int) -> int:
    """Return how many samples of so many numbers each are attacked side by side."""
    if spec.batch_size != "auto":
        return spec.batch_size
    side_by_side = max(_SMALLEST_BATCH, min(_LARGEST_BATCH, _BATCH_ELEMENTS // max(1, elements)))
    return min(side_by_side, spec.attack_info.most_at_once)


def bytes_on_disk(spec: EvaluationSpec, dataset: DatasetFacts | None = None) -> int:
    """Estimate how much room a job needs at most while it runs and when it has finished.

    Parameters
    ----------
    dataset
        What was found in its dataset; without it the estimate is a floor.
    """
    elements = prod(dataset.sample_shape) if dataset else _UNKNOWN_ELEMENTS
    samples = _samples(spec, dataset)
    picture = elements * _NUMBER_BYTES
    # Each is there twice: beside the rows, and in samples.h5 (for samples without an example that
    # is the clean one).
    pictures = 2 * min(samples, KEPT_PICTURES) * picture
    right = len(spec.values) if spec.attack_info.kind is AttackKind.SAMPLING else 0
    rows = 2 * samples * (_ROW_BYTES + right)
    # A checkpoint is written beside the one before it.
    side_by_side = min(samples, batch_size_for(spec, elements))
    checkpoints = 2 * side_by_side * _TENSORS * picture
    return pictures + rows + checkpoints + _OTHER_BYTES


def _samples(spec: EvaluationSpec, dataset: DatasetFacts | None) -> int:
    if spec.indexes is not None:
        return len(spec.indexes)
    there = dataset.count if dataset else KEPT_PICTURES
    if spec.evaluation_mode == "fast":
        return min(spec.samples or FAST_SAMPLES, there)  # who wants more gets all there are
    return there
