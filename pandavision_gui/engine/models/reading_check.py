"""Whether the class scores are read as the file means them: its own labels must say the same.

A wrong reading (distances for scores, a probability for a logit, classes in another order) converts
without any fault, and every figure after it would be wrong.
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.models.onnx_truth import OnnxTruth
from pandavision_gui.engine.models.tensor_words import quoted
from pandavision_gui.errors import InputError, plain_text

# scikit-learn's SVC decides by votes but tells probabilities that were fitted afterwards: near the
# boundary they disagree on a few samples. Another meaning of the scores disagrees on most.
_FEW = 0.1
_CONTRASTS = (-3.0, 0.3, 3.0, 10.0)


def check_reading(truth: OnnxTruth, samples: NDArray[np.float32]) -> str:
    """Hold the class with the largest score against the labels that the model tells.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), N ≥ 1, real samples in the dataset's own units.

    Returns
    -------
    str
        A remark where few labels differ, else "".

    Raises
    ------
    InputError
        ``scores_misread``.
    """
    counted = truth.rows
    try:
        scores = truth.scores(samples)
        if truth.interface.one_logit and truth.interface.activation is None:
            _require_sign(truth, samples)
        if truth.repeats > 1:
            return ""  # a label and the scores beside it are of two draws
        remarks = [
            _held_against(truth, scores, labels, name)
            for name, labels in truth.told_classes(samples).items()
        ]
    finally:
        truth.rows = counted
    return next((remark for remark in remarks if remark), "")


def _held_against(
    truth: OnnxTruth, scores: NDArray[np.float32], labels: list[object], name: str
) -> str:
    """Compare; where the label may be meant otherwise, who asks for the scores has decided."""
    found = truth.interface
    try:
        return _compared(scores, labels, name, found.class_labels)
    except InputError as error:
        if name not in found.loose_labels:
            raise
        if found.was_asked_for:
            return (
                f'The model\'s output "{_short(name)}" decides otherwise than by the largest score '
                "(by another threshold, for instance); the scores are believed."
            )
        raise InputError(
            error.code,
            error.message,
            f'Set "output" to {quoted(found.chosen_output)} to have the scores believed, or '
            "export the network up to its class scores, before labels are made from them.",
        ) from error


def _compared(
    scores: NDArray[np.float32], labels: list[object], name: str, known: tuple[str, ...]
) -> str:
    if len(labels) != len(scores):
        raise _misread(
            f'the label output "{_short(name)}" has not one label per sample, so it is no choice '
            "among the classes"
        )
    ordered = np.sort(scores, axis=1)
    clear = np.flatnonzero(ordered[:, -1] > ordered[:, -2])  # a tie may go to either
    pairs = [(int(scores[row].argmax()), labels[row]) for row in clear]
    count = len(pairs)
    names = known if len(known) == scores.shape[1] else tuple(map(str, range(scores.shape[1])))
    differing = sum(names[place] != str(label) for place, label in pairs)
    meant = _usual_labels(pairs)
    if differing > _FEW * count:
        # Labels may be called otherwise, but then in the order of the classes.
        differing = sum(meant[place] != label for place, label in pairs)
        if not _is_in_order(list(meant.values())) or differing > _FEW * count:
            raise _disagreement(name, meant, differing, count)
    elif not _is_in_order([_number(text) for text in names]):
        raise _disagreement(name, meant, differing, count)
    if differing:
        return (
            f"On {differing} of {count} samples the model's label is not the class with the "
            "largest score; the scores are believed."
        )
    return ""


def _usual_labels(pairs: list[tuple[int, object]]) -> dict[int, object]:
    """Return for every place of the largest score the label that goes with it most often."""
    counts: dict[int, Counter[object]] = {}
    for place, label in sorted(pairs, key=lambda pair: pair[0]):
        counts.setdefault(place, Counter())[label] += 1
    return {place: counter.most_common(1)[0][0] for place, counter in counts.items()}


def _is_in_order(labels: list[object]) -> bool:
    """Whether numbers of classes grow with the place (gaps are usual), and texts are different."""
    numbers = [label for label in labels if isinstance(label, int | float)]
    if len(numbers) == len(labels):
        return all(one < other for one, other in pairwise(numbers))
    return len(set(labels)) == len(labels)


def _number(text: str) -> object:
    try:
        return float(text)
    except ValueError:
        return text


def _disagreement(name: str, meant: dict[int, object], differing: int, count: int) -> InputError:
    shown = ", ".join(f"{place} → {_short(label)}" for place, label in list(meant.items())[:5])
    return _misread(
        f'the label output "{_short(name)}" is not the place of the largest score (place → most '
        f"frequent label: {shown}; {differing} of {count} samples differ even so)"
    )


def _require_sign(truth: OnnxTruth, samples: NDArray[np.float32]) -> None:
    """Refuse a single probability that does not come from a Sigmoid: its sign says nothing."""
    middle = (samples.min() + samples.max()) / np.float32(2)
    # Far from the data a logit leaves 0 … 1; a probability never does.
    stretched = [(samples - middle) * np.float32(factor) + middle for factor in _CONTRASTS]
    numbers = truth.scores(np.concatenate([samples, *stretched]))[:, 1]
    numbers = numbers[np.isfinite(numbers)]
    is_share = bool(((numbers >= 0) & (numbers <= 1)).all())
    if is_share and not np.isin(numbers, (0.0, 1.0)).all():
        raise _misread(
            "it returns one number per sample, always from 0 to 1, that does not come from a "
            "Sigmoid; as a score it would always mean class 1"
        )


def _misread(what: str) -> InputError:
    return InputError(
        "scores_misread",
        f"The class scores of the model cannot be read with certainty: {what}.",
        "Export the network up to its class scores, before labels are made from them.",
    )


def _short(value: object) -> str:
    return plain_text(str(value))[:40]
