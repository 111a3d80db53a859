"""In which order the readings of model and dataset are tried."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.evaluation.class_order import right_in_best_order
from pandavision_gui.engine.evaluation.doctor_files import DrawnSamples, OpenedModel
from pandavision_gui.engine.evaluation.doctor_readings import (
    Pictures,
    arranged,
    backwards,
    normalised,
    other_outputs,
)
from pandavision_gui.engine.evaluation.doctor_words import order_words
from pandavision_gui.engine.evaluation.model_behaviour import leading_normalisation
from pandavision_gui.engine.evaluation.reading_search import (
    Candidate,
    ReadingSearch,
    can_be_beaten,
)
from pandavision_gui.engine.evaluation.trials import PictureReading, classes_of
from pandavision_gui.engine.spec import EvaluationSpec

_COMBINED = 2
_FEWEST_CLASSES = 3
"""Of two classes the smaller score is the other one: that is an order of the labels."""


def search_readings(
    search: ReadingSearch,
    scores: NDArray[np.float32],
    *,
    spec: EvaluationSpec,
    model: OpenedModel,
    drawn: DrawnSamples,
    present: PictureReading,
    pictures: Pictures,
) -> None:
    """Try what users take for one another, likeliest first; the search keeps what is better.

    Parameters
    ----------
    scores
        (N, K): of the first N samples, as they are read now.
    present
        How they are read now.
    """
    count, classes = scores.shape
    labels = drawn.labels[:count]
    prediction = classes_of(scores)
    search.judge(present, prediction, classes)
    if classes >= _FEWEST_CLASSES:
        search.add(backwards(scores, labels))
    offered = {one.name for one in model.facts.output_choices}
    likely_outputs = [one for one in model.others if one.chosen_output in offered]
    features = [one for one in model.others if one.chosen_output not in offered]
    for reading in other_outputs(present, likely_outputs):
        search.try_pictures(reading)
    orders = [(right_in_best_order(prediction, labels, classes), present)]
    inside = leading_normalisation(model.graph, model.interface.input.name)
    singles = (*normalised(present, drawn, inside), *arranged(present, pictures))
    for reading in singles:
        found = search.try_pictures(reading)
        if found is not None and reading.is_keyed:
            orders.append((right_in_best_order(found, labels, classes), reading))
    for reading in other_outputs(present, features):
        search.try_pictures(reading)
    ranked = sorted(search.tried, key=lambda entry: -entry[0])
    likely = [reading for _, reading in ranked if set(reading.keys) == {"preprocessing"}]
    for reading in likely[:_COMBINED]:
        for combined in arranged(reading, pictures):
            search.try_pictures(combined)
    if all(can_be_beaten(int(one.right.sum()), count) for one in search.candidates):
        for reading in singles:  # two mistakes at once
            for combined in other_outputs(reading, likely_outputs) if reading.is_keyed else ():
                search.try_pictures(combined)
    if orders[0][0] is not None and not any(one.is_keyed for one in search.candidates):
        # With the classes in another order a right normalisation, too, is right about nothing.
        known = [reading for _, reading in orders]
        for reading in singles:
            if set(reading.keys) == {"preprocessing"} and reading not in known:
                whole = search.predictions(reading)
                if whole is not None:
                    orders.append((right_in_best_order(whole, labels, classes), reading))
    judged = [(*entry, reading) for entry, reading in orders if entry is not None]
    if judged:
        fits, order, reading = max(judged, key=lambda entry: int(entry[0].sum()))
        words = order_words(order, spec.class_names or drawn.class_names, model.facts.class_names)
        search.add(
            Candidate(
                {},
                " and ".join(filter(None, (reading.words, words))),
                "",
                False,
                complexity=4 + len(reading.keys),
                family="labels",
                right=fits,
                classes=classes,
            )
        )
