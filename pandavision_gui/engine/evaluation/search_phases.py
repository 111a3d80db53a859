"""The phases of a worst-case evaluation, and who attacks what in each."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

from pandavision_gui.engine.attack_info import StageRole
from pandavision_gui.engine.evaluation.composed import Stage
from pandavision_gui.engine.evaluation.radius_search import SearchPlan, plan_search
from pandavision_gui.engine.evaluation.task import EvaluationTask
from pandavision_gui.engine.progress import Doing


class Phase(IntEnum):
    """What is being done; the numbers are stored in checkpoints."""

    SEARCH = 0
    CHECK = 1
    EVERY_VALUE = 2
    DONE = 3

    @property
    def words(self) -> str:
        """The phase, for the user."""
        return _WORDS[self]


_WORDS = {
    Phase.SEARCH: Doing.ATTACKING,
    Phase.CHECK: Doing.CHECKING,
    Phase.EVERY_VALUE: Doing.EVERY_VALUE,
    Phase.DONE: Doing.DONE,
}


def plan_phase(task: EvaluationTask, phase: Phase) -> tuple[SearchPlan | None, Sequence[Stage]]:
    """Return the plan of a phase and its stages; no plan where nothing is to be attacked."""
    values = [value for value in task.values if value > 0]
    if phase in (Phase.CHECK, Phase.EVERY_VALUE):
        values = values[:-1]
        if phase is Phase.CHECK:
            values = values[: len(values) // 2 + 1]
    stages: Sequence[Stage] = task.stages
    if phase is not Phase.SEARCH:  # each of several targets may be what is reached at small values
        stages = [_checking_stage(task, number) for number in range(task.aim.rounds)]
    if not values:  # only the clean accuracy was asked for
        return None, stages
    largest = task.settings.largest_value
    if phase is Phase.SEARCH:
        factors, roles = [s.start_factor for s in stages], [s.role for s in stages]
        return plan_search(values, factors, largest, roles), stages
    plan = plan_search(values, [1.0] * len(stages), largest)
    if phase is Phase.EVERY_VALUE:
        plan = SearchPlan(plan.values, plan.ladders, exhaustive=True)
    return plan, stages


def check_steps(task: EvaluationTask) -> int:
    """Return how many passes the check of one sample takes; 0 when there is none."""
    asked = sum(value > 0 for value in task.values)
    of_one = _checking_stage(task).attack.steps + 1
    return of_one * task.aim.rounds if asked > 1 else 0


def checks_by_gradients(task: EvaluationTask) -> bool:
    """Whether the attack that checks smaller values follows gradients."""
    return _checking_stage(task).attack.uses_gradients


def _checking_stage(task: EvaluationTask, number: int = 0) -> Stage:
    """Return the last stage that attacks every sample, for one of several targets."""
    every = [stage for stage in task.stages if stage.role is not StageRole.IN_DOUBT]
    return [stage for stage in every if stage.round == number][-1]
