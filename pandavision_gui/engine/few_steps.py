"""Whether an attack takes so few steps, or queries, that what it leaves proves little."""

from __future__ import annotations

from collections.abc import Mapping

from pandavision_gui.engine.attack_info import AttackInfo

ENOUGH_STEPS = 10
"""With one or two, momentum PGD left as many samples standing as FGSM; guidelines ask for hundreds
(Carlini et al., On Evaluating Adversarial Robustness, 2019)."""
ENOUGH_QUERIES = 500
"""Of a random search. Of 73 samples of a robust network 56 withstood one query at 0.05, 45 a
hundred, 17 a thousand, and 5 the standard attack."""


def few_steps_warning(info: AttackInfo, told: object) -> str:
    """Return a sentence where a run has too few steps to find what there is, or "".

    Attacks that take one step whatever they are told (`AttackInfo.is_weak`) are called weak
    elsewhere, and those that look for the nearest example tell themselves how far they came.

    Parameters
    ----------
    told
        The parameters of the attack, by name, as they stand in a spec: those that are not there
        have their defaults, and what is no mapping is none.
    """
    field = info.parameters.model_fields.get("steps")
    if field is None or not info.kind.searches_radii:
        return ""
    steps = told.get("steps", field.default) if isinstance(told, Mapping) else field.default
    if not isinstance(steps, int):
        return ""
    if not info.needs_gradient and not info.uses_surrogate:
        if steps >= ENOUGH_QUERIES:
            return ""
        return (
            f"Queries: only {steps} in a run. A random search has hardly begun then, and with a "
            "thousand or more it usually breaks many more samples."
        )
    if steps >= ENOUGH_STEPS:
        return ""
    return (
        f"Steps: only {steps} in a run. Such an attack is hardly stronger than a single step, and "
        "with 50 or more it usually breaks more samples."
    )
