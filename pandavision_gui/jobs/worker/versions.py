"""Which versions a result was computed with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from pandavision_gui import __version__

_LIBRARIES = ("torch", "onnx", "onnx2pytorch", "onnxruntime", "secml-torch", "numpy", "h5py")


def installed_versions() -> dict[str, str]:
    """Return the versions of the program, of Python and of the libraries that make numbers."""
    found = {"pandavision": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    return found
