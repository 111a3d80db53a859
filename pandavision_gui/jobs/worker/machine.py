"""What kind of machine a result was computed on, in words; no name of it, and nobody's."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

_LONGEST = 100
_PATIENCE_S = 2.0


def machine_words() -> str:
    """Return "Linux x86_64, 8 cores, AMD Ryzen 7 5800X"; what cannot be told is left out."""
    kind = f"{platform.system()} {platform.machine()}".strip()
    cores = os.cpu_count() or 1
    parts = [kind, "1 core" if cores == 1 else f"{cores} cores", _processor()]
    return ", ".join(part for part in parts if part)


def _processor() -> str:
    """Return what the maker calls the processor; empty where the system does not tell."""
    try:
        if sys.platform == "linux":
            lines = Path("/proc/cpuinfo").read_text("utf-8", "replace").splitlines()
            told = [line.partition(":")[2] for line in lines if line.startswith("model name")]
            name = told[0] if told else ""
        elif sys.platform == "darwin":
            name = subprocess.run(
                ["/usr/sbin/sysctl", "-n", "machdep.cpu.brand_string"],
                capture_output=True,
                text=True,
                timeout=_PATIENCE_S,
                check=False,
            ).stdout
        else:
            name = platform.processor()
    except (OSError, subprocess.SubprocessError):
        return ""
    return " ".join(name.split())[:_LONGEST]
