"""Folders and files, opened by the program that the system has for them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from pandavision_gui.views.plain_text import one_line


def open_place(path: str) -> str:
    """Open a folder or a file; return what to say where nothing opens it, else nothing."""
    if QDesktopServices.openUrl(QUrl.fromLocalFile(path)):
        return ""
    return _tr("No program on this machine opens {path}").format(path=one_line(path))


def _tr(text: str) -> str:
    return QCoreApplication.translate("open_place", text)
