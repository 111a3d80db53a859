"""Ctrl+C, and what else asks a program to end, while work goes on."""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator
from types import FrameType

from pandavision_gui.jobs.supervisor import StopSwitch


@contextlib.contextmanager
def heard_signals(stop: StopSwitch, note: Callable[[str], None]) -> Iterator[None]:
    """Let an interrupt ask for a stop, and a second one for an urgent one.

    Parameters
    ----------
    note
        Says a line to the user.
    """

    def on_signal(number: int, frame: FrameType | None) -> None:
        stop.ask()
        if not stop.is_urgent:
            note("Stopping; once more to stop at once.")

    before = {one: signal.signal(one, on_signal) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
