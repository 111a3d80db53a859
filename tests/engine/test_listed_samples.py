"""Which samples are listed, held against a slow reading of the same words."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.listed_samples import (
    Fate,
    Order,
    Rounding,
    SampleChoice,
    chosen_rows,
    fates,
)
from pandavision_gui.engine.sample_table import SampleTable

from ..views.opened_jobs import VALUES, made_up_table

TOP = VALUES[-1]


def is_wanted(table: SampleTable, row: int, choice: SampleChoice) -> bool:
    value = TOP if choice.value is None else choice.value
    right = table.prediction[row] == table.label[row]
    if table.correct is None:
        still = table.minimum_perturbation[row] > value
    else:
        still = bool(table.correct[row][VALUES.index(value)])
    fate = {
        Fate.ANY: True,
        Fate.WRONG: not right,
        Fate.BROKEN: right and not still,
        Fate.WITHSTOOD: right and still,
    }[choice.fate]
    fools = {Rounding.FOOLS: 1, Rounding.HARMLESS: 0}.get(choice.rounding)
    return bool(
        fate
        and choice.label in (None, table.label[row])
        and choice.answer in (None, table.adversarial_prediction[row])
        and fools in (None, table.survives_8bit[row])
    )


def comes_before(table: SampleTable, one: int, other: int, order: Order) -> bool:
    """Whether a row comes before another one."""

    def key(row: int) -> tuple[float, ...]:
        index = float(table.index[row])
        size = float(table.minimum_perturbation[row])
        if order is Order.DATASET:
            return (index,)
        if order is Order.SUREST:
            sure = float(table.adversarial_confidence[row])
            return (-sure if np.isfinite(sure) else 1.0, index)
        if order is Order.LARGEST:
            return (-size if np.isfinite(size) else 1.0, index)
        return (float(table.prediction[row] != table.label[row]), size, index)

    return key(one) < key(other)


CHOICES = st.builds(
    SampleChoice,
    label=st.none() | st.integers(0, 5),
    fate=st.sampled_from(Fate),
    value=st.none() | st.sampled_from(VALUES[1:]),
    answer=st.none() | st.integers(0, 5),
    rounding=st.sampled_from(Rounding),
    order=st.sampled_from(Order),
)


@given(
    count=st.integers(0, 40),
    seed=st.integers(0, 1000),
    is_drawn=st.booleans(),
    choice=CHOICES,
)
def test_the_listed_samples_are_those_that_are_wanted_in_the_wanted_order(
    count: int, seed: int, is_drawn: bool, choice: SampleChoice
) -> None:
    table = made_up_table(count, seed=seed, draws=VALUES if is_drawn else None)
    rows = chosen_rows(table, choice, TOP).tolist()
    assert sorted(rows) == [row for row in range(count) if is_wanted(table, row, choice)]
    for one, other in pairwise(rows):
        assert comes_before(table, one, other, choice.order)


@pytest.mark.parametrize(("draws", "value"), product([None, VALUES], VALUES))
def test_every_sample_has_one_fate(draws: tuple[float, ...] | None, value: float) -> None:
    found = fates(made_up_table(500, draws=draws), value)
    assert found.pop(Fate.ANY).all()
    assert (sum(column.astype(int) for column in found.values()) == 1).all()
