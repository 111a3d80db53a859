from __future__ import annotations

import errno
import gc
import warnings
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from pandavision_gui import atomic_file
from pandavision_gui.engine.evaluation import checkpoint
from pandavision_gui.engine.evaluation.checkpoint import (
    FILE_NAME,
    CheckpointFile,
    digest_of,
    prefixed,
    read_checkpoint,
    require_order,
    subset,
)
from pandavision_gui.errors import EnvironmentFault

names = st.text("abcdefghijklmnopqrstuvwxyz_.", min_size=1, max_size=8).filter(
    lambda name: name not in ("file", "self") and not name.startswith(".")
)
kinds = st.sampled_from([np.int64, np.float32, np.float64, np.bool_])
states = st.dictionaries(
    names, kinds.flatmap(lambda k: arrays.arrays(k, arrays.array_shapes(min_dims=0))), max_size=5
)


def bits(state: dict[str, NDArray[Any]] | None) -> dict[str, Any]:
    assert state is not None
    return {name: (a.dtype, a.shape, a.tobytes()) for name, a in state.items()}


@given(state=states)
def test_a_state_comes_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, state: dict[str, NDArray[Any]]
) -> None:
    folder = tmp_path_factory.mktemp("job")
    CheckpointFile(folder).write(state)
    assert bits(read_checkpoint(folder)) == bits(state)


def test_the_last_state_written_counts(tmp_path: Path) -> None:
    file = CheckpointFile(tmp_path)
    file.write({"n": np.array(1)})
    file.write({"n": np.array(2)})
    assert bits(read_checkpoint(tmp_path)) == bits({"n": np.array(2)})


def test_without_a_checkpoint_there_is_none(tmp_path: Path) -> None:
    assert read_checkpoint(tmp_path) is None


def test_a_full_disk_leaves_the_checkpoint_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = CheckpointFile(tmp_path)
    file.write({"n": np.array(1)})

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(atomic_file.os, "fsync", full)
        with pytest.raises(EnvironmentFault) as fault:
            file.write({"n": np.array(2)})
    assert fault.value.code == "disk_full"
    assert bits(read_checkpoint(tmp_path)) == bits({"n": np.array(1)})
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_damaged_checkpoint_is_told_and_not_left_open(tmp_path: Path) -> None:
    CheckpointFile(tmp_path).write({"n": np.arange(100)})
    path = tmp_path / FILE_NAME
    path.write_bytes(path.read_bytes()[:-7])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        try:
            read_checkpoint(tmp_path)
        except EnvironmentFault as fault:
            code = fault.code
            is_open = str(path) in [file.path for file in psutil.Process().open_files()]
        gc.collect()
    assert code == "checkpoint_damaged"
    assert not is_open


class Clock(SimpleNamespace):
    """Stands in for the time module of `checkpoint`; writing takes `cost_s`."""

    now = 100.0

    def monotonic(self) -> float:
        return self.now


def test_a_checkpoint_is_due_soon_and_then_every_ten_seconds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(checkpoint, "time", clock)
    file = CheckpointFile(tmp_path)
    for interval in (1.0, 2.0, 4.0, 8.0, 10.0, 10.0):
        began = clock.now
        clock.now = began + interval - 0.01
        assert not file.is_due
        clock.now = began + interval
        assert file.is_due
        file.write({})


def test_checkpoints_that_take_long_become_rarer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    monkeypatch.setattr(checkpoint, "time", clock)

    def slow(*_: object) -> None:
        clock.now += 1.0

    monkeypatch.setattr(checkpoint, "write_atomically", slow)
    file = CheckpointFile(tmp_path)
    file.write({})
    clock.now += 49.9  # one second of writing is 2 % of 50
    assert not file.is_due
    clock.now += 0.2
    assert file.is_due


def test_the_parts_of_a_state_are_told_apart_by_their_prefix() -> None:
    one, two = np.array(1), np.array(2)
    state = {**prefixed({"n": one}, "run."), "n": two}
    assert sorted(state) == ["n", "run.n"]
    assert subset(state, "run.") == {"n": one}


@pytest.mark.parametrize(
    "state",
    [
        {"order": np.array(1.5)},
        {"order": np.array([1, 2])},
        {"order": np.array("x")},
        {"run.position": np.zeros(2), "run.index": np.zeros(2, dtype=np.int64)},
        {"run.position": np.zeros(2, dtype=np.int64), "run.index": np.zeros(3, dtype=np.int64)},
    ],
)
def test_an_order_that_is_none_is_damage(state: dict[str, NDArray[Any]]) -> None:
    with pytest.raises(EnvironmentFault) as caught:
        require_order(state, np.arange(4))
    assert caught.value.code == "checkpoint_damaged"


def test_an_order_is_told_from_another_one() -> None:
    order = np.arange(4)
    require_order({"order": np.array(digest_of(order))}, order)
    require_order({}, order)
    places = {"run.position": np.array([2, -1, 0]), "run.index": np.array([2, 0, 0])}
    require_order(places, order)
    for other in ({"order": np.array(digest_of(order[::-1]))}, {**places, "run.index": order[:3]}):
        with pytest.raises(EnvironmentFault) as caught:
            require_order(other, order)
        assert caught.value.code == "checkpoint_of_another_order"
