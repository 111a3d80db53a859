"""What is said where samples that withstood the largest perturbation fell to a smaller one."""

from __future__ import annotations

from collections.abc import Iterable

_FELL = "checked samples withstood the attack at"
_BY_CHANCE = "the attack searches at random and had missed them there"


def missed_warning(
    hits: int, checked: int, top: float, *, uses_gradients: bool, is_random: bool = False
) -> str:
    """Return the sentences for a check that broke something: what it means, and what to do.

    Parameters
    ----------
    is_random
        Whether the model draws random numbers.
    """
    fell = f"{hits} of {checked} {_FELL} {top:g} but not at smaller values"
    again = "Every smaller value was attacked for all samples that were not broken"
    if is_random:
        return f"{fell}. The model draws random numbers, so that this may be chance. {again}."
    if not uses_gradients:
        return f'{fell}: {_BY_CHANCE}. {again}; more "steps" may break more.'
    return (
        f"{fell}: the model's gradients mislead the attack. {again}; take the curve as an "
        "optimistic bound. To settle it, evaluate the model with an attack without gradients, too "
        "(Square Attack, HopSkipJump), and take the worst case of both jobs."
    )


def is_told(warnings: Iterable[str]) -> bool:
    """Whether one of the warnings says that samples fell to a smaller perturbation."""
    return any(_FELL in text for text in warnings)


def is_settled_miss(warning: str) -> bool:
    """Whether a random search had missed samples, which count as broken since."""
    return _BY_CHANCE in warning
