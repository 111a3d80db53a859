"""Which samples are listed, and in which order: functions of the sample table alone."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.sample_table import SampleTable


class Fate(StrEnum):
    """What became of a sample."""

    ANY = "any"
    BROKEN = "broken"
    WITHSTOOD = "withstood"
    WRONG = "wrong"


class Order(StrEnum):
    """What comes first."""

    SMALLEST = "smallest"
    LARGEST = "largest"
    DATASET = "dataset"
    SUREST = "surest"


class Rounding(StrEnum):
    """What an example does after rounding to 8 bits."""

    ANY = "any"
    FOOLS = "fools"
    HARMLESS = "harmless"


@dataclass(frozen=True)
class SampleChoice:
    """What is wanted; every part narrows the list.

    Attributes
    ----------
    label
        The true class; None for all.
    fate
        What became of it at `value`.
    value
        One of the evaluation's perturbation values; None for the largest.
    answer
        The class that its example is taken for; None for all.
    """

    label: int | None = None
    fate: Fate = Fate.ANY
    value: float | None = None
    answer: int | None = None
    rounding: Rounding = Rounding.ANY
    order: Order = Order.SMALLEST


def fates(table: SampleTable, value: float) -> dict[Fate, NDArray[np.bool_]]:
    """Return which samples are wrong without a perturbation, broken at `value`, or neither."""
    right, still = table.is_correct_at(0.0), table.is_correct_at(value)
    return {
        Fate.WRONG: ~right,
        Fate.BROKEN: right & ~still,
        Fate.WITHSTOOD: right & still,
        Fate.ANY: np.ones(len(table), dtype=np.bool_),
    }


def chosen_rows(table: SampleTable, choice: SampleChoice, top: float) -> NDArray[np.int64]:
    """Return the places in the table of what is wanted, in the order that is wanted.

    Parameters
    ----------
    top
        The largest perturbation value.
    """
    wanted = fates(table, top if choice.value is None else choice.value)[choice.fate].copy()
    if choice.label is not None:
        wanted &= table.label == choice.label
    if choice.answer is not None:
        wanted &= table.adversarial_prediction == choice.answer
    if choice.rounding is not Rounding.ANY:
        wanted &= table.survives_8bit == (1 if choice.rounding is Rounding.FOOLS else 0)
    rows = np.flatnonzero(wanted)
    return rows[_ranking(table.rows(rows), choice.order)]


def _ranking(table: SampleTable, order: Order) -> NDArray[np.int64]:
    perturbation = table.minimum_perturbation
    if order is Order.DATASET:
        return np.argsort(table.index, kind="stable")
    if order is Order.SUREST:
        surest = -np.nan_to_num(table.adversarial_confidence, nan=-1.0)
        return np.lexsort((table.index, surest))
    if order is Order.LARGEST:
        # What withstood everything has none: it stays behind those that have one.
        return np.lexsort((table.index, np.where(np.isfinite(perturbation), -perturbation, 1.0)))
    # What was wrong already needs none, and tells little of the attack: it goes last.
    is_wrong = table.prediction != table.label
    return np.lexsort((table.index, perturbation, is_wrong))
