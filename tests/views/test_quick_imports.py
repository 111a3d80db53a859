"""What PySide reads while modules are imported: in processes of their own, here all is imported."""

from __future__ import annotations

import subprocess
import sys

_COUNT = """
import inspect, sys
import {first}
asked = []
inspect.getsource = lambda module: asked.append(module.__name__) or ""
import pandavision_gui.views.main_window, pyqtgraph
print(len(asked), len(sys.modules))
"""


def sources_asked_for(first: str) -> int:
    told = subprocess.run(
        [sys.executable, "-c", _COUNT.format(first=first)],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert int(told[1]) > 500  # modules
    return int(told[0])


def test_no_source_is_read_for_the_imports_of_the_window() -> None:
    assert sources_asked_for("pandavision_gui.views") == 0


def test_pyside_would_read_the_sources_of_what_is_imported() -> None:
    """As soon as this fails, PySide has another way, and `quick_imports` has to look for it."""
    assert sources_asked_for("PySide6.QtCore, pyqtgraph") > 0
