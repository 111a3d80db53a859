"""How many passes searches will still take if nothing more is broken.

It is asked at every report, for every open sample, and stages come once per restart and target:
there may be thousands. So what follows a stage is summed up once.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import accumulate

from pandavision_gui.engine.attack_info import StageRole
from pandavision_gui.engine.evaluation import radius_search
from pandavision_gui.engine.evaluation.radius_search import SampleSearch, SearchPlan


class PassesLeft:
    """The passes of the stages of a plan.

    Parameters
    ----------
    steps
        Per stage: the steps of one run, which is one pass longer.
    """

    def __init__(self, plan: SearchPlan, steps: Sequence[int]) -> None:
        self._plan = plan
        self._runs = [count + 1 for count in steps]
        self._per_run = len(plan.values) if plan.exhaustive else 1
        in_doubt = [plan.role(n) is StageRole.IN_DOUBT for n in range(len(self._runs))]
        # By whether the sample is doubted: stages that attack only such ones cost others nothing.
        self._from = {
            doubted: _sums_from(
                0 if skipped and not doubted else self._per_run * run
                for run, skipped in zip(self._runs, in_doubt, strict=True)
            )
            for doubted in (False, True)
        }

    def of_one(self) -> int:
        """Return the passes of one search from its beginning."""
        return self._per_run * self._runs[0] + self._later(radius_search.begin(self._plan))

    def of(self, search: SampleSearch, done: int) -> int:
        """Return the passes of an open search; `done` are those of its present run."""
        run = self._runs[search.stage]
        exhaustive = self._plan.exhaustive
        smaller = bisect_left(self._plan.values, search.target) if exhaustive else 0
        return max(0, run - done) + smaller * run + self._later(search)

    def _later(self, search: SampleSearch) -> int:
        return self._from[radius_search.is_doubted(self._plan, search)][search.stage + 1]


def _sums_from(passes: Iterable[int]) -> list[int]:
    """Return at place n the sum from the n-th on; one more place than there are, with 0."""
    return list(accumulate(reversed(list(passes)), initial=0))[::-1]
