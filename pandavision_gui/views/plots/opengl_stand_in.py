"""Lets pyqtgraph be imported without Qt's OpenGL modules.

Curves are painted by Qt's own painter, never by OpenGL: it is not there on every screen, and many a
driver crashes. pyqtgraph imports the modules all the same, which takes 10 MB of a package, and time
at the start. A module of that name with the few classes that pyqtgraph derives from stands in.
"""

from __future__ import annotations

import sys
from types import ModuleType

from PySide6.QtWidgets import QWidget


def put_opengl_stand_ins() -> None:
    """Put the stand-ins where `import` looks; modules that are there already are left alone."""
    for module in (_opengl(), _opengl_widgets()):
        sys.modules.setdefault(module.__name__, module)


def _opengl() -> ModuleType:
    # Its classes are looked up when something is painted by OpenGL, which never happens.
    return ModuleType("PySide6.QtOpenGL")


def _opengl_widgets() -> ModuleType:
    module = ModuleType("PySide6.QtOpenGLWidgets")
    module.__dict__["QOpenGLWidget"] = type("QOpenGLWidget", (QWidget,), {})
    return module
