"""Which class an attack steers each sample to, where it is to be a certain one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.errors import InputError, nearest, plain_text


class AimKind(StrEnum):
    """How the target of a sample is chosen."""

    ANY = "any"
    """None: whatever is not its own class will do."""
    CLASS = "class"
    """One class for all samples."""
    SECOND = "second"
    """The class that the model thinks of next, per sample."""
    ALL = "all"
    """Every other class in turn, the likeliest first; reaching any will do."""


@dataclass(frozen=True)
class Aim:
    """The aim of an evaluation.

    Attributes
    ----------
    target
        The class, for `AimKind.CLASS`.
    classes
        K, how many the model has.
    """

    kind: AimKind = AimKind.ANY
    target: int = -1
    classes: int = 0

    @property
    def must_reach(self) -> bool:
        """Whether only the target counts, and no other wrong class."""
        return self.kind in (AimKind.CLASS, AimKind.SECOND)

    @property
    def rounds(self) -> int:
        """How often the stages come, each time for another target."""
        return max(1, self.classes - 1) if self.kind is AimKind.ALL else 1

    @property
    def width(self) -> int:
        """How many targets a sample has: R."""
        return 0 if self.kind is AimKind.ANY else self.rounds

    def targets(self, label: int, scores: NDArray[np.float32]) -> NDArray[np.int64]:
        """Return a sample's targets, one per round: int64, (R,).

        Parameters
        ----------
        scores
            float32, (K,): of the clean sample.
        """
        if self.kind is AimKind.ANY:
            return np.empty(0, dtype=np.int64)
        if self.kind is AimKind.CLASS:
            return np.array([self.target], dtype=np.int64)
        # The earlier class first where two are as likely, as in a prediction.
        likeliest = np.argsort(-scores, kind="stable").astype(np.int64)
        found: NDArray[np.int64] = likeliest[likeliest != label][: self.width]
        return found


def aim_at(target: int | str | None, names: Sequence[str], classes: int) -> Aim:
    """Return the aim that a spec's `target` asks for.

    Parameters
    ----------
    names
        Of the classes, in label order; none where they are unknown.
    classes
        K, how many the model has.

    Raises
    ------
    InputError
        ``target_unknown``.
    """
    if target is None:
        return Aim(classes=classes)
    if target in (AimKind.SECOND, AimKind.ALL):
        return Aim(AimKind(target), classes=classes)
    number: int | str = target
    if isinstance(target, str) and target in names:
        number = list(names).index(target)
    if isinstance(number, int) and 0 <= number < classes:
        return Aim(AimKind.CLASS, number, classes)
    shown = f'"{plain_text(number)}"' if isinstance(number, str) else str(number)
    raise InputError(
        "target_unknown",
        f'"target": {shown} is not a class of the model.',
        nearest(number, [*names, "second", "all"])
        if isinstance(number, str) and names
        else f'Give a number within 0 … {classes - 1}, "second" or "all".',
    )


def without_target(
    order: NDArray[np.int64], labels: NDArray[np.int64], aim: Aim
) -> NDArray[np.int64]:
    """Leave out the samples that are of the target class already.

    Raises
    ------
    InputError
        ``target_only``: none is left.
    """
    if aim.kind is not AimKind.CLASS:
        return order
    kept: NDArray[np.int64] = order[labels[order] != aim.target]
    if len(kept) == 0:
        raise InputError(
            "target_only",
            f'"target": every chosen sample is of class {aim.target} already.',
            "Choose another target or other samples.",
        )
    return kept


def aim_words(aim: Aim, names: Sequence[str], left_out: int) -> tuple[str, ...]:
    """Return sentences on what is evaluated, and on what the curve does not say."""
    if not aim.must_reach:
        return ()
    target = "the class that came second on the clean sample"
    if aim.kind is AimKind.CLASS:
        target = f"class {aim.target}"
        if aim.target < len(names):
            target = f"class {aim.target} “{plain_text(names[aim.target])}”"
    said = (
        "The attack was aimed: a sample counts as broken only where the model takes it for "
        f"{target}. The curve says nothing about other errors."
    )
    if not left_out:
        return (said,)
    if left_out == 1:
        return (said, f"1 sample of {target} itself was left out.")
    return (said, f"{left_out} samples of {target} itself were left out.")
