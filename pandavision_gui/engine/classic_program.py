"""How SecML 0.15 is started: it runs in an environment of its own, with an older Python.

It cannot share the program's environment: its last release needs a Python below 3.11, and the
conversion of ONNX models one above.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.errors import EnvironmentFault

INSTALL_IT = "`pandavision secml-classic install` makes an environment for it."

# Of the user's environment only what a system needs to start a program at all: what Python or a
# library would be told by it is not meant for this one.
_KEPT = ("PATH", "HOME", "USERPROFILE", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR", "LANG", "LC_ALL")


def classic_missing(attack: str) -> EnvironmentFault:
    """Return the error for an attack whose program is not there."""
    return EnvironmentFault(
        "classic_secml_missing",
        f'"attack": "{attack}" needs SecML 0.15, which is not installed.',
        INSTALL_IT,
    )


@dataclass(frozen=True)
class ClassicProgram:
    """Where it is.

    Attributes
    ----------
    python
        The environment's own Python.
    script
        What runs in it, a file of ours.
    home
        Where SecML keeps its files.
    """

    python: Path
    script: Path
    home: Path

    def command(self, *words: str) -> list[str]:
        """Return how it is started: isolated from the user's other Python packages."""
        return [str(self.python), "-I", "-B", str(self.script), str(self.home), *words]

    @staticmethod
    def environment() -> dict[str, str]:
        """Return the variables that it is started with."""
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return kept | {"OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
