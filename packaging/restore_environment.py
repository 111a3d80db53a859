"""Runs at the bundle's start: programs that it starts get the user's library path, not its own.

PyInstaller's starter makes the loader look into the bundle first and leaves the variable behind.
The loader has read it by now; a file manager opened from the window would load our libraries
instead of the system's. A worker, which is this program again, is told to begin anew: otherwise
its starter would trust in what it inherits, and the worker would load the system's libraries.
"""

import os

_original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
if _original is not None:
    os.environ["LD_LIBRARY_PATH"] = _original
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
