"""The loop that attacks many samples side by side, each at its own radius, stage and step."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.starting_points import OFFSETS
from pandavision_gui.engine.evaluation import radius_search
from pandavision_gui.engine.evaluation.aims import Aim
from pandavision_gui.engine.evaluation.attack_steps import Answers, AttackSteps
from pandavision_gui.engine.evaluation.clean_samples import CleanSample
from pandavision_gui.engine.evaluation.composed import Stage
from pandavision_gui.engine.evaluation.confirm import Truth, confirm
from pandavision_gui.engine.evaluation.counted_model import CountedModel
from pandavision_gui.engine.evaluation.ended_search import EndedSearch
from pandavision_gui.engine.evaluation.passes_left import PassesLeft
from pandavision_gui.engine.evaluation.radius_search import SampleSearch, SearchPlan
from pandavision_gui.engine.evaluation.random_streams import Purpose, stream
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.slot_state import SlotState
from pandavision_gui.engine.evaluation.stage_books import StageBooks
from pandavision_gui.engine.evaluation.stage_passes import StagePasses, row_flags
from pandavision_gui.engine.evaluation.whole_steps import in_whole_steps
from pandavision_gui.engine.sample_table import NO_CLASS


class FixedRadiusRun:
    """Places, and one step of all of them.

    Parameters
    ----------
    stages
        The attacks, in the order of the plan's ladders.
    books
        What the stages do is noted in.
    ends_hopeless_runs
        Whether attacks that stop early leave what their slopes promise too little for.

    Attributes
    ----------
    not_finite
        Answers of NaN or infinity so far, which break nothing and teach nothing.
    """

    def __init__(
        self,
        model: CountedModel,
        truth: Truth,
        stages: Sequence[Stage],
        plan: SearchPlan,
        settings: RunSettings,
        books: StageBooks,
        aim: Aim,
        *,
        ends_hopeless_runs: bool = False,
    ) -> None:
        self._truth = truth
        self._books = books
        self._stages = tuple(stage.attack for stage in stages)
        self._step_counts = np.array([attack.steps for attack in self._stages], dtype=np.int64)
        self._aim = aim
        self._passes = StagePasses(model, self._stages)
        self._plan = plan
        self._passes_left = PassesLeft(plan, [stage.steps for stage in self._stages])
        self._settings = settings
        self.not_finite = 0
        memory_tensors = max(stage.memory_tensors for stage in self._stages)
        memory_numbers = max(stage.memory_numbers for stage in self._stages)
        self._state = SlotState(
            settings, memory_tensors, memory_numbers, len(self._stages), aim.width
        )
        self._steps = AttackSteps(
            stages,
            self._state,
            settings,
            aim,
            ends_hopeless_runs=ends_hopeless_runs,
        )

    @property
    def free_places(self) -> int:
        """How many samples can be admitted."""
        return len(self._state.slots.free)

    @property
    def is_idle(self) -> bool:
        """Whether no sample is being attacked."""
        return len(self._state.slots.taken) == 0

    def searches(self) -> list[tuple[int, SampleSearch]]:
        """Return (position, search) of every sample that is being attacked."""
        slots = self._state.slots
        return [(int(slots.position[p]), self._state.search(p)) for p in slots.taken]

    def passes_left(self) -> int:
        """Return the passes that the open searches will take if nothing more is broken."""
        state = self._state
        return sum(
            self._passes_left.of(state.search(place), int(state.steps[place]))
            for place in state.slots.taken
        )

    def passes_of_one(self) -> int:
        """Return the passes of one search that breaks nothing."""
        return self._passes_left.of_one()

    def admit(self, samples: Sequence[tuple[int, CleanSample]]) -> None:
        """Seat samples that are classified right and start their searches.

        Parameters
        ----------
        samples
            With their positions in the order of the samples; no more than there are free places.
        """
        if samples:
            searches = [radius_search.begin(self._plan) for _ in samples]
            self._start_runs(self._state.seat(samples, searches))

    def step(self) -> list[EndedSearch]:
        """Send every sample through the model once and move it on.

        Returns
        -------
        The samples whose search ended in this step; their places are free.

        Raises
        ------
        Stopped
            Before anything was changed.
        """
        state = self._state
        taken = state.slots.taken
        if len(taken) == 0:
            return []
        points = state.points[state.rows(taken)]  # which may be the very places
        stage = state.begun[taken]
        goal = self._steps.goal(taken, stage)
        tried = self._as_taken(points, taken)
        logits, gradients = self._passes.answers(tried, goal, stage)
        state.passes[taken] += 1
        self._books.note_passes(stage)
        flags = row_flags(logits, gradients, goal)
        state.flat[taken] += flags.flat & self._passes.by_gradients(stage)
        state.not_finite[taken] += ~flags.finite
        self.not_finite += int((~flags.finite).sum())
        hits = self._confirm_hits(taken, tried, flags.reached)
        state.steps[taken[~hits]] += 1
        ran_out = ~hits & (state.steps[taken] > self._step_counts[stage])
        ended = np.zeros(len(taken), dtype=bool)
        for n in np.flatnonzero(hits):
            ended[n] = state.search(taken[n]).ended
        begun_anew = np.union1d(taken[hits & ~ended], self._exhaust(taken, ran_out, ended))
        if len(begun_anew) and state.rows(taken) is ...:
            points = points.clone()
        self._start_runs(begun_anew)
        # The gradient at an example is there already: the run at the next smaller radius begins
        # with a step along it, instead of paying a pass for the projected example itself.
        state.steps[taken[hits]] = 1
        answers = Answers(stage, points, logits, gradients)
        nowhere = self._steps.move(taken, ~ran_out & ~ended, answers)
        self._books.note_early_ends(stage[nowhere])
        self._start_runs(self._exhaust(taken, nowhere, ended))
        return [self._leave(int(place)) for place in taken[ended]]

    def _exhaust(
        self, taken: NDArray[np.int64], runs: NDArray[np.bool_], ended: NDArray[np.bool_]
    ) -> NDArray[np.int64]:
        """Tell the searches whose `runs` have failed; note who `ended`, return who goes on."""
        for n in np.flatnonzero(runs):
            search = self._state.search(taken[n])
            radius_search.exhausted(self._plan, search)
            ended[n] = search.ended
        going_on: NDArray[np.int64] = taken[runs & ~ended]
        return going_on

    def state(self) -> dict[str, NDArray[Any]]:
        """Return everything that a later run needs to go on from here bit for bit."""
        return self._state.arrays()

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Go back to a :meth:`state`."""
        self._state.restore(arrays)
        self._state.place_balls(self._state.slots.taken)

    def _as_taken(self, points: Tensor, taken: NDArray[np.int64]) -> Tensor:
        """Return the points as the model takes them: the same, or in whole steps."""
        if self._settings.whole_steps is None:
            return points
        rows = self._state.on_device(taken)
        return in_whole_steps(
            points,
            self._state.samples[rows],
            self._state.ball.rows(rows),
            self._settings.whole_steps,
        )

    def _confirm_hits(
        self, taken: NDArray[np.int64], points: Tensor, broken: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which of the `taken` places have a confirmed example; keep the examples."""
        state = self._state
        hits = np.zeros(len(taken), dtype=bool)
        which = np.flatnonzero(broken)
        if len(which) == 0:
            return hits
        places = taken[which]
        found = confirm(
            self._truth,
            state.samples[self._state.on_device(places)].cpu().numpy(),
            points[self._state.on_device(which)].cpu().numpy(),
            state.label[places],
            radii=state.radius[places],
            input_range=self._settings.input_range,
            norm=self._settings.norm,
            targets=state.targets[places, 0] if self._aim.must_reach else None,
        )
        # A clean sample that fools a second model is no example that anybody refuses.
        state.rejected[places[~found.accepted & (found.distance > 0)]] += 1
        accepted = np.flatnonzero(found.accepted)
        for n in accepted:
            perturbation = float(found.distance[n] / self._settings.width)
            radius_search.hit(self._plan, state.search(places[n]), perturbation)
        if len(accepted):
            state.prediction[places[accepted]] = found.prediction[accepted]
            state.confidence[places[accepted]] = found.confidence[accepted]
            state.best[self._state.on_device(places[accepted])] = points[
                self._state.on_device(which[accepted])
            ]
            hits[which[accepted]] = True
        return hits

    def _start_runs(self, places: NDArray[np.int64]) -> None:
        """Begin a run at each place's target: from its best example, else from the sample."""
        if len(places) == 0:
            return
        state = self._state
        rows = self._state.on_device(places)
        ball = state.place_balls(places)
        starts = state.best[rows]
        for n, place in enumerate(places):
            stage = state.search(place).stage
            attack, is_first = self._stages[stage], state.begun[place] != stage
            is_unknown = math.isinf(state.search(place).broken)
            if attack.start.is_random and (is_unknown or (is_first and attack.starts_anew)):
                starts[n] = state.samples[place] + self._random_offset(
                    place, float(state.radius[place])
                )
            if is_first:
                self._books.note_begin(stage)
            state.begun[place] = stage
        state.points[rows] = ball(starts)
        state.steps[places] = 0
        for tensor in (*state.memory, state.numbers, state.forecasts):
            tensor[rows] = 0.0

    def _random_offset(self, place: int, radius: float) -> Tensor:
        settings, stage = self._settings, self._state.search(place).stage
        index = int(self._state.index[place])
        generator = stream(settings.seed, index, Purpose.RANDOM_START, stage)
        draw = OFFSETS[self._stages[stage].start]
        drawn = draw(settings.norm, settings.sample_shape, radius, generator)
        return torch.from_numpy(drawn).to(settings.device)

    def _leave(self, place: int) -> EndedSearch:
        state = self._state
        search = state.search(place)
        self._books.note_end(search)
        ended = EndedSearch(
            position=int(state.slots.position[place]),
            search=search,
            example=None if math.isinf(search.broken) else state.best[place].cpu().numpy().copy(),
            prediction=int(state.prediction[place]),
            confidence=float(state.confidence[place]),
            rejected=int(state.rejected[place]),
            target=int(state.targets[place, 0]) if self._aim.must_reach else NO_CLASS,
            had_no_gradient=bool(state.flat[place] == state.passes[place]),
            had_nan=bool(state.not_finite[place]),
        )
        state.leave(place)
        return ended
