"""The range that inputs live in: what perturbation values are a fraction of."""

from __future__ import annotations

import numpy as np

from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.datasets.value_range import number, value_range
from pandavision_gui.engine.stored_range import stored_range
from pandavision_gui.engine.unit_range import ROUNDING, range_with_rounding
from pandavision_gui.errors import InputError

_LARGEST = float(np.finfo(np.float32).max)
_ENOUGH_TO_TELL = 20
_MOST_OF_RANGE = 0.5
_ASK = 'Set "input-range" to the lowest and highest value that an input may have, such as'


def resolve_input_range(
    declared: tuple[float, float] | None, dataset: ImageDataset, indexes: np.ndarray
) -> tuple[float, float]:
    """Return (lower, upper) bound of the inputs, in data units.

    Parameters
    ----------
    declared
        The spec's "input-range"; None means "auto": decided on at most 1,024 of the drawn
        samples. 8-bit numbers are [0, 255]; truth values and floats inside [0, 1] are [0, 1], with
        a little more where these leave it by rounding; other whole numbers inside [0, 255] are
        [0, 255]. The data's own minimum and maximum are never the range: radii would move with the
        samples drawn.
    dataset, indexes
        The samples drawn; indexes int, shape (n,), at least one.

    Raises
    ------
    InputError
        ``input_range_unknown`` where "auto" would be a guess, ``input_range_invalid``, and what
        reading raises.
    EnvironmentFault
        ``dataset_unreadable``.
    """
    if declared is not None:
        lower, upper = float(declared[0]), float(declared[1])
        is_finite = max(abs(lower), abs(upper)) <= _LARGEST  # nor is NaN
        stored_lower, stored_upper = stored_range(declared) if is_finite else (0.0, 0.0)
        if not stored_lower < stored_upper:
            raise InputError(
                "input_range_invalid",
                f'"input-range" is [{lower:g}, {upper:g}].',
                "Give two finite numbers, the lower one first.",
            )
        return lower, upper
    found = value_range(dataset, indexes)
    are_floats = dataset.stored_dtype.startswith("float")
    is_known_unit = are_floats or dataset.stored_dtype == "bool"
    if is_known_unit and found.minimum >= 0 and found.maximum <= 1:
        return 0.0, 1.0
    rounded = range_with_rounding(found.minimum, found.maximum) if are_floats else None
    if rounded is not None:
        return rounded
    lowest, highest = number(found.minimum), number(found.maximum)
    if found.minimum >= 0 and found.maximum <= 1:
        raise InputError(
            "input_range_unknown",
            f"The samples' values run from {lowest} to {highest} (stored as "
            f"{dataset.stored_dtype}), which can mean black and white or a nearly black picture.",
            f"{_ASK} [0, 1] or [0, 255].",
        )
    if found.whole and found.minimum >= 0 and found.maximum <= 255:
        return 0.0, 255.0
    raise InputError(
        "input_range_unknown",
        f"The samples' values run from {lowest} to {highest} (stored as {dataset.stored_dtype}), "
        "from which the range of valid inputs cannot be told.",
        f"{_ASK} [0, 1] or [-1, 1].",
    )


def unused_range_warning(
    declared: tuple[float, float] | None, found: tuple[float, float], samples: np.ndarray
) -> str:
    """Say so where the range that "auto" came to is far wider than the values of the samples.

    Perturbations are shares of the range: pixels from 0 to 16 in a range of 0 … 255 would be
    attacked sixteen times too hard.

    Parameters
    ----------
    declared
        The spec's "input-range"; None means "auto".
    found
        What :func:`resolve_input_range` returned.
    samples
        float32, (N, …), data units: a fair draw.
    """
    highest = float(samples.max())
    share = (highest - found[0]) / (found[1] - found[0])
    if declared is not None or len(samples) < _ENOUGH_TO_TELL or share > _MOST_OF_RANGE:
        return ""
    if highest <= found[0]:
        return (
            f"Every value in the {len(samples)} samples looked at is {number(highest)}, so that "
            "there is nothing to see in them: was the file written as it should be?"
        )
    return (
        f"In the {len(samples)} samples looked at no value is above {number(highest)}, but the "
        f"input range is taken as "
        f"[{number(found[0])}, {number(found[1])}], of which perturbation values are shares. If a "
        f'value cannot be larger than that, set "input-range", for instance to '
        f"[{number(found[0])}, {number(highest)}]."
    )


def require_in_range(
    samples: np.ndarray, indexes: np.ndarray, input_range: tuple[float, float]
) -> None:
    """Check one batch: an attack would clip a sample outside the range and change it.

    Parameters
    ----------
    samples
        float32, shape (n, …), in data units.
    indexes
        int, shape (n,): the samples' places in the dataset, for the message.
    input_range
        (lower, upper). A bound such as 0.1 is rounded to float32 as the samples were.

    Raises
    ------
    InputError
        ``sample_outside_range`` naming the first such sample, its value and the range.
    """
    lower, upper = stored_range(input_range)
    # NaN is outside too: it is not inside.
    outside = ~((samples >= lower) & (samples <= upper))
    if outside.any():
        row = int(np.argmax(outside.reshape(len(samples), -1).any(axis=1)))
        value = samples[row][outside[row]][0]
        slack = ROUNDING * (upper - lower)
        is_rounding = bool(lower - slack <= samples.min() and samples.max() <= upper + slack)
        raise InputError(
            "sample_outside_range",
            f"Sample {indexes[row]} has the value {number(value)}, outside the input range "
            f"[{number(input_range[0])}, {number(input_range[1])}].",
            'Set "input-range" to a range that holds all samples'
            + (
                f", such as [{number(lower - slack)}, {number(upper + slack)}]."
                if is_rounding
                else "."
            ),
        )
