"""Whether labels and names of classes fit the model."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.class_names import NamesInForce, class_in_words, names_in_force
from pandavision_gui.engine.datasets.image_dataset import ImageDataset
from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.engine.models.load_classifier import LoadedClassifier
from pandavision_gui.engine.models.tensor_words import quoted
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InputError


def require_labels_within(
    dataset: ImageDataset,
    order: NDArray[np.int64],
    classes: int,
    others: Sequence[TensorFacts] = (),
) -> None:
    """Refuse chosen samples whose label is none of the model's classes.

    Parameters
    ----------
    others
        Outputs that may be read instead: where one has enough classes, it is named.

    Raises
    ------
    InputError
        ``labels_outside_classes``.
    """
    labels = dataset.labels
    outside = order[(labels[order] < 0) | (labels[order] >= classes)]
    if len(outside):
        first = int(outside[0])
        label = class_in_words(int(labels[first]), dataset.class_names)
        raise InputError(
            "labels_outside_classes",
            f"Sample {first} has the label {label}, but the model has {classes} classes, "
            f"numbered 0 … {classes - 1}.",
            _wide_enough(others, int(labels[order].max()))
            + "Check that model and dataset belong together."
            + _offset_hint(labels, classes),
        )


def _offset_hint(labels: NDArray[np.int64], classes: int) -> str:
    """Name the offset that helps, if any."""
    lowest, highest = int(labels.min()), int(labels.max())
    if lowest and highest - lowest < classes:
        return f' "label-offset": {-lowest} shifts labels that begin at {lowest}.'
    return ""


def _wide_enough(others: Sequence[TensorFacts], largest: int) -> str:
    for one in others:
        sizes = [size for size in one.shape[1:] if size is not None]
        if sizes and max(sizes) > largest:
            return f'"output": {quoted(one.name)} reads an output with {max(sizes)} classes. '
    return ""


def fitting_names(
    spec: EvaluationSpec, dataset: ImageDataset, loaded: LoadedClassifier
) -> NamesInForce:
    """Return the spec's names, else the dataset's, else the model's, if there is one per class.

    Raises
    ------
    InputError
        ``class_names_count`` for those of the spec.
    """
    found = names_in_force(
        spec.class_names, dataset.class_names, loaded.facts.class_names, loaded.classes
    )
    if "given" in found.unfit:
        raise InputError(
            "class_names_count",
            f'"class-names" has {_counted(len(spec.class_names or ()), "name")}, but the model has '
            f"{_counted(loaded.classes, 'class', 'classes')}.",
            "Give one for each class.",
        )
    return found


def _counted(count: int, one: str, many: str = "") -> str:
    return f"1 {one}" if count == 1 else f"{count} {many or f'{one}s'}"


def unfit_names(
    found: NamesInForce, dataset: ImageDataset, loaded: LoadedClassifier
) -> tuple[str, ...]:
    """Say so where the names that the dataset brings along are not used."""
    if "dataset" not in found.unfit:
        return ()
    return (
        f"The dataset names {len(dataset.class_names)} classes, but the model has "
        f"{loaded.classes}: its names are not used.",
    )
