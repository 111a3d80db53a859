"""The rules between the keys of a spec, checked when it is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandavision_gui.engine.attack_catalogue import CATALOGUE, DEFAULT_ATTACKS
from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.engine.class_name_limits import LONGEST_NAME, require_few, require_short
from pandavision_gui.engine.corruptions import Severity
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.spec_errors import shown
from pandavision_gui.errors import InputError, nearest

if TYPE_CHECKING:
    from pandavision_gui.engine.spec import EvaluationSpec

LARGEST_VALUE = 1e6
"""In norms that add up; a picture of 3 × 10,000 × 10,000 has no larger L2 value than 17,321."""
_CLASS_NAMES = '"class-names"'
_MAX_NORM = "max-norm"
_NAMES_OF_MAX_NORM = frozenset({"linf", "l-inf", "l_inf", "l∞", "inf", "chebyshev"})
_LARGEST_INPUT = 1e30
"""Room is left below float32's largest number, 3.4e38, for a difference and a square root."""


def check_rules(spec: EvaluationSpec) -> None:
    """Check what no key can tell alone.

    Raises
    ------
    InputError
        One sentence that names the keys and what is allowed.
    """
    _check_attack(spec)
    _check_values(spec)
    _check_samples(spec)
    if spec.input_range != "auto" and not spec.input_range[0] < spec.input_range[1]:
        raise InputError(
            "input_range_order",
            f'"input-range": {list(spec.input_range)}: the first number must be below the second.',
        )
    if spec.input_range != "auto" and max(map(abs, spec.input_range)) > _LARGEST_INPUT:
        raise InputError(
            "input_range_too_wide",
            f'"input-range": {list(spec.input_range)} is wider than numbers of 32 bits are.',
        )
    if spec.batch_size != "auto" and not 1 <= spec.batch_size <= 4096:
        raise InputError(
            "batch_size", f'"batch-size": {shown(spec.batch_size)} is not within 1 … 4096.'
        )


def _check_attack(spec: EvaluationSpec) -> None:
    if spec.perturbation_type not in DEFAULT_ATTACKS:
        raise InputError(
            "perturbation_type_unknown",
            f'"perturbation-type": "{spec.perturbation_type}" is not a perturbation type.',
            f'The max-norm (L∞) is called "{_MAX_NORM}" here.'
            if spec.perturbation_type.lower() in _NAMES_OF_MAX_NORM
            else nearest(spec.perturbation_type, DEFAULT_ATTACKS),
        )
    info = spec.attack_info
    explicit = "perturbation_type" in spec.model_fields_set
    if explicit and spec.perturbation_type not in info.perturbation_types:
        answered = " and ".join(f'"{kind}"' for kind in info.perturbation_types)
        raise InputError(
            "keys_contradict",
            f'"attack": "{info.name}" and "perturbation-type": "{spec.perturbation_type}" '
            f"contradict each other: that attack answers {answered}.",
            _way_out(spec.perturbation_type),
        )
    if spec.target is not None and not info.can_aim:
        raise InputError(
            "key_not_used",
            f'"target" is not used by the attack "{info.name}", which cannot aim.',
            "Remove the key or choose another attack.",
        )
    _check_surrogate(spec, info)
    _ = spec.attack_parameters


def require_runnable(spec: EvaluationSpec) -> None:
    """Refuse a spec that no job can run, or that has more text than a new job takes.

    Raises
    ------
    InputError
        ``attack_not_run``, ``text_too_long``, or what is wrong with names of classes.
    """
    for key, text in (("target", spec.target), ("labels", spec.labels)):
        if isinstance(text, str) and len(text) > LONGEST_NAME:
            raise InputError(
                "text_too_long",
                f'"{key}" has {len(text):,} characters; at most {LONGEST_NAME:,} are read.',
            )
    if spec.class_names is not None:
        require_few(len(spec.class_names), _CLASS_NAMES)
        require_short(spec.class_names, _CLASS_NAMES)
    if not spec.attack_info.is_run:
        raise InputError(
            "attack_not_run",
            f'"attack": "{spec.attack_info.name}" cannot be run: it is made of finished jobs.',
            "Combine them by `pandavision worst-case`, or in the window's list of jobs.",
        )


def _check_surrogate(spec: EvaluationSpec, info: AttackInfo) -> None:
    if spec.surrogate_model is not None and not info.uses_surrogate:
        using = " and ".join(f'"{one.name}"' for one in CATALOGUE.values() if one.uses_surrogate)
        raise InputError(
            "key_not_used",
            f'"surrogate-model" is not used by "attack": "{info.name}": a second model is for '
            f"{using} only.",
            "Remove one of the two keys.",
        )
    if spec.surrogate_model is None and info.uses_surrogate:
        raise InputError(
            "surrogate_missing",
            f'"surrogate-model" is missing: "attack": "{info.name}" makes its examples on a '
            "second model.",
            "Name the ONNX file of another model for the same classes.",
        )


def _way_out(perturbation_type: str) -> str:
    """Return what to do about an attack that does not answer a perturbation type."""
    default = DEFAULT_ATTACKS[perturbation_type]
    return f'Remove one of the two keys, or take "{default}" for "{perturbation_type}".'


def _check_values(spec: EvaluationSpec) -> None:
    if not spec.scale.ends_at_one:
        _check_sums(spec)
        return
    what = "severities"
    if not isinstance(spec.scale, Severity):
        whole = "the input range" if spec.scale is Norm.LINF else "the pixels"
        what = f"fractions of {whole}"
    for value in spec.perturbation_values:
        if not 0 <= value <= 1:
            side = "below 0" if value < 0 else "above 1"
            is_pixel = 1 < value <= 255 and spec.scale is Norm.LINF
            raise InputError(
                "perturbation_value_range",
                f'"perturbation-values": {value:g} is {side}; values are {what}, in [0, 1].',
                f"{value:g}/255 is written {value / 255:.6g}." if is_pixel else "",
            )


def _check_sums(spec: EvaluationSpec) -> None:
    """A change of many elements adds up: it can be larger than the range of one."""
    for value in spec.perturbation_values:
        if not 0 <= value <= LARGEST_VALUE:
            side = "below 0" if value < 0 else f"above {LARGEST_VALUE:g}"
            raise InputError(
                "perturbation_value_range",
                f'"perturbation-values": {value:g} is {side}; values are the '
                f"{spec.norm.symbol} size of a change in units of the input range.",
            )


def _check_samples(spec: EvaluationSpec) -> None:
    if spec.samples is not None:
        other = (
            '"indexes"'
            if spec.indexes is not None
            else '"evaluation-mode": "complete"'
            if spec.evaluation_mode == "complete"
            else None
        )
        if other:
            raise InputError(
                "keys_contradict",
                f'"samples": {spec.samples} and {other} contradict each other: the number of '
                'samples is chosen for "evaluation-mode": "fast" only.',
                "Remove one of the two keys."
                if spec.indexes is not None
                else 'Remove one of the two keys, or ask for "evaluation-mode": "fast".',
            )
    if spec.indexes is None:
        return
    if not spec.indexes:
        raise InputError("indexes_empty", '"indexes" is an empty list.', "Name a sample.")
    seen: set[int] = set()
    for index in spec.indexes:
        if index < 0:
            raise InputError(
                "indexes_negative", f'"indexes" has {index}; the first sample has index 0.'
            )
        if index in seen:
            raise InputError("indexes_repeated", f'"indexes" has {index} more than once.')
        seen.add(index)
