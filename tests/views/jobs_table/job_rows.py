"""Jobs as the queue would show them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.robustness_curve import band_point
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Progress
from tests.support.flat_rows import flat_row

BEGIN = datetime(2026, 3, 12, 9, 0, tzinfo=UTC)


def job_id(number: int) -> UUID:
    return UUID(int=number)


def make_row(number: int, **changes: Any) -> JobRow:
    """A job; one of a higher number was made later."""
    known: dict[str, Any] = {
        "id": job_id(number),
        "name": f"job {number}",
        "state": JobState.QUEUED,
        "reason": "",
        "order": number,
        "model": "signs.onnx",
        "dataset": "road_signs.h5",
        "attack": "standard",
        "perturbation": "max-norm",
        "top_value": 0.06,
        "values": 13,
        "created": BEGIN + timedelta(minutes=number),
    }
    return flat_row(**(known | changes))


def finished_row(number: int, **changes: Any) -> JobRow:
    known: dict[str, Any] = {
        "state": JobState.FINISHED,
        "started": BEGIN + timedelta(minutes=number),
        "ended": BEGIN + timedelta(minutes=number, seconds=12),
        "clean": 0.97,
        "robust": 0.29,
        "level": SecurityLevel.HIGH,
        "sec_value": 0.84,
    }
    return make_row(number, **(known | changes))


def running_row(number: int, **changes: Any) -> JobRow:
    return make_row(number, **({"state": JobState.RUNNING, "started": BEGIN} | changes))


def make_progress(share: float = 0.58, **changes: Any) -> Progress:
    known: dict[str, Any] = {
        "phase": "attacking",
        "started": 50,
        "finished": 37,
        "total": 100,
        "share": share,
        "passes": PassCounts(attack=5000, agreement=102, confirmation=300),
        "elapsed_s": 55.0,
        "left_s": 40.0,
        "band": (band_point(0.0, 49, 49, 50), band_point(0.06, 28, 34, 50)),
    }
    return Progress(**(known | changes))
