"""Makes a dataset from pictures, arrays or a table. Never imports torch."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np

from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.engine.datasets.create_dataset import create_dataset
from pandavision_gui.engine.datasets.preview_dataset import preview_dataset
from pandavision_gui.engine.datasets.sources.source import MakingStoppedError, Tell
from pandavision_gui.engine.datasets.thumbnails import thumbnails
from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import (
    CreateDataset,
    DatasetCreated,
    DatasetPreviewed,
    DatasetProgress,
    PreviewDataset,
)
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine

_MEMORY_BYTES = 3 * 2**29
_LARGEST_FILE = 2**40
_TOLD_EVERY_S = 0.2


def serve_creation(command: CreateDataset | PreviewDataset, channel: Channel) -> None:
    """Make the file or its preview, tell how far it is, and what came of it; nothing after a stop.

    Raises
    ------
    PandaVisionError
        In words; see :func:`create_dataset`.
    """
    path = Path(command.path)
    _load_readers()
    _confine(command.order, path)  # nothing of the source has been read yet
    told = time.monotonic()
    phase = ""

    def tell(what: str, done: int, total: int) -> None:
        nonlocal told, phase
        if channel.stop.is_set():
            raise MakingStoppedError
        now = time.monotonic()
        if what != phase or now - told >= _TOLD_EVERY_S:
            told, phase = now, what
            channel.send(DatasetProgress(phase=what, done=done, total=total))

    try:
        if isinstance(command, PreviewDataset):
            channel.send(_previewed(command, path, tell))
            return
        made = create_dataset(command.order, path, tell)
    except MakingStoppedError:
        return
    except Exception as error:
        if not is_out_of_memory(error):  # libraries raise what they like when memory is short
            raise
        raise InputError(
            "source_memory",
            f'To read "{command.order.source}" takes more than {_MEMORY_BYTES / 2**30:g} GiB of '
            "memory, which is refused.",
            "It is damaged, was made to do harm, or holds samples of enormous size.",
        ) from error
    channel.send(
        DatasetCreated(
            samples=made.samples,
            shape=made.shape,
            classes=made.classes,
            skipped=made.skipped,
            skipped_count=made.skipped_count,
            remarks=made.remarks,
        )
    )


def _previewed(command: PreviewDataset, path: Path, tell: Tell) -> DatasetPreviewed:
    preview = preview_dataset(command.order, command.most, tell)
    pictures = thumbnails(preview.pictures)
    write_atomically(path, lambda file: np.save(file, pictures, allow_pickle=False))
    return DatasetPreviewed(
        kind=preview.kind,
        samples=preview.samples,
        classes=preview.classes,
        shape=preview.shape,
        captions=preview.captions,
        bad=preview.bad,
        remarks=preview.remarks,
    )


def _load_readers() -> None:
    """Load what pictures are read with, which Pillow does at the first one otherwise."""
    from PIL import Image

    Image.init()


def _confine(order: DatasetOrder, path: Path) -> None:
    named = [order.source, order.labels_file, order.class_list]
    places = [Path(name).absolute() for name in named if name]
    if os.name == "posix":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write that is too much says so then
    confine(
        # A link to a source is followed: it is the user's, as the path is. What lies in it is not.
        readable=[*places, *(_real(place) for place in places), *_beside(order)],
        writable=[path.parent],
        memory_bytes=_MEMORY_BYTES,
        file_bytes=_LARGEST_FILE,
    )


def _beside(order: DatasetOrder) -> list[Path]:
    """MNIST's images have their labels in a file beside them, words their part for training."""
    files = [Path(name) for name in (order.source, order.labels_file) if name]
    return [file.absolute().parent for file in files if not file.is_dir()]


def _real(place: Path) -> Path:
    try:
        return place.resolve()
    except (OSError, RuntimeError):
        return place
