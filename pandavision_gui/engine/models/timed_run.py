"""Runs of ONNX Runtime that are cut off when they take too long."""

from __future__ import annotations

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.models.silent_runtime import onnxruntime
from pandavision_gui.errors import InputError


def timed_run(
    session: onnxruntime.InferenceSession,
    output: str,
    feed: dict[str, NDArray[Any]],
    limit_s: float | None,
) -> NDArray[Any]:
    """Return one output of a model.

    Parameters
    ----------
    limit_s
        Seconds; ONNX Runtime looks at it between two operators, also inside loops. None: no limit.

    Raises
    ------
    InputError
        ``model_too_slow``.
    """
    if limit_s is None:
        return np.asarray(session.run([output], feed)[0])
    options = onnxruntime.RunOptions()
    timer = threading.Timer(limit_s, lambda: setattr(options, "terminate", True))
    timer.daemon = True
    timer.start()
    try:
        return np.asarray(session.run([output], feed, options)[0])
    except Exception as error:
        # ONNX Runtime's errors share no base class but Exception.
        if not options.terminate:
            raise
        rows = len(next(iter(feed.values())))
        raise InputError(
            "model_too_slow",
            f"The model did not answer for {rows} sample{'s' if rows != 1 else ''} within "
            f"{limit_s:.0f} seconds.",
            "It loops for too long, or is too large for this machine.",
            str(error),
        ) from error
    finally:
        timer.cancel()
