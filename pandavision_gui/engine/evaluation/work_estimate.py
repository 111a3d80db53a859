"""How much of an evaluation's work is done, in passes.

Samples are no measure: those that break at once end first and cost a hundredth of the others.
"""

from __future__ import annotations

import math

from pandavision_gui.engine.evaluation.assumption_check import CHECKED_SHARE, SMALLEST_CHECK
from pandavision_gui.engine.evaluation.fixed_radius_run import FixedRadiusRun
from pandavision_gui.engine.evaluation.recorder import Recorder


def share_of_search(
    recorder: Recorder, run: FixedRadiusRun, waiting: int, *, check_steps: int
) -> float:
    """Estimate the share of all passes during the search.

    Parameters
    ----------
    waiting
        Samples that have not begun.
    check_steps
        Passes of one sample in the check that follows; 0 when none does.
    """
    started, unbroken = _begun(recorder, run)
    # A share of all samples, as far as the started ones tell.
    unbroken_of_all = unbroken * (started + waiting) / max(1, started)
    return share_of_work(
        recorder.passes.model,
        run.passes_left(),
        started=started,
        waiting=waiting,
        later=check_passes(unbroken_of_all, check_steps),
    )


def seconds_to_finish(
    recorder: Recorder, run: FixedRadiusRun, coming: int, *, check_steps: int
) -> float:
    """Estimate how long open samples will take, and the check of what withstands.

    It is what they take if nothing more of them breaks, at the speed so far; 0 while nobody knows.

    Parameters
    ----------
    coming
        Samples that would begin now.
    """
    spent = recorder.passes.model
    if spent == 0:
        return 0.0
    _, unbroken = _begun(recorder, run)
    check = check_passes(unbroken + coming, check_steps)
    left = run.passes_left() + coming * run.passes_of_one() + check
    return recorder.elapsed_s * left / spent


def share_of_checks(recorder: Recorder, run: FixedRadiusRun, waiting: int) -> float:
    """Estimate the share of all passes when only checks are left."""
    left = run.passes_left() + waiting * run.passes_of_one()
    return share_of_work(recorder.passes.model, left, started=1, waiting=0)


def _begun(recorder: Recorder, run: FixedRadiusRun) -> tuple[int, int]:
    """Return how many samples have begun, and how many of them nothing has broken so far."""
    searches = run.searches()
    unbroken = recorder.unbroken + sum(math.isinf(search.broken) for _, search in searches)
    return recorder.finished + len(searches), unbroken


def share_of_work(
    spent: float, open_left: float, *, started: int, waiting: int, later: float = 0.0
) -> float:
    """Estimate the share in [0, 1] of the passes that have been made.

    Parameters
    ----------
    spent
        Passes so far.
    open_left
        Passes that the samples being attacked will take if nothing breaks them.
    started, waiting
        Samples that `spent` and `open_left` belong to, and samples that have not begun: each of
        these is expected to cost what the started ones cost on average.
    later
        Passes of what follows.
    """
    waiting_left = waiting * (spent + open_left) / started if started else float(waiting)
    whole = spent + open_left + waiting_left + later
    return spent / whole if whole > 0 else 0.0


def check_passes(unbroken: float, steps: int) -> float:
    """Estimate the passes of the check that follows the search, from the samples not broken."""
    checked = min(unbroken, max(SMALLEST_CHECK, CHECKED_SHARE * unbroken))
    return checked * steps
