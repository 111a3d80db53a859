"""Records the pictures anew, of all screens or of those that are named.

`python -m tests.views.pictures [SCREEN …]`; look at what `git diff` shows before it is kept.
"""

from __future__ import annotations

import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["LANGUAGE"] = "en"

from PySide6.QtWidgets import QApplication

from .likeness import other_tiles, pixels_of, read_pixels, write_pixels
from .screens import SCREENS, picture, recorded_picture, stage


def main(names: list[str]) -> None:
    """Write every picture that has changed more than a test lets pass, and say which."""
    app = QApplication([])
    with stage(app) as theme:
        for name in names or list(SCREENS):
            path, now = recorded_picture(name), pixels_of(picture(theme, name))
            if path.exists():
                before = read_pixels(path)
                if before.shape == now.shape and not other_tiles(now, before):
                    continue
            path.parent.mkdir(exist_ok=True)
            write_pixels(now, path)
            sys.stdout.write(f"{path.name} is recorded anew\n")


if __name__ == "__main__":
    main(sys.argv[1:])
