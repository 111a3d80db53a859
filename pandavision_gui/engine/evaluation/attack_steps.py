"""One step of every sample, each by the attack of its stage, and who need not go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.base import EarlyStopping, Visit
from pandavision_gui.engine.attacks.counted_draws import Keys
from pandavision_gui.engine.attacks.losses import Goal, Progress
from pandavision_gui.engine.attacks.prospects import Promise, foretell, lacks_prospect, promise
from pandavision_gui.engine.evaluation.aims import Aim, AimKind
from pandavision_gui.engine.evaluation.composed import Stage
from pandavision_gui.engine.evaluation.random_streams import Purpose, keys
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.slot_state import SlotState

_Places = NDArray[np.int64]
_MOST_TAKEN_BACK = 0.25
"""Share of a full batch up to which places that do not move are put back, not left out."""


@dataclass(frozen=True)
class Answers:
    """What one pass told of some places.

    Attributes
    ----------
    stage
        int64, (N,): the stage that each is in.
    points, gradients
        float32, (N, C, H, W).
    logits
        float32, (N, K).
    """

    stage: NDArray[np.int64]
    points: Tensor
    logits: Tensor
    gradients: Tensor


class AttackSteps:
    """The stages' attacks, as the places ask them.

    Parameters
    ----------
    stages
        The attacks, in the order of the plan's ladders.
    ends_hopeless_runs
        Whether runs are ended whose slope promises too little, not only those in circles.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        state: SlotState,
        settings: RunSettings,
        aim: Aim,
        *,
        ends_hopeless_runs: bool,
    ) -> None:
        self._attacks = tuple(stage.attack for stage in stages)
        rules = [attack.step_rule for attack in self._attacks]
        self._groups = np.array([rules.index(rule) for rule in rules], dtype=np.int64)
        self._rounds = np.array([stage.round for stage in stages], dtype=np.int64)
        self._state = state
        self._settings = settings
        self._aim = aim
        self._ends_hopeless_runs = ends_hopeless_runs

    def goal(self, places: _Places, stage: NDArray[np.int64]) -> Goal:
        """Return what is wanted of the samples in some places, which are in these stages."""
        labels = self._state.on_device(self._state.label[places])
        if self._aim.kind is AimKind.ANY:
            return Goal(labels)
        targets = self._state.targets[places, self._rounds[stage]]
        return Goal(labels, self._state.on_device(targets), self._aim.must_reach)

    def move(
        self, taken: _Places, moving: NDArray[np.bool_], answers: Answers
    ) -> NDArray[np.bool_]:
        """Let each stage's attack propose the next points of its samples.

        Parameters
        ----------
        taken
            The places that answers are about.
        moving
            Which of them take a step.

        Returns
        -------
        Which of them can get nowhere any more: bool, (N,).
        """
        ended = np.zeros(len(taken), dtype=bool)
        group = self._groups[answers.stage]
        for number in np.unique(group[moving]):
            chosen = moving & (group == number)
            # Mostly nearly all move: to put a few back takes less than to copy all the others.
            takes_all = self._takes_all(chosen) and bool((group == number).all())
            beside = taken[~chosen] if takes_all else taken[:0]
            which = np.flatnonzero(chosen | (len(beside) > 0))
            with self._state.unchanged(self._state.on_device(beside)):
                found = self._step(taken, which, chosen, answers)
            if found is not None:
                ended[which] = found.cpu().numpy() & chosen[which]
        return ended

    def _step(
        self,
        taken: _Places,
        which: NDArray[np.int64],
        chosen: NDArray[np.bool_],
        answers: Answers,
    ) -> Tensor | None:
        """Take a step with some of the `taken` places, whose attacks have the same rule.

        Returns
        -------
        Who can get nowhere: bool, (M,); None where nobody asks.
        """
        state, stage = self._state, answers.stage[which]
        attack = self._attacks[stage[0]]
        places = taken[which]
        rows = state.rows(places)
        selected = state.on_device(which) if len(which) < len(taken) else ...
        steps_done = np.where(chosen[which], state.steps[places] - 1, 0)
        logits = answers.logits[selected]
        visit = Visit(
            points=answers.points[selected],
            gradients=answers.gradients[selected],
            steps_done=state.on_device(steps_done),
            radii=torch.from_numpy(state.radius[places]).float().to(logits.device),
            ball=state.ball if rows is ... else state.ball.rows(rows),
            memory=tuple(tensor[rows] for tensor in state.memory[: attack.memory_tensors]),
            numbers=state.numbers[rows, : attack.memory_numbers],
            losses_of=lambda: attack.loss(logits, self.goal(places, stage)),
            keys_of=partial(self._keys, places, int(stage[0])),
        )
        proposed = attack.next_points(visit)
        ended = None
        may_end = not self._settings.answers_vary
        if may_end and isinstance(attack, EarlyStopping) and attack.early_stop:
            promised = promise(
                visit.ball, self._settings.input_range, visit.gradients, visit.points
            )
            ended = attack.goes_in_circles(visit, proposed, promised.in_ball)
            if self._ends_hopeless_runs:
                ended |= self._lacks_prospect(places, stage, logits, promised, visit, proposed)
        state.take_step(rows, proposed, visit)
        return ended

    def _lacks_prospect(
        self,
        places: _Places,
        stage: NDArray[np.int64],
        logits: Tensor,
        promised: Promise,
        visit: Visit,
        proposed: Tensor,
    ) -> Tensor:
        """Return who lacks a prospect, and remember what the slope says of the proposed step."""
        rows = self._state.rows(places)
        forecasts, progress = self._state.forecasts[rows], self._progress(logits, places, stage)
        found = lacks_prospect(forecasts, progress, promised)
        foretell(forecasts, progress, visit.gradients, proposed - visit.points)
        self._state.forecasts[rows] = forecasts
        return found

    def _progress(self, logits: Tensor, places: _Places, stage: NDArray[np.int64]) -> Progress:
        """Return how far each sample is, in the measure of its stage."""
        goal, numbers = self.goal(places, stage), np.unique(stage)
        attacks = [self._attacks[number] for number in numbers]  # of one rule, so of one class
        found = [a.progress(logits, goal) for a in attacks if isinstance(a, EarlyStopping)]
        values, rates = found[0].values, found[0].rates
        for number, other in zip(numbers[1:], found[1:], strict=True):
            is_its = self._state.on_device(stage == number)
            values = torch.where(is_its, other.values, values)
            rates = torch.where(is_its, other.rates, rates)
        return Progress(values, rates)

    def _takes_all(self, chosen: NDArray[np.bool_]) -> bool:
        """Whether the step of a few is taken for all places, and taken back for the others."""
        few = 0 < np.count_nonzero(~chosen) <= len(chosen) * _MOST_TAKEN_BACK
        return bool(few and len(chosen) == self._state.size)

    def _keys(self, places: _Places, stage: int) -> Keys:
        """Return what the samples' draws come from: others in each stage and at each radius."""
        radius = self._state.radius[places].view(np.uint64)
        return keys(self._settings.seed, self._state.index[places], Purpose.SEARCH, stage, radius)
