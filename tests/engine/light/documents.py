"""Spec documents and sample tables, made for tests."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.errors import InputError

FILES = {"dataset": "samples.h5", "trained-model": "network.onnx"}


def spec_with(**keys: Any) -> EvaluationSpec:
    """Parse a document with the two files and these keys; "_" stands for "-"."""
    named = {key.replace("_", "-"): value for key, value in keys.items()}
    return parse_spec(json.dumps({**FILES, **named}).encode())


def refusal_of(document: bytes | dict[str, Any]) -> InputError:
    """Return the error that a document is refused with."""
    data = document if isinstance(document, bytes) else json.dumps(document).encode()
    try:
        parsed = parse_spec(data)
    except InputError as error:
        return error
    raise AssertionError(f"not refused: {parsed!r}")


def refusal_with(**keys: Any) -> InputError:
    """Return the error that the two files with these keys are refused with."""
    return refusal_of(FILES | {key.replace("_", "-"): value for key, value in keys.items()})


def table_of(
    perturbations: Sequence[float],
    indexes: Sequence[int] | None = None,
    *,
    correct: NDArray[np.bool_] | None = None,
    values: Sequence[float] | None = None,
) -> SampleTable:
    """Make a table whose samples have these minimum perturbations."""
    count = len(perturbations)
    minimum = np.array(perturbations, dtype=np.float64)
    example = np.isfinite(minimum) & (minimum > 0)
    return SampleTable(
        index=np.arange(count) if indexes is None else np.array(indexes, dtype=np.int64),
        label=np.arange(count, dtype=np.int64) % 10,
        prediction=np.arange(count, dtype=np.int64) % 10,
        prediction_confidence=np.full(count, 0.75, dtype=np.float32),
        minimum_perturbation=minimum,
        adversarial_prediction=np.where(example, 3, -1).astype(np.int64),
        adversarial_confidence=np.where(example, 0.5, np.nan).astype(np.float32),
        distance=minimum * 255,
        survives_8bit=np.where(example, 1, -1).astype(np.int8),
        rejected_by_confirmation=np.zeros(count, dtype=np.int64),
        correct=correct,
        values=None if values is None else np.array(values, dtype=np.float64),
    )
