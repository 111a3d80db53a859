"""The ways to read pictures and labels that users take for one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.doctor_files import DrawnSamples
from pandavision_gui.engine.evaluation.normalisations import other_normalisations
from pandavision_gui.engine.evaluation.reading_search import Candidate, LabelReading
from pandavision_gui.engine.evaluation.trials import AS_READ, PictureReading, classes_of
from pandavision_gui.engine.models.input_form import InputForm
from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.errors import plain_text

_TRANSPOSED, _INTERLEAVED, _PLANAR = "transposed", "interleaved", "planar"
_INVERTED = "inverted"
_LONGEST_NAME = 60
_FOR_FLAT_INPUTS = "with the values of each sample in the order (height, width, channels)"
_UNKEYED_WORDS = {
    _TRANSPOSED: "with rows and columns exchanged",
    _INTERLEAVED: "with the values of each sample taken as (height, width, channels)",
    _PLANAR: "with the values of each sample taken as (channels, height, width)",
    _INVERTED: "with bright and dark exchanged",
}
Pictures = dict[str, tuple[NDArray[np.float32], InputForm]]


def rearranged(
    samples: NDArray[np.float32],
    form: InputForm,
    keyed: Pictures,
    input_range: tuple[float, float],
) -> Pictures:
    """Return what no key reads: transposed pictures, values reshaped and not moved, negatives.

    Parameters
    ----------
    samples
        float32, (N, C, H, W), with the form in which they reach the input.
    keyed
        What a key reads; none of it is returned again.
    input_range
        Smallest and largest value, data units; a negative exchanges them.
    """
    count, channels, height, width = samples.shape
    whole = np.float32(input_range[0] + input_range[1])
    found: Pictures = {_INVERTED: (whole - samples, form)}
    if height == width and height > 1:
        found[_TRANSPOSED] = (samples.swapaxes(2, 3), form)
    if channels in (3, 4):
        flat = samples.reshape(count, height, width, channels)
        found[_INTERLEAVED] = (flat.transpose(0, 3, 1, 2), form)
        moved = np.ascontiguousarray(samples.transpose(0, 2, 3, 1))
        found[_PLANAR] = (moved.reshape(samples.shape), form)
    return {
        name: entry
        for name, entry in found.items()
        if not any(np.array_equal(entry[0], known) for known, _ in keyed.values())
    }


def normalised(
    present: PictureReading, drawn: DrawnSamples, inside: str
) -> Iterator[PictureReading]:
    """Yield the present reading with other normalisations, likeliest first."""
    for one in other_normalisations(
        present.normalisation, drawn.input_range, drawn.samples, inside
    ):
        keys: dict[str, Any] = {"preprocessing": one.value}
        if one.wants_bgr and not present.flip:
            keys["channels"] = "BGR"
        yield replace(
            present,
            normalisation=one.normalisation,
            flip=present.flip or one.wants_bgr,
            keys=keys,
            words=one.words,
            reason=one.reason,
            extra=int(one.is_fitted),
        )


def arranged(base: PictureReading, pictures: Pictures) -> Iterator[PictureReading]:
    """Yield a reading with the values lying in another way: channels, axes, rows and columns."""

    def changed(words: str, reason: str, keys: Mapping[str, Any], **more: Any) -> PictureReading:
        return replace(
            base,
            words=f"{base.words} and {words}" if base.words else words,
            reason=f"{base.reason} {reason}".strip(),
            keys={**base.keys, **keys},
            **more,
        )

    (_, channels, _, _), form = pictures[AS_READ][0].shape, pictures[AS_READ][1]
    # A flat input has no axes of its own: what is moved is the order in which it is filled.
    unkeyed = _UNKEYED_WORDS | ({_PLANAR: _FOR_FLAT_INPUTS} if form.kind == "reshaped" else {})
    if channels == 3:
        order = "RGB" if base.flip else "BGR"
        yield changed(
            f"with the channels as {order}",
            f"The model seems to expect the channels in the order {order}.",
            {"channels": order},
            flip=not base.flip,
        )
    for name, (samples, _) in pictures.items():
        if name == AS_READ:
            continue
        if base.normalisation is not None and samples.shape[1] != channels:
            continue  # its numbers are for other channels
        if name in unkeyed:
            yield changed(unkeyed[name], "", {}, picture=name, is_keyed=False)
        else:
            yield changed(
                f"with the axes read as {name}",
                f"The values seem to lie in the order {name}.",
                {"layout": name},
                picture=name,
            )


def other_outputs(
    base: PictureReading, others: Sequence[ModelInterface]
) -> Iterator[PictureReading]:
    """Yield a reading with other outputs of the model as class scores."""
    for other in others:
        name = other.chosen_output
        words = f"with the output “{_shown(name)}” as class scores"
        reason = "The model has several outputs that can be class scores."
        yield replace(
            base,
            output=name,
            words=f"{base.words} and {words}" if base.words else words,
            reason=f"{base.reason} {reason}".strip(),
            keys={**base.keys, "output": name},
        )


def backwards(scores: NDArray[np.float32], labels: NDArray[np.int64]) -> Candidate:
    """Return the reading that takes the smallest of the scores, (N, K): of distances."""
    return Candidate(
        keys={},
        words="with the smallest score as the answer (as one reads distances)",
        reason="",
        is_keyed=False,
        complexity=2,
        family="scores",
        right=classes_of(-scores) == labels,
        classes=scores.shape[1],
        remedy="export the model with its scores negated",
    )


def label_readings(drawn: DrawnSamples, count: int, offset: int) -> list[LabelReading]:
    """Return the readings of the first `count` labels, the present one first."""
    labels = drawn.labels[:count]
    readings = [LabelReading(labels)]
    lowest = int(drawn.all_labels.min())
    shifts = () if drawn.value_remark else dict.fromkeys((-1, 1, -lowest))
    for shift in shifts:
        if shift and lowest + shift >= 0:  # below zero the evaluation refuses them
            readings.append(
                LabelReading(
                    labels + shift,
                    {"label-offset": offset + shift},
                    f"with {shift:+d} added to every label".replace("-", "−"),
                    "The labels seem to count from another number than the model's classes.",
                )
            )
    for name, others in drawn.other_labels.items():
        readings.append(
            LabelReading(
                others[:count],
                {"labels": name},
                f"with the labels “{name}”",
                "The file holds labels that fit the model better.",
            )
        )
    return readings


def _shown(name: str) -> str:
    """Return a name from a file, escaped and cut."""
    shown = plain_text(name)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
