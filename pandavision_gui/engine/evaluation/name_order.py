"""Whether model and dataset, where both name their classes, number them alike."""

from __future__ import annotations

from collections.abc import Sequence

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import plain_text

_MOST_SHOWN = 3
_LONGEST = 40


def name_warnings(
    spec: EvaluationSpec, of_model: Sequence[str], of_dataset: Sequence[str]
) -> tuple[str, ...]:
    """Return sentences where the dataset's numbers are not those of the spec's or model's names.

    Parameters
    ----------
    of_model, of_dataset
        As for :func:`name_order_warning`.
    """
    found = (
        name_order_warning(of_model, of_dataset),
        name_order_warning(spec.class_names or (), of_dataset),
    )
    return tuple(dict.fromkeys(filter(None, found)))


def name_order_warning(of_model: Sequence[str], of_dataset: Sequence[str]) -> str:
    """Return a sentence where a class has another number in the dataset than in the model, or "".

    A name that only one of them knows says nothing: the same class may be called otherwise.

    Parameters
    ----------
    of_model
        Names in the order of the class scores; untrusted text.
    of_dataset
        Names in the order of the labels, perhaps fewer or more; untrusted text.
    """
    ours, theirs = [_same(name) for name in of_model], [_same(name) for name in of_dataset]
    if len(set(ours)) != len(ours) or len(set(theirs)) != len(theirs):
        return ""
    number = {name: place for place, name in enumerate(ours) if name}
    moved = [
        f'"{plain_text(of_dataset[label][:_LONGEST])}" is label {label}, but class {number[name]} '
        "of the model"
        for label, name in enumerate(theirs)
        if number.get(name, label) != label
    ]
    if not moved:
        return ""
    more = f"; and {len(moved) - _MOST_SHOWN} more" if len(moved) > _MOST_SHOWN else ""
    return (
        "Dataset and model number classes of the same name differently: "
        + "; ".join(moved[:_MOST_SHOWN])
        + f"{more}. Number the labels in the model's order, or the figures compare different "
        "classes."
    )


def _same(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()
