"""Samples as PNG files, for slides and papers."""

from __future__ import annotations

import os
from pathlib import Path

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.engine.png_picture import png
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_view import ShownSamples
from pandavision_gui.views.engine_sentences import sentence_text

_KINDS = ("sample", "adversarial", "difference")


def save_pictures(shown: ShownSamples, folder: str) -> tuple[int, str]:
    """Write the pictures into a folder; a file that is there is left alone.

    They have 8 bits: of samples that are stored more finely they are the nearest such picture.
    Made for a thread beside the window: hundreds of pictures take seconds, and nothing here is Qt.

    Returns
    -------
    How many were written, and why not all of them; empty when they were.
    """
    written = 0
    for place, index in enumerate(shown.indexes):
        for kind, pixels in zip(_KINDS, shown.pictures[place], strict=True):
            if not pixels[..., 3].any():
                continue
            try:
                path = _free(Path(folder), f"{index:06d}-{kind}")
                write_bytes_atomically(path, png(pixels[..., :3]))
            except PandaVisionError as error:
                return written, sentence_text(error.sentence())
            written += 1
    return written, ""


def _free(folder: Path, name: str) -> Path:
    path, number = folder / f"{name}.png", 2
    while os.path.lexists(path):
        path, number = folder / f"{name} {number}.png", number + 1
    return path
