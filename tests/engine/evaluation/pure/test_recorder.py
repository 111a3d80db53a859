from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from pandavision_gui.engine.evaluation.checkpoint import read_checkpoint
from pandavision_gui.engine.evaluation.recorder import Recorder
from pandavision_gui.engine.evaluation.row_writer import read_pictures, read_rows
from pandavision_gui.engine.evaluation.run_settings import RunSettings
from pandavision_gui.engine.evaluation.task import EvaluationTask, Observer, Snapshot
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.robustness_curve import robustness_curve
from pandavision_gui.engine.sample_table import SampleTable

from .shards import pictures_of, rows_of
from .truths import MeanTruth

GRID = (0.0, 0.01, 0.05)
ORDER = np.array([7, 5, 3, 1])


@dataclass
class Listener:
    """Takes down what an evaluation tells, and what was on disk when it told of rows."""

    folder: Path
    order: np.ndarray = field(default_factory=lambda: ORDER)
    snapshots: list[Snapshot] = field(default_factory=list)
    told: list[int] = field(default_factory=list)
    missing: list[int] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def observer(self) -> Observer:
        return Observer(
            rows_written=self._rows,
            progress=self.snapshots.append,
            warning=self.warnings.append,
        )

    def _rows(self, rows: SampleTable) -> None:
        on_disk = set(read_rows(self.folder, self.order).index.tolist())
        self.told += rows.index.tolist()
        self.missing += [index for index in rows.index.tolist() if index not in on_disk]


class NoSamples:
    labels = np.zeros(10, dtype=np.int64)

    def read(self, indexes: np.ndarray) -> np.ndarray:
        raise AssertionError("the books need no samples")


def task_of(order: np.ndarray, pictures: int = 1000) -> EvaluationTask:
    return EvaluationTask(
        classifier=torch.nn.Identity(),
        truth=MeanTruth(),
        samples=NoSamples(),
        order=order,
        values=GRID,
        settings=RunSettings(Norm.LINF, (0.0, 1.0), 0, 4, (1, 2, 2)),
        pictures=pictures,
    )


def test_rows_are_told_of_only_when_they_are_on_disk(tmp_path: Path) -> None:
    listener = Listener(tmp_path)
    recorder = Recorder(task_of(ORDER), tmp_path, listener.observer(), None)
    recorder.add(rows_of([5, 7]), pictures_of([5, 7]))
    assert listener.told == []
    recorder.report("attacking", [], 0.0)
    assert (listener.told, listener.missing) == ([5, 7], [])
    assert recorder.table().index.tolist() == [7, 5]
    assert recorder.unfinished().tolist() == [2, 3]


def test_a_checkpoint_never_knows_of_rows_that_are_not_on_disk(tmp_path: Path) -> None:
    recorder = Recorder(task_of(ORDER), tmp_path, Observer(), None)
    recorder.add(rows_of([5]), pictures_of([5]))
    recorder.save({"state": np.array(1)})
    saved = read_checkpoint(tmp_path)
    assert saved is not None
    assert int(saved["shards"]) == 1
    assert (tmp_path / "rows" / "000000.npz").exists()


def test_a_resumed_run_counts_on_and_drops_rows_younger_than_the_checkpoint(
    tmp_path: Path,
) -> None:
    first = Recorder(task_of(ORDER), tmp_path, Observer(), None)
    first.add(rows_of([5]), pictures_of([5]))
    first.attack_passes, first.check_passes = 100, 10
    first.warn("Take care.")
    first.save({})
    first.add(rows_of([7]), pictures_of([7]))
    first.report("attacking", [], 0.0)  # on disk, but younger
    second = Recorder(task_of(ORDER), tmp_path, Observer(), read_checkpoint(tmp_path))
    assert second.table().index.tolist() == [5]
    assert (second.passes.attack, second.passes.assumption_check) == (100, 10)
    assert second.warnings == ["Take care."]
    assert second.unfinished().tolist() == [0, 2, 3]
    assert second.elapsed_s >= float((read_checkpoint(tmp_path) or {})["elapsed_s"])


def test_the_confirmations_of_all_runs_are_counted_and_none_of_before_the_evaluation(
    tmp_path: Path,
) -> None:
    task = task_of(ORDER)
    task.truth.rows = 50
    first = Recorder(task, tmp_path, Observer(), None)
    task.truth.rows += 7
    assert first.passes.confirmation == 7
    first.save({})
    again = task_of(ORDER)
    second = Recorder(again, tmp_path, Observer(), read_checkpoint(tmp_path))
    again.truth.rows += 5
    assert second.passes.confirmation == 12


def test_only_the_first_samples_of_the_order_keep_their_pictures(tmp_path: Path) -> None:
    recorder = Recorder(task_of(ORDER, pictures=2), tmp_path, Observer(), None)
    recorder.add(rows_of([1, 5, 7]), pictures_of([1, 5, 7]))
    recorder.report("attacking", [], 0.0)
    assert sorted(read_pictures(tmp_path)) == [5, 7]


minima = st.sampled_from([0.0, 0.005, 0.01, 0.02, 0.05, 0.06, math.inf])


@given(st.lists(minima, min_size=1, max_size=8), st.data())
def test_the_live_band_encloses_the_curve_that_its_samples_end_in(
    tmp_path_factory: pytest.TempPathFactory, final: list[float], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("job")
    order = np.arange(len(final))
    listener = Listener(folder, order)
    recorder = Recorder(task_of(order), folder, listener.observer(), None)
    closed = data.draw(st.integers(0, len(final)))
    started = data.draw(st.integers(closed, len(final)))
    for position in range(closed):
        recorder.add(rows_of([position], final[position]), pictures_of([position]))
    # A sample is open only while it is right at 0; so far it was broken farther out, or not yet.
    seen = [data.draw(st.sampled_from([m * 2 or 0.01, math.inf])) for m in final[closed:started]]
    live = [(closed + n, far) for n, far in enumerate(seen) if final[closed + n] > 0]
    recorder.report("attacking", live, 0.0)
    (snapshot,) = listener.snapshots
    counted = [*range(closed), *(position for position, _ in live)]
    assert (snapshot.started, snapshot.finished) == (len(counted), closed)
    ends = rows_of(range(len(final)))
    ends.minimum_perturbation[:] = final
    for point, end in zip(
        snapshot.band, robustness_curve(ends.rows(np.array(counted, dtype=np.int64)), GRID),
        strict=True,
    ):  # fmt: skip
        assert point.lowest <= end.robust <= point.highest
        assert point.count == end.count
        assert point.lower <= end.lower
        assert end.upper <= point.upper
