"""Whether a model's answer for one sample depends on the others that it is asked beside.

Most models work on each row of a batch by itself. Some do not: `x / x.max()` over the whole tensor,
a quantisation by the range of the batch, batch normalisation left in training mode. What is asked
in batches then says nothing of a sample: its neighbours decide.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import cycle, islice

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.engine.models.onnx_truth import OnnxTruth

_Rows = tuple[NDArray[np.float32], ...]

_SIZE = 4
"""Rows of a batch where the file leaves that open: what mixes some rows mixes these."""
ROWS_ASKED = 6 * _SIZE
"""So many go through a model with an open batch."""


@dataclass(frozen=True)
class Company:
    """What a model is asked about, and beside what.

    Attributes
    ----------
    sample, other
        float32, (C, H, W): two real samples in the dataset's own units.
    input_range
        Lower and upper bound, in the same units.
    """

    sample: NDArray[np.float32]
    other: NDArray[np.float32]
    input_range: tuple[float, float]


def minds_company(truth: OnnxTruth, company: Company) -> bool:
    """Return whether ONNX Runtime answers otherwise for a sample beside others than beside copies.

    The batches have the same size and the sample the same place in them, so that both answers come
    from the same operations in the same order: they are equal bit for bit unless the neighbours
    count. The neighbours are the darkest and the brightest input that there can be, and another
    sample; the sample is asked about as it is and moved half way to either end of the range, since
    clean samples may all have the same brightest pixel.

    Of a model that draws random numbers nothing is said (False): its answers differ anyway.

    Raises
    ------
    InputError
        As :meth:`OnnxTruth.scores` does.
    """
    first = company.sample
    lower, upper = (np.full_like(first, bound) for bound in company.input_range)
    half = np.float32(0.5)
    asked = (first, first + (lower - first) * half, first + (upper - first) * half)
    return _any_minds(truth, asked, (upper, company.other, lower))


def example_minds_company(
    truth: OnnxTruth,
    input_range: tuple[float, float],
    example: NDArray[np.float32],
    other: NDArray[np.float32],
) -> bool:
    """Return the same of one adversarial example: the net beneath :func:`minds_company`.

    A model may mix only inputs of a kind that no clean sample is.

    Parameters
    ----------
    input_range
        Lower and upper bound, in the dataset's own units.
    example, other
        float32, (C, H, W), in the same units: two adversarial examples.

    Raises
    ------
    InputError
        As :meth:`OnnxTruth.scores` does.
    """
    lower, upper = (np.full_like(example, bound) for bound in input_range)
    return _any_minds(truth, (example,), (upper, other, lower))


def company_warning(interface: ModelInterface) -> str:
    """Return the sentence on a model that minds its company."""
    size = interface.fixed_batch or 1
    if size > 1:
        return (
            "A prediction of this model depends on the other samples in the batch, as with batch "
            "normalisation in training mode, or x / x.max() over all of it. Here each sample goes "
            f"through the model in a batch of {size} copies of itself; in use, beside others, the "
            "model may answer otherwise. Export it for inference."
        )
    return (
        "A prediction of this model depends on the other samples in the batch, as with batch "
        "normalisation in training mode, or x / x.max() over all of it. Here each sample goes "
        "through the model alone; in use, beside others, the model may answer otherwise. Export it "
        "for inference."
    )


def _any_minds(truth: OnnxTruth, asked: _Rows, others: _Rows) -> bool:
    size = truth.interface.fixed_batch
    if size == 1 or truth.repeats > 1 or truth.interface.depends_on_batch:
        return False
    # Where fewer go through the model at a time, nothing is asked beside more of them.
    sizes = (size,) if size is not None else tuple(s for s in (_SIZE, 2) if s <= truth.most_rows)
    for one in sizes:
        try:
            return any(_minds(truth, sample, others, one) for sample in asked)
        except MemoryError:
            continue
    return False  # there is room for one row only: it is alone


def _minds(truth: OnnxTruth, asked: NDArray[np.float32], others: _Rows, size: int) -> bool:
    # In the middle, since an operation along the batch may look to one side only.
    neighbours = islice(cycle(others), max(0, size - 2))
    batches = [([others[-1], asked, *neighbours], 1)]
    if size == 2:
        batches.append(([asked, others[0]], 0))
    copies = truth.together(np.stack([asked] * size))
    return any(
        not np.array_equal(truth.together(np.stack(rows))[place], copies[place], equal_nan=True)
        for rows, place in batches
    )
