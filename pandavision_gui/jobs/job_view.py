"""A look at a finished job: a worker that stays while somebody looks, and hands out pictures."""

from __future__ import annotations

import stat
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.errors import EnvironmentFault, InternalError, PandaVisionError
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import Failed, Report
from pandavision_gui.jobs.requests import fault_of
from pandavision_gui.jobs.supervisor import Limits, Outcome, StopSwitch, supervise
from pandavision_gui.jobs.view_messages import (
    KINDS,
    MOST_SHOWN,
    TABLE,
    JobViewed,
    SamplesShown,
    ShowSamples,
    ViewJob,
    pictures_name,
)
from pandavision_gui.jobs.worker_process import WorkerProcess

if TYPE_CHECKING:  # numpy takes the window a tenth of its start
    import numpy as np
    from numpy.typing import NDArray

    from pandavision_gui.engine.sample_table import SampleTable

_LIMITS = Limits(memory_bytes=2 * 2**30)
_MOST_TABLE_BYTES = 2**30
_HEAD_BYTES = 4096
"""More than the head of a .npy file."""


Purpose = Literal["large", "saved", "grid"]
"""What pictures are for; the first of these whose wish waits is served first."""
_PURPOSES: tuple[Purpose, ...] = get_args(Purpose)


@dataclass(frozen=True)
class OpenedJob:
    """The rows of a job, and what can be shown of it.

    Attributes
    ----------
    table
        In the order of the result.
    """

    facts: JobViewed
    table: SampleTable
    result: EvaluationResult


@dataclass(frozen=True)
class ShownSamples:
    """Small pictures of samples.

    Attributes
    ----------
    indexes
        Rows of the dataset.
    side
        What was asked for.
    pictures
        uint8, (n, 3, height, width, 4): each sample, its adversarial example and their difference
        in RGBA; transparent where there is none.
    amplified
        How many times each difference is amplified; 0 where there is none.
    """

    purpose: Purpose
    indexes: tuple[int, ...]
    side: int
    pictures: NDArray[np.uint8]
    amplified: tuple[float, ...]


@dataclass(frozen=True)
class _Wish:
    purpose: Purpose
    indexes: tuple[int, ...]
    side: int
    number: int = 0


class JobView:
    """One job that is looked at.

    Whoever scrolls wants new pictures faster than they come: of all wishes for one purpose that
    wait only the last one is kept.

    Parameters
    ----------
    folder
        The job folder.
    on_opened, on_shown
        Called on the thread of :meth:`run`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        on_opened: Callable[[OpenedJob], None],
        on_shown: Callable[[ShownSamples], None],
    ) -> None:
        self._folder = folder
        self._on_opened = on_opened
        self._on_shown = on_shown
        self._stop = StopSwitch()
        self._lock = threading.Lock()
        self._worker: WorkerProcess | None = None
        self._is_open = False
        self._waiting: dict[Purpose, _Wish] = {}
        self._asked: _Wish | None = None
        self._number = 0
        self._mistake: PandaVisionError | None = None

    def run(self) -> None:
        """Look until :meth:`close`; blocks.

        Raises
        ------
        PandaVisionError
            In words: why the job cannot be shown, or no longer.
        """
        with HeldFolder("view") as place, WorkerProcess() as worker:
            self._worker = worker
            self._place = place
            command = ViewJob(folder=str(self._folder), place=str(place))
            try:
                outcome = supervise(
                    worker, command, on_report=self._hear, stop=self._stop, limits=_LIMITS
                )
            finally:
                with self._lock:
                    self._worker, self._is_open = None, False
        if not self._stop.is_asked or self._mistake is not None:
            raise self._mistake or _fault(outcome)

    def want(self, indexes: Sequence[int], side: int, purpose: Purpose = "grid") -> None:
        """Ask for pictures of samples, from any thread.

        What was wanted before for this purpose, and has not been begun, is left out.

        Parameters
        ----------
        indexes
            Rows of the dataset; the first `MOST_SHOWN` are shown.
        side
            Pixels that the longer side has at most.
        """
        with self._lock:
            self._waiting.pop(purpose, None)
            if len(indexes):
                self._waiting[purpose] = _Wish(purpose, tuple(indexes[:MOST_SHOWN]), side)
            self._ask_next()

    def close(self) -> None:
        """End it, from any thread."""
        self._stop.ask()
        self._stop.ask()  # at once: there is nothing to keep

    def _ask_next(self) -> None:
        if self._worker is None or not self._is_open or self._asked or not self._waiting:
            return
        self._number += 1
        purpose = min(self._waiting, key=_PURPOSES.index)
        wish = self._asked = replace(self._waiting.pop(purpose), number=self._number)
        self._worker.send(ShowSamples(number=wish.number, indexes=wish.indexes, side=wish.side))

    def _hear(self, report: Report) -> None:
        try:
            if isinstance(report, JobViewed):
                self._open(report)
            elif isinstance(report, SamplesShown):
                self._show(report)
        except PandaVisionError as error:
            self._mistake = error
            self.close()

    def _open(self, facts: JobViewed) -> None:
        from pandavision_gui.engine.sample_table import read_table

        path = self._place / TABLE
        _require_size(path, _MOST_TABLE_BYTES)
        table = read_table(path)
        path.unlink()
        if len(table) != facts.samples:
            raise _disagreed()
        self._on_opened(OpenedJob(facts, table, require_result(JobFolder(self._folder))))
        with self._lock:
            self._is_open = True
            self._ask_next()

    def _show(self, facts: SamplesShown) -> None:
        with self._lock:
            asked, self._asked = self._asked, None
            self._ask_next()  # the worker reads on while the pictures are taken over
        if asked is None or facts.number != asked.number:
            raise _disagreed()
        shape = (len(asked.indexes), KINDS, facts.height, facts.width, 4)
        if len(facts.amplified) != len(asked.indexes):
            raise _disagreed()
        pictures = _read_pictures(self._place / pictures_name(asked.number), shape)
        self._on_shown(
            ShownSamples(asked.purpose, asked.indexes, asked.side, pictures, facts.amplified)
        )


def _read_pictures(path: Path, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    import numpy as np

    _require_size(path, int(np.prod(shape)) + _HEAD_BYTES)
    try:
        pictures: NDArray[np.uint8] = np.load(path, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _disagreed() from error
    path.unlink()
    if pictures.shape != shape or pictures.dtype != np.uint8:
        raise _disagreed()
    return pictures


def _require_size(path: Path, most: int) -> None:
    try:
        found = path.lstat()
    except OSError as error:
        raise EnvironmentFault(
            "view_lost", f"What was to be shown is gone: {error.strerror}.", "Select the job again."
        ) from error
    if found.st_size > most or not stat.S_ISREG(found.st_mode):
        raise _disagreed()


def _disagreed() -> InternalError:
    return InternalError(
        "view_disagreed", "The worker that shows the job told something else than it wrote."
    )


def _fault(outcome: Outcome) -> PandaVisionError:
    if isinstance(outcome.report, Failed):
        return fault_of(outcome.report)
    return EnvironmentFault("view_lost", outcome.sentence, "Select the job again.", outcome.details)
