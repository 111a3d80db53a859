"""The attack on one sample once more, for looking at: asked of a worker, told as an array."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pandavision_gui.errors import EnvironmentFault, InternalError, PandaVisionError
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.messages import Failed, Report, StageBegun
from pandavision_gui.jobs.requests import fault_of
from pandavision_gui.jobs.supervisor import Limits, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.trace_messages import SampleTraced, TraceSample
from pandavision_gui.jobs.worker_process import WorkerProcess

if TYPE_CHECKING:  # numpy takes the window a tenth of its start
    import numpy as np
    from numpy.typing import NDArray

_LIMITS = Limits(task_s=900.0)
_NAME = "trace.npy"
_COLUMNS = 3
_HEAD_BYTES = 4096


@dataclass(frozen=True)
class SampleTrace:
    """The passes of a replay.

    Attributes
    ----------
    passes
        float64, (n, 3): of each pass the size of the perturbation, as perturbation values are; the
        logit of the best wrong class minus that of the true one (above 0: wrong); and the
        cross-entropy of the true class in nats.
    """

    index: int
    facts: SampleTraced
    passes: NDArray[np.float64]


def trace_sample(
    folder: Path,
    index: int,
    *,
    threads: int = 1,
    on_stage: Callable[[str], None],
    stop: StopSwitch,
) -> SampleTrace | None:
    """Replay the attack on a sample of a finished job; blocks for seconds and more.

    Parameters
    ----------
    index
        Row of the dataset.
    on_stage
        Called on this thread with what is done next, in words.

    Returns
    -------
    None when it was stopped.

    Raises
    ------
    PandaVisionError
        In words.
    """

    def hear(report: Report) -> None:
        if isinstance(report, StageBegun):
            on_stage(str(report.stage))

    with HeldFolder("trace") as place, WorkerProcess() as worker:
        command = TraceSample(folder=str(folder), place=str(place), index=index, threads=threads)
        outcome = supervise(worker, command, on_report=hear, stop=stop, limits=_LIMITS)
        if outcome.kind is OutcomeKind.STOPPED:
            return None
        if isinstance(outcome.report, SampleTraced):
            return SampleTrace(index, outcome.report, _read(place / _NAME, outcome.report))
        if isinstance(outcome.report, Failed):
            raise fault_of(outcome.report)
        raise EnvironmentFault(
            "trace_lost",
            f"The attack could not be replayed: {outcome.sentence}",
            "Try again.",
            outcome.details,
        )


def _read(path: Path, facts: SampleTraced) -> NDArray[np.float64]:
    import numpy as np

    shape = (facts.passes, _COLUMNS)
    try:
        found = path.lstat()
        most = 8 * facts.passes * _COLUMNS + _HEAD_BYTES
        if found.st_size > most or not stat.S_ISREG(found.st_mode):
            raise ValueError("it is too large, or no file")
        passes: NDArray[np.float64] = np.load(path, allow_pickle=False)
        if passes.shape != shape or passes.dtype != np.float64:
            raise ValueError("it is of another shape")
    except (OSError, ValueError, EOFError) as error:
        raise _disagreed() from error
    return passes


def _disagreed() -> PandaVisionError:
    return InternalError(
        "trace_disagreed", "The worker that replayed the attack wrote no whole trace."
    )
