"""A worker ends with its owner from its first moments on, before it loads what takes time."""

from __future__ import annotations

import os
import signal
import sys

ORPHANED = 3
"""Exit status of a worker whose owner has gone."""
_PR_SET_PDEATHSIG = 1


def hold_to_owner() -> None:
    """Have the kernel end this process with the thread that started it; end it if that is too late.

    A worker that is stopped (SIGSTOP), or still busy with its imports, does not see the end of its
    input; the kernel's signal reaches it even then.
    """
    if sys.platform != "linux":
        return
    import ctypes
    import select

    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    # An owner that ended before that line sends no signal any more, but has let go of the pipe.
    poll = select.poll()
    poll.register(0, select.POLLIN)
    if any(events == select.POLLHUP for _, events in poll.poll(0)):
        os._exit(ORPHANED)
