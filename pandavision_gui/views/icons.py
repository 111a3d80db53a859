"""The icons of the program, all from one set (Material Design Icons, by QtAwesome)."""

from __future__ import annotations

import qtawesome
from PySide6.QtGui import QIcon

ICONS: dict[str, str] = {
    "new": "mdi6.plus",
    "stop": "mdi6.stop",
    "resume": "mdi6.play",
    "again": "mdi6.repeat",
    "remove": "mdi6.trash-can-outline",
    "export": "mdi6.export-variant",
    "copy": "mdi6.content-copy",
    "folder": "mdi6.folder-open-outline",
    "model": "mdi6.graph-outline",
    "dataset": "mdi6.database-outline",
    "good": "mdi6.check",
    "bad": "mdi6.close",
    "warn": "mdi6.alert-outline",
    "info": "mdi6.information-outline",
    "wait": "mdi6.timer-sand",
    "close": "mdi6.close",
    "expand": "mdi6.chevron-right",
    "collapse": "mdi6.chevron-down",
    "sample": "mdi6.sign-caution",
    "panda": "mdi6.panda",
}
"""Our name → the set's name."""


def make_icon(name: str, colour: str, disabled: str) -> QIcon:
    """Return the icon in a colour, with another one for its disabled state."""
    icon: QIcon = qtawesome.icon(ICONS[name], color=colour, color_disabled=disabled)
    return icon
