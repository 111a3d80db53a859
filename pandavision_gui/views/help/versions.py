"""What the window runs on: for About, and for the report of a crash."""

from __future__ import annotations

import platform

from PySide6 import __version__ as pyside_version
from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from pandavision_gui import __version__


def versions() -> tuple[tuple[str, str], ...]:
    """Return what the window runs on, by name."""
    python = f"{platform.python_version()} ({platform.python_implementation()})"
    system = f"{platform.system()} {platform.release()}, {platform.machine()}"
    return (
        ("PandaVision", __version__),
        ("Python", python),
        ("Qt", f"{qVersion()}, {QGuiApplication.platformName()}"),
        ("PySide6", pyside_version),
        ("System", system),
    )
