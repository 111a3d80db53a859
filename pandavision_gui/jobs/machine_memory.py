"""How much memory this machine has, and how much of it is left."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

from pandavision_gui.bounded_read import read_bounded

_CONTROL_GROUP = Path("/sys/fs/cgroup")
_LARGEST = 64 * 1024


@dataclass(frozen=True)
class MachineMemory:
    """Bytes. A container's limit counts as the machine's."""

    total: int
    available: int


def machine_memory(group: Path = _CONTROL_GROUP) -> MachineMemory:
    """Look at the machine.

    Parameters
    ----------
    group
        The folder of the control group that the program runs in; missing where there is none.
    """
    machine = psutil.virtual_memory()
    limit = _number(group / "memory.max")
    if limit is None or limit >= machine.total:
        return MachineMemory(machine.total, machine.available)
    used = _number(group / "memory.current") or 0
    # Pages of files are given back when they are needed.
    free = limit - used + _reclaimable(group / "memory.stat")
    return MachineMemory(limit, max(0, min(machine.available, free, limit)))


def _number(path: Path) -> int | None:
    try:
        return int(read_bounded(path, _LARGEST))
    except (OSError, ValueError):  # "max": there is no limit
        return None


def _reclaimable(path: Path) -> int:
    try:
        lines = read_bounded(path, _LARGEST).splitlines()
    except OSError:
        return 0
    found = [line.split()[1] for line in lines if line.startswith(b"inactive_file ")]
    return int(found[0]) if found and found[0].isdigit() else 0
