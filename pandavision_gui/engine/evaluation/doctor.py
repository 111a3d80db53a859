"""What was misread, when a classifier does hardly better than guessing on clean samples.

The commonest causes are tried on the samples themselves: another normalisation, labels that begin
at 1, colours in the other order. Nothing is changed: the sentence names the key to set.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.confirm import Truth, predict
from pandavision_gui.engine.preprocessing import PRESETS, Normalisation, preset_normalisation
from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.errors import InputError

_STEP_FROM_CHANCE = 0.1
"""Nearer to chance than this share of the way from guessing to perfect is near chance."""


@dataclass(frozen=True)
class Reading:
    """Another way to read the files.

    Attributes
    ----------
    key, value
        What to set in the spec.
    right
        Samples that are classified right this way.
    """

    key: str
    value: str
    right: int


def near_chance_warning(
    truth: Truth,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    input_range: tuple[float, float],
    applied: Normalisation | None,
    classes: int,
) -> str:
    """Return a sentence when the clean accuracy is near chance, else nothing.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), data units.
    applied
        The normalisation that `truth` applies to what it is given.
    """
    prediction, _ = predict(truth, samples)
    count, right = len(labels), int((prediction == labels).sum())
    if not _is_near_chance(right, count, classes):
        return ""
    sentence = (
        f"Only {right} of {count} clean samples are classified right, hardly more than guessing "
        f"among {classes} classes would give: model and dataset are probably read wrongly, and the "
        "curve then means nothing."
    )
    readings = _other_readings(truth, samples, labels, prediction, input_range, applied)
    best = max(readings, key=lambda reading: reading.right, default=None)
    upper_now = wilson_interval(right, count)[1]
    if best is not None and wilson_interval(best.right, count)[0] > upper_now:
        return (
            f'{sentence} With "{best.key}": {best.value} it would be {best.right} of {count}: '
            "set that key if it is how the model was trained."
        )
    likely = (
        '"preprocessing" (none is applied)'
        if applied is None
        else '"preprocessing" (perhaps the model normalises by itself)'
    )
    return f'{sentence} Check {likely}, then "labels" and "label-offset", then "channels".'


def _is_near_chance(right: int, count: int, classes: int) -> bool:
    """Whether the accuracy is little better than guessing, as far as so many samples can tell."""
    if count == 0 or classes < 2:
        return False
    chance = 1 / classes
    is_low = right / count <= chance + 2 * _STEP_FROM_CHANCE * (1 - chance)
    return is_low and (
        wilson_interval(right, count)[0] <= chance + _STEP_FROM_CHANCE * (1 - chance)
    )


def _other_readings(
    truth: Truth,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    prediction: NDArray[np.int64],
    input_range: tuple[float, float],
    applied: Normalisation | None,
) -> list[Reading]:
    found = [
        Reading("label-offset", str(shift), int((prediction == labels + shift).sum()))
        for shift in (-1, 1)
    ]
    channels = samples.shape[1]
    for name in PRESETS:
        try:
            other = preset_normalisation(name, input_range, channels)
        except InputError:
            continue  # its statistics are for another number of channels
        found.append(_reading(truth, samples, labels, applied, other, f'"{name}"'))
    if applied is not None:
        nothing = Normalisation((0.0,) * channels, (1.0,) * channels)
        found.append(_reading(truth, samples, labels, applied, nothing, "{}"))
    if channels == 3:
        flipped, _ = predict(truth, np.ascontiguousarray(samples[:, ::-1]))
        found.append(Reading("channels", '"BGR"', int((flipped == labels).sum())))
    return found


def _reading(
    truth: Truth,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    applied: Normalisation | None,
    other: Normalisation,
    value: str,
) -> Reading:
    """Try a normalisation: give `truth` what its own normalisation turns into the other's output.

    That costs some rounding, which does not matter for a count of right answers.
    """

    def column(numbers: tuple[float, ...]) -> NDArray[np.float64]:
        return np.array(numbers).reshape(1, -1, 1, 1)

    wanted = (samples - column(other.mean)) / column(other.std)
    if applied is not None:
        wanted = wanted * column(applied.std) + column(applied.mean)
    prediction, _ = predict(truth, wanted.astype(np.float32))
    return Reading("preprocessing", value, int((prediction == labels).sum()))
