"""What the evaluation that is put together will probably cost, in one line."""

from __future__ import annotations

from math import floor, log10

from PySide6.QtCore import QCoreApplication

from pandavision_gui.engine.cost_estimate import CostEstimate, Speed, estimate_cost
from pandavision_gui.engine.diagnosis import Diagnosis
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.views.form.known_speeds import KnownSpeeds
from pandavision_gui.views.jobs_table.job_words import number_words

_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0
_FEW = 2.0
"""Of a unit, so many are still told in the smaller one."""


def cost_of(
    spec: EvaluationSpec,
    wanted: int | None,
    model: object,
    dataset: object,
    diagnosis: Diagnosis | None,
    speeds: KnownSpeeds,
) -> CostEstimate | None:
    """Estimate what an evaluation costs; None where nothing can be said.

    Parameters
    ----------
    wanted
        How many samples are asked for, None for all.
    model, dataset
        What was found in the files, where it is known.
    diagnosis
        What the doctor found, where it has looked.
    """
    if not isinstance(model, ModelFacts) or not isinstance(dataset, DatasetFacts):
        return None
    if model.random_operators:  # asked again and again wherever its answer decides
        return None
    samples = dataset.count if wanted is None else min(wanted, dataset.count)
    return estimate_cost(
        spec,
        samples,
        right=diagnosis.clean_accuracy.accuracy if diagnosis else 1.0,
        classes=model.classes,
        speed=Speed(
            per_sample=diagnosis.seconds_per_sample if diagnosis else None,
            # Of a second model nobody has measured anything.
            per_pass=speeds.per_pass(spec),
            one_at_a_time=model.fixed_batch == 1,
        ),
    )


def cost_words(cost: CostEstimate | None) -> str:
    """Return "About 5 000 to 13 000 passes, 1 to 10 s"; empty where nothing can be said."""
    if cost is None:
        return ""
    passes = _range(*(number_words(_rounded(count)) for count in cost.passes))
    if cost.seconds is None:
        return _tr("About {passes} passes").format(passes=passes)
    return _tr("About {passes} passes, {time}").format(passes=passes, time=_time(*cost.seconds))


def cost_explained(cost: CostEstimate | None) -> str:
    """Return what the line means."""
    if cost is None:
        return ""
    return _tr(
        "How often a sample goes through the model, and how long that takes on this machine when "
        "nothing else runs: an estimate, from what a few samples took or from an earlier job of "
        "this model. How much is broken where decides how much it really is."
    )


def _rounded(count: float) -> int:
    """Return a number with its first two digits."""
    if count < 100:
        return round(count)
    unit = 10 ** (floor(log10(count)) - 1)
    return int(round(count / unit) * unit)


def _time(least: float, most: float) -> str:
    unit, words = 1.0, _tr("{n} s")
    for larger, text in ((_MINUTE, _tr("{n} min")), (_HOUR, _tr("{n} h")), (_DAY, _tr("{n} days"))):
        if most >= _FEW * larger:
            unit, words = larger, text
    low, high = _rounded(least / unit), max(1, _rounded(most / unit))
    if low == 0:
        return words.format(n=_tr("up to {n}").format(n=number_words(high)))
    return words.format(n=_range(number_words(low), number_words(high)))


def _range(low: str, high: str) -> str:
    return low if low == high else _tr("{low} to {high}").format(low=low, high=high)


def _tr(text: str) -> str:
    return QCoreApplication.translate("EvaluationForm", text)
