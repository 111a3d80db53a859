"""One job at a time uses the machine's GPU: two would fight for its memory."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from uuid import UUID

from pandavision_gui.engine.spec import EvaluationSpec

_CPU = "cpu"


def _has_driver() -> bool:
    return shutil.which("nvidia-smi") is not None


def wants_gpu(spec: EvaluationSpec) -> bool:
    """Whether a job uses a GPU where there is one."""
    return spec.device != _CPU


class GpuTurn:
    """Whose turn it is. Used on the queue's thread, which never loads what could ask the GPU.

    Parameters
    ----------
    looks_so
        Whether the machine seems to have a GPU; what the workers report corrects that.
    """

    def __init__(self, looks_so: Callable[[], bool] = _has_driver) -> None:
        self._is_there = looks_so()
        self._users: set[UUID] = set()

    @property
    def is_taken(self) -> bool:
        """Whether a job uses the GPU, or may be about to."""
        return self._is_there and bool(self._users)

    def begin(self, job_id: UUID, spec: EvaluationSpec) -> None:
        """Take note that a job begins."""
        if wants_gpu(spec):
            self._users.add(job_id)

    def heard(self, job_id: UUID, device: str) -> None:
        """Take note of where a job runs, as its worker says."""
        if device != _CPU:
            self._is_there = True
        elif job_id in self._users:  # it would have taken one
            self._is_there = False
            self._users.discard(job_id)

    def end(self, job_id: UUID) -> None:
        """Take note that a job has ended."""
        self._users.discard(job_id)
