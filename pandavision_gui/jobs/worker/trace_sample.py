"""Replays the attack on one sample of a finished job and notes every pass."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.evaluation.device_choice import choose_device
from pandavision_gui.engine.evaluation.evaluate import evaluate
from pandavision_gui.engine.evaluation.pass_trace import PassTrace
from pandavision_gui.engine.evaluation.prepare import prepare
from pandavision_gui.engine.evaluation.task import Observer
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import require_result
from pandavision_gui.jobs.messages import StageBegun
from pandavision_gui.jobs.threads import most_threads
from pandavision_gui.jobs.trace_messages import SampleTraced, TraceSample
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine_writes, places_of_libraries
from pandavision_gui.jobs.worker.job_inputs import JobInputs

TRACE = "trace.npy"
_OTHERS = 15
_TRACED = (AttackKind.FIXED_RADIUS, AttackKind.MINIMUM_NORM, AttackKind.COMPOSED)


def trace_sample(command: TraceSample, channel: Channel) -> None:
    """Attack the sample as the job did, with the same seed, alone in its batch.

    Raises
    ------
    InputError
        ``not_traced`` for attacks without passes to show, and whatever preparing raises: the files
        may be gone or others by now.
    """
    folder, place = JobFolder(Path(command.folder)), Path(command.place)
    confine_writes([place, *places_of_libraries()])
    spec, resolved = folder.read_spec(), folder.read_resolved()
    if spec.attack_info.kind not in _TRACED:
        raise InputError(
            "not_traced",
            f"{spec.attack_info.title} asks the model about no chain of points.",
            "Choose a job of another attack.",
        )
    result = require_result(folder)
    inputs = JobInputs(spec, resolved)
    torch.set_num_threads(min(command.threads, most_threads()))
    with prepare(
        _with_few_samples(spec, result, command.index),
        device=choose_device(spec.device),
        threads=command.threads,
        batch_size=resolved.batch_size if resolved else None,
        dataset_is_same=inputs.dataset_is_same,
        on_stage=lambda stage: channel.send(StageBegun(stage=stage)),
        stop_requested=channel.stop.is_set,
    ) as prepared:
        inputs.require_untouched()
        task = replace(prepared.task, order=np.array([command.index], dtype=np.int64))
        trace = PassTrace(
            task.classifier,
            prepared.dataset.read(np.array([command.index]))[0],
            int(prepared.dataset.labels[command.index]),
            norm=task.settings.norm,
            width=task.settings.width,
        )
        outcome = evaluate(
            replace(task, classifier=trace),
            place,
            Observer(stop_requested=channel.stop.is_set),
        )
    table = trace.table()
    with (place / TRACE).open("wb") as file:
        np.save(file, table)
    size = float(outcome.table.minimum_perturbation[0]) if len(outcome.table) else np.inf
    channel.send(
        SampleTraced(
            passes=len(table),
            made=trace.passes,
            stages=tuple(stage.passes for stage in outcome.stages),
            minimum_perturbation=size if np.isfinite(size) else None,
        )
    )


def _with_few_samples(spec: EvaluationSpec, result: EvaluationResult, index: int) -> EvaluationSpec:
    """Return the spec for the sample and a few others.

    What the job decided on all of its samples (how the model is converted, whether it has a
    gradient) must not hang on the one that is looked at.
    """
    others = [other for other in result.samples.indexes or () if other != index]
    return EvaluationSpec.model_validate(
        spec.model_dump()
        | {
            "indexes": (index, *others[:_OTHERS]),
            "samples": None,
            "input_range": result.applied.input_range,
            "time_limit": None,
        }
    )
