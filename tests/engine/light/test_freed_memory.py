"""What the allocator keeps, seen by what the system has to do for it, in processes of their own."""

from __future__ import annotations

import platform
import subprocess
import sys

_PROGRAM = """
import resource, sys
import numpy as np
from pandavision_gui.engine.freed_memory import give_memory_back, keep_freed_memory

PAGE, SIZE, ROUNDS = resource.getpagesize(), 48 << 20, 8

def resident():
    return int(open("/proc/self/statm").read().split()[1]) * PAGE

kept = keep_freed_memory() if sys.argv[1] == "keep" else False
np.ones(SIZE, dtype=np.uint8)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(ROUNDS):
    np.ones(SIZE, dtype=np.uint8)
faults = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before
held = resident()
give_memory_back()
print(kept, faults / (ROUNDS * SIZE / PAGE), (held - resident()) / SIZE)
"""


def told(habit: str) -> tuple[bool, float, float]:
    """Whether blocks are kept, page faults ÷ pages asked for, and blocks given back at the end."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, habit], capture_output=True, text=True, check=True
    )
    kept, faults, given_back = done.stdout.split()
    return kept == "True", float(faults), float(given_back)


def test_a_kept_block_is_used_again_and_can_be_given_back() -> None:
    kept, faults, given_back = told("keep")
    is_glibc = platform.libc_ver()[0] == "glibc"
    assert kept is is_glibc
    usual, usually = told("leave")[1:]
    assert usually < 0.1
    if is_glibc:
        assert faults < 0.05 * usual
        assert given_back > 0.9
