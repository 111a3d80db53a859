"""What a model must reach to pass a gate: limits as they are written, and what they are of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from pandavision_gui.engine.corruptions import Scale
from pandavision_gui.engine.number_words import value_words
from pandavision_gui.engine.spec import FAST_SAMPLES, EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError, plain_text

_NUMBER = re.compile(
    r"(?P<top>[0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})"
    r"(?P<rest>%|/(?P<bottom>[0-9]{1,15}(\.[0-9]{0,15})?))?",
    re.ASCII,
)
_ROUNDING = 1e-9
_LONGEST = 40
"""Characters of what is quoted back."""
# Keeps this stream of random numbers apart from others that start from the same seed.
_STREAM = 0x47415445


@dataclass(frozen=True)
class MinimumAccuracy:
    """The robust accuracy at a perturbation value is at least a share."""

    share: float
    value: float

    def words(self, scale: Scale) -> str:
        """Return what is asked for."""
        return f"{_accuracy_words(self.value, scale)} at least {_given(self.share)} %"


@dataclass(frozen=True)
class MinimumSecValue:
    """The security value over the spec's perturbation values is at least a number."""

    level: float

    def words(self, scale: Scale) -> str:
        """Return what is asked for."""
        return f"security value at least {self.level:g}"


@dataclass(frozen=True)
class MaximumDrop:
    """The robust accuracy falls by no more than a share against another evaluation.

    Attributes
    ----------
    value
        The perturbation value; None in what was asked for means each of the spec's.
    """

    share: float
    value: float | None

    def words(self, scale: Scale) -> str:
        """Return what is asked for."""
        what = "robust accuracy" if self.value is None else _accuracy_words(self.value, scale)
        return f"{what} at most {_given(self.share)} percentage points below the baseline's"


Limit = MinimumAccuracy | MinimumSecValue | MaximumDrop


def _given(share: float) -> str:
    """Return a share in hundredths with all of the figures that were given, and one at least."""
    hundredths = 100 * share
    short = f"{hundredths:.1f}"
    return short if abs(float(short) - hundredths) < _ROUNDING else f"{hundredths:.10g}"


def _accuracy_words(value: float, scale: Scale) -> str:
    if value == 0:
        return "accuracy without perturbation"
    return f"robust accuracy at {scale.size_words(value_words(value, scale))}"


def parse_minimum(text: str) -> MinimumAccuracy:
    """Read "0.6@4/255" or "60%@0.02": a share, and the perturbation value that it is asked at.

    Raises
    ------
    InputError
        ``gate_limit_invalid``.
    """
    share, at, value = text.partition("@")
    if not at:
        raise _invalid("--min", text, "does not say at which perturbation value", "0.6@4/255")
    limit = _number("--min", text, share, "0.6@4/255")
    if not 0 < limit <= 1:
        raise _invalid("--min", text, "asks for no share above 0 and up to 1", "60%@0.02")
    return MinimumAccuracy(limit, _number("--min", text, value, "0.6@4/255"))


def parse_sec_value(text: str) -> MinimumSecValue:
    """Read the least security value: "0.5", "50%", "1/2".

    Raises
    ------
    InputError
        ``gate_limit_invalid``.
    """
    level = _number("--min-sec-value", text, text, "0.5")
    if not 0 < level <= 1:
        raise _invalid("--min-sec-value", text, "is not above 0 and up to 1", "0.5")
    return MinimumSecValue(level)


def parse_drop(text: str) -> MaximumDrop:
    """Read "0.02" or "2%@4/255": how far the robust accuracy may fall, and where.

    Raises
    ------
    InputError
        ``gate_limit_invalid``.
    """
    share, at, value = text.partition("@")
    limit = _number("--max-drop", text, share, "0.02")
    if limit >= 1:
        raise _invalid("--max-drop", text, "is not below 1: it forbids nothing", "2%")
    return MaximumDrop(limit, _number("--max-drop", text, value, "0.02@4/255") if at else None)


def _number(option: str, text: str, part: str, example: str) -> float:
    found = _NUMBER.fullmatch(part.strip())
    bottom = Fraction(found["bottom"].rstrip(".")) if found and found["bottom"] else Fraction(1)
    if found is None or bottom == 0:
        raise _invalid(option, text, f'holds "{_quoted(part)}", which is no number', example)
    top = Fraction(f"0{found['top']}".rstrip("."))
    return float(top / (100 if found["rest"] == "%" else bottom))


def _invalid(option: str, text: str, what: str, example: str) -> InputError:
    return InputError(
        "gate_limit_invalid",
        f'{option} "{_quoted(text)}" {what}.',
        f'Write it like "{example}": numbers are decimal, with %, or fractions.',
    )


def _quoted(text: str) -> str:
    return plain_text(text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…")


def gate_spec(spec: EvaluationSpec, limits: Sequence[Limit], there: int) -> EvaluationSpec:
    """Return the evaluation that decides the limits, its samples in an order that is drawn.

    Only the values that are asked about are evaluated, but where the security value is: that
    depends on all of them. A file may be sorted, and a statement about it while it is being
    evaluated is true of samples in a drawn order only; "fast" takes all samples in such an order
    when there are no more than it draws.

    Parameters
    ----------
    there
        Samples of the dataset.

    Raises
    ------
    InputError
        ``gate_value_not_evaluated``, or what the spec's rules say of the values.
    """
    asked = {limit.value for limit in limits if not isinstance(limit, MinimumSecValue)}
    values = spec.values
    if any(isinstance(limit, MinimumSecValue) for limit in limits):
        for value in sorted(one for one in asked if one is not None):
            if value not in values:
                raise InputError(
                    "gate_value_not_evaluated",
                    f"The value {value:g} is none of the spec's, and the security value is of "
                    "exactly those.",
                    "Add it to the spec, or ask for the security value in a gate of its own.",
                )
    elif None not in asked:
        values = tuple(sorted({0.0, *(one for one in asked if one is not None)}))
    changes: dict[str, object] = {"perturbation-values": list(values)}
    if spec.indexes is None and spec.evaluation_mode == "complete":
        changes |= {"evaluation-mode": "fast", "samples": max(1, there)}
    if spec.indexes is not None:
        drawn = np.random.Generator(np.random.PCG64(np.random.SeedSequence([spec.seed, _STREAM])))
        places = np.argsort(drawn.random(len(spec.indexes)), kind="stable")
        changes["indexes"] = [spec.indexes[place] for place in places]
    # As it was given: a default that is written out would contradict an attack of another norm.
    document = spec.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return spec_from_document(document | changes)


def is_whole(spec: EvaluationSpec, there: int) -> bool:
    """Whether all samples that the statement is about are evaluated: then the end is a count."""
    return spec.indexes is not None or (spec.samples or FAST_SAMPLES) >= there
