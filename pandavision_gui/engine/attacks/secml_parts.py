"""The parts of SecML-Torch that attacks are built on, imported without the libraries it wraps.

`secmlt.adv.evasion` imports Foolbox and Adversarial Library wherever these are installed, for
attacks of theirs that are not used here. Beside Foolbox a worker starts 0.4 s later, and beside
one that does not fit the other libraries it would not start. So they are not to be found meanwhile.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_WRAPPED = ("foolbox", "adv_lib")


@contextmanager
def _without_wrapped_libraries() -> Iterator[None]:
    # What is imported already stays: somebody uses it.
    hidden = [name for name in _WRAPPED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: not to be found
    try:
        yield
    finally:
        for name in hidden:
            del sys.modules[name]


with _without_wrapped_libraries():
    from secmlt.adv.evasion.perturbation_models import LpPerturbationModels
    from secmlt.optimization.constraints import Constraint
    from secmlt.optimization.gradient_processing import LinearProjectionGradientProcessing
    from secmlt.optimization.losses import LogitDifferenceLoss

__all__ = [
    "Constraint",
    "LinearProjectionGradientProcessing",
    "LogitDifferenceLoss",
    "LpPerturbationModels",
]
