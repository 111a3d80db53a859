"""What the form will queue, in one line."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.engine_words import attack_text
from pandavision_gui.views.form.finding_words import counted
from pandavision_gui.views.jobs_table.job_words import top_words


def summary(
    spec: EvaluationSpec, wanted: int | None, facts: ModelFacts | DatasetFacts | None
) -> str:
    """Return which attack on how many samples at which values, the norm where it is not L∞.

    The attack stands further down in the form, out of sight in a low window.

    Parameters
    ----------
    wanted
        How many samples are asked for, None for all.
    facts
        Of the dataset, where they are known.
    """
    values = counted(len(spec.values), _tr("value"), _tr("values"))
    top = top_words(spec.values[-1], spec.scale)
    words = _tr("{}, {} up to {}").format(_samples(wanted, facts), values, top)
    attack = attack_text(spec.attack_info.title.partition(" (")[0])
    return f"{attack}, {words}"


def _samples(wanted: int | None, facts: ModelFacts | DatasetFacts | None) -> str:
    if isinstance(facts, DatasetFacts):
        wanted = facts.count if wanted is None else min(wanted, facts.count)
    if wanted is None:
        return _tr("all samples")
    return counted(wanted, _tr("sample"), _tr("samples"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("EvaluationForm", text)
