"""Runs of ONNX Runtime that are cut off when they take too long."""

from __future__ import annotations

import math
import threading
import time
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.models.silent_runtime import onnxruntime
from pandavision_gui.errors import InputError


class _Watch:
    """Cuts off the runs whose time is up, on one thread for all of them.

    To start a thread for each would take longer than a small model takes to answer, and the doctor
    asks one thousands of times.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._runs: dict[int, tuple[float, onnxruntime.RunOptions]] = {}
        self._thread: threading.Thread | None = None
        self._looks_at = math.inf

    def begin(self, options: onnxruntime.RunOptions, limit_s: float) -> None:
        """Have a run cut off in so many seconds, unless it has ended."""
        until = time.monotonic() + limit_s
        with self._changed:
            self._runs[id(options)] = (until, options)
            if self._thread is None or not self._thread.is_alive():  # a forked process has none
                self._looks_at = math.inf
                self._thread = threading.Thread(target=self._go_on, name="watch", daemon=True)
                self._thread.start()
            if until < self._looks_at:
                self._changed.notify()

    def end(self, options: onnxruntime.RunOptions) -> None:
        """Leave a run alone that has ended."""
        with self._changed:
            del self._runs[id(options)]

    def _go_on(self) -> None:
        with self._changed:
            while True:
                now, self._looks_at = time.monotonic(), math.inf
                for until, options in self._runs.values():
                    if until <= now:
                        options.terminate = True
                    else:
                        self._looks_at = min(self._looks_at, until)
                # It is not woken for each run: what has begun since has longer to go.
                self._changed.wait(None if self._looks_at == math.inf else self._looks_at - now)


_watch = _Watch()


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
    _watch.begin(options, limit_s)
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
        _watch.end(options)
