"""Workers that have loaded nothing yet write every file after they have given up their rights.

Elsewhere in the tests workers have their libraries already: what keeps them from being loaded,
with their fonts and templates, would not show.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import h5py
import numpy as np
import pytest

from pandavision_gui.jobs.exporting import ExportFormat, export_jobs

from .watched_queue import RECORDED_JOB

pytestmark = pytest.mark.usefixtures("nothing_left")

COPIED = (ExportFormat.CSV, ExportFormat.JSON, ExportFormat.SAMPLES)


@pytest.mark.parametrize("kind", [kind for kind in ExportFormat if kind not in COPIED])
def test_what_it_needs_is_loaded(tmp_path: Path, kind: ExportFormat) -> None:
    target = tmp_path / f"out.{kind.suffix}"
    export_jobs([RECORDED_JOB], kind, target)
    assert target.stat().st_size > 100


def test_so_it_is_where_samples_are_copied_without_their_folders(tmp_path: Path) -> None:
    job = tmp_path / "job"
    shutil.copytree(RECORDED_JOB, job)
    with h5py.File(job / "samples.h5", "w") as file:
        file["index"] = np.arange(3)
    target = tmp_path / "out.h5"
    export_jobs([job], ExportFormat.SAMPLES, target, names_only=True)
    with h5py.File(target) as copy:
        assert copy["index"][()].tolist() == [0, 1, 2]
