"""What a job without a result was asked to do."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.spec import FAST_SAMPLES, EvaluationSpec
from pandavision_gui.jobs.events import JobRow
from pandavision_gui.jobs.job_rows import file_name
from pandavision_gui.views.details.parameter_text import attack_facts
from pandavision_gui.views.details.reading_text import STATISTICS_OF, layout_words
from pandavision_gui.views.details.run_text import (
    label_facts,
    output_fact,
    target_facts,
    values_fact,
)
from pandavision_gui.views.details.statements import Fact
from pandavision_gui.views.jobs_table.job_words import number_words, scale_of
from pandavision_gui.views.plain_text import one_line

translate = QCoreApplication.translate


def facts_of_plan(row: JobRow, spec: EvaluationSpec | None) -> list[Fact]:
    """Return what a job without a result was asked to do."""
    parameters = spec.attack_parameters.model_dump(exclude_none=True) if spec else {}
    facts = attack_facts(row.attack, row.perturbation, parameters) if row.attack else []
    if spec is not None:
        facts += [*target_facts(spec.target), values_fact(list(spec.values), spec.scale)]
    elif row.values:
        facts.append(values_fact([0.0, row.top_value], scale_of(row), count=row.values))
    if row.model:
        facts.append(Fact(translate("Run", "Model"), row.model, one_line(row.model)))
    if row.dataset:
        facts.append(Fact(translate("Run", "Dataset"), row.dataset, one_line(row.dataset)))
    if spec is not None:
        if spec.surrogate_model is not None:
            name = file_name(spec.surrogate_model)
            facts.append(Fact(translate("Run", "Second model"), name, one_line(name)))
        if spec.output != "auto":
            facts.append(output_fact(spec.output))
        facts += [*_reading_facts(spec), _samples_wanted(spec), *label_facts(spec.to_document())]
        facts.append(Fact(translate("Run", "Seed"), str(spec.seed)))
    return facts


def _samples_wanted(spec: EvaluationSpec) -> Fact:
    label = translate("Run", "Samples")
    if spec.indexes is not None:
        count = number_words(len(spec.indexes))
        return Fact(label, translate("Run", "{n}, chosen").format(n=count))
    if spec.evaluation_mode == "fast":
        count = number_words(spec.samples or FAST_SAMPLES)
        return Fact(label, translate("Run", "{n} at most, drawn (fast)").format(n=count))
    return Fact(label, translate("Run", "the whole dataset"))


def _reading_facts(spec: EvaluationSpec) -> list[Fact]:
    """Return how a spec wants the samples to be read; what it leaves open is found out later."""
    facts = [Fact(translate("Run", "Preprocessing"), _preprocessing_wanted(spec))]
    if spec.input_range != "auto":
        lower, upper = spec.input_range
        words = translate("Run", "{lower:g} to {upper:g}").format(lower=lower, upper=upper)
        facts.append(Fact(translate("Run", "Input range"), words))
    if spec.layout != "auto":
        facts.append(Fact(translate("Run", "Order of the axes"), layout_words(spec.layout)))
    if spec.channels != "auto":
        facts.append(Fact(translate("Run", "Channels"), spec.channels))
    return facts


def _preprocessing_wanted(spec: EvaluationSpec) -> str:
    match spec.preprocessing:
        case None:
            return translate("Run", "none")
        case "unit":
            return translate("Run", "to 0 … 1")
        case "symmetric":
            return translate("Run", "to −1 … 1")
        case str(name):
            return STATISTICS_OF.get(name, name)
        case _:
            return translate("Run", "own mean and deviation")
