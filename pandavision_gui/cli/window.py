"""`pandavision` without a command: the window."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from pandavision_gui.cli.output import say_aside
from pandavision_gui.errors import EnvironmentFault

_X11_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxkbcommon-x11.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
)
"""What Qt loads for an X11 screen beyond what comes with it."""


def open_window(data_folder: Path | None, files: Sequence[Path] = ()) -> int:
    """Open the window and stay until it is closed.

    Raises
    ------
    PandaVisionError
        When there is no screen, Qt cannot be loaded, or the data folder cannot be used.
    """
    was_opened = _window().run_window(data_folder, files)
    if not was_opened:
        say_aside("PandaVision is open already; its window was brought to the front.")
    return 0


def check_window(report: Path) -> int:
    """Run the sample evaluation through the window and write what was seen to `report`."""
    return 0 if _window().check_window(report.absolute()) else 1


def _window() -> ModuleType:
    """Import the window, or say in words why that cannot be."""
    _refuse_without_screen()
    try:
        import pandavision_gui.window_run
    except ImportError as error:
        raise _libraries_missing(error) from error
    return pandavision_gui.window_run


def _refuse_without_screen() -> None:
    """Qt would end the process without a word that helps."""
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0]
    if sys.platform != "linux" or wanted not in ("", "xcb", "wayland"):
        return
    screens = {"xcb": os.environ.get("DISPLAY"), "wayland": os.environ.get("WAYLAND_DISPLAY")}
    found = [name for name, screen in screens.items() if screen and wanted in ("", name)]
    if found == ["xcb"]:
        _refuse_without_libraries()
    elif not found:
        raise EnvironmentFault(
            "no_screen",
            "There is no screen to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set).",
            "Use `pandavision run SPEC.json --out DIR`, which needs none.",
        )


def _refuse_without_libraries() -> None:
    for library in _X11_LIBRARIES:
        try:
            ctypes.CDLL(library)
        except OSError as error:
            raise _libraries_missing(error) from error


def _libraries_missing(error: Exception) -> EnvironmentFault:
    return EnvironmentFault(
        "qt_missing",
        f"The window's libraries cannot be loaded: {error}.",
        "Install what is missing (README, Troubles), or use `pandavision run`.",
    )
