"""The fast gradient sign method: a single step."""

from __future__ import annotations

from pandavision_gui.engine.attacks.pgd import PGD
from pandavision_gui.engine.norms import Norm


class FGSM(PGD):
    """One step of the radius' length along the sign of the gradient of cross-entropy.

    Notes
    -----
    Goodfellow, Shlens and Szegedy: Explaining and Harnessing Adversarial Examples, ICLR 2015.
    """

    def __init__(self, norm: Norm = Norm.LINF) -> None:
        super().__init__(norm, steps=1, rel_stepsize=1.0)
