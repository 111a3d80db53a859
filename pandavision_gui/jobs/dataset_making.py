"""A dataset made by a worker in a folder of its own, and put in its place when it is whole."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from pandavision_gui.atomic_file import flush_folder, write_fault
from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.errors import EnvironmentFault, InputError, InternalError, PandaVisionError
from pandavision_gui.jobs.held_folder import HeldFolder
from pandavision_gui.jobs.messages import (
    CreateDataset,
    DatasetCreated,
    DatasetPreviewed,
    DatasetProgress,
    Failed,
    PreviewDataset,
    Report,
)
from pandavision_gui.jobs.supervisor import Limits, Outcome, OutcomeKind, StopSwitch, supervise
from pandavision_gui.jobs.worker_process import WorkerProcess

if TYPE_CHECKING:  # numpy takes the window a tenth of its start, and few make a dataset
    import numpy as np
    from numpy.typing import NDArray

SUFFIXES = (".h5", ".hdf5")
_LIMITS = Limits(memory_bytes=2 * 2**30)
_PREVIEW_LIMITS = Limits(task_s=60.0, memory_bytes=2 * 2**30)
PREVIEW_PICTURES = 12
_MOST_PREVIEW_BYTES = 16 * 2**20
_KEPT_OF_NAME = 40


@dataclass(frozen=True)
class Making:
    """What is made, and where.

    Attributes
    ----------
    replace
        Whether a file that is there may be overwritten.
    """

    order: DatasetOrder
    path: Path
    replace: bool = False


def make_dataset(
    making: Making, *, on_progress: Callable[[DatasetProgress], None], stop: StopSwitch
) -> DatasetCreated | None:
    """Make a dataset; blocks.

    The worker may write to a new folder beside the file and nowhere else; the folder is gone
    afterwards whatever happened.

    Parameters
    ----------
    on_progress
        Called on this thread.

    Returns
    -------
    None when it was stopped: nothing is left then.

    Raises
    ------
    PandaVisionError
        In words: what is wrong with the source, the place, or the disk. A file that was there is
        what it was before.
    """
    path = making.path
    _require_place(making)
    folder = path.with_name(f".{path.name[:_KEPT_OF_NAME]}.{secrets.token_hex(8)}.part")
    try:
        folder.mkdir()
    except OSError as error:
        raise write_fault(path, error) from error
    try:
        report = _ask(making, folder / path.name, on_progress, stop)
        if report is not None:
            _put_in_place(folder / path.name, making)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return report


@dataclass(frozen=True)
class SeenPreview:
    """What would be made, with small pictures: uint8, shape (n, side, side, 4), with opacity."""

    facts: DatasetPreviewed
    pictures: NDArray[np.uint8]


def preview_dataset(order: DatasetOrder, stop: StopSwitch) -> SeenPreview | None:
    """Show what would be made; blocks for a second and more.

    Returns
    -------
    None when it was stopped.

    Raises
    ------
    PandaVisionError
        In words.
    """
    with HeldFolder("preview") as folder:
        path = folder / "preview.npy"
        command = PreviewDataset(order=order, path=str(path), most=PREVIEW_PICTURES)
        with WorkerProcess() as worker:
            outcome = supervise(worker, command, stop=stop, limits=_PREVIEW_LIMITS)
        if outcome.kind is OutcomeKind.STOPPED:
            return None
        if isinstance(outcome.report, DatasetPreviewed):
            return SeenPreview(outcome.report, _small_pictures(path))
        if outcome.kind is OutcomeKind.LOST:
            raise InputError(
                "preview_lost",
                f"There is no preview: {outcome.sentence}",
                "The dataset may be made all the same.",
                outcome.details,
            )
        raise _fault(outcome, Making(order, path), folder)


def _small_pictures(path: Path) -> NDArray[np.uint8]:
    import numpy as np

    try:
        if path.stat().st_size > _MOST_PREVIEW_BYTES:
            raise ValueError("it is too large")
        pictures = np.load(path, allow_pickle=False)
        if pictures.dtype != np.uint8 or pictures.ndim != 4 or pictures.shape[3] != 4:
            raise ValueError("it holds no pictures")
    except (OSError, ValueError, EOFError) as error:
        raise InternalError("internal", f"The preview cannot be read: {error}.") from error
    return np.asarray(pictures)


def _ask(
    making: Making, path: Path, on_progress: Callable[[DatasetProgress], None], stop: StopSwitch
) -> DatasetCreated | None:
    def on_report(report: Report) -> None:
        if isinstance(report, DatasetProgress):
            on_progress(report)

    command = CreateDataset(order=making.order, path=str(path))
    with WorkerProcess() as worker:
        outcome = supervise(worker, command, on_report=on_report, stop=stop, limits=_LIMITS)
    if isinstance(outcome.report, DatasetCreated):
        return outcome.report
    if outcome.kind is OutcomeKind.STOPPED:
        return None
    raise _fault(outcome, making, path.parent)


def _require_place(making: Making) -> None:
    path = making.path
    if path.suffix.lower() not in SUFFIXES:
        raise InputError(
            "dataset_suffix", f'"{path.name}" does not end in .h5.', f"Name it {path.name}.h5."
        )
    if path.is_dir():
        raise InputError("dataset_is_folder", f'"{path}" is a folder.', "Give the name of a file.")
    if not path.parent.is_dir():
        raise InputError(
            "dataset_no_folder",
            f'There is no folder "{path.parent}".',
            "Make it first, or write the dataset elsewhere.",
        )
    if os.path.lexists(path) and not making.replace:
        raise InputError(
            "dataset_exists",
            f'"{path}" is there already.',
            "Choose another name, or overwrite it with --force.",
        )


def _put_in_place(made: Path, making: Making) -> None:
    # It is the work of a process that has read foreign bytes: it must be a file, not a link.
    if not stat.S_ISREG(made.lstat().st_mode):
        raise InternalError("dataset_not_made", f'"{making.path.name}" was not made as a file.')
    _require_place(making)  # somebody may have put a file there meanwhile
    try:
        os.replace(made, making.path)
        flush_folder(making.path.parent)
    except OSError as error:
        raise write_fault(making.path, error) from error


def _fault(outcome: Outcome, making: Making, folder: Path) -> PandaVisionError:
    report = outcome.report
    if not isinstance(report, Failed):
        return InputError(
            "dataset_worker_lost",
            f'No dataset could be made of "{making.order.source}": {outcome.sentence}',
            "It is damaged, was made to do harm, or lies on a drive that is too slow.",
            outcome.details,
        )
    kinds = {"input": InputError, "environment": EnvironmentFault, "internal": InternalError}
    message = report.message.replace(str(folder), str(making.path.parent))
    return kinds[report.kind](report.code, message, report.hint, report.details)
