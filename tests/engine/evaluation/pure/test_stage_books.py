from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from pandavision_gui.engine.evaluation.radius_search import SampleSearch
from pandavision_gui.engine.evaluation.stage_books import StageBooks, StageFigures

VALUES = (0.1, 0.2, 0.3)


def ended(**found: float) -> SampleSearch:
    by_stage = {int(name[1:]): nearest for name, nearest in found.items()}
    return SampleSearch(stage=2, target=0.1, found=by_stage, ended=True)


def test_a_stage_has_broken_what_no_stage_before_it_had() -> None:
    books = StageBooks(3, VALUES)
    books.note_end(ended(s0=0.25, s2=0.1))  # 0.1 counts at the value 0.1
    books.note_end(ended(s1=0.3))
    books.note_end(ended(s0=0.7, s1=0.4))  # beyond what was asked for
    books.note_end(ended())
    assert [stage.broken for stage in books.figures()] == [(0, 0, 1), (0, 0, 1), (1, 1, 0)]


def test_passes_and_samples_are_counted_by_stage() -> None:
    books = StageBooks(3, VALUES)
    books.note_begin(0)
    books.note_begin(0)
    books.note_passes(np.array([0, 0]))
    books.note_begin(2)
    books.note_passes(np.array([0, 2]))
    counted = [(stage.passes, stage.attacked) for stage in books.figures()]
    assert counted == [(3, 2), (0, 0), (1, 1)]


def test_counts_go_on_where_they_were_stored() -> None:
    first, second = StageBooks(2, VALUES), StageBooks(2, VALUES)
    first.note_begin(1)
    first.note_passes(np.array([1]))
    first.note_end(SampleSearch(stage=1, target=0.1, broken=0.15, found={1: 0.15}))
    second.restore(first.state())
    assert second.figures() == first.figures() != StageBooks(2, VALUES).figures()
    second.note_begin(0)
    assert first.figures()[0].attacked == 0


def test_runs_that_end_early_are_counted_where_they_were_from_the_beginning() -> None:
    books, resumed, old = (StageBooks(3, VALUES) for _ in range(3))
    books.note_early_ends(np.array([0, 2, 2]))
    books.note_early_ends(np.array([], dtype=np.int64))
    resumed.restore(books.state())
    resumed.note_early_ends(np.array([1]))
    assert [stage.ended_early for stage in resumed.figures()] == [1, 1, 2]
    state = books.state()
    del state["ended_early"]  # an earlier version counted no such runs
    old.restore(state)
    old.note_early_ends(np.array([1]))
    assert [stage.ended_early for stage in old.figures()] == [None] * 3
    resumed = StageBooks(3, VALUES)
    resumed.restore(old.state())
    assert [stage.ended_early for stage in resumed.figures()] == [None] * 3


@pytest.mark.parametrize("saved", [{}, {"passes": np.zeros(7, dtype=np.int64)}])
def test_what_was_not_counted_from_the_beginning_is_not_told(saved: dict[str, Any]) -> None:
    books, after = StageBooks(2, VALUES), StageBooks(2, VALUES)
    books.restore(saved)  # of an earlier version
    books.note_begin(1)
    assert books.figures() == ()
    after.restore(books.state())  # nor when it is stopped and goes on once more
    assert after.figures() == ()


def test_without_values_nothing_is_broken() -> None:
    books = StageBooks(1, ())
    books.note_end(SampleSearch(stage=0, target=math.inf))
    assert books.figures() == (StageFigures(0, 0, ()),)
