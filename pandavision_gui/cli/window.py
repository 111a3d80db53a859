"""`pandavision` without a command: the window."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from pandavision_gui.cli.output import say, say_aside
from pandavision_gui.cli.way_to_dataset import way_to_dataset
from pandavision_gui.errors import EnvironmentFault, InputError, plain_text
from pandavision_gui.jobs.archive.contents import SUFFIX

_X11_LIBRARIES = (
    "libxcb-cursor.so.0",
    "libxkbcommon-x11.so.0",
    "libxcb-icccm.so.4",
    "libxcb-keysyms.so.1",
    "libxcb-shape.so.0",
)
"""What Qt loads for an X11 screen beyond what comes with it."""
_KINDS = {
    ".onnx": "model",
    ".h5": "dataset",
    ".hdf5": "dataset",
    ".json": "spec",
    SUFFIX: "archive",
}


def open_window(data_folder: Path | None, files: Sequence[Path] = ()) -> int:
    """Open the window and stay until it is closed.

    Raises
    ------
    PandaVisionError
        When there is no screen, Qt cannot be loaded, or the data folder cannot be used.
    """
    require_files(files)
    was_opened = load_window().run_window(data_folder, files)
    if not was_opened:
        say_aside("PandaVision is open already; its window was brought to the front.")
    return 0


def require_files(files: Sequence[Path]) -> None:
    """Refuse what a window that is open already would refuse elsewhere.

    Raises
    ------
    InputError
        ``file_missing``, ``file_not_opened``.
    """
    for file in files:
        name = plain_text(str(file))
        what = _KINDS.get(file.suffix.lower())
        if what is None and not file.exists():
            raise InputError("file_missing", f'There is no file "{name}".', "Check the path.")
        if what is None or file.is_dir():
            raise InputError(
                "file_not_opened",
                f'"{name}" is neither a model nor a dataset, a spec or an archive.',
                way_to_dataset(file)
                or "Models end in .onnx, datasets in .h5 or .hdf5, specs in .json, archives of "
                "jobs in .pandavision.",
            )
        if file.exists():
            continue
        raise InputError("file_missing", f'There is no {what} "{name}".', "Check the path.")


def check_window(report: Path) -> int:
    """Run the sample evaluation through the window and write what was seen to `report`."""
    return 0 if load_window().check_window(report.absolute()) else 1


def open_screen() -> int:
    """Show a window for a moment, and say on which of Qt's platforms."""
    say(load_window().try_screen())
    return 0


def load_window() -> ModuleType:
    """Import the window, or say in words why that cannot be.

    Raises
    ------
    EnvironmentFault
        ``no_screen``, ``qt_missing``.
    """
    refuse_without_screen()
    # Nothing of what is imported is garbage, and looking for some takes a twelfth of the time.
    gc.disable()
    try:
        import pandavision_gui.window_run
    except ImportError as error:
        raise _libraries_missing(error) from error
    finally:
        gc.freeze()
        gc.enable()
    return pandavision_gui.window_run


def refuse_without_screen() -> None:
    """Refuse to open a window where there is no screen: Qt would end without a word that helps.

    Raises
    ------
    EnvironmentFault
        ``no_screen`` or ``qt_missing``.
    """
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
