"""The passes that searches will take, summed up once and not stage by stage at every report."""

from __future__ import annotations

import math
from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.attack_info import StageRole
from pandavision_gui.engine.evaluation import radius_search
from pandavision_gui.engine.evaluation.passes_left import PassesLeft
from pandavision_gui.engine.evaluation.radius_search import SampleSearch, SearchPlan

VALUES = (0.1, 0.2, 0.3)


@given(
    stages=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(StageRole)), min_size=1),
    has_roles=st.booleans(),
    exhaustive=st.booleans(),
    data=st.data(),
)
def test_they_are_those_of_the_stages_that_are_left(
    stages: list[tuple[int, StageRole]], has_roles: bool, exhaustive: bool, data: st.DataObject
) -> None:
    steps, roles = zip(*stages, strict=True)
    plan = SearchPlan(VALUES, (VALUES,) * len(steps), exhaustive, roles if has_roles else ())
    stage = data.draw(st.integers(0, len(steps) - 1))
    found = data.draw(st.sets(st.integers(0, stage)))
    target = data.draw(st.sampled_from(VALUES))
    search = SampleSearch(stage, target, math.inf, found=dict.fromkeys(found, 0.3))
    done = data.draw(st.integers(0, 12))
    runs = len(VALUES) if exhaustive else 1

    def later(search: SampleSearch) -> int:
        return sum(runs * (steps[n] + 1) for n in radius_search.stages_left(plan, search))

    smaller = bisect_left(VALUES, target) if exhaustive else 0
    present = max(0, steps[stage] + 1 - done) + smaller * (steps[stage] + 1)
    left = PassesLeft(plan, steps)
    assert left.of(search, done) == present + later(search)
    assert left.of_one() == runs * (steps[0] + 1) + later(radius_search.begin(plan))


@pytest.mark.parametrize("count", [10, 5000])
def test_no_stage_is_looked_at_again_however_many_there_are(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    plan = SearchPlan(VALUES, (VALUES,) * count, roles=(StageRole.SEARCH,) * count)
    left = PassesLeft(plan, [4] * count)
    looks = 0
    role = SearchPlan.role

    def counted(self: SearchPlan, stage: int) -> StageRole:
        nonlocal looks
        looks += 1
        return role(self, stage)

    monkeypatch.setattr(SearchPlan, "role", counted)
    search = SampleSearch(1, 0.3, 0.3, found={0: 0.3})
    assert left.of(search, 2) == 3 + 5 * (count - 2)
    assert left.of_one() == 5 * count
    assert looks <= 1, "only the stage that found something is looked at"
