"""Samples as PNG files, for slides and papers."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice

from pandavision_gui.atomic_file import write_bytes_atomically
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job_view import ShownSamples
from pandavision_gui.views.samples.picture_store import image_of

_KINDS = ("sample", "adversarial", "difference")


def save_pictures(shown: ShownSamples, folder: str) -> tuple[int, str]:
    """Write the pictures into a folder; a file that is there is left alone.

    They have 8 bits: of samples that are stored more finely they are the nearest such picture.

    Returns
    -------
    How many were written, and why not all of them; empty when they were.
    """
    written = 0
    for place, index in enumerate(shown.indexes):
        for kind, pixels in zip(_KINDS, shown.pictures[place], strict=True):
            image = image_of(pixels)
            if image is None:
                continue
            data = QByteArray()
            buffer = QBuffer(data)
            buffer.open(QIODevice.OpenModeFlag.WriteOnly)
            image.save(buffer, "PNG")  # type: ignore[call-overload]
            try:
                write_bytes_atomically(
                    _free(Path(folder), f"{index:06d}-{kind}"), bytes(data.data())
                )
            except PandaVisionError as error:
                return written, error.sentence()
            written += 1
    if not written:
        return 0, QCoreApplication.translate(
            "SavedPictures", "None of these samples has a picture."
        )
    return written, ""


def _free(folder: Path, name: str) -> Path:
    path, number = folder / f"{name}.png", 2
    while os.path.lexists(path):
        path, number = folder / f"{name} {number}.png", number + 1
    return path
