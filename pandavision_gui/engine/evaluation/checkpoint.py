"""The state of a running evaluation, stored so that a killed one goes on bit for bit."""

from __future__ import annotations

import time
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.sample_table import NO_CLASS
from pandavision_gui.errors import EnvironmentFault

FILE_NAME = "checkpoint.npz"
FIRST_INTERVAL_S = 1.0
INTERVAL_S = 10.0
"""The first checkpoint comes soon, so that a short job has one too; then they become rarer."""
LARGEST_SHARE = 0.02
"""Writing checkpoints may take this share of the time; they become rarer where it would not do."""

State = Mapping[str, NDArray[Any]]


class CheckpointFile:
    """Writes checkpoints now and then.

    Parameters
    ----------
    folder
        The job's folder.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._last = time.monotonic()
        self._cost_s = 0.0
        self._interval_s = FIRST_INTERVAL_S

    @property
    def is_due(self) -> bool:
        """Whether it is time for one."""
        return time.monotonic() - self._last >= max(self._interval_s, self._cost_s / LARGEST_SHARE)

    def write(self, state: State) -> None:
        """Replace the checkpoint.

        Raises
        ------
        EnvironmentFault
            ``disk_full`` or ``cannot_write``; the previous checkpoint stays.
        """
        began = time.monotonic()
        write_atomically(self._path, lambda file: np.savez(file, allow_pickle=False, **dict(state)))
        self._last = time.monotonic()
        self._cost_s = self._last - began
        self._interval_s = min(2 * self._interval_s, INTERVAL_S)


def read_checkpoint(folder: Path) -> dict[str, NDArray[Any]] | None:
    """Read the checkpoint of a job folder; None when there is none.

    Raises
    ------
    EnvironmentFault
        ``checkpoint_damaged``. Checkpoints are renamed into place whole, so it was damaged later.
    """
    path = folder / FILE_NAME
    if not path.exists():
        return None
    try:
        # numpy leaves a file that it opened itself open when the archive is damaged.
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return {name: archive[name] for name in archive.files}
    except Exception as error:
        # zipfile, zlib and numpy's header parser raise errors of their own on damaged bytes.
        raise _damaged(f"{type(error).__name__}: {error}") from error


def require_classes(state: State, classes: int, targets: int) -> None:
    """Refuse a state whose samples are of classes that the model does not have.

    Parameters
    ----------
    state
        The whole checkpoint. Kinds of runs that seat no samples have nothing to check.
    classes
        K, how many the model has; 0 where that is unknown.
    targets
        R, how many targets a sample has.

    Raises
    ------
    EnvironmentFault
        ``checkpoint_damaged``. What the attacks index scores with, they do not check again.
    """
    if "run.position" not in state:
        return
    taken = state["run.position"] >= 0
    most = classes or np.iinfo(np.int64).max
    label = _of_places(state, "run.label", taken, ())
    _require_within("run.label", label, 0, most)
    prediction = _of_places(state, "run.prediction", taken, ())
    _require_within("run.prediction", prediction, NO_CLASS, most)
    if targets:
        steered_to = _of_places(state, "run.targets", taken, (targets,))
        _require_within("run.targets", steered_to, 0, most)
        if (steered_to == label[:, None]).any():
            raise _damaged("run.targets: a sample is steered to its own class")


def digest_of(order: NDArray[np.int64]) -> int:
    """Return a number that tells orders of samples apart, from 0 to 2³² − 1."""
    return zlib.crc32(np.ascontiguousarray(order, dtype="<i8").tobytes())


def require_order(state: State, order: NDArray[np.int64]) -> None:
    """Refuse a state whose samples were taken in another order.

    What a state says of samples, it says of places in the order: another version of the program,
    or a spec that was changed by hand, may have another one.

    Parameters
    ----------
    order
        int64, (n,): indexes of the samples, in the order in which they are taken now.

    Raises
    ------
    EnvironmentFault
        ``checkpoint_of_another_order``.
    """
    stored = state.get("order")
    if stored is not None and (stored.shape != () or stored.dtype.kind not in "iu"):
        raise _damaged("order: not a whole number")
    is_same = stored is None or int(stored) == digest_of(order)
    position, index = state.get("run.position"), state.get("run.index")
    if is_same and position is not None and index is not None:
        if not all(one.dtype == np.int64 and one.ndim == 1 for one in (position, index)):
            raise _damaged("run.position, run.index: not whole numbers")
        if len(position) != len(index):
            raise _damaged("run.position, run.index: not of one length")
        taken = position >= 0
        is_same = bool((position < len(order)).all()) and np.array_equal(
            order[position[taken]], index[taken]
        )
    if not is_same:
        raise EnvironmentFault(
            "checkpoint_of_another_order",
            "The job was interrupted with its samples in another order.",
            "The job goes on from its finished samples.",
        )


def _of_places(
    state: State, name: str, taken: NDArray[np.bool_], each: tuple[int, ...]
) -> NDArray[np.int64]:
    """Return the rows of taken places of an array with one row of shape `each` per place."""
    array = state.get(name)
    if array is None or array.dtype != np.int64 or array.shape != (len(taken), *each):
        raise _damaged(f"{name}: not whole numbers of shape {(len(taken), *each)}")
    rows: NDArray[np.int64] = array[taken]
    return rows


def _require_within(name: str, numbers: NDArray[np.int64], least: int, most: int) -> None:
    """Refuse numbers that are not in least … most − 1."""
    if ((numbers < least) | (numbers >= most)).any():
        raise _damaged(f"{name}: a class outside {least} … {most - 1}")


def _damaged(details: str) -> EnvironmentFault:
    return EnvironmentFault(
        "checkpoint_damaged",
        f'The checkpoint "{FILE_NAME}" of the job is damaged.',
        "The job goes on from its finished samples.",
        details=details,
    )


def subset(state: State, prefix: str) -> dict[str, NDArray[Any]]:
    """Return the arrays whose names begin with `prefix`, under the rest of their names."""
    return {
        name.removeprefix(prefix): array for name, array in state.items() if name.startswith(prefix)
    }


def prefixed(state: State, prefix: str) -> dict[str, NDArray[Any]]:
    """Return the arrays under names that begin with `prefix`."""
    return {prefix + name: array for name, array in state.items()}
