"""Results as the worker would write them."""

from __future__ import annotations

from typing import Any

from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.result import (
    AgreementFigures,
    Applied,
    AssumptionCheck,
    EvaluationResult,
    FileIdentity,
    RunFacts,
    SampleCounts,
    SecurityCurve,
)
from pandavision_gui.engine.robustness_curve import curve_point
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.verdict import verdict
from pandavision_gui.jobs.events import JobLoaded

from .job_rows import BEGIN, job_id


def make_spec(**changes: Any) -> EvaluationSpec:
    known: dict[str, Any] = {"dataset": "/data/signs.h5", "trained_model": "/data/net.onnx"}
    return EvaluationSpec(**(known | changes))


def make_result(
    robust: dict[float, int] | None = None, *, count: int = 100, **changes: Any
) -> EvaluationResult:
    """A result.

    Parameters
    ----------
    robust
        Perturbation value to the number of samples that are right at it, 0 first.
    """
    robust = robust or {0.0: 97, 0.03: 80, 0.06: 62}
    curve = tuple(curve_point(value, right, count) for value, right in robust.items())
    judged = verdict(curve)
    first, last = curve[0].robust, curve[-1].robust
    known: dict[str, Any] = {
        "sec_level": judged.level,
        "sec_value": judged.value,
        "sec_curve": SecurityCurve(
            x_values=tuple(robust), y_values=tuple(point.accuracy for point in curve)
        ),
        "curve": curve,
        "samples": make_counts(
            evaluated=count,
            drawn=count,
            wrong_already=count - first,
            broken=first - last,
            withstood=last,
        ),
        "median_minimum_perturbation": None,
        "survives_8bit": 34,
        "adversarial_examples": 35,
        "rejected_by_confirmation": 0,
        "attack": "standard",
        "norm": "linf",
        "model_passes": 10_912,
        "confirmation_passes": 546,
        "passes": PassCounts(attack=10_453, assumption_check=357, agreement=102, confirmation=546),
        "assumption_check": AssumptionCheck(checked=7, broken=0),
        "agreement": AgreementFigures(rows=32, largest_difference=8e-6, tolerance=0.037),
        "applied": make_applied(),
        "model": FileIdentity(name="net.onnx", sha256="9f2c" + "0" * 56 + "a1b7", bytes=375_275),
        "dataset": FileIdentity(name="signs.h5", sha256="139b" + "0" * 56 + "ac9c", bytes=855_742),
        "class_names": (),
        "run": make_run(),
        "warnings": (),
        "spec": make_spec().to_document(),
    }
    return EvaluationResult(**(known | changes))


def make_counts(**changes: Any) -> SampleCounts:
    known: dict[str, Any] = {
        "evaluated": 100,
        "drawn": 100,
        "wrong_already": 3,
        "broken": 35,
        "withstood": 62,
        "indexes": None,
        "chosen_by_user": False,
    }
    return SampleCounts(**(known | changes))


def make_applied(**changes: Any) -> Applied:
    known: dict[str, Any] = {
        "input_range": (0.0, 255.0),
        "mean": (0.0, 0.0, 0.0),
        "std": (255.0, 255.0, 255.0),
        "channels_flipped": False,
        "assumptions": (),
    }
    return Applied(**(known | changes))


def make_run(**changes: Any) -> RunFacts:
    known: dict[str, Any] = {
        "versions": {"pandavision": "0.1.0", "torch": "2.9"},
        "device": "cpu",
        "threads": 1,
        "batch_size": 100,
        "seed": 0,
        "started": BEGIN,
        "finished": BEGIN,
        "elapsed_s": 4.05,
        "resumed": 0,
        "bit_repeatable": True,
    }
    return RunFacts(**(known | changes))


def make_loaded(result: EvaluationResult | None) -> JobLoaded:
    return JobLoaded(job_id=job_id(1), spec=make_spec(), result=result, folder="/jobs/1")
