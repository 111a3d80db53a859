"""At which radius a sample is attacked next: downwards, from its largest value.

A sample that withstands a whole run at the largest value counts as robust at all smaller ones too
(the evaluation checks this on a share of samples). Once broken, it is broken at every value from
its example's measured distance up, and the next run is at the largest value below that, starting
from the example. One failing run per stage ends a sample's search, so 50 values cost hardly more
than five. Nothing here knows pictures or models: values go in, the next value comes out.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from pandavision_gui.engine.attack_info import StageRole

NOTHING_WITHSTOOD = -1.0


@dataclass(frozen=True)
class SearchPlan:
    """The values that a search visits.

    Attributes
    ----------
    values
        The perturbation values asked for, ascending, all > 0.
    ladders
        Per stage: the values it may attack at, ascending. They are `values` and, where a stage
        starts above them, some larger ones.
    exhaustive
        Whether a run that fails is followed by one at the next smaller value, instead of ending
        the stage.
    roles
        Per stage: whom it attacks; where there are none, every sample.
    """

    values: tuple[float, ...]
    ladders: tuple[tuple[float, ...], ...]
    exhaustive: bool = False
    roles: tuple[StageRole, ...] = ()

    @property
    def top(self) -> float:
        """The largest value asked for."""
        return self.values[-1]

    def role(self, stage: int) -> StageRole:
        """Return whom a stage attacks."""
        return self.roles[stage] if self.roles else StageRole.SEARCH


@dataclass
class SampleSearch:
    """Where one sample's search stands.

    Attributes
    ----------
    stage
        Number of the stage that runs.
    target
        The value it runs at.
    broken
        Smallest measured perturbation of an example so far, ∞ for none.
    withstood
        When the search has ended: the largest value asked for that the sample withstood, or
        :data:`NOTHING_WITHSTOOD`.
    ended
        Whether there is nothing left to attack.
    found
        By stage: the smallest measured perturbation of an example that it found. Each is nearer
        than those of the stages before it; a stage that found none is not in here.
    """

    stage: int
    target: float
    broken: float = math.inf
    withstood: float = NOTHING_WITHSTOOD
    ended: bool = False
    found: dict[int, float] = field(default_factory=dict)


def plan_search(
    values: Sequence[float],
    start_factors: Sequence[float],
    largest: float = 1.0,
    roles: Sequence[StageRole] = (),
) -> SearchPlan:
    """Lay out a search.

    Parameters
    ----------
    values
        Perturbation values asked for; 0 and repeats are dropped.
    start_factors
        Per stage, a power of 2, ≥ 1: at which multiple of the largest value it begins. The values
        between are the doublings of the largest one.
    largest
        No value above this one means anything (1 in the L∞ norm: the whole input range).
    roles
        Per stage: whom it attacks; none for every sample.

    Raises
    ------
    ValueError
        When no value is above 0 or there is no stage.
    """
    asked = tuple(sorted({value for value in values if value > 0}))
    if not asked or not start_factors:
        raise ValueError("a search needs a value above 0 and a stage")
    ladders = []
    for factor in start_factors:
        above = []
        multiple = 2.0
        while multiple <= factor:
            above.append(min(multiple * asked[-1], largest))
            multiple *= 2
        ladders.append(tuple(sorted({*asked, *(v for v in above if v > asked[-1])})))
    return SearchPlan(values=asked, ladders=tuple(ladders), roles=tuple(roles))


def begin(plan: SearchPlan) -> SampleSearch:
    """Start a sample's search at the top of the first stage."""
    return SampleSearch(stage=0, target=plan.ladders[0][-1])


def hit(plan: SearchPlan, search: SampleSearch, perturbation: float) -> None:
    """Tell the search of a confirmed example and let it choose the next target.

    Parameters
    ----------
    perturbation
        Measured distance of the example / width of the input range, > 0.

    Raises
    ------
    ValueError
        When the example lies outside the ball that was attacked: the projection is broken.
    """
    if not 0 < perturbation <= search.target:
        raise ValueError(f"an example at {perturbation} in a run at {search.target}")
    search.broken = min(search.broken, perturbation)
    search.found[search.stage] = search.broken
    _aim_below(plan, search)


def exhausted(plan: SearchPlan, search: SampleSearch) -> None:
    """Tell the search that a whole run found nothing at its target."""
    following = next(iter(stages_left(plan, search)), None)
    if search.target > plan.top and following is None:
        # Withstanding more than was asked for does not settle what was: a run there must fail.
        search.target = plan.top
    elif plan.exhaustive:
        _aim(plan, search, below=search.target)
        if search.ended and following is not None:
            search.ended, search.stage = False, following
            _aim_below(plan, search)
    elif following is None:
        _end(plan, search)
    else:
        search.stage = following
        _aim_below(plan, search)


def stages_left(plan: SearchPlan, search: SampleSearch) -> list[int]:
    """Return the stages that follow the present one for this sample, as far as is known."""
    doubted = is_doubted(plan, search)
    return [
        stage
        for stage in range(search.stage + 1, len(plan.ladders))
        if doubted or plan.role(stage) is not StageRole.IN_DOUBT
    ]


def is_doubted(plan: SearchPlan, search: SampleSearch) -> bool:
    """Return whether a second opinion found what the search had not."""
    if not plan.roles:
        return False
    return any(plan.role(stage) is StageRole.SECOND_OPINION for stage in search.found)


def _aim_below(plan: SearchPlan, search: SampleSearch) -> None:
    _aim(plan, search, below=search.broken)


def _aim(plan: SearchPlan, search: SampleSearch, below: float) -> None:
    ladder = plan.ladders[search.stage]
    place = bisect_left(ladder, below) - 1
    if place < 0:
        _end(plan, search)
    else:
        search.target = ladder[place]


def _end(plan: SearchPlan, search: SampleSearch) -> None:
    search.ended = True
    place = bisect_left(plan.values, search.broken) - 1
    search.withstood = plan.values[place] if place >= 0 else 0.0
