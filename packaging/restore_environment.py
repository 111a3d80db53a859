"""Runs at the bundle's start: programs that it starts get the user's library path, not its own.

PyInstaller's starter makes the loader look into the bundle first and leaves the variable behind.
The loader has read it by now; a file manager opened from the window would load our libraries
instead of the system's. A worker, which is this program again, is told to begin anew: otherwise
its starter would trust in what it inherits, and the worker would load the system's libraries.
"""

import os
import sys

_original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _original is not None:
    os.environ["LD_LIBRARY_PATH"] = _original
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"

# What libraries keep for themselves goes into the folder, too (pandavision_gui/paths.py).
_portable = os.path.join(os.path.dirname(os.path.realpath(sys.executable)), "portable")
if os.path.isdir(_portable):
    os.environ.setdefault("MPLCONFIGDIR", os.path.join(_portable, "cache", "matplotlib"))

# Modules are read from the program's own file when they are imported. An update puts another file
# in its place while a window is open; this name stays that of the one that runs.
_OWN = "/proc/self/exe"
try:
    from pyimod02_importers import pyz_archive as _archive

    if os.path.samefile(_OWN, _archive._filename):
        _archive._filename = _OWN
except (ImportError, AttributeError, OSError):  # no /proc, or another PyInstaller: as it was
    pass
