"""Whether an evaluation reads its files as they were meant, told before anything is attacked.

A curve of pictures that were read wrongly looks like any other. So every evaluation whose clean
accuracy leaves room for a better reading asks the doctor, and what it found stands in the result.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.diagnosis import Diagnosis, Proposal
from pandavision_gui.engine.evaluation.confirm import Truth, predict
from pandavision_gui.engine.evaluation.doctor import diagnose
from pandavision_gui.engine.evaluation.doctor_words import (
    ONE_ANSWER,
    SLOW,
    likeliest_causes,
    one_answer_warning,
)
from pandavision_gui.engine.evaluation.near_chance import is_near_chance, near_chance_sentence
from pandavision_gui.engine.evaluation.reading_search import can_be_beaten
from pandavision_gui.engine.evaluation.unnamed_preprocessing import (
    forgotten_note,
    may_be_forgotten,
    right_if_scaled,
)
from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import PandaVisionError

_log = logging.getLogger(__name__)


_MOST_ALIKE = 2
_LONG_S = 1e6
"""By so much the clock jumps when a stop is asked for: all time is over then."""
_NOT_ASKED = "Whether another reading of the files fits better was not tried {}."


@dataclass(frozen=True)
class ReadingDoubts:
    """What may be misread.

    Attributes
    ----------
    warnings
        What the reader must know.
    remarks
        What could not be looked at.
    """

    warnings: tuple[str, ...]
    remarks: tuple[str, ...] = ()


def reading_warnings(
    truth: Truth,
    samples: NDArray[np.float32],
    labels: NDArray[np.int64],
    *,
    spec: EvaluationSpec,
    input_range: tuple[float, float],
    classes: int,
    threads: int,
    several_outputs: bool = False,
    is_memory_short: bool = False,
    stop_requested: Callable[[], bool] = lambda: False,
    on_asking: Callable[[], None] = lambda: None,
) -> ReadingDoubts:
    """Return sentences for the result where other readings of the files are clearly better.

    And where hardly anything is right, or the model gives one answer to everything.

    Parameters
    ----------
    samples, labels
        float32, (N, C, H, W), data units, and int64, (N,): a fair part of what is evaluated. The
        doctor draws its own from the whole dataset: whoever evaluates the samples that a model
        gets wrong has not misread them.
    input_range
        (lower, upper), data units: what the evaluation settled on.
    several_outputs
        Whether another output of the model could be the class scores.
    is_memory_short
        Whether the memory was not enough before: the doctor opens the model a second time, and is
        not asked then.
    stop_requested
        Whether the doctor shall come to an end.
    on_asking
        Called before the doctor, who may take some seconds.
    """
    prediction, _ = predict(truth, samples)
    count, right = len(labels), int((prediction == labels).sum())
    near = is_near_chance(right, count, classes)
    sentence = near_chance_sentence(right, count, classes) if near else ""
    found: Diagnosis | None = None
    remarks: tuple[str, ...] = ()
    if can_be_beaten(right, count) and is_memory_short:
        remarks = (_NOT_ASKED.format("for want of memory"),)
    elif can_be_beaten(right, count):
        on_asking()
        found, remarks = _diagnosis(spec, input_range, threads, stop_requested)
    causes = likeliest_causes((), {}, spec, several_outputs=several_outputs)
    if not near and may_be_forgotten(spec, input_range) and not (found and found.proposals):
        note = forgotten_note(right, right_if_scaled(truth, samples, labels), count)
        remarks += (note,) if note else ()
    if found is None:
        told = [f"{sentence} {causes}" if near else one_answer_warning(prediction, labels)]
        return ReadingDoubts(tuple(filter(None, told)), remarks)
    better = _better(found) if found.proposals else ""
    told = list(found.warnings[1:] if found.near_chance else found.warnings)
    if near:
        told = [text for text in told if not text.startswith(ONE_ANSWER)]
        told.insert(0, f"{sentence} {better or found.causes or causes}")
    elif found.near_chance:
        told.insert(0, f"{found.warnings[0]} {better}".strip())
    elif better:
        told.insert(0, better)
    return ReadingDoubts(tuple(told), remarks)


def _diagnosis(
    spec: EvaluationSpec,
    input_range: tuple[float, float],
    threads: int,
    stop_requested: Callable[[], bool],
) -> tuple[Diagnosis | None, tuple[str, ...]]:
    """Return what the doctor found, if anything, and what it could not look at."""

    def clock() -> float:
        return time.monotonic() + (_LONG_S if stop_requested() else 0)

    if stop_requested():
        return None, (_NOT_ASKED.format("to the end"),)
    try:
        found = diagnose(spec, threads=threads, input_range=input_range, clock=clock)
    except PandaVisionError as error:
        # The evaluation stands without it.
        _log.info("the doctor found nothing out: %s", error)
        return None, (_NOT_ASKED.format(f"({error.message.rstrip('.')})"),)
    except Exception as error:
        if not is_out_of_memory(error):  # libraries raise what they like when memory is short
            raise
        return None, (_NOT_ASKED.format("for want of memory"),)
    if stop_requested():
        return None, (_NOT_ASKED.format("to the end"),)
    return found, tuple(note for note in found.notes if note.startswith(SLOW))


def _better(found: Diagnosis) -> str:
    """Say what would be better, and what about as good: samples cannot tell these apart."""
    first, *others = found.proposals
    now, keys = found.clean_accuracy, _settings(first)
    better = (
        f"With {keys}, {first.accuracy:.0%} of {now.count} clean samples drawn from "
        f"the whole dataset would be right rather than {now.accuracy:.0%}: set that if it is how "
        "the model was trained."
    )
    alike = [
        f"{_settings(one)} ({one.accuracy:.0%})"
        for one in others[:_MOST_ALIKE]
        if one.all_keys().keys() == first.all_keys().keys()
    ]
    if not alike:
        return better
    others_words = " and ".join(alike)
    return f"{better} These samples hardly tell that from {others_words}."


def _settings(proposal: Proposal) -> str:
    return ", ".join(f"{json.dumps(k)}: {json.dumps(v)}" for k, v in proposal.all_keys().items())
