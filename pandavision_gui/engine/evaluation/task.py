"""What an evaluation needs, what it tells on the way, and what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import torch
from numpy.typing import NDArray

from pandavision_gui.engine.attacks.base import SamplingAttack
from pandavision_gui.engine.attacks.minimum_norm import MinimumNormAttack
from pandavision_gui.engine.evaluation.aims import Aim
from pandavision_gui.engine.evaluation.composed import Stage
from pandavision_gui.engine.evaluation.confirm import Truth
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.stage_books import StageFigures
from pandavision_gui.engine.job_size import KEPT_PICTURES
from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.result_parts import Randomised
from pandavision_gui.engine.robustness_curve import BandPoint
from pandavision_gui.engine.row_limit import RowLimit
from pandavision_gui.engine.sample_table import SampleTable


class CountingTruth(Truth, Protocol):
    """ONNX Runtime's answers, with the rows counted."""

    rows: int


class SampleSource(Protocol):
    """Where samples come from."""

    labels: NDArray[np.int64]

    def read(self, indexes: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return samples, float32 (n, C, H, W) in data units, in the order of `indexes`."""
        ...


def _minds_nothing(_: NDArray[np.float32], __: NDArray[np.float32]) -> bool:
    return False


@dataclass(frozen=True)
class EvaluationTask:
    """Everything that decides the numbers of an evaluation.

    Attributes
    ----------
    order
        int64, (N,): the samples to evaluate, as rows of the dataset, in this order.
    values
        Perturbation values, ascending, 0 first.
    stages
        Of an attack on fixed radii; empty for the others.
    sampling
        The sampling attack, None for the others.
    minimum_norm
        The minimum-norm attack, None for the others.
    pictures
        Adversarial pictures are kept for this many samples of the order.
    time_limit_s
        After so many seconds no new sample is taken.
    row_limit
        How many samples go through the models at a time.
    minds_company
        Whether the original model answers otherwise for the first of two examples, float32
        (C, H, W) in data units, beside others, the second among them, than by itself.
    is_surrogate
        Whether the classifier is a second model, and no conversion of the one under test.
    """

    classifier: torch.nn.Module
    truth: CountingTruth
    samples: SampleSource
    order: NDArray[np.int64]
    values: tuple[float, ...]
    settings: RunSettings
    stages: tuple[Stage, ...] = ()
    sampling: SamplingAttack | None = None
    aim: Aim = field(default_factory=Aim)
    minimum_norm: MinimumNormAttack | None = None
    pictures: int = KEPT_PICTURES
    time_limit_s: float | None = None
    row_limit: RowLimit = field(default_factory=RowLimit)
    minds_company: Callable[[NDArray[np.float32], NDArray[np.float32]], bool] = _minds_nothing
    is_surrogate: bool = False

    @property
    def has_one_truth(self) -> bool:
        """Whether the classifier and ONNX Runtime compute one function, the same every time.

        What fools a second model need not fool the first, nor one draw of a model another.
        """
        return not self.is_surrogate and self.truth.repeats == 1


@dataclass(frozen=True)
class Snapshot:
    """How far an evaluation is.

    Attributes
    ----------
    phase
        What is being done, in words for the user.
    started, finished, total
        Samples.
    share
        Estimated share of the work that is done, in [0, 1]; it never goes back.
    elapsed_s, left_s
        Seconds of work so far and estimated seconds left; None while nothing is known.
    band
        Where the curve can end up, over the started samples.
    unknown
        Of how many of those that count as robust too little is known (`doubts.KINDS`).
    """

    phase: str
    started: int
    finished: int
    total: int
    share: float
    passes: PassCounts
    elapsed_s: float
    left_s: float | None
    band: tuple[BandPoint, ...]
    unknown: int = 0


def _never() -> bool:
    return False


def _nothing() -> None:
    return None


def _ignore(_: object) -> None:
    return None


@dataclass(frozen=True)
class Observer:
    """Whom an evaluation tells; every callable is called on the evaluation's own thread.

    Attributes
    ----------
    stop_requested
        Asked before every pass; once it is true the evaluation stores its state and stops.
    rows_written
        Called with finished rows after they are on disk.
    progress
        Called about once a second.
    warning
        Called with a sentence that belongs into the result.
    before_writing
        Called before rows or a state go to disk; what it raises ends the evaluation there, and the
        last checkpoint is the truth.
    use_less_memory
        Asked before every pass: whether fewer samples are to go through the models at a time.
    rows_halved
        Called with their number when they have become fewer.
    """

    stop_requested: Callable[[], bool] = _never
    rows_written: Callable[[SampleTable], None] = _ignore
    progress: Callable[[Snapshot], None] = _ignore
    warning: Callable[[str], None] = _ignore
    before_writing: Callable[[], None] = _nothing
    use_less_memory: Callable[[], bool] = _never
    rows_halved: Callable[[int], None] = _ignore


@dataclass(frozen=True)
class EvaluationOutcome:
    """What an evaluation left.

    Attributes
    ----------
    table
        The rows, in the order of the samples.
    stopped
        Whether it was stopped before its end and can be resumed.
    stages
        What each of the task's stages did; none for attacks without stages, and where damaged rows
        were computed again, whose samples were counted twice.
    checked
        Samples whose robustness below the largest value was checked by one more run.
    check_hits
        How many of them that run broke.
    warnings
        Sentences for the result, in the order in which they came up.
    was_mended
        Whether damaged files were computed again: their samples had other neighbours then, and the
        counters may be too small.
    memory_was_short
        Whether fewer samples than planned went through the models at a time.
    randomised
        How a model that draws random numbers answered; None for all others.
    """

    table: SampleTable
    stopped: bool
    passes: PassCounts
    elapsed_s: float
    stages: tuple[StageFigures, ...] = ()
    checked: int = 0
    check_hits: int = 0
    warnings: tuple[str, ...] = field(default=())
    was_mended: bool = False
    memory_was_short: bool = False
    randomised: Randomised | None = None
