"""What was found in a file, as sentences."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.class_values import OFFSET_IS_ASKED
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts, TensorFacts
from pandavision_gui.engine.unit_range import range_with_rounding
from pandavision_gui.errors import plain_text
from pandavision_gui.views.jobs_table.job_words import number_words

_MOST_CLASS_NAMES = 100
_WHICH_OUTPUT = ("Of its ",)
"""So begins the remark on the output that is read."""
_SAID_ALREADY = "Values run from "
"""So begins the remark that repeats what the sentence on the dataset says."""


def model_sentence(facts: ModelFacts) -> str:
    """Return what the model is, on one line."""
    classes = (
        counted(facts.classes, _tr("class"), _tr("classes"))
        if facts.classes
        else _tr("open classes")
    )
    return " · ".join(
        (
            f"{shape_words(facts.input.shape[1:])} → {classes}",
            counted(facts.parameters, _tr("parameter"), _tr("parameters")),
            counted(facts.nodes, _tr("operator"), _tr("operators")),
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
    lines += _class_lines(facts.class_names)
    return "\n".join(map(plain_text, lines))


def model_remarks(facts: ModelFacts) -> list[str]:
    """Return what is unusual about the model; which output is read is seen where it is chosen."""
    chosen_in_sight = _WHICH_OUTPUT if facts.output_choices else ()
    return [remark for remark in facts.remarks if not remark.startswith(chosen_in_sight)]


def dataset_sentence(facts: DatasetFacts) -> str:
    """Return what the dataset is, on one line."""
    parts = [
        counted(facts.count, _tr("sample"), _tr("samples")),
        f"{shape_words(facts.sample_shape)}, "
        + (_tr("8 bit") if facts.dtype == "uint8" else facts.dtype),
        _tr("values {} … {}").format(_short(facts.minimum), _short(facts.maximum)),
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
    lines += _class_lines(facts.class_names)
    return "\n".join(map(plain_text, lines))


def _class_lines(names: tuple[str, ...]) -> list[str]:
    if not names:
        return []
    more = "" if len(names) <= _MOST_CLASS_NAMES else ", …"
    return [_tr("Classes: {}").format(", ".join(names[:_MOST_CLASS_NAMES]) + more)]


def dataset_remarks(facts: DatasetFacts) -> list[str]:
    """Return what is unusual about the dataset."""
    return [remark for remark in facts.remarks if not remark.startswith(_SAID_ALREADY)]


def without_heeded(remarks: list[str], label_offset: int, *, by_value: bool = False) -> list[str]:
    """Return the remarks but the one that asks for this label offset, which is set.

    Parameters
    ----------
    by_value
        Whether the labels are what the model calls its classes: then no offset is wanted.
    """
    asks = OFFSET_IS_ASKED + ("" if by_value else f"{label_offset} may be ")
    return [one for one in remarks if asks not in one]


def likely_range(dataset: DatasetFacts) -> tuple[float, float] | None:
    """Return what the input range "auto" will be in data units, None where that is open."""
    rounded = range_with_rounding(dataset.minimum, dataset.maximum)
    if rounded and dataset.dtype.startswith("float"):
        return rounded
    if dataset.minimum < 0:
        return None
    if not dataset.dtype.startswith(
        ("float", "bool")
    ):  # up to 1 it may be black and white, or nearly black
        return (0.0, 255.0) if 1 < dataset.maximum <= 255 else None
    return (0.0, 1.0) if dataset.maximum <= 1 else None


def counted(number: int, one: str, many: str) -> str:
    """Return a number and what is counted, as "1 class" and "12 classes"."""
    return f"{number_words(number)} {one if number == 1 else many}"


def score_words(facts: TensorFacts) -> str:
    """Return what an output of class scores holds for one sample: "12 classes"."""
    sizes = [size for size in facts.shape[1:] if size != 1]
    if facts.shape and not sizes:
        return _tr("one number")
    if len(sizes) == 1 and sizes[0] is not None:
        return counted(sizes[0], _tr("class"), _tr("classes"))
    return _tr("open classes")


def shape_words(shape: tuple[int | None, ...]) -> str:
    """Return a shape as "3×32×32"; ? for what the file leaves open."""
    return "×".join("?" if size is None else str(size) for size in shape)


def _label_words(counts: dict[int, int]) -> str:
    smallest, largest = min(counts.values()), max(counts.values())
    each = number_words(smallest)
    if smallest != largest:
        each += f"–{number_words(largest)}"
    return f"{counted(len(counts), _tr('class'), _tr('classes'))} ({_tr('{} each').format(each)})"


def _short(number: float) -> str:
    return f"{number:.4g}".replace("-", "−")


def _tr(text: str) -> str:
    return QCoreApplication.translate("Findings", text)
