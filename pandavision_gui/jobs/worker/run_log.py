"""What a worker notes in a job's log about its work."""

from __future__ import annotations

import logging
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.atomic_file import write_fault
from pandavision_gui.engine.evaluation.task import Snapshot
from pandavision_gui.engine.progress import Stage
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.jobs.job_log import open_log

_EACH_S = 30.0
"""Between two lines that say how far the work is."""

_log = logging.getLogger("pandavision")


class RunLog:
    """Writes lines for people; no reader depends on them."""

    def __init__(self) -> None:
        self._phase, self._noted = "", 0.0

    def begins_stage(self, stage: Stage) -> None:
        """Note what is done before the attack begins."""
        _log.info("%s", stage)

    def begins_attack(
        self, samples: int, attack: str, device: str, batch_size: int, assumptions: Sequence[str]
    ) -> None:
        """Note what begins, and what was assumed of the files."""
        _log.info("%d samples, %s, on %s, %d side by side", samples, attack, device, batch_size)
        for assumption in assumptions:
            _log.info("%s", assumption)

    def warns(self, text: str) -> None:
        """Note a warning."""
        _log.warning("%s", text)

    def progresses(self, snapshot: Snapshot) -> None:
        """Note how far the work is, when the phase has changed or it was said long ago."""
        now = time.monotonic()
        if snapshot.phase == self._phase and now - self._noted < _EACH_S:
            return
        self._phase, self._noted = snapshot.phase, now
        _log.info(
            "%s: %d of %d samples are finished, %d model passes",
            snapshot.phase,
            snapshot.finished,
            snapshot.total,
            snapshot.passes.model,
        )

    def stops(self, finished: int) -> None:
        """Note that the job was stopped."""
        _log.info("stopped: %d samples are finished", finished)

    def finishes(self, result: EvaluationResult) -> None:
        """Note how it went."""
        _log.info(
            "finished after %.1f s: %d samples, %d model passes, %d confirmations, level %s",
            result.run.elapsed_s,
            result.samples.evaluated,
            result.model_passes,
            result.confirmation_passes,
            result.sec_level,
        )


def log_into(path: Path) -> None:
    """Point standard error, and what libraries print, at the job's log."""
    sys.stderr.flush()
    try:
        descriptor = open_log(path)
    except OSError as error:
        raise write_fault(path, error) from error
    os.dup2(descriptor, 2)
    os.dup2(descriptor, 1)
    os.close(descriptor)
    _log.info("the job begins in process %d", os.getpid())
