"""What an interrupt does while libraries are loaded."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

_INTERRUPTED = 130
"""As a shell counts a program that Ctrl+C ended."""


@contextmanager
def ended_by_interrupt() -> Iterator[None]:
    """Let Ctrl+C end the program at once: nothing has begun that would be lost.

    Python raises in the middle of whatever it is doing, and inside the import system's own
    callbacks that is printed and forgotten.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, _end)
    try:
        yield
    finally:
        # None: who loaded Python has a handler of his own, which cannot be put back.
        signal.signal(signal.SIGINT, signal.default_int_handler if before is None else before)


def leave_interrupted() -> NoReturn:
    """End the program with the exit status of an interrupt, whatever was interrupted.

    Where that was a text being executed, as when a data class is made, Python remembers it and ends
    the process by the signal instead, without a status. The next text that is executed resets that.
    """
    exec("")
    sys.exit(_INTERRUPTED)


def _end(_: int, __: FrameType | None) -> None:
    os._exit(_INTERRUPTED)
