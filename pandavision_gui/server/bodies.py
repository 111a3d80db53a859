"""The PandaVision server's JSON and CSV, and ours: pure functions between them."""

from __future__ import annotations

import csv
import io
from typing import Any

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.preprocessing import UPSTREAM
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.engine.strict_json import parse_strictly
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.server.allowed_paths import AllowedPaths

STATUS = {
    JobState.QUEUED: "queued",
    JobState.RUNNING: "started",
    JobState.STOPPING: "started",
    JobState.FINISHED: "finished",
    JobState.FAILED: "failed",
    JobState.CANCELLED: "failed",
    JobState.INTERRUPTED: "deferred",
}
"""Our states in the PandaVision server's words."""
STATUSES = ("queued", "started", "finished", "failed", "deferred")
UNKNOWN_JOB = "Job ID not found."

_SIZES = {
    "linf": ([f"{n}/255" for n in (1, 2, 4, 8, 16)], [n / 255 for n in (1, 2, 4, 8, 16)]),
    "l2": (
        ["0.01", "0.05", "0.1", "0.2", "0.5"],
        [0.01, 0.05, 0.1, 0.2, 0.5],
    ),
}
_KINDS = {"linf": ("max-norm", "random"), "l2": ("l2",)}
PERTURBATION_TYPES = tuple(_KINDS)


def spec_of_body(
    body: bytes, paths: AllowedPaths, *, upstream_preprocessing: bool
) -> EvaluationSpec:
    """Return the evaluation that a request asks for, its files resolved.

    Parameters
    ----------
    upstream_preprocessing
        Whether a request that says nothing of preprocessing gets ImageNet's.

    Raises
    ------
    InputError
        With the same sentences as on the command line.
    """
    spec = parse_spec(body, "The request")
    if upstream_preprocessing and not _says_preprocessing(body):
        spec = spec.model_copy(update={"preprocessing": UPSTREAM})
    resolved = {
        key.replace("-", "_"): str(paths.resolve(path, key))
        for key, path in spec.file_paths.items()
    }
    return spec.model_copy(update=resolved)


def _says_preprocessing(body: bytes) -> bool:
    """Whether a request that could be read names a preprocessing, {} for none among them."""
    document = parse_strictly(body, "The request")
    return isinstance(document, dict) and document.get("preprocessing") is not None


def x_value(value: float) -> str:
    """Return a perturbation value as the PandaVision server writes it: three decimals, or more."""
    return f"{value:.3f}" if round(value, 3) == value else repr(value)


def output_document(result: EvaluationResult) -> dict[str, Any]:
    """Return the body of `…/output` of a finished job."""
    curve = result.sec_curve
    return {
        "task_status": "finished",
        "results": {
            "sec-level": str(result.sec_level),
            "sec-value": result.sec_value,
            "sec-curve": {
                "x-values": [x_value(value) for value in curve.x_values],
                "y-values": list(curve.y_values),
            },
        },
    }


def output_csv(result: EvaluationResult) -> str:
    """Return the body of `…/output/csv`: the row's number, pert_value, accuracy."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(("", "pert_value", "accuracy"))
    pairs = zip(result.sec_curve.x_values, result.sec_curve.y_values, strict=True)
    for number, (value, accuracy) in enumerate(pairs):
        rows.writerow((number, x_value(value), repr(accuracy)))
    return text.getvalue()


def attacks_of(pert_type: str) -> list[list[str]] | None:
    """Return the attacks of a perturbation type, title and name; None for an unknown type."""
    kinds = _KINDS.get(pert_type)
    if kinds is None:
        return None
    return [
        [info.title, info.name]
        for kind in kinds
        for info in CATALOGUE.values()
        if kind in info.perturbation_types
        and info.kind not in (AttackKind.COMBINED, AttackKind.REFERENCE)
        and not info.uses_surrogate
    ]


def sizes_of(pert_type: str) -> list[list[Any]] | None:
    """Return usual perturbation values, as text and number; None for an unknown type."""
    if pert_type not in _SIZES:
        return None
    return [[text, value] for text, value in zip(*_SIZES[pert_type], strict=True)]
