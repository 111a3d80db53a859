"""What was found in a file, as sentences."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts

_SAID_ALREADY = "Values run from "
"""So begins the remark that repeats what the sentence on the dataset says."""


def model_sentence(facts: ModelFacts) -> str:
    """Return what the model is, on one line."""
    classes = _tr("{} classes").format(facts.classes) if facts.classes else _tr("open classes")
    return " · ".join(
        (
            f"{shape_words(facts.input.shape[1:])} → {classes}",
            _tr("{:,} parameters").format(facts.parameters),
            _tr("{:,} operators").format(facts.nodes),
            _tr("opset {}").format(facts.opset),
        )
    )


def model_details(facts: ModelFacts) -> str:
    """Return the names in the file, for a tooltip."""
    lines = [
        _tr("Input: {} ({})").format(facts.input.name, facts.input.dtype),
        _tr("Class scores: {} ({})").format(facts.output.name, facts.output.dtype),
    ]
    if facts.producer:
        lines.append(_tr("Made by {}").format(facts.producer))
    return "\n".join(lines)


def dataset_sentence(facts: DatasetFacts) -> str:
    """Return what the dataset is, on one line."""
    parts = [
        _tr("{:,} samples").format(facts.count),
        f"{shape_words(facts.sample_shape)}, "
        + (_tr("8 bit") if facts.dtype == "uint8" else facts.dtype),
        _tr("values {:g} … {:g}").format(facts.minimum, facts.maximum),
    ]
    if facts.label_counts:
        parts.append(_label_words(facts.label_counts))
    return " · ".join(parts)


def dataset_details(facts: DatasetFacts) -> str:
    """Return the names in the file, for a tooltip."""
    lines = [
        _tr("Samples: {}").format(facts.samples_name),
        _tr("Labels: {} ({})").format(facts.labels_name, facts.label_dtype),
    ]
    if facts.class_names:
        lines.append(_tr("Classes: {}").format(", ".join(facts.class_names)))
    return "\n".join(lines)


def dataset_remarks(facts: DatasetFacts) -> list[str]:
    """Return what is unusual about the dataset."""
    return [remark for remark in facts.remarks if not remark.startswith(_SAID_ALREADY)]


def misfits(model: ModelFacts, dataset: DatasetFacts, label_offset: int) -> list[str]:
    """Return sentences on why this dataset and this model do not go together."""
    found = []
    wanted = model.input.shape[1:]
    sizes = [size for size in wanted if size is not None]
    if len(sizes) == len(wanted) and math.prod(sizes) != math.prod(dataset.sample_shape):
        found.append(
            _tr("The model takes {}, but a sample is {}: they cannot fit.").format(
                shape_words(wanted), shape_words(dataset.sample_shape)
            )
        )
    if model.classes and dataset.label_counts:
        lowest, highest = min(dataset.label_counts), max(dataset.label_counts)
        if highest + label_offset >= model.classes:
            found.append(
                _tr("Labels run up to {}, but the model’s last class is {}.").format(
                    highest + label_offset, model.classes - 1
                )
            )
        elif lowest + label_offset < 0:
            found.append(
                _tr("Labels begin at {}, but classes begin at 0.").format(
                    f"{lowest + label_offset}".replace("-", "−")
                )
            )
    return found


def channels_of(dataset: DatasetFacts) -> int | None:
    """Return the number of channels of a sample, None where its shape does not tell."""
    shape = dataset.sample_shape
    if len(shape) == 2:
        return 1
    if len(shape) == 3:
        return next((size for size in (shape[0], shape[-1]) if size in (1, 3)), None)
    return None


def likely_range_width(dataset: DatasetFacts) -> float | None:
    """Return how wide the input range "auto" will be in data units, None where that is open."""
    if dataset.minimum < 0:
        return None
    if "int" in dataset.dtype:
        return 255.0 if dataset.maximum <= 255 else None
    return 1.0 if dataset.maximum <= 1 else None


def shape_words(shape: tuple[int | None, ...]) -> str:
    """Return a shape as "3×32×32"; ? for what the file leaves open."""
    return "×".join("?" if size is None else str(size) for size in shape)


def _label_words(counts: dict[int, int]) -> str:
    smallest, largest = min(counts.values()), max(counts.values())
    each = f"{smallest:,}" if smallest == largest else f"{smallest:,}–{largest:,}"
    return _tr("{:,} classes ({} each)").format(len(counts), each)


def _tr(text: str) -> str:
    return QCoreApplication.translate("Findings", text)
