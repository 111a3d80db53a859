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


def in_the_way(warnings: Iterable[str]) -> tuple[str, ...]:
    """Return the warnings that must be settled before figures are believed, each once.

    A random search that had missed a sample is none of them: the sample counts as broken since.
    """
    return tuple(text for text in dict.fromkeys(warnings) if _BY_CHANCE not in text)


def warnings_words(grave: int, count: int, where: str) -> str:
    """Return "the warning below is", or "2 of the 3 warnings below are" where others are less."""
    if count == 1:
        return f"the warning {where} is"
    which = f"the {count}" if grave == count else f"{grave} of the {count}"
    return f"{which} warnings {where} {'is' if grave == 1 else 'are'}"
