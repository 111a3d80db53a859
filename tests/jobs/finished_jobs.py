"""Folders of jobs that have finished, and the files that they have evaluated."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.jobs.job import Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import Trigger
from pandavision_gui.jobs.worker.job_inputs import JobInputs

from .watched_queue import RECORDED_JOB, WatchedQueue


def write_files(tmp_path: Path) -> Path:
    """Return a new folder with a model, whose weights lie beside it, and a dataset."""
    folder = tmp_path / "files"
    folder.mkdir()
    weights = numpy_helper.from_array(np.ones((64, 64), np.float32), "w")
    ends = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [64]) for n in ("x", "y")]
    node = helper.make_node("MatMul", ["w", "x"], ["y"])
    model = helper.make_model(helper.make_graph([node], "g", ends[:1], ends[1:], [weights]))
    onnx.save(
        model,
        folder / "model.onnx",
        save_as_external_data=True,
        location="weights.bin",
        size_threshold=0,
    )
    (folder / "data.h5").write_bytes(b"no one opens it")
    return folder


def document(files: Path, **keys: Any) -> dict[str, Any]:
    return {
        "dataset": str(files / "data.h5"),
        "trained-model": str(files / "model.onnx"),
        "perturbation-values": [0, 0.02, 0.04],
        "evaluation-mode": "fast",
        "name": "finish",
        **{key.replace("_", "-"): value for key, value in keys.items()},
    }


def spec_of(files: Path, **keys: Any) -> EvaluationSpec:
    return spec_from_document(document(files, **keys))


def put_finished(data: Path, spec: EvaluationSpec, minute: int = 0) -> JobFolder:
    """Write the folder of a finished job as owner and worker leave it."""
    job = Job(name="before").moved(Trigger.START).moved(Trigger.FINISH)
    ended = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(minutes=minute)
    folder = JobFolder(data / "jobs" / str(job.id))
    folder.path.mkdir(parents=True)
    folder.write_spec(spec)
    folder.write_job(job.model_copy(update={"ended": ended}))
    inputs = JobInputs(spec, None)
    folder.write_resolved(
        inputs.with_hashes(inputs.resolved(batch_size=1, threads=1, device="cpu", versions={}))
    )
    shutil.copyfile(RECORDED_JOB / "result.json", folder.path / "result.json")
    return folder


def found(watched: WatchedQueue, spec: EvaluationSpec) -> tuple[UUID, ...]:
    """Return which jobs are the same evaluation."""
    return watched.answer(watched.queue.find_same(spec))
