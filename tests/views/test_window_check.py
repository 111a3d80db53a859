"""What the window tells of its own start."""

from __future__ import annotations

import subprocess
import sys
import time

AGE = """
import time
from pandavision_gui.views.window_check import process_age_s
first = process_age_s()
time.sleep(0.2)
print(first, process_age_s())
"""


def test_a_process_knows_how_long_it_has_been_there() -> None:
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", AGE], capture_output=True, text=True, check=True, timeout=120
    )
    elapsed = time.monotonic() - start
    first, second = map(float, done.stdout.split())
    assert 0.0 < first <= elapsed - 0.2 + 0.02, "ticks are hundredths of a second"
    assert 0.2 <= second - first <= elapsed
