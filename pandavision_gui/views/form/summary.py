"""What the form will queue, in one line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.jobs_table.job_words import top_words


def summary(
    spec: EvaluationSpec, wanted: int | None, facts: ModelFacts | DatasetFacts | None
) -> str:
    """Return how many samples at which values.

    Parameters
    ----------
    wanted
        How many samples are asked for, None for all.
    facts
        Of the dataset, where they are known.
    """
    values = counted(len(spec.values), _tr("value"), _tr("values"))
    top = top_words(spec.values[-1], spec.scale)
    return _tr("{}, {} up to {}").format(_samples(wanted, facts), values, top)


def _samples(wanted: int | None, facts: ModelFacts | DatasetFacts | None) -> str:
    if isinstance(facts, DatasetFacts):
        wanted = facts.count if wanted is None else min(wanted, facts.count)
    if wanted is None:
        return _tr("All samples")
    return counted(wanted, _tr("sample"), _tr("samples"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("EvaluationForm", text)
