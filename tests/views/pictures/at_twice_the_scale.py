"""Writes the pictures of all screens at twice the scale to a folder.

In a process of its own, since Qt asks for its scale only once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ["QT_SCALE_FACTOR"] = "2"

import numpy as np
from PySide6.QtWidgets import QApplication

from .likeness import pixels_of
from .screens import SCREENS, picture, stage


def main(folder: Path) -> None:
    """Write a picture of each screen."""
    app = QApplication([])
    with stage(app) as theme:
        for name in SCREENS:
            np.save(folder / f"{name}.npy", pixels_of(picture(theme, name)))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
