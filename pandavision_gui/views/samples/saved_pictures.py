"""Samples as PNG files, for slides and papers."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.engine.png_picture import png
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_view import ShownSamples
from pandavision_gui.views.engine_sentences import sentence_text

_KINDS = ("sample", "adversarial", "difference")
_ADVERSARIAL = _KINDS.index("adversarial")


@dataclass(frozen=True)
class SavedPictures:
    """What came of it.

    Attributes
    ----------
    written
        Files.
    unattacked
        Samples without a picture of an adversarial example: none was found, or none is kept.
    mistake
        Why not all were written; empty when they were.
    """

    written: int
    unattacked: int
    mistake: str = ""


def save_pictures(shown: ShownSamples, folder: str) -> SavedPictures:
    """Write the pictures into a folder; a file that is there is left alone.

    They have 8 bits: of samples that are stored more finely they are the nearest such picture.
    Made for a thread beside the window: hundreds of pictures take seconds, and nothing here is Qt.
    """
    written = 0
    unattacked = sum(not pictures[_ADVERSARIAL][..., 3].any() for pictures in shown.pictures)
    for place, index in enumerate(shown.indexes):
        for kind, pixels in zip(_KINDS, shown.pictures[place], strict=True):
            if not pixels[..., 3].any():
                continue
            try:
                path = _free(Path(folder), f"{index:06d}-{kind}")
                write_bytes_atomically(path, png(pixels[..., :3]))
            except PandaVisionError as error:
                return SavedPictures(written, unattacked, sentence_text(error.sentence()))
            written += 1
    return SavedPictures(written, unattacked)


def _free(folder: Path, name: str) -> Path:
    path, number = folder / f"{name}.png", 2
    while os.path.lexists(path):
        path, number = folder / f"{name} {number}.png", number + 1
    return path
