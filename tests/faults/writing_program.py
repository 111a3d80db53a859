"""Writes what a worker writes: rows, pictures, checkpoints, table and result, one after the other.

See `forked_work`. It makes the file `room` beside its folder when the disk should take everything
again, and then tries again what was refused.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.engine.evaluation.checkpoint import CheckpointFile, read_checkpoint
from pandavision_gui.engine.evaluation.row_writer import RowWriter, read_pictures, read_rows
from pandavision_gui.engine.reports.samples_file import write_samples_file
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.errors import EnvironmentFault
from tests.support.forked_work import fork_each

SHARDS, ROWS = 2, 3


def rows(shard: int) -> SampleTable:
    count = np.full(ROWS, 1)
    return SampleTable(
        index=np.arange(ROWS) + ROWS * shard,
        label=count,
        prediction=count,
        prediction_confidence=count.astype(np.float32),
        minimum_perturbation=np.full(ROWS, 0.25),
        adversarial_prediction=count,
        adversarial_confidence=count.astype(np.float32),
        distance=np.full(ROWS, 0.5),
        survives_8bit=count.astype(np.int8),
        rejected_by_confirmation=count,
    )


def pictures(shard: int) -> list[tuple[int, Any]]:
    return [(int(i), np.full((1, 4, 4), i, dtype=np.float32)) for i in rows(shard).index]


class Samples:
    def read(self, indexes: Any) -> Any:
        return np.zeros((len(indexes), 1, 4, 4), dtype=np.float32)


class Job:
    """What a worker keeps of a job on its way.

    Attributes
    ----------
    refused
        What the disk refused: the error's code.
    harmed
        What was there before and is not whole any more.
    """

    def __init__(self, place: Path) -> None:
        self.folder = place / "data"
        self.folder.mkdir()
        self._room = place / "room"
        self.refused: list[str] = []
        self.harmed: list[str] = []
        self._kept: dict[str, bytes] = {}

    def step(self, write: Callable[[], Any]) -> Any:
        """Write; where it is refused, see that nothing is harmed, and once more with room."""
        try:
            answer = write()
        except EnvironmentFault as fault:
            self.refused.append(fault.code)
            now = self._files()
            self.harmed += [n for n, data in self._kept.items() if now.get(n) not in (data, None)]
            self.harmed += [n for n in self._kept.keys() - now.keys()]
            self.harmed += [n for n in now if n.endswith(".part")]
            self._room.touch()
            answer = write()
        self._kept = self._files()
        return answer

    def _files(self) -> dict[str, bytes]:
        files = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in files}


def work(place: Path) -> dict[str, Any]:
    job = Job(place)
    writer = job.step(lambda: RowWriter(job.folder))
    checkpoints = CheckpointFile(job.folder)
    for shard in range(SHARDS):
        writer.add(rows(shard), pictures(shard))
        job.step(writer.flush)
        job.step(lambda s=shard: checkpoints.write({"shards": np.array(s + 1)}))
    order = np.arange(SHARDS * ROWS)
    table, kept = read_rows(job.folder, order), read_pictures(job.folder)
    job.step(
        lambda: write_samples_file(
            job.folder / "samples.h5",
            table,
            Samples(),
            kept,
            sample_shape=(1, 4, 4),
            attributes={"norm": "linf"},
        )
    )
    job.step(lambda: write_text_atomically(job.folder / "result.json", "{}"))
    checkpoint = read_checkpoint(job.folder)
    return {
        "refused": job.refused,
        "harmed": job.harmed,
        "rows": table.index.tolist(),
        "pictures": {index: float(picture[0, 0, 0]) for index, picture in kept.items()},
        "checkpoint": int(checkpoint["shards"]) if checkpoint else None,
    }


if __name__ == "__main__":
    fork_each(work)
