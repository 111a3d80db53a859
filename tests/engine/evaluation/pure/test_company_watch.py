"""The first examples are asked about: no more than a few, over all runs of a job."""

from __future__ import annotations

import dataclasses

import numpy as np

from pandavision_gui.engine.evaluation.company_watch import LOOKED_AT, MINDS_COMPANY, CompanyWatch
from pandavision_gui.engine.sample_table import SampleTable

from .shards import rows_of


class Asked:
    """Says of some examples that they mind, and notes which ones it was asked about."""

    def __init__(self, *minding: int) -> None:
        self._minding = minding
        self.about: list[int] = []
        self.beside: list[int] = []

    def __call__(self, example: np.ndarray, other: np.ndarray) -> bool:
        self.about.append(int(example[0, 0, 0]))
        self.beside.append(int(other[0, 0, 0]))
        return self.about[-1] in self._minding


def found(*distances: float) -> SampleTable:
    table = rows_of(range(len(distances)))
    return dataclasses.replace(table, distance=np.array(distances, dtype=np.float64))


def pictures(table: SampleTable) -> list[tuple[int, np.ndarray]]:
    return [(int(n), np.full((1, 1, 1), n, dtype=np.float32)) for n in table.index]


def test_only_examples_are_asked_about_and_only_the_first_ones() -> None:
    asked = Asked()
    table = found(0.0, 0.5, np.inf, np.nan, *[0.1] * 9)
    watch = CompanyWatch(asked, None)
    assert watch.look(table, pictures(table)) == ""
    assert watch.look(table, pictures(table)) == ""
    assert asked.about == [1, 4, 5, 6]
    assert asked.beside == [1, 1, 4, 5], "each beside the one before it"
    assert len(asked.about) == LOOKED_AT


def test_what_minds_is_told_once() -> None:
    asked = Asked(2)
    table = found(0.1, 0.1, 0.1, 0.1)
    watch = CompanyWatch(asked, None)
    assert watch.look(table, pictures(table)) == MINDS_COMPANY
    assert watch.look(table, pictures(table)) == ""
    assert asked.about == [0, 1, 2]


def test_a_resumed_job_goes_on_counting() -> None:
    table = found(0.1, 0.1, 0.1)
    before = CompanyWatch(Asked(), None)
    before.look(table, pictures(table))
    asked = Asked()
    CompanyWatch(asked, before.state()).look(table, pictures(table))
    assert asked.about == [0]
