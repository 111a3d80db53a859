"""Samples that misled the conversion only are no robust ones like others: a result says so."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from pandavision_gui.engine.evaluation import confirm as confirm_module
from pandavision_gui.engine.evaluation import example_search, fixed_radius_run
from pandavision_gui.engine.evaluation.confirm import Confirmation
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.job_documents import KnownFile, Resolved
from pandavision_gui.jobs.worker.job_outputs import make_result

from ..engine.evaluation.evaluations import run
from ..engine.evaluation.linear_models import COUNT, linear_problem

PGD = {"attack": "pgd-linf", "perturbation-values": [0.2, 0.5]}
FMN = {"attack": "fmn-linf", "perturbation-values": [0.2, 0.5]}


def refuse(monkeypatch: pytest.MonkeyPatch, refused: np.ndarray) -> None:
    """Let no example of some samples be confirmed: float64, (M, D)."""
    confirm = confirm_module.confirm

    def refusing(truth: Any, samples: np.ndarray, *args: Any, **keys: Any) -> Confirmation:
        found = confirm(truth, samples, *args, **keys)
        flat = samples.reshape(len(samples), 1, -1)
        is_one = (flat == refused.astype(np.float32)).all(axis=2).any(axis=1)
        return replace(found, accepted=found.accepted & ~is_one)

    for module in (fixed_radius_run, example_search):
        monkeypatch.setattr(module, "confirm", refusing)


def result_of(
    folder: Path, keys: dict[str, object], count: int, monkeypatch: pytest.MonkeyPatch
) -> EvaluationResult:
    problem = linear_problem(folder / "files")
    refuse(monkeypatch, problem.samples[:count])
    found = run(spec_from_document(problem.keys | keys), folder / "job")
    files = [
        KnownFile(
            name=path.name,
            bytes=path.stat().st_size,
            modified_ns=path.stat().st_mtime_ns,
            sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in (Path(found.spec.trained_model), Path(found.spec.dataset))
    ]
    model, dataset = files
    return make_result(
        spec=found.spec,
        prepared=found.prepared,
        outcome=found.outcome,
        resolved=Resolved(
            batch_size=COUNT, threads=1, device="cpu", versions={}, model=model, dataset=dataset
        ),
        first_started=datetime.now(UTC),
        resumed=0,
        unchanged=True,
    )


@pytest.mark.parametrize("keys", [PGD, FMN], ids=["pgd", "fmn"])
@pytest.mark.parametrize("count", [3, COUNT])
def test_samples_all_of_whose_examples_were_refused_are_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: dict[str, object], count: int
) -> None:
    result = result_of(tmp_path, keys, count, monkeypatch)
    assert result.samples.withstood == count
    (warning,) = [text for text in result.warnings if "ONNX Runtime refused" in text]
    assert warning.startswith(f"{count} of {COUNT} samples misled the converted model")


@pytest.mark.parametrize("keys", [PGD, FMN], ids=["pgd", "fmn"])
def test_where_both_agree_nothing_is_warned_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: dict[str, object]
) -> None:
    result = result_of(tmp_path, keys, 0, monkeypatch)
    assert result.samples.withstood == 0
    assert not [text for text in result.warnings if "refused" in text]
