"""What the parts of the form ask of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.views.form.misfits import Asked, Misfits, find_misfits

if TYPE_CHECKING:
    from pandavision_gui.views.form.evaluation_form import EvaluationForm


def misfits_of(form: EvaluationForm) -> Misfits:
    """Return what keeps the parts from running together."""
    model, dataset = form.model.facts, form.dataset.facts
    asked = Asked(
        layout=form.advanced.layout_word,
        label_offset=form.carried.label_offset,
        samples_wanted=form.mode.samples_wanted(),
        names_samples=bool(form.carried.chosen_samples),
        largest_index=form.carried.largest_index,
        class_names=form.advanced.class_names.count,
        channel_numbers=form.preprocessing.channel_numbers,
        preprocessing=form.preprocessing.shown_name(),
        swaps_colours=form.advanced.swaps_colours,
        target=form.advanced.target.value(),
        target_is_being_typed=form.advanced.target.is_being_typed,
        names=form.advanced.class_names.in_force(),
    )
    return find_misfits(
        model if isinstance(model, ModelFacts) else None,
        dataset if isinstance(dataset, DatasetFacts) else None,
        asked,
    )
