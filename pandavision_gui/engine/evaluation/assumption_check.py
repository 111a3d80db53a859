"""Which samples are looked at once more, and what is said when the attack was misled.

The search assumes that what withstands the largest value withstands the smaller ones.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.random_streams import Purpose, stream
from pandavision_gui.engine.sample_table import SampleTable

SMALLEST_CHECK = 5
CHECKED_SHARE = 0.1
BLIND = (
    "In some passes the model's gradient was infinite or no number, at the points and beside them: "
    "such elements of a sample could not be moved. Take the curve as an optimistic bound, and "
    "evaluate the model with an attack without gradients, too (Square Attack, HopSkipJump)."
)
_FEW_DISPUTED = 0.01
"""Share of the samples that rounding may leave exactly between two classes."""


def unbroken_positions(
    table: SampleTable, order: NDArray[np.int64], top: float
) -> NDArray[np.int64]:
    """Return the positions in `order` of the samples that withstood the largest value: int64."""
    place = {int(index): position for position, index in enumerate(order)}
    rows = np.flatnonzero(table.minimum_perturbation > top)
    return np.array([place[int(table.index[row])] for row in rows], dtype=np.int64)


def drawn_for_check(
    positions: NDArray[np.int64], order: NDArray[np.int64], seed: int
) -> NDArray[np.int64]:
    """Draw a tenth of the positions, at least five, in their order.

    Each sample's chance is a number of its own, so that the draw does not depend on batches.
    """
    wanted = max(SMALLEST_CHECK, math.ceil(CHECKED_SHARE * len(positions)))
    draws = [stream(seed, int(order[p]), Purpose.ASSUMPTION_CHECK).random() for p in positions]
    chosen = np.argsort(np.array(draws), kind="stable")[:wanted]
    return positions[np.sort(chosen)]


def not_finite_warning(times: int) -> str:
    """Return the sentence for answers of NaN or infinity under attack."""
    return (
        f"The model answered NaN or infinity {times} times under attack. Such an answer counts as "
        "not broken and leads the attack nowhere: take the curve as an optimistic bound."
    )


def no_gradient_warning(samples: int) -> str:
    """Return the sentence for samples that no gradient could move."""
    return (
        f"{samples} samples that were not broken gave the attack no gradient in any step, so it "
        "could not move them: they count as robust, but nothing is known about them. Check "
        '"preprocessing" and the model; take the curve as an optimistic bound.'
    )


def no_start_warning(samples: int) -> str:
    """Return the sentence for samples from which an attack by decisions had nowhere to begin."""
    return (
        f"For {samples} samples that were not broken the attack found no point to begin at: the "
        "model takes all noise for their own class. They count as robust, but nothing is known "
        "about them; take the curve as an optimistic bound, or another attack."
    )


def failed_warning(samples: int) -> str:
    """Return the sentence for samples of which a search for the nearest example found none."""
    return (
        f"The attack found no adversarial example at any distance of {samples} of the samples: "
        "they count as robust, but it may only have failed on them. Change its parameters (steps, "
        "their length, weights), or take another attack."
    )


def far_warning(samples: int) -> str:
    """Return the sentence for samples whose example was not near the boundary at all."""
    return (
        f"The attack stopped far behind the decision boundary of {samples} of the samples: less "
        "than half of the change that it found was enough. They count as broken at what was found "
        "on the way back from there, and much nearer examples may exist. Change its parameters "
        "(steps, their length, weights), or take another attack."
    )


def unsettled_warning(samples: int, attacked: int) -> str:
    """Return the sentence for searches whose distances were falling when the queries ran out."""
    return (
        f"The attack had not come to rest on {samples} of {attacked} samples when its queries ran "
        "out: their distance was still falling, or had hardly begun to. With more steps it finds "
        "nearer examples; take the curve as an optimistic bound."
    )


def is_more_than_rounding(disputed: int, samples: int) -> bool:
    """Whether more samples are disputed than rounding leaves exactly between two classes."""
    return disputed > _FEW_DISPUTED * samples


def refused_warning(table: SampleTable) -> tuple[str, ...]:
    """Return the sentence for samples whose examples ONNX Runtime refused, every one; or none.

    Where two computations of one model agree, what misleads one of them misleads the other a step
    later.
    """
    disputed = np.isinf(table.minimum_perturbation) & (table.rejected_by_confirmation > 0)
    samples = int(disputed.sum())
    if not is_more_than_rounding(samples, len(table)):
        return ()
    return (
        f"{samples} of {len(table)} samples misled the converted model, and ONNX Runtime refused "
        "every one of their examples: they count as robust, but the two differ there. Take the "
        "curve as an optimistic bound. If the model was quantised or optimised, evaluate the one "
        "that it was made from, too.",
    )
