"""Asks a worker to check an evidence pack."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.pack_messages import PackVerified, VerifyPack
from pandavision_gui.jobs.requests import fault_of
from pandavision_gui.jobs.supervisor import Limits, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

_LIMITS = Limits(task_s=600.0, memory_bytes=5 * 2**30)


def check_pack(
    path: Path,
    *,
    replay: int = 0,
    model: Path | None = None,
    seed: int = 0,
    stop: StopSwitch | None = None,
) -> PackVerified:
    """Return what was found in a pack, by a process that may do nothing else.

    Raises
    ------
    PandaVisionError
        In words: it cannot be read, or is no pack; the model cannot be run.
    """
    with HeldFolder("pack") as folder, WorkerProcess() as one:
        command = VerifyPack(
            path=str(path.absolute()),
            folder=str(folder),
            replay=replay,
            model="" if model is None else str(model.absolute()),
            seed=seed,
        )
        outcome = supervise(one, command, limits=_LIMITS, stop=stop)
    if isinstance(outcome.report, PackVerified):
        return outcome.report
    if isinstance(outcome.report, Failed):
        raise fault_of(outcome.report)
    raise InputError(
        "pack_not_checked",
        plain_text(f'"{path.name}" could not be verified: {outcome.sentence}'),
        "The pack is damaged, was made to do harm, or lies on a drive that is too slow.",
        outcome.details,
    )
