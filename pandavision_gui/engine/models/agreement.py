"""Whether the converted model computes what the file says, on real samples, before any attack."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.models.agreement_of_draws import COMPARED_ROWS, DRAWS, compare_draws
from pandavision_gui.engine.models.final_activation import Kind
from pandavision_gui.engine.models.image_classifier import ImageClassifier
from pandavision_gui.engine.models.onnx_truth import OnnxTruth, joined, require_finite
from pandavision_gui.engine.models.score_only import ScoreOnlyClassifier
from pandavision_gui.engine.row_limit import RowLimit, in_groups, is_out_of_memory
from pandavision_gui.errors import InputError

# Two right computations of one network differ by rounding alone: 2^-24 ≈ 6e-8 of the largest
# number per operation, summed over thousands of additions a layer and tens of layers, with
# cancellation: 1e-6 to 1e-5 of the largest logit in practice. A hundred times that leaves room
# for fused and reordered kernels; a wrong operator, axis or padding is off by 1e-2 or more.
_RELATIVE = 1e-3
# For models whose logits are all tiny: below it no argmax of use hangs on the difference.
_FLOOR = 1e-4
# 16-bit numbers round at 2^-11 ≈ 5e-4, and ONNX Runtime computes parts of such models in 32 bits.
_RELATIVE_HALF = 2e-2
_FLOOR_HALF = 2e-2
# A quantised model rounds to 256 steps at every layer; where the last bits differ, a value lands on
# the neighbouring step, and a few such steps reach the scores: up to 1.2 % of the largest logit on
# the networks tried. A wrong operator or scale is off by far more than a twentieth.
_RELATIVE_ROUNDING = 5e-2
_OF_QUANTISED = (
    "An attack on it would say nothing about your model. It is quantised: on processors without "
    "8-bit dot products (VNNI) ONNX Runtime's sums of 8-bit products overflow. Quantise weights "
    "with a reduced range (7 bits), or evaluate on a processor that has them."
)
# Below this a float32 probability loses digits (denormal numbers begin at 1e-38).
_SMALLEST_PROBABILITY = 1e-30
# ONNX Runtime's logistic function cuts its argument at ±18, so it never answers less than 1.5e-8;
# that of scikit-learn's operators computes 1 − p for negative numbers, off by up to 6e-8, which is
# half the tolerance in the logarithm of 1e-5.
_SMALLEST_SIGMOID = 1e-5
# 1 − p is computed from a float32 p: off by up to 6e-8, which a logarithm must not magnify.
_SMALLEST_OF_TWO = 1e-4


@dataclass(frozen=True)
class Agreement:
    """Result of a comparison.

    Attributes
    ----------
    rows
        Number of samples compared.
    argmax_equal
        Number of them whose predicted class is the same alone and in a batch in both, or whose
        two best scores are closer than `tolerance`.
    largest_difference
        Largest difference of two scores of a class, alone and in a batch, in the class where it is
        largest for its tolerance; infinite where the converted model returned NaN.
    tolerance
        What rounding may explain there.
    passes
        Whether all classes are equal and all differences within the tolerance.
    draws
        How often each sample was asked, for a model that draws random numbers: the differences are
        then those of distribution functions, in [0, 1]; 1 for all others.
    """

    rows: int
    argmax_equal: int
    largest_difference: float
    tolerance: float
    passes: bool
    draws: int = 1


def check_agreement(
    classifier: ImageClassifier | ScoreOnlyClassifier,
    truth: OnnxTruth,
    samples: NDArray[np.float32],
    limit: RowLimit | None = None,
) -> Agreement:
    """Compare both models on every sample, alone and in a batch.

    Parameters
    ----------
    classifier, truth
        The converted model and the original one.
    samples
        float32, (N, C, H, W), N ≥ 1, real samples in the dataset's own units.
    limit
        How many of them go through the converted model at a time, all if the memory is enough.

    Raises
    ------
    InputError
        ``conversion_disagrees`` with the figures; ``conversion_not_runnable`` when the converted
        model cannot be run; ``model_not_finite`` when the original returns NaN or infinity.
    """
    found = compare(classifier, truth, samples, limit)
    if not found.passes and found.draws > 1:
        raise InputError(
            "conversion_disagrees",
            f"The converted model's answers are spread otherwise than ONNX Runtime's on "
            f"{found.rows - found.argmax_equal} of {found.rows} samples: of {found.draws} answers "
            f"each, the distributions differ by {found.largest_difference:.2g}, where chance "
            f"explains less than {found.tolerance:.2g}.",
            "An attack on it would say nothing about your model; export the model again with "
            "more usual operators or an open batch size.",
        )
    if not found.passes:
        raise InputError(
            "conversion_disagrees",
            f"The converted model disagrees with ONNX Runtime: {found.argmax_equal} of "
            f"{found.rows} predictions are equal, and the scores differ by up to "
            f"{found.largest_difference:.3g}, where rounding explains {found.tolerance:.3g}.",
            _OF_QUANTISED
            if classifier.is_rounding
            else "An attack on it would say nothing about your model; export the model again with "
            "more usual operators or an open batch size.",
        )
    return found


def compare(
    classifier: ImageClassifier | ScoreOnlyClassifier,
    truth: OnnxTruth,
    samples: NDArray[np.float32],
    limit: RowLimit | None = None,
) -> Agreement:
    """Compare like :func:`check_agreement`, but report a disagreement instead of raising."""
    if truth.repeats > 1:
        return _compare_draws(classifier, truth, samples[:COMPARED_ROWS], limit)
    rows = [samples[i : i + 1] for i in range(len(samples))]
    alone = np.concatenate([truth.scores(row) for row in rows])
    batched = truth.scores(samples)
    for scores in (alone, batched):
        require_finite(scores)
    in_batches = in_groups(
        len(samples), limit or RowLimit(), lambda rows: _converted(classifier, samples[rows])
    )
    activation = truth.interface.activation
    kind = activation.kind if activation is not None else None
    reference = _comparable(alone.astype(np.float64), kind)
    others = [
        _comparable(batched.astype(np.float64), kind),
        _activated(np.concatenate([_converted(classifier, row) for row in rows]), kind),
        _activated(np.concatenate(in_batches), kind),
    ]
    return _judged(reference, others, _tolerances(classifier, reference))


def _compare_draws(
    classifier: ImageClassifier | ScoreOnlyClassifier,
    truth: OnnxTruth,
    samples: NDArray[np.float32],
    limit: RowLimit | None,
) -> Agreement:
    """Compare two models that draw random numbers, alone and in a batch."""
    activation = truth.interface.activation
    kind = activation.kind if activation is not None else None
    rows = [samples[i : i + 1] for i in range(len(samples))]

    def told(parts: list[NDArray[np.float32]]) -> NDArray[np.float64]:
        scores = joined(parts)
        require_finite(scores)
        return _comparable(scores.astype(np.float64), kind)

    def converted(parts: list[NDArray[np.float64]]) -> NDArray[np.float64]:
        return _activated(np.concatenate(parts), kind)

    found = compare_draws(
        lambda: told([truth.scores(row) for row in rows]),
        [
            lambda: converted(
                in_groups(
                    len(samples),
                    limit or RowLimit(),
                    lambda group: _converted(classifier, samples[group]),
                )
            ),
            lambda: converted([_converted(classifier, row) for row in rows]),
            lambda: told([truth.scores(samples)]),
        ],
        lambda scores: _tolerances(classifier, scores),
    )
    return Agreement(
        rows=len(samples),
        argmax_equal=found.passing,
        largest_difference=found.largest_difference,
        tolerance=found.tolerance,
        passes=found.passing == len(samples),
        draws=DRAWS,
    )


def _tolerances(
    classifier: ImageClassifier | ScoreOnlyClassifier, reference: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what rounding may explain in each class's scores, float64, (K,).

    It grows with the scores that decide, the two best of every sample. A class that is masked out
    with −1e9 rounds more coarsely, which excuses no difference in the others.
    """
    floor, relative = _FLOOR, _RELATIVE
    if classifier.half_precision:
        floor, relative = _FLOOR_HALF, _RELATIVE_HALF
    if classifier.is_rounding:
        relative = _RELATIVE_ROUNDING
    deciding = float(np.abs(np.sort(reference, axis=1)[:, -2:]).max())
    largest = np.maximum(np.abs(reference).max(axis=0), deciding)
    tolerances: NDArray[np.float64] = np.maximum(floor, relative * largest)
    return tolerances


def _judged(
    reference: NDArray[np.float64],
    others: list[NDArray[np.float64]],
    tolerances: NDArray[np.float64],
) -> Agreement:
    rows = len(reference)
    tightest = float(tolerances.min())
    if any(other.shape != reference.shape for other in others):
        return Agreement(rows, 0, float("inf"), tightest, passes=False)
    differences = np.max([np.abs(other - reference).max(axis=0) for other in others], axis=0)
    differences = np.where(np.isnan(differences), np.inf, differences)
    worst = int((differences / tolerances).argmax())
    best = np.sort(reference, axis=1)
    undecided = best[:, -1] - best[:, -2] < tightest
    same = np.all([other.argmax(axis=1) == reference.argmax(axis=1) for other in others], axis=0)
    equal = int((same | undecided).sum())
    return Agreement(
        rows=rows,
        argmax_equal=equal,
        largest_difference=float(differences[worst]),
        tolerance=float(tolerances[worst]),
        passes=equal == rows and bool((differences <= tolerances).all()),
    )


def _converted(
    classifier: ImageClassifier | ScoreOnlyClassifier, samples: NDArray[np.float32]
) -> NDArray[np.float64]:
    try:
        with torch.no_grad():
            logits = classifier(torch.from_numpy(samples).to(classifier.device))
    except Exception as error:
        # Operators of a converted graph raise whatever torch and Python raise for a wrong shape.
        if is_out_of_memory(error):
            raise
        raise InputError(
            "conversion_not_runnable",
            f"The converted model cannot be run on {len(samples)} "
            f"sample{'s' if len(samples) != 1 else ''}.",
            "Export it with more usual operators or an open batch size.",
            repr(error),
        ) from error
    return np.asarray(logits.cpu().numpy(), dtype=np.float64)


def _activated(logits: NDArray[np.float64], kind: Kind | None) -> NDArray[np.float64]:
    """Apply the original's last operator to converted logits, in the form that is compared."""
    if kind is None:
        return logits
    if kind == "exp":
        return _bounded(logits, _SMALLEST_PROBABILITY)
    if kind == "sigmoid":
        return _bounded(-np.logaddexp(0.0, -logits), _SMALLEST_SIGMOID)
    top = logits.max(axis=1, keepdims=True)
    log_probabilities = logits - top - np.log(np.exp(logits - top).sum(axis=1, keepdims=True))
    return (
        log_probabilities if kind == "log_softmax" else _bounded(log_probabilities, _smallest(kind))
    )


def _comparable(scores: NDArray[np.float64], kind: Kind | None) -> NDArray[np.float64]:
    """Return logits as they are, probabilities as logarithms.

    Probabilities near 0 and 1 hide what their logarithms show: a logit that is off by 10.
    """
    if kind in (None, "log_softmax"):
        return scores
    return np.log(np.maximum(scores, _smallest(kind)))


def _smallest(kind: Kind | None) -> float:
    if kind == "sigmoid":
        return _SMALLEST_SIGMOID
    return _SMALLEST_OF_TWO if kind == "one_sigmoid" else _SMALLEST_PROBABILITY


def _bounded(log_probabilities: NDArray[np.float64], smallest: float) -> NDArray[np.float64]:
    bounded: NDArray[np.float64] = np.maximum(log_probabilities, np.log(smallest))
    return bounded
