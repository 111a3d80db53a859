"""Finished jobs for reports, made of the recorded one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from pandavision_gui.engine.evaluation.row_writer import read_rows
from pandavision_gui.engine.reports.report_job import Example, ReportJob, examples_to_show
from pandavision_gui.engine.result import EvaluationResult, parse_result

RECORDED_JOB = Path(__file__).parents[2] / "recorded" / "finished_job"
TEMPLATES = Path(__file__).parents[3] / "resources" / "templates"


def result_with(spec: dict[str, Any] | None = None, **keys: Any) -> EvaluationResult:
    """Return the recorded result with other keys; "_" stands for "-"."""
    document = json.loads((RECORDED_JOB / "result.json").read_text("utf-8"))
    document |= {name.replace("_", "-"): value for name, value in keys.items()}
    document["spec"] |= spec or {}
    return parse_result(json.dumps(document).encode(), "result.json")


def job_with(
    name: str = "a job", spec: dict[str, Any] | None = None, *, pictures: bool = True, **keys: Any
) -> ReportJob:
    """Return the recorded job with pictures made up, and other keys in its result."""
    result = result_with(spec, **keys)
    listed = result.samples.indexes
    assert listed is not None, "the recorded job lists its samples"
    table = read_rows(RECORDED_JOB, np.array(listed, dtype=np.int64))
    lower, upper = result.applied.input_range
    draw = np.random.default_rng(0)
    examples = []
    for row, kind in examples_to_show(table, result.curve[-1].value) if pictures else ():
        clean = draw.uniform(lower, upper, (3, 8, 8)).astype(np.float32)
        moved = np.clip(clean + draw.choice([-1, 1], clean.shape), lower, upper)
        examples.append(Example(row, kind, clean, moved.astype(np.float32)))
    return ReportJob(name, result, table, tuple(examples))


def worst_case_with(name: str = "the worst", **keys: Any) -> ReportJob:
    """Return the recorded job as if it were the worst case of two, and other keys in its result."""
    both = [
        (
            "=first",
            "pgd-linf",
            {
                "steps": 50,
                "rel_stepsize": 0.025,
                "random_start": True,
                "restarts": 0,
                "early_stop": True,
            },
        ),
        ("--out", "square-linf", {"steps": 1000, "first_share": 0.8}),
    ]
    sources = [
        {
            "name": called,
            "attack": attack,
            "parameters": parameters,
            "sha256": str(number) * 64,
            "largest-value": 0.03,
            "evaluated": 12,
            "nearest": 6,
            "model-passes": 10,
            "confirmation-passes": 1,
        }
        for number, (called, attack, parameters) in enumerate(both)
    ]
    spec = {"attack": "worst-case", "attack-params": {}}
    return job_with(name, spec, **({"attack": "worst-case", "sources": sources} | keys))
