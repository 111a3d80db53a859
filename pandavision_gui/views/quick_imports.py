"""Lets modules be imported without PySide reading their source files.

PySide reads the source of every module that is imported after it and looks whether `PySide6`
stands there, for the sake of `from __feature__ import ...`: names in snake case, which neither this
program nor pyqtgraph asks for. That was a tenth of the start, a third of the import of pyqtgraph.
"""

from __future__ import annotations

import sys

import PySide6.QtCore  # noqa: F401 - its import is what brings the module that is looked for here


def read_no_sources() -> None:
    """Let PySide take every module that is imported from now on for one without such features.

    Without effect where a version of PySide does it in another way: then imports only take longer.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature.__dict__["_mod_uses_pyside"] = lambda module: False
