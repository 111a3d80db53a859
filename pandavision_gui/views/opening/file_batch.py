"""Several models, datasets and specs at once: every one with every other makes an evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.belongings import without_belongings
from pandavision_gui.views.form.given_files import GivenFiles

MOST_EVALUATIONS = 1000


@dataclass(frozen=True)
class Base:
    """Settings that files are combined with.

    Attributes
    ----------
    spec
        What is asked for; its paths may be empty where others are given.
    loaded
        The spec that what belongs to the files came from, None where the user has set it all.
    """

    spec: EvaluationSpec
    loaded: EvaluationSpec | None


def count_evaluations(given: GivenFiles, specs: int) -> int:
    """Return how many evaluations files make, with so many specs that could be read."""
    return max(specs, 1) * max(len(given.models), 1) * max(len(given.datasets), 1)


def combined(base: Base, given: GivenFiles) -> Iterator[EvaluationSpec]:
    """Return the settings with each model on each dataset.

    What a loaded spec says of its own two files does not go with others, and no two evaluations get
    the same name.
    """
    spec = base.spec
    is_one = count_evaluations(given, 1) == 1
    for model in given.models or (spec.trained_model,):
        for dataset in given.datasets or (spec.dataset,):
            one = spec.model_copy(update={"trained_model": model, "dataset": dataset})
            one = without_belongings(one, base.loaded)
            yield one if is_one else one.model_copy(update={"name": None})
