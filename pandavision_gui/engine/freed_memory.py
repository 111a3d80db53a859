"""What the C library does with memory that was freed: keep it for the next pass, or give it back.

Every pass through a model asks for the same large arrays again. glibc returns such blocks to the
system as soon as they are freed, and the system must fill each with zeros, page by page, when it is
asked for the next time: up to a third of an attack's time (Decision 0010). Elsewhere than on Linux
with glibc nothing is changed.
"""

from __future__ import annotations

import ctypes
import sys

# malloc.h: options of mallopt
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
_LARGEST_BLOCKS = (1 << 30, 32 << 20)
"""Bytes: blocks up to this size are kept. Older versions of glibc take no more than 32 MiB."""
_NEVER = (1 << 31) - 1


def keep_freed_memory() -> bool:
    """Let this process keep freed blocks for its next request; return whether it will.

    It then holds on to the most that it ever used, until :func:`give_memory_back`. For processes
    that evaluate one job.
    """
    mallopt = _function("mallopt")
    if mallopt is None:
        return False
    return any(mallopt(_MMAP_THRESHOLD, size) for size in _LARGEST_BLOCKS) and bool(
        mallopt(_TRIM_THRESHOLD, _NEVER)
    )


def give_memory_back() -> None:
    """Let the system have what was freed; the allocator would keep it for later."""
    trim = _function("malloc_trim")
    if trim is not None:
        trim(0)


def _function(name: str) -> ctypes._NamedFuncPointer | None:
    """Return a function of glibc; None where there is none of this name."""
    if sys.platform != "linux":
        return None
    return getattr(ctypes.CDLL(None), name, None)
