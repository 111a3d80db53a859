"""Which versions a result was computed with."""

from __future__ import annotations

import platform
from importlib.metadata import PackageNotFoundError, version

from pandavision_gui import __version__
from pandavision_gui.jobs.secml_classic import classic_mark

_LIBRARIES = ("torch", "onnx", "onnx2pytorch", "onnxruntime", "secml-torch", "numpy", "h5py")


def installed_versions(*, uses_classic: bool = False) -> dict[str, str]:
    """Return the versions of the program, of Python and of the libraries that make numbers.

    Parameters
    ----------
    uses_classic
        Whether SecML 0.15 in its own environment, with a Python of its own, is one of them.
    """
    found = {"pandavision": __version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "unknown"
    if uses_classic:
        mark = classic_mark()
        found["secml"] = mark.secml if mark is not None else "unknown"
        found["python of secml"] = mark.python if mark is not None else "unknown"
    return found
