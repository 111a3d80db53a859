"""Nothing counts as an adversarial example before ONNX Runtime says so.

At the first crossing of the decision boundary the margin is almost nothing, and the converted
model and ONNX Runtime disagree exactly there. So an example is checked when the search wants to
accept it: on the original file, as it would be stored, in float32.

A model that draws random numbers is asked several times, and the worst answer counts: an attacker
may try again (decision 0011).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.norms import Norm, distances
from pandavision_gui.engine.sample_table import NO_CLASS
from pandavision_gui.engine.stored_range import stored_range


class Truth(Protocol):
    """ONNX Runtime's answers on the original model.

    Attributes
    ----------
    repeats
        How often a sample is asked: 1, but for a model that draws random numbers.
    """

    @property
    def repeats(self) -> int:
        """See above."""
        ...

    def scores(self, samples: NDArray[np.float32]) -> NDArray[np.float32]:
        """Class scores, float32 (N, K), for float32 (N, C, H, W) in data units."""
        ...

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """Class probabilities, float32 (N, K), from scores."""
        ...


@dataclass(frozen=True)
class Confirmation:
    """What was found about a batch of would-be examples.

    Attributes
    ----------
    accepted
        bool, (N,): in the ball, in the input range and misclassified.
    distance
        float64, (N,): measured distance in data units.
    prediction, confidence
        int64 and float32, (N,): ONNX Runtime's prediction and its probability.
    """

    accepted: NDArray[np.bool_]
    distance: NDArray[np.float64]
    prediction: NDArray[np.int64]
    confidence: NDArray[np.float32]


def predict(
    truth: Truth, samples: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return ONNX Runtime's predictions and their probabilities; (−1, NaN) where it has none."""
    return read_scores(truth, truth.scores(samples))


def read_scores(
    truth: Truth, scores: NDArray[np.float32]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return the predictions of ONNX Runtime's scores, (N, K); see :func:`predict`."""
    # The class is read from the model's own scores: two that differ in their last bits become equal
    # as probabilities, and the first class would win.
    prediction = scores.argmax(axis=1).astype(np.int64)
    unusable = ~np.isfinite(scores).all(axis=1)
    probabilities = truth.probabilities(np.nan_to_num(scores, nan=0.0, posinf=0.0, neginf=0.0))
    confidence = probabilities[np.arange(len(prediction)), prediction].astype(np.float32)
    prediction[unusable] = -1
    confidence[unusable] = np.nan
    return prediction, confidence


def is_misled(
    prediction: NDArray[np.int64],
    labels: NDArray[np.int64],
    targets: NDArray[np.int64] | None = None,
) -> NDArray[np.bool_]:
    """Return which predictions are wrong, or the target where there is one: bool, (N,).

    Parameters
    ----------
    targets
        int64, (N,): classes, or `NO_CLASS` for any but the label; None for that everywhere.
    """
    # −1 stands for scores that are not finite: no prediction, so no error either.
    misled: NDArray[np.bool_] = (prediction != labels) & (prediction >= 0)
    if targets is not None:
        misled &= (targets == NO_CLASS) | (prediction == targets)
    return misled


def worst_prediction(
    truth: Truth,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    targets: NDArray[np.int64] | None = None,
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Ask as often as the truth says, and return the first answer that is misled.

    What has misled once is not asked again. Where none does, it is the first answer, or (−1, NaN)
    where one of them was no number.

    Parameters
    ----------
    labels, targets
        As for :func:`is_misled`.
    """
    prediction, confidence = predict(truth, samples)
    for _ in range(truth.repeats - 1):
        left = np.flatnonzero(~is_misled(prediction, labels, targets))
        if len(left) == 0:
            break
        again, sure = predict(truth, samples[left])
        misled = is_misled(again, labels[left], None if targets is None else targets[left])
        taken = misled | (again < 0)
        prediction[left[taken]], confidence[left[taken]] = again[taken], sure[taken]
    return prediction, confidence


@dataclass(frozen=True)
class Answers:
    """All answers to some samples.

    Attributes
    ----------
    scores
        float32, (N, K): of the first answers.
    prediction, confidence
        As :func:`worst_prediction` returns them.
    misled
        int64, (N,): how many answers were.
    """

    scores: NDArray[np.float32]
    prediction: NDArray[np.int64]
    confidence: NDArray[np.float32]
    misled: NDArray[np.int64]


def all_answers(
    truth: Truth,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    targets: NDArray[np.int64] | None = None,
) -> Answers:
    """Ask as often as the truth says, every time about every sample."""
    scores = truth.scores(samples)
    prediction, confidence = read_scores(truth, scores)
    misled = is_misled(prediction, labels, targets).astype(np.int64)
    for _ in range(truth.repeats - 1):
        again, sure = predict(truth, samples)
        errs = is_misled(again, labels, targets)
        taken = (misled == 0) & (errs | (again < 0))
        prediction[taken], confidence[taken] = again[taken], sure[taken]
        misled += errs
    return Answers(scores, prediction, confidence, misled)


def confirm(
    truth: Truth,
    samples: NDArray[np.float32],
    examples: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    radii: NDArray[np.float64],
    input_range: tuple[float, float],
    norm: Norm,
    targets: NDArray[np.int64] | None = None,
) -> Confirmation:
    """Check would-be adversarial examples.

    Parameters
    ----------
    samples, examples
        float32, (N, C, H, W), data units.
    labels
        int64, (N,): the true classes.
    radii
        float64, (N,), data units: the ball each example was looked for in.
    targets
        int64, (N,): the classes that the examples must be taken for; None for any but the label.
    """
    distance = distances(samples, examples, norm)
    flat = examples.reshape(len(examples), -1)
    lower, upper = stored_range(input_range)
    inside = (
        (distance <= radii)
        & (distance > 0)
        & (flat.min(axis=1) >= lower)
        & (flat.max(axis=1) <= upper)
    )
    prediction, confidence = worst_prediction(truth, examples, labels, targets)
    misled = is_misled(prediction, labels, targets)
    return Confirmation(inside & misled, distance, prediction, confidence)


def rounded_to_8bit(
    examples: NDArray[np.float32], input_range: tuple[float, float]
) -> NDArray[np.float32]:
    """Round to the 256 levels that an 8-bit picture has in the input range; same shape."""
    lower, upper = input_range
    width = upper - lower
    levels = np.rint((examples.astype(np.float64) - lower) / width * 255)
    rounded: NDArray[np.float32] = (levels / 255 * width + lower).astype(np.float32)
    return rounded
