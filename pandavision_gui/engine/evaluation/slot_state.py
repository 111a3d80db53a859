"""What a run remembers of the sample in each place, and how it is stored and brought back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import EllipsisType
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from pandavision_gui.engine.attacks import prospects
from pandavision_gui.engine.attacks.base import Visit
from pandavision_gui.engine.attacks.projections import BALLS, Ball
from pandavision_gui.engine.evaluation.clean_samples import CleanSample
from pandavision_gui.engine.evaluation.radius_search import SampleSearch
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.slots import Slots
from pandavision_gui.engine.norms import radius_of

_NUMBERS = (
    "index", "label", "steps", "passes", "flat", "not_finite", "rejected", "prediction",
    "confidence", "begun",
)  # fmt: skip


class SlotState:
    """Arrays and tensors with one row per place.

    Parameters
    ----------
    settings
        They say how many places S there are.
    memory_tensors
        How many tensors the attacks keep per sample.
    memory_numbers
        How many numbers.
    stages
        How many stages there are.
    targets
        R, how many targets a sample has.

    Attributes
    ----------
    index, label
        int64, (S,): row in the dataset and true class.
    steps
        int64, (S,): points of the present run that were evaluated and not accepted.
    passes
        int64, (S,): passes of the sample's whole search.
    flat
        int64, (S,): passes of the search whose gradient was zero everywhere.
    not_finite
        int64, (S,): passes of the search that were answered with NaN or infinity.
    begun
        int64, (S,): the last stage that has begun, −1 before the first.
    radius
        float64, (S,), data units: of the present runs. Not stored: it follows from their targets.
    rejected
        int64, (S,): examples that ONNX Runtime refused.
    prediction, confidence
        int64 and float32, (S,): ONNX Runtime's word on the best example; −1 and NaN for none.
    samples, points, best
        float32, (S, C, H, W), data units: the clean samples, the points that are evaluated next,
        and the smallest confirmed examples (the clean sample while there is none).
    ball
        Of the present runs.
    targets
        int64, (S, R): the classes that each sample is steered to, one per round of stages.
    memory, numbers
        What the attacks keep; the numbers are float32, (S, `memory_numbers`).
    forecasts
        float32, (S, `prospects.NUMBERS`): what the slopes of the present runs foretold.
    """

    def __init__(
        self,
        settings: RunSettings,
        memory_tensors: int,
        memory_numbers: int = 0,
        stages: int = 1,
        targets: int = 0,
    ) -> None:
        size = settings.batch_size
        self._settings = settings
        self._stages = stages
        self.slots = Slots(size)
        self._searches: list[SampleSearch | None] = [None] * size
        self.index = np.zeros(size, dtype=np.int64)
        self.label = np.zeros(size, dtype=np.int64)
        self.steps = np.zeros(size, dtype=np.int64)
        self.passes = np.zeros(size, dtype=np.int64)
        self.flat = np.zeros(size, dtype=np.int64)
        self.not_finite = np.zeros(size, dtype=np.int64)
        self.rejected = np.zeros(size, dtype=np.int64)
        self.begun = np.full(size, -1, dtype=np.int64)
        self.radius = np.zeros(size, dtype=np.float64)
        self.targets = np.full((size, targets), -1, dtype=np.int64)
        self.prediction = np.full(size, -1, dtype=np.int64)
        self.confidence = np.full(size, np.nan, dtype=np.float32)

        def tensor() -> Tensor:
            return torch.zeros((size, *settings.sample_shape), device=settings.device)

        self.samples, self.points, self.best = tensor(), tensor(), tensor()
        no_radius = torch.zeros(size, dtype=torch.float64)
        self.ball = BALLS[settings.norm].around(tensor(), no_radius, settings.input_range)
        self.memory = tuple(tensor() for _ in range(memory_tensors))
        self.numbers = torch.zeros((size, memory_numbers), device=settings.device)
        self.forecasts = torch.zeros((size, prospects.NUMBERS), device=settings.device)

    @property
    def size(self) -> int:
        """How many places there are."""
        return self._settings.batch_size

    def rows(self, places: NDArray[np.int64]) -> Tensor | EllipsisType:
        """Return what selects the places; where all of them are meant, nothing is copied."""
        return ... if len(places) == self.size else self.on_device(places)

    def on_device(self, numbers: NDArray[Any]) -> Tensor:
        """Return numbers as a tensor beside the places' own."""
        return torch.from_numpy(numbers).to(self._settings.device)

    def search(self, place: int) -> SampleSearch:
        """Return the search of the sample in a place, which must be taken."""
        search = self._searches[place]
        if search is None:
            raise ValueError(f"place {place} is empty")
        return search

    def seat(
        self, samples: Sequence[tuple[int, CleanSample]], searches: Sequence[SampleSearch]
    ) -> NDArray[np.int64]:
        """Give (position, sample) the first free places, with their searches; return these."""
        places = np.array([self.slots.admit(position) for position, _ in samples], dtype=np.int64)
        found = [sample for _, sample in samples]
        self.index[places] = [sample.index for sample in found]
        self.label[places] = [sample.label for sample in found]
        for place, sample, search in zip(places, found, searches, strict=True):
            self.targets[place] = sample.targets
            self._searches[place] = search
        for counts in (self.rejected, self.passes, self.flat, self.not_finite):
            counts[places] = 0
        self.prediction[places], self.confidence[places] = -1, np.nan
        self.begun[places] = -1
        values = torch.from_numpy(np.stack([sample.values for sample in found]))
        rows = torch.from_numpy(places).to(self._settings.device)
        self.samples[rows] = self.best[rows] = values.to(self._settings.device)
        return places

    def leave(self, place: int) -> None:
        """Free a place."""
        self.slots.release(place)
        self._searches[place] = None

    def place_balls(self, places: NDArray[np.int64]) -> Ball:
        """Put the balls of the present runs around the samples in some places; return them."""
        settings = self._settings
        for place in places:
            self.radius[place] = radius_of(self.search(place).target, settings.width)
        rows = torch.from_numpy(places).to(settings.device)
        radii = torch.from_numpy(self.radius[places])
        ball = BALLS[settings.norm].around(self.samples[rows], radii, settings.input_range)
        self.ball.put(rows, ball)
        return ball

    def take_step(self, rows: Tensor | EllipsisType, points: Tensor, visit: Visit) -> None:
        """Keep an attack's next points, and what it remembers, of some rows or of all of them."""
        self.points[rows] = points
        if rows is not ...:  # else the attack had these very tensors
            for tensor, found in zip(self.memory, visit.memory, strict=False):
                tensor[rows] = found
            self.numbers[rows, : visit.numbers.shape[1]] = visit.numbers

    @contextmanager
    def unchanged(self, rows: Tensor) -> Iterator[None]:
        """Put back what some rows hold after a step that was taken for all."""
        tensors = (self.points, *self.memory, self.numbers, self.forecasts) if len(rows) else ()
        kept = [tensor[rows] for tensor in tensors]
        yield
        for tensor, before in zip(tensors, kept, strict=True):
            tensor[rows] = before

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return copies of everything, to be stored; of tensors only the rows of taken places."""
        taken = torch.from_numpy(self.slots.taken)
        searches = [search or SampleSearch(0, math.nan) for search in self._searches]
        return {
            "position": self.slots.position.copy(),
            **{name: getattr(self, name).copy() for name in _NUMBERS},
            "targets": self.targets.copy(),
            "stage": np.array([s.stage for s in searches], dtype=np.int64),
            "target": np.array([s.target for s in searches], dtype=np.float64),
            "broken": np.array([s.broken for s in searches], dtype=np.float64),
            "found": np.array([_row(s.found, self._stages) for s in searches], dtype=np.float64),
            **{name: tensor.cpu()[taken].numpy() for name, tensor in self._tensors().items()},
        }

    def restore(self, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Bring back what :meth:`arrays` returned; the balls are not among it.

        Earlier versions stored neither `begun`, `numbers`, `found` nor `targets`, and had no attack
        that needs them; nor `not_finite`, which begins at none. Nor had they `forecasts`, or PGD's
        memory: what is not known is no number until a run begins, and nothing follows from it.
        """
        self.slots.position[:] = arrays["position"]
        unknown = np.empty((len(arrays["stage"]), 0))
        begun, none = arrays["stage"], np.zeros_like(arrays["stage"])
        arrays = {"begun": begun, "found": unknown, "not_finite": none, **arrays}
        for name in _NUMBERS:
            getattr(self, name)[:] = arrays[name]
        if self.targets.size:
            self.targets[:] = arrays["targets"]
        self._searches = [None] * len(self._searches)
        for place in self.slots.taken:
            self._searches[place] = SampleSearch(
                stage=int(arrays["stage"][place]),
                target=float(arrays["target"][place]),
                broken=float(arrays["broken"][place]),
                found={
                    stage: float(nearest)
                    for stage, nearest in enumerate(arrays["found"][place])
                    if nearest < math.inf
                },
            )
        taken = torch.from_numpy(self.slots.taken)
        for name, tensor in self._tensors().items():
            is_other = (
                name == "forecasts" and arrays.get(name, unknown).shape[1:] != tensor.shape[1:]
            )
            if name not in arrays or is_other:
                tensor[taken] = torch.nan
                continue
            tensor[taken] = torch.from_numpy(arrays[name]).to(tensor.device)

    def _tensors(self) -> dict[str, Tensor]:
        tensors = {
            "samples": self.samples,
            "points": self.points,
            "best": self.best,
            "numbers": self.numbers,
            "forecasts": self.forecasts,
        }
        return tensors | {f"memory_{n}": tensor for n, tensor in enumerate(self.memory)}


def _row(found: Mapping[int, float], stages: int) -> list[float]:
    return [found.get(stage, math.inf) for stage in range(stages)]
