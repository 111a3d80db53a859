from __future__ import annotations

import math
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pandavision_gui.engine.attack_info import StageRole
from pandavision_gui.engine.evaluation.radius_search import (
    NOTHING_WITHSTOOD,
    SampleSearch,
    SearchPlan,
    begin,
    exhausted,
    hit,
    plan_search,
    stages_left,
)

STANDARD = (4.0, 1.0)
MOST_RUNS = 500
GRID = (0.01, 0.02, 0.03, 0.04, 0.05)


@dataclass
class Simulation:
    """A search against a sample whose true minimum perturbation is known.

    Attributes
    ----------
    runs
        (stage, target, whether it hit) of every run, in order.
    """

    search: SampleSearch
    runs: list[tuple[int, float, bool]] = field(default_factory=list)


def simulate(plan: SearchPlan, truths: list[float], places: list[float]) -> Simulation:
    """Run a search to its end.

    Parameters
    ----------
    truths
        Per stage: it breaks the sample at every value from here up, ∞ for a stage that fails.
    places
        Where between the truth and the target the examples lie, 0 … 1, used in turn.
    """
    done = Simulation(begin(plan))
    search = done.search
    while not search.ended:
        assert len(done.runs) < MOST_RUNS, "it loops for ever"
        truth, target, stage = truths[search.stage], search.target, search.stage
        is_hit = truth <= target
        done.runs.append((stage, target, is_hit))
        if is_hit:
            share = places[len(done.runs) % len(places)]
            hit(plan, search, min(target, max(truth, truth + share * (target - truth))))
        else:
            exhausted(plan, search)
    return done


grids = st.lists(st.floats(0.001, 1.0), min_size=1, max_size=12)
truths = st.one_of(st.floats(1e-6, 1.0), st.sampled_from(GRID), st.just(math.inf))
places = st.lists(st.one_of(st.floats(0, 1), st.sampled_from([0.0, 1.0])), min_size=1)
factors = st.sampled_from([(1.0,), (1.0, 1.0), STANDARD, (4.0, 1.0, 1.0), (2.0, 1.0)])


@settings(max_examples=300)
@given(grids, truths, places, factors)
def test_at_the_end_every_value_is_decided_and_decided_right(
    values: list[float], truth: float, where: list[float], start: tuple[float, ...]
) -> None:
    plan = plan_search(values, start)
    done = simulate(plan, [truth] * len(start), where)
    for value in plan.values:
        assert (done.search.broken <= value) == (truth <= value)
        assert (done.search.withstood >= value) == (truth > value)


@settings(max_examples=300)
@given(grids, st.lists(truths, min_size=2, max_size=2), places)
def test_the_better_of_two_stages_decides(
    values: list[float], both: list[float], where: list[float]
) -> None:
    plan = plan_search(values, STANDARD)
    done = simulate(plan, both, where)
    for value in plan.values:
        if min(both) > value:
            assert done.search.broken > value
        if both[1] <= value:  # the last stage gets its run at every value that is still open
            assert done.search.broken <= value
    assert min(both) <= done.search.broken
    assert done.search.withstood < done.search.broken


@settings(max_examples=300)
@given(grids, truths, places, factors)
def test_a_search_takes_a_failing_run_per_stage_and_a_run_per_example(
    values: list[float], truth: float, where: list[float], start: tuple[float, ...]
) -> None:
    done = simulate(plan_search(values, start), [truth] * len(start), where)
    hits = sum(is_hit for _, _, is_hit in done.runs)
    assert len(done.runs) <= len(start) + hits
    stages = [stage for stage, _, is_hit in done.runs if not is_hit]
    assert stages == sorted(set(stages))


@given(grids, truths, places, factors)
def test_no_run_is_made_at_a_value_that_an_example_has_settled(
    values: list[float], truth: float, where: list[float], start: tuple[float, ...]
) -> None:
    plan = plan_search(values, start)
    best = math.inf
    search = begin(plan)
    for n in range(MOST_RUNS):
        if search.ended:
            return
        assert search.target < best
        if truth <= search.target:
            best = truth + where[n % len(where)] * (search.target - truth)
            best = min(search.target, max(truth, best))
            hit(plan, search, best)
        else:
            exhausted(plan, search)
    raise AssertionError("it loops for ever")


def test_the_standard_attack_begins_at_four_times_the_top() -> None:
    plan = plan_search(GRID, STANDARD)
    assert begin(plan).target == 4 * 0.05
    assert plan.ladders[0] == (*GRID, 2 * 0.05, 4 * 0.05)
    assert plan.ladders[1] == GRID


@pytest.mark.parametrize(
    ("top", "ladder"), [(0.4, (0.4, 0.8, 1.0)), (1.0, (1.0,)), (0.5, (0.5, 1.0))]
)
def test_no_run_is_above_the_whole_range(top: float, ladder: tuple[float, ...]) -> None:
    assert plan_search([top], [4.0]).ladders == (ladder,)


@given(grids, factors)
def test_an_unbroken_sample_gets_a_failing_run_at_the_real_top_in_the_last_stage(
    values: list[float], start: tuple[float, ...]
) -> None:
    plan = plan_search(values, start)
    done = simulate(plan, [math.inf] * len(start), [0.5])
    assert done.runs[-1] == (len(start) - 1, plan.top, False)
    assert [run[0] for run in done.runs] == list(range(len(start)))
    assert done.search.withstood == plan.top


def test_one_stage_that_starts_above_the_top_still_has_to_fail_at_the_top() -> None:
    plan = plan_search(GRID, [4.0])
    done = simulate(plan, [math.inf], [0.5])
    assert [target for _, target, _ in done.runs] == [0.2, 0.05]
    assert simulate(plan, [0.07], [0.0]).runs[-1] == (0, 0.05, False)


def test_an_example_below_the_smallest_value_ends_the_search_at_once() -> None:
    done = simulate(plan_search(GRID, STANDARD), [0.001, 0.001], [0.0])
    assert done.runs == [(0, 0.2, True)]
    assert done.search.withstood == 0.0


def test_a_broken_sample_begins_the_second_stage_below_its_example() -> None:
    done = simulate(plan_search(GRID, STANDARD), [0.035, 0.035], [0.0])
    assert done.runs == [(0, 0.2, True), (0, 0.03, False), (1, 0.03, False)]


@given(grids, truths, places)
def test_the_exhaustive_search_visits_every_value_that_no_example_settles(
    values: list[float], truth: float, where: list[float]
) -> None:
    planned = plan_search(values, [1.0])
    plan = SearchPlan(planned.values, planned.ladders, exhaustive=True)
    done = simulate(plan, [truth], where)
    visited = {target for _, target, _ in done.runs}
    settled = {v for v in plan.values if v >= done.search.broken}
    assert set(plan.values) - settled <= visited
    assert len(done.runs) <= len(plan.values)


def test_the_exhaustive_search_goes_on_with_the_next_stage_from_the_top() -> None:
    """Each stage may steer to another class, which is reached at some value of its own."""
    plan = SearchPlan(GRID, (GRID, GRID), exhaustive=True)
    search = begin(plan)
    runs = []
    while not search.ended:
        runs.append((search.stage, search.target))
        if (search.stage, search.target) == (1, 0.03):
            hit(plan, search, 0.03)
        else:
            exhausted(plan, search)
    assert runs == [(stage, value) for stage in (0, 1) for value in GRID[::-1]]
    assert (search.broken, search.withstood) == (0.03, 0.02)


def test_the_exhaustive_search_finds_what_only_small_values_break() -> None:
    plan = SearchPlan(GRID, (GRID,), exhaustive=True)
    search = begin(plan)
    targets = []
    while not search.ended:
        targets.append(search.target)
        if search.target == 0.02:
            hit(plan, search, 0.015)
        else:
            exhausted(plan, search)
    assert targets == [0.05, 0.04, 0.03, 0.02, 0.01]
    assert search.broken == 0.015
    assert search.withstood == 0.01


@pytest.mark.parametrize("perturbation", [0.0, -0.1, 0.2000001, math.nan])
def test_an_example_outside_the_attacked_ball_is_a_bug(perturbation: float) -> None:
    plan = plan_search(GRID, STANDARD)
    with pytest.raises(ValueError, match="an example at"):
        hit(plan, begin(plan), perturbation)


@pytest.mark.parametrize(("values", "start"), [([], [1.0]), ([0.0], [1.0]), ([0.1], [])])
def test_a_search_needs_a_value_and_a_stage(values: list[float], start: list[float]) -> None:
    with pytest.raises(ValueError, match="needs"):
        plan_search(values, start)


FIND, ASK, DOUBT = StageRole.SEARCH, StageRole.SECOND_OPINION, StageRole.IN_DOUBT


@settings(max_examples=300)
@given(grids, st.lists(truths, min_size=4, max_size=4), places)
def test_a_stage_for_doubts_runs_exactly_where_a_second_opinion_was_nearer(
    values: list[float], nearest: list[float], where: list[float]
) -> None:
    roles = (FIND, ASK, ASK, DOUBT)
    plan = plan_search(values, (4.0, 4.0, 1.0, 1.0), roles=roles)
    done = simulate(plan, nearest, where)
    ran = {stage for stage, _, _ in done.runs}
    helped = {stage for stage, _, is_hit in done.runs if is_hit}
    settled = done.search.broken <= plan.values[0]
    if not settled:
        assert (3 in ran) == bool(helped & {1, 2})
    assert 3 not in ran or helped & {1, 2}
    assert set(done.search.found) == helped
    best = [done.search.found[stage] for stage in sorted(helped)]
    assert best == sorted(best, reverse=True)
    assert done.search.broken == min(best, default=math.inf)
    for value in plan.values:  # what was asked for is decided in a failing run of the last stage
        if done.search.withstood >= value:
            last = [run for run in done.runs if run[0] == max(ran)][-1]
            assert last[1] >= value


def test_what_is_left_of_a_search_is_known_as_far_as_doubts_are() -> None:
    plan = plan_search(GRID, (1.0, 1.0, 1.0), roles=(FIND, ASK, DOUBT))
    search = begin(plan)
    assert stages_left(plan, search) == [1]
    hit(plan, search, 0.045)
    exhausted(plan, search)
    assert stages_left(plan, search) == []
    hit(plan, search, 0.035)
    assert stages_left(plan, search) == [2]


def test_nothing_is_withstood_before_the_end() -> None:
    plan = plan_search(GRID, STANDARD)
    search = begin(plan)
    exhausted(plan, search)
    assert (search.ended, search.withstood) == (False, NOTHING_WITHSTOOD)
