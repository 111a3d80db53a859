"""The loop that attacks many samples side by side, each at its own radius, stage and step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks.base import FixedRadiusAttack
from pandavision_gui.engine.attacks.projections import LinfBall
from pandavision_gui.engine.evaluation import radius_search
from pandavision_gui.engine.evaluation.confirm import Truth, confirm
from pandavision_gui.engine.evaluation.counted_model import CountedModel
from pandavision_gui.engine.evaluation.radius_search import SampleSearch, SearchPlan
from pandavision_gui.engine.evaluation.random_streams import Purpose, stream
from pandavision_gui.engine.evaluation.slots import EMPTY, Slots
from pandavision_gui.engine.norms import Norm, radius_of


@dataclass(frozen=True)
class RunSettings:
    """What stays the same during a run.

    Attributes
    ----------
    input_range
        Smallest and largest allowed input, data units.
    batch_size
        Number of places.
    sample_shape
        (C, H, W).
    """

    norm: Norm
    input_range: tuple[float, float]
    seed: int
    batch_size: int
    sample_shape: tuple[int, int, int]
    device: str = "cpu"

    @property
    def width(self) -> float:
        """Upper − lower bound of the input range."""
        return self.input_range[1] - self.input_range[0]


@dataclass(frozen=True)
class EndedSearch:
    """A sample whose search has ended.

    Attributes
    ----------
    position
        Its position in the order of the samples.
    search
        The search at its end.
    example
        float32, (C, H, W): the smallest confirmed example, None when there is none.
    rejected
        Examples that ONNX Runtime refused on the way.
    """

    position: int
    search: SampleSearch
    example: NDArray[np.float32] | None
    prediction: int
    confidence: float
    rejected: int


class FixedRadiusRun:
    """Places, their tensors, and one step of all of them.

    Parameters
    ----------
    stages
        The attacks, in the order of the plan's ladders.
    """

    def __init__(
        self,
        model: CountedModel,
        truth: Truth,
        stages: Sequence[FixedRadiusAttack],
        plan: SearchPlan,
        settings: RunSettings,
    ) -> None:
        self._model = model
        self._truth = truth
        self._stages = tuple(stages)
        self._plan = plan
        self._settings = settings
        size, shape = settings.batch_size, settings.sample_shape
        self._slots = Slots(size)
        self._searches: list[SampleSearch | None] = [None] * size
        self._index = np.zeros(size, dtype=np.int64)
        self._label = np.zeros(size, dtype=np.int64)
        self._steps = np.zeros(size, dtype=np.int64)
        self._passes = np.zeros(size, dtype=np.int64)
        self._rejected = np.zeros(size, dtype=np.int64)
        self._prediction = np.full(size, -1, dtype=np.int64)
        self._confidence = np.full(size, np.nan, dtype=np.float32)

        def tensor() -> Tensor:
            return torch.zeros((size, *shape), device=settings.device)

        self._samples, self._points, self._best = tensor(), tensor(), tensor()
        self._ball = LinfBall(tensor(), tensor())
        self._memory = tuple(tensor() for _ in range(max(s.memory_tensors for s in self._stages)))

    @property
    def free_places(self) -> int:
        """How many samples can be admitted."""
        return len(self._slots.free)

    @property
    def is_idle(self) -> bool:
        """Whether no sample is being attacked."""
        return len(self._slots.taken) == 0

    def searches(self) -> list[tuple[int, SampleSearch]]:
        """Return (position, search) of every sample that is being attacked."""
        found = []
        for place in self._slots.taken:
            search = self._searches[place]
            if search is not None:
                found.append((int(self._slots.position[place]), search))
        return found

    def share_done(self) -> float:
        """Return the sum of the estimated shares that are done of the open samples' searches.

        A search takes one failing run per stage and a little more; nothing is known before its
        end, so no share comes near 1.
        """
        expected = 1.2 * sum(stage.steps + 1 for stage in self._stages)
        return float(np.minimum(self._passes[self._slots.taken] / expected, 0.9).sum())

    def admit(
        self, position: int, index: int, label: int, sample: NDArray[np.float32]
    ) -> None:
        """Seat a sample that is classified right and start its search.

        Parameters
        ----------
        position
            Its position in the order of the samples.
        index
            Its row in the dataset, which its random numbers belong to.
        sample
            float32, (C, H, W), data units.
        """
        place = self._slots.admit(position)
        self._index[place], self._label[place] = index, label
        self._rejected[place] = self._passes[place] = 0
        self._prediction[place], self._confidence[place] = -1, np.nan
        self._samples[place] = torch.from_numpy(sample)
        self._best[place] = self._samples[place]
        self._searches[place] = radius_search.begin(self._plan)
        self._start_runs(np.array([place]))

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
        taken = self._slots.taken
        if len(taken) == 0:
            return []
        rows = torch.from_numpy(taken).to(self._settings.device)
        points = self._points[rows]
        labels = torch.from_numpy(self._label[taken]).to(self._settings.device)
        stage = np.array([self._search(place).stage for place in taken])

        def objective(logits: Tensor) -> Tensor:
            total = logits.new_zeros(len(taken))
            for number in np.unique(stage):
                which = torch.from_numpy(np.flatnonzero(stage == number)).to(logits.device)
                loss = self._stages[number].loss(logits[which], labels[which])
                total = total.index_add(0, which, loss)
            return total

        logits, gradients = self._model.logits_and_gradients(points, objective)
        self._passes[taken] += 1
        broken = (logits.argmax(dim=1) != labels) & torch.isfinite(logits).all(dim=1)
        hits = self._confirm_hits(taken, points, broken.cpu().numpy())
        for place in taken[~hits]:
            self._steps[place] += 1
        ran_out = np.array(
            [self._steps[p] > self._stages[self._search(p).stage].steps for p in taken]
        )
        for place in taken[~hits & ran_out]:
            radius_search.exhausted(self._plan, self._search(place))
        self._move(taken, ~hits & ~ran_out, stage, points, gradients)
        changed = taken[hits | ran_out]
        ended = np.array([self._search(place).ended for place in changed], dtype=bool)
        self._start_runs(changed[~ended])
        return [self._leave(int(place)) for place in changed[ended]]

    def state(self) -> dict[str, NDArray[np.generic]]:
        """Return everything that a later run needs to go on from here bit for bit."""
        searches = [s or SampleSearch(0, math.nan) for s in self._searches]
        arrays: dict[str, NDArray[np.generic]] = {
            "position": self._slots.position.copy(),
            "index": self._index.copy(),
            "label": self._label.copy(),
            "steps": self._steps.copy(),
            "passes": self._passes.copy(),
            "rejected": self._rejected.copy(),
            "prediction": self._prediction.copy(),
            "confidence": self._confidence.copy(),
            "stage": np.array([s.stage for s in searches], dtype=np.int64),
            "target": np.array([s.target for s in searches], dtype=np.float64),
            "broken": np.array([s.broken for s in searches], dtype=np.float64),
        }
        arrays |= {name: tensor.cpu().numpy().copy() for name, tensor in self._tensors().items()}
        return arrays

    def restore(self, arrays: dict[str, NDArray[np.generic]]) -> None:
        """Go back to a :meth:`state`."""
        self._slots.position[:] = arrays["position"]
        for name in ("index", "label", "steps", "passes", "rejected", "prediction", "confidence"):
            getattr(self, f"_{name}")[:] = arrays[name]
        for place in range(len(self._searches)):
            taken = self._slots.position[place] != EMPTY
            self._searches[place] = (
                SampleSearch(
                    stage=int(arrays["stage"][place]),
                    target=float(arrays["target"][place]),
                    broken=float(arrays["broken"][place]),
                )
                if taken
                else None
            )
        for name, tensor in self._tensors().items():
            tensor.copy_(torch.from_numpy(arrays[name]))

    def _tensors(self) -> dict[str, Tensor]:
        tensors = {
            "samples": self._samples,
            "points": self._points,
            "best": self._best,
            "ball_lower": self._ball.lower,
            "ball_upper": self._ball.upper,
        }
        return tensors | {f"memory_{n}": tensor for n, tensor in enumerate(self._memory)}

    def _search(self, place: int) -> SampleSearch:
        search = self._searches[place]
        if search is None:
            raise ValueError(f"place {place} is empty")
        return search

    def _radii(self, places: NDArray[np.int64]) -> NDArray[np.float64]:
        width = self._settings.width
        return np.array(
            [radius_of(self._search(place).target, width) for place in places], dtype=np.float64
        )

    def _confirm_hits(
        self, taken: NDArray[np.int64], points: Tensor, broken: NDArray[np.bool_]
    ) -> NDArray[np.bool_]:
        """Return which of the `taken` places have a confirmed example, bool; keep the examples."""
        hits = np.zeros(len(taken), dtype=bool)
        which = np.flatnonzero(broken)
        if len(which) == 0:
            return hits
        places = taken[which]
        selected = torch.from_numpy(which).to(points.device)
        rows = torch.from_numpy(places).to(points.device)
        found = confirm(
            self._truth,
            self._samples[rows].cpu().numpy(),
            points[selected].cpu().numpy(),
            self._label[places],
            radii=self._radii(places),
            input_range=self._settings.input_range,
            norm=self._settings.norm,
        )
        self._rejected[places[~found.accepted]] += 1
        accepted = np.flatnonzero(found.accepted)
        for n in accepted:
            place = int(places[n])
            radius_search.hit(
                self._plan, self._search(place), float(found.distance[n] / self._settings.width)
            )
            self._prediction[place] = found.prediction[n]
            self._confidence[place] = found.confidence[n]
            self._best[place] = points[int(which[n])]
        hits[which[accepted]] = True
        return hits

    def _move(
        self,
        taken: NDArray[np.int64],
        moving: NDArray[np.bool_],
        stage: NDArray[np.int64],
        points: Tensor,
        gradients: Tensor,
    ) -> None:
        """Let each stage's attack propose the next points of its samples."""
        for number in np.unique(stage[moving]):
            attack = self._stages[number]
            which = np.flatnonzero(moving & (stage == number))
            places = taken[which]
            selected = torch.from_numpy(which).to(points.device)
            rows = torch.from_numpy(places).to(points.device)
            memory = tuple(tensor[rows] for tensor in self._memory[: attack.memory_tensors])
            self._points[rows] = attack.next_points(
                points[selected],
                gradients[selected],
                steps_done=torch.from_numpy(self._steps[places] - 1).to(points.device),
                radii=torch.from_numpy(self._radii(places)).float().to(points.device),
                ball=self._ball.rows(rows),
                memory=memory,
            )
            for tensor, changed in zip(self._memory, memory, strict=False):
                tensor[rows] = changed

    def _start_runs(self, places: NDArray[np.int64]) -> None:
        """Begin a run at each place's target: from its best example, else from the sample."""
        if len(places) == 0:
            return
        rows = torch.from_numpy(places).to(self._settings.device)
        radii = self._radii(places)
        ball = LinfBall.around(
            self._samples[rows], torch.from_numpy(radii), self._settings.input_range
        )
        self._ball.lower[rows] = ball.lower
        self._ball.upper[rows] = ball.upper
        starts = self._best[rows]
        for n, place in enumerate(places):
            search = self._search(place)
            if self._stages[search.stage].random_start and math.isinf(search.broken):
                starts[n] = self._samples[place] + self._random_offset(place, float(radii[n]))
        self._points[rows] = ball(starts)
        self._steps[places] = 0
        for tensor in self._memory:
            tensor[rows] = 0.0

    def _random_offset(self, place: int, radius: float) -> Tensor:
        generator = stream(
            self._settings.seed,
            int(self._index[place]),
            Purpose.RANDOM_START,
            self._search(place).stage,
        )
        drawn = generator.uniform(-radius, radius, size=self._settings.sample_shape)
        return torch.from_numpy(drawn.astype(np.float32)).to(self._settings.device)

    def _leave(self, place: int) -> EndedSearch:
        search = self._search(place)
        ended = EndedSearch(
            position=int(self._slots.position[place]),
            search=search,
            example=None if math.isinf(search.broken) else self._best[place].cpu().numpy().copy(),
            prediction=int(self._prediction[place]),
            confidence=float(self._confidence[place]),
            rejected=int(self._rejected[place]),
        )
        self._slots.release(place)
        self._searches[place] = None
        return ended
