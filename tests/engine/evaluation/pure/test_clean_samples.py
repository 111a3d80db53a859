"""Clean samples come in the same groups whatever is read ahead, and scattered ones in few reads."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation import clean_samples
from pandavision_gui.engine.evaluation.clean_samples import CleanSamples

COUNT, CHUNK = 90, 10


class Source:
    """Each value of a sample is its row; counts the reads."""

    def __init__(self) -> None:
        self.labels: NDArray[np.int64] = np.zeros(COUNT, dtype=np.int64)
        self.reads: list[int] = []

    def read(self, indexes: NDArray[np.int64]) -> NDArray[np.float32]:
        self.reads.append(len(indexes))
        return np.broadcast_to(
            indexes[:, None, None, None].astype(np.float32), (len(indexes), 1, 2, 2)
        ).copy()


def samples_of(
    monkeypatch: pytest.MonkeyPatch, source: Source, order: NDArray[np.int64], batches: list[Any]
) -> CleanSamples:
    def answers(_: object, samples: NDArray[np.float32], labels: NDArray[np.int64]) -> Any:
        batches.append(samples[:, 0, 0, 0].astype(int).tolist())
        count = len(samples)
        scores = np.zeros((count, 2), dtype=np.float32)
        whole = np.zeros(count, dtype=np.int64)
        return SimpleNamespace(
            prediction=labels, confidence=scores[:, 0], misled=whole, scores=scores
        )

    monkeypatch.setattr(clean_samples, "all_answers", answers)
    truth: Any = SimpleNamespace(rows=0, repeats=1)
    return CleanSamples(source, truth, order, chunk=CHUNK, input_range=(0.0, 100.0))


@pytest.mark.parametrize("room_for", [1, 3, 4, 1000])
def test_scattered_samples_are_read_ahead_and_come_in_the_same_groups(
    monkeypatch: pytest.MonkeyPatch, room_for: int
) -> None:
    monkeypatch.setattr(clean_samples, "_READ_AHEAD_BYTES", room_for * CHUNK * 16)
    source, batches = Source(), list[Any]()
    order = np.random.default_rng(0).permutation(COUNT).astype(np.int64)
    samples = samples_of(monkeypatch, source, order, batches)
    found = [samples[place] for place in range(COUNT)]
    assert [one.index for one in found] == order.tolist()
    assert [int(one.values[0, 0, 0]) for one in found] == order.tolist()
    assert batches == [order[n : n + CHUNK].tolist() for n in range(0, COUNT, CHUNK)]
    later = 1 if room_for > COUNT else -(-(COUNT // CHUNK - 1) // room_for)
    assert len(source.reads) == 1 + later
    assert all(one.values.base is None or one.values.base.shape[0] <= CHUNK for one in found)


def test_samples_in_the_files_order_are_read_when_they_are_needed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source, batches = Source(), list[Any]()
    samples = samples_of(monkeypatch, source, np.arange(COUNT), batches)
    assert samples[0].index == 0
    assert samples[COUNT - 1].index == COUNT - 1
    assert source.reads == [CHUNK, CHUNK]


def test_a_resumed_run_begins_in_the_middle(monkeypatch: pytest.MonkeyPatch) -> None:
    source, batches = Source(), list[Any]()
    order = np.arange(COUNT)[::-1].copy()
    samples = samples_of(monkeypatch, source, order, batches)
    samples.bring_back(35)
    assert [samples[place].index for place in range(30, COUNT)] == order[30:].tolist()
    assert batches[0] == order[30:40].tolist()
