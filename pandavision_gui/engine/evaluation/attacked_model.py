"""Which model an attack looks at, and whether that can be attacked.

Most attacks look at the model under test, converted. Those with a second model, the surrogate, look
at that one only; of the model under test they ask nothing but answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.confirm import predict
from pandavision_gui.engine.evaluation.gradient_check import (
    change_shown_by_gradient,
    gradient_by_differences,
    gradient_warning,
    hides_slope,
    require_gradient,
)
from pandavision_gui.engine.evaluation.near_chance import is_near_chance
from pandavision_gui.engine.evaluation.random_answers import random_surrogate_warning
from pandavision_gui.engine.models.agreement import Agreement
from pandavision_gui.engine.models.load_classifier import LoadedClassifier, agreeing
from pandavision_gui.engine.row_limit import RowLimit
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError

_WITHOUT_GRADIENT = (
    'The attacks "square-linf", "square-l2" and "hopskipjump" need no gradient; "transfer" needs '
    "that of a second model only."
)

_INDIRECT = (
    "The examples were made on a second model: what none of them fools may still fall to an attack "
    "on the model itself."
)


class CleanRows(NamedTuple):
    """Real samples, float32 (N, C, H, W) in data units, and their labels, int64 (N,)."""

    samples: NDArray[np.float32]
    labels: NDArray[np.int64]


@dataclass(frozen=True)
class AttackedModel:
    """The model that gives an attack its scores and gradients.

    Attributes
    ----------
    is_surrogate
        Whether it is another model than the one under test.
    agreement
        How well its conversion agrees with ONNX Runtime.
    gradient_ratio
        What :func:`gradient_by_differences` found, None for attacks without gradients.
    remarks, warnings
        Sentences for the result: what was assumed of the surrogate, and what to doubt.
    hides_slope
        Whether most of the slope beside the samples is missing at the samples themselves.
    """

    loaded: LoadedClassifier
    is_surrogate: bool
    agreement: Agreement
    gradient_ratio: float | None
    remarks: tuple[str, ...]
    warnings: tuple[str, ...]
    hides_slope: bool = False

    @property
    def slope_is_unsure(self) -> bool:
        """Whether the gradient was not found to be the model's slope."""
        if self.gradient_ratio is None or self.warnings or self.hides_slope:
            return True
        return _rounds(self.loaded)


def attacked_model(
    spec: EvaluationSpec,
    tested: LoadedClassifier,
    agreement: Agreement,
    clean: CleanRows,
    *,
    input_range: tuple[float, float],
    limit: RowLimit,
    load: Callable[[str], LoadedClassifier],
    doubts: tuple[str, ...],
) -> AttackedModel:
    """Return the model that the attack of a spec looks at, after it was found fit for that.

    Parameters
    ----------
    tested, agreement
        The model under test, and what its comparison with ONNX Runtime found.
    load
        Loads another model for the same samples, read in the same way.
    doubts
        What may have been misread: said with a refusal.

    Raises
    ------
    InputError
        ``surrogate_classes``, ``model_no_gradient``, or what loading and comparing a surrogate
        raise, said of it.
    """
    if spec.surrogate_model is not None:
        with _said_of_surrogate():
            return _surrogate(load(spec.surrogate_model), tested, clean, input_range, limit)
    if not spec.attack_info.needs_gradient:
        return AttackedModel(tested, False, agreement, None, (), ())
    _require_converted(tested, _WITHOUT_GRADIENT)
    with _told_with(doubts):
        ratio, doubt = _gradient(tested, clean, input_range, limit)
    hides = _hides_slope(tested, clean, input_range)
    return AttackedModel(tested, False, agreement, ratio, (), doubt, hides)


def _surrogate(
    loaded: LoadedClassifier,
    tested: LoadedClassifier,
    clean: CleanRows,
    input_range: tuple[float, float],
    limit: RowLimit,
) -> AttackedModel:
    if loaded.classes != tested.classes:
        raise InputError(
            "surrogate_classes",
            f"It has {loaded.classes} classes, the model under test has {tested.classes}.",
            "Choose a model for the same classes.",
        )
    loaded, agreement = agreeing(loaded, clean.samples, limit)
    _require_converted(loaded, "Choose another second model.")
    ratio, doubt = _gradient(loaded, clean, input_range, limit)
    if loaded.truth.repeats > 1:
        doubt += (random_surrogate_warning(),)
    doubt += tuple(f"Second model: {remark}" for remark in (loaded.doubt,) if remark)
    # One answer to each: how it does on the average is what is asked here.
    predicted, _ = predict(loaded.truth, clean.samples)
    right, count = int((predicted == clean.labels).sum()), len(clean.labels)
    if is_near_chance(right, count, loaded.classes):
        doubt += (
            f"The second model classifies {right} of {count} clean samples right, hardly more than "
            "guessing: it numbers the classes in another way, or wants other preprocessing. What "
            "fools it says little about the model under test.",
        )
    return AttackedModel(
        loaded,
        True,
        agreement,
        ratio,
        (_INDIRECT, *(f"Second model: {remark}" for remark in loaded.facts.remarks)),
        doubt,
        _hides_slope(loaded, clean, input_range),
    )


def _require_converted(loaded: LoadedClassifier, hint: str) -> None:
    if loaded.hindrance is not None:
        error = loaded.hindrance
        told = f"{error.hint} {hint}".strip()
        raise InputError(error.code, error.message, told, error.details) from error


def _gradient(
    loaded: LoadedClassifier,
    clean: CleanRows,
    input_range: tuple[float, float],
    limit: RowLimit,
) -> tuple[float | None, tuple[str, ...]]:
    """Return the ratio of slope and gradient, and a doubt about the gradient if there is one."""
    rows = (loaded.classifier, clean.samples, clean.labels)
    require_gradient(*rows, limit)
    if loaded.truth.repeats > 1:
        # Every pass draws anew: differences between two are noise, and no slope.
        return None, ()
    ratio = gradient_by_differences(*rows, input_range, limit)
    # A model that rounds by design has no slope that a gradient could be held against.
    if _rounds(loaded):
        return ratio, ()
    shown = change_shown_by_gradient(*rows, input_range, limit)
    doubt = gradient_warning(ratio, shown)
    return ratio, (doubt,) if doubt else ()


def _hides_slope(
    loaded: LoadedClassifier, clean: CleanRows, input_range: tuple[float, float]
) -> bool:
    # Of noise, and of what only seems to have a slope, nothing can be said.
    if loaded.truth.repeats > 1 or _rounds(loaded):
        return False
    return hides_slope(loaded.classifier, clean.samples, clean.labels, input_range)


def _rounds(loaded: LoadedClassifier) -> bool:
    return loaded.classifier.is_rounding or loaded.truth.interface.takes_whole_numbers


@contextmanager
def _said_of_surrogate() -> Iterator[None]:
    """Let a refusal say which of the two models it is about."""
    try:
        yield
    except InputError as error:
        said = f'The second model ("surrogate-model"): {error.message}'
        raise InputError(error.code, said, error.hint, error.details) from error


@contextmanager
def _told_with(doubts: tuple[str, ...]) -> Iterator[None]:
    """Let a refusal say what was misread: a needless normalisation can leave no gradient."""
    try:
        yield
    except InputError as error:
        if doubts:
            hint = f"{doubts[0]} {error.hint}".strip()
            raise InputError(error.code, error.message, hint) from error
        raise
