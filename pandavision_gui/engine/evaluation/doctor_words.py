"""What the doctor says, in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.class_names import class_in_words
from pandavision_gui.engine.evaluation.reading_search import Candidate
from pandavision_gui.engine.spec import EvaluationSpec

_FEW_VALUES = 8
_SHOWN_CLASSES = 4
_LONGEST_PAIRS = 120
"""Characters of the pairs of classes that one sentence has room for with their names."""
_NAMED_CAUSES = 3
_MOST_LABELS_NAMED = 5
_ENOUGH_FOR_ONE_ANSWER = 20
SLOW = "The model is slow: "
"""How a note begins about what there was no time for."""
ONE_ANSWER = "The model answers class "
"""How the sentence about a model with one answer to everything begins."""


def likeliest_causes(
    best: Sequence[Candidate],
    best_share: Mapping[str, float],
    spec: EvaluationSpec,
    *,
    several_outputs: bool = False,
) -> str:
    """Name the three likeliest causes of an accuracy near chance, likeliest first.

    Parameters
    ----------
    best
        The best reading, where one is clearly better than the present one.
    best_share
        By key of the spec: the best share of right answers that was seen when it was changed.
    several_outputs
        Whether the model has other outputs that can be class scores: that is named then in any
        case.
    """
    none = spec.preprocessing is None
    causes = {
        "preprocessing": 'the normalisation ("preprocessing"'
        + (", none is applied now)" if none else ", perhaps the model normalises by itself)"),
        "output": 'another output of the model ("output")',
        "label-offset": 'the numbers of the classes ("labels", "label-offset")',
        "channels": 'the order of channels or axes ("channels", "layout")',
        "": "a model that is not trained, or trained for other classes",
    }
    if not several_outputs:
        del causes["output"]
    family = {"labels": "label-offset", "layout": "channels"}
    shares = {cause: 0.0 for cause in causes}
    for key, share in best_share.items():
        cause = family.get(key, key)
        if cause in shares and cause:
            shares[cause] = max(shares[cause], share)
    proposed = [family.get(key, key) for one in best for key in (*one.keys, one.family)]
    order = sorted(causes, key=lambda cause: (cause not in proposed, -round(shares[cause], 1)))
    likeliest = [cause for cause in order if proposed or cause][:_NAMED_CAUSES]
    if several_outputs and "output" not in likeliest:
        likeliest[-1] = "output"
    return "Likeliest causes: " + "; ".join(causes[cause] for cause in likeliest) + "."


def class_notes(
    labels: NDArray[np.int64], classes: int, names: Sequence[str] = ()
) -> Iterator[str]:
    """Say which of the model's classes have no sample at all.

    Parameters
    ----------
    names
        Of the classes; empty where they have numbers only.
    """
    seen = np.unique(labels[(labels >= 0) & (labels < classes)])
    if len(seen) == 1 and (labels == seen[0]).all():
        only = class_in_words(int(seen[0]), names)
        yield f"All samples have the label {only}: the accuracy says nothing of other classes."
    elif 0 < len(seen) < classes:
        lacking = np.setdiff1d(np.arange(classes), seen)
        few = len(lacking) <= _MOST_LABELS_NAMED
        listed = ", ".join(class_in_words(int(label), names) for label in lacking) if few else ""
        yield (
            f"The dataset has samples of {len(seen)} of the model's {classes} classes"
            + (f"; of these it has none: {listed}." if listed else ".")
        )


def one_answer_warning(prediction: NDArray[np.int64], labels: NDArray[np.int64]) -> str:
    """Say so where the model gives the same class for samples of several classes.

    On an unbalanced dataset its accuracy looks well, and no attack has anything to change.

    Parameters
    ----------
    prediction, labels
        int64, (N,).
    """
    count = len(prediction)
    if count < _ENOUGH_FOR_ONE_ANSWER or len(np.unique(labels)) < 2 or prediction[0] < 0:
        return ""
    if not (prediction == prediction[0]).all():
        return ""
    return (
        f"{ONE_ANSWER}{prediction[0]} for each of the {count} clean samples that were "
        "tried, which are of several classes: its accuracy is the share of that class. Is it "
        "trained, and is the preprocessing the one it was trained with?"
    )


def whole_number_warning(
    samples: NDArray[np.float32],
    read: NDArray[np.floating],
    input_range: tuple[float, float],
    most: int,
) -> list[str]:
    """Say so where a model that takes whole numbers is given few different ones.

    Parameters
    ----------
    samples, read
        In data units, and as the model reads them.
    input_range
        Of the data.
    most
        Largest number that the input takes.
    """
    values = np.unique(read)
    if len(values) > _FEW_VALUES or len(np.unique(samples[:8])) <= _FEW_VALUES:
        return []
    listed = ", ".join(f"{value:g}".replace("-", "−") for value in values)
    lower, upper = input_range
    scale = (upper - lower) / min(most, 255)
    return [
        "The model takes whole numbers, and what it gets is rounded to them: of the samples, only "
        f'{listed} is left. "preprocessing": {{"mean": [{lower:g}], "std": [{scale!r}]}} scales '
        f"them to 0 … {min(most, 255)}."
    ]


def order_words(
    order: NDArray[np.int64], of_dataset: Sequence[str] = (), of_model: Sequence[str] = ()
) -> str:
    """Say in which order the model seems to number the classes.

    Parameters
    ----------
    of_dataset, of_model
        What the labels and what the places of the model's scores are called: each only by its own
        file, as their orders are what is in doubt.
    """
    moved = [(label, int(place)) for label, place in enumerate(order) if label != place]
    more = ", …" if len(moved) > _SHOWN_CLASSES else ""
    shown = moved[:_SHOWN_CLASSES]
    pairs = ", ".join(
        f"{class_in_words(label, of_dataset)} → {class_in_words(place, of_model)}"
        for label, place in shown
    )
    if len(pairs) > _LONGEST_PAIRS:  # whoever cuts them could make other pairs of them
        pairs = ", ".join(f"{label} → {place}" for label, place in shown)
    return f"with the labels numbered in the model's order (by the confusions: label {pairs}{more})"


def unkeyed_warning(candidate: Candidate) -> str:
    """Say of a reading that no key of the spec sets how much is right with it."""
    right = candidate.right
    return (
        f"{int(right.sum())} of {len(right)} would be right if read {candidate.words}. No setting "
        f"does that: {candidate.remedy}."
    )
