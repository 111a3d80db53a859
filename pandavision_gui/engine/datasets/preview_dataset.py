"""What a dataset would be, told by a few of its pictures before anything is made."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from pandavision_gui.engine.dataset_order import Channels, DatasetOrder
from pandavision_gui.engine.datasets.fit_picture import fit_picture
from pandavision_gui.engine.datasets.sample_draw import SampleDraw
from pandavision_gui.engine.datasets.sources.open_source import open_source
from pandavision_gui.engine.datasets.sources.source import (
    BadSampleError,
    Look,
    Pixels,
    Source,
    Tell,
)
from pandavision_gui.errors import plain_text

_LOOKING = "looking at some of the pictures"


@dataclass(frozen=True)
class Preview:
    """What would be made.

    Attributes
    ----------
    kind
        What the source is, in words.
    samples, classes
        How many would be taken, as far as that is known, and of how many classes.
    shape
        (C, H, W); None where it is not known: pictures of several sizes, or none that is good.
    pictures
        uint8 (H, W, C), spread over all that would be taken.
    captions
        What each shows: the name of its class, or its label.
    bad
        Those among them that cannot be used, and why.
    remarks
        Sentences on what was assumed.
    """

    kind: str
    samples: int
    classes: int
    shape: tuple[int, int, int] | None
    pictures: tuple[Pixels, ...]
    captions: tuple[str, ...]
    bad: tuple[str, ...]
    remarks: tuple[str, ...]


def preview_dataset(order: DatasetOrder, most: int, tell: Tell) -> Preview:
    """Look at no more than `most` of the samples.

    Raises
    ------
    InputError
        What the source says.
    """
    with open_source(order, tell) as source:
        draw = SampleDraw(
            source.labels,
            source.bad,
            per_class=order.per_class,
            samples=order.samples,
            seed=order.seed,
        )
        chosen = np.array(draw.first(), dtype=np.int64)
        # Spread over all of it: the first ones of a folder are all of one class.
        places = np.linspace(0, max(0, len(chosen) - 1), min(most, len(chosen)))
        taken = chosen[np.unique(places.astype(np.int64))].tolist()
        bad = [_told(source, index, why) for index, why in sorted(source.bad.items())[:most]]
        looks: dict[int, Look] = {}
        for index in taken:
            tell(_LOOKING, len(looks), len(taken))
            try:
                looks[index] = source.look(index)
            except BadSampleError as error:
                bad.append(_told(source, index, str(error)))
        shown = _pictures(order, source, looks, bad)
        return Preview(
            kind=source.kind,
            samples=len(chosen),
            classes=len(np.unique(source.labels[chosen])),
            shape=_one_shape([picture for _, picture in shown]),
            pictures=tuple(picture for _, picture in shown),
            captions=tuple(_caption(source, index) for index, _ in shown),
            bad=tuple(bad),
            remarks=tuple(source.remarks),
        )


def _pictures(
    order: DatasetOrder, source: Source, looks: dict[int, Look], bad: list[str]
) -> list[tuple[int, Pixels]]:
    if not looks:
        return []
    count = max(look.channels for look in looks.values())
    channels = order.channels
    if channels is None and count in (1, 3):
        channels = Channels.RGB if count == 3 else Channels.GREY
    shown = []
    for index, found in source.read(sorted(looks), in_colour=channels is Channels.RGB):
        try:
            if isinstance(found, BadSampleError):
                raise found
            fitted = fit_picture(found, size=order.size, fit=order.fit, channels=channels)
        except BadSampleError as error:
            bad.append(_told(source, index, str(error)))
            continue
        shown.append((index, fitted))
    return shown


def _one_shape(pictures: list[Pixels]) -> tuple[int, int, int] | None:
    shapes = {picture.shape for picture in pictures}
    if len(shapes) != 1:
        return None
    height, width, channels = shapes.pop()
    return channels, height, width


def _caption(source: Source, index: int) -> str:
    label = int(source.labels[index])
    return source.class_names[label] if label < len(source.class_names) else str(label)


def _told(source: Source, index: int, why: str) -> str:
    return f'"{plain_text(source.origin(index))}": {plain_text(why)}'
