"""What jobs are called in pictures, comparisons and reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.number_words import value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.errors import PandaVisionError
from pandavision_gui.jobs.job import shortened
from pandavision_gui.jobs.job_folder import JobFolder


def job_name(folder: Path) -> str:
    """Return the job's name for people; the folder's where `job.json` cannot be read.

    Whoever sees the picture reads of a job from an archive that it was not computed here.
    """
    try:
        job = JobFolder(folder).read_job()
    except PandaVisionError:
        job = None
    if job is None:
        return folder.name
    return f"{job.name} (from an archive)" if job.imported else job.name


def told_apart(names: Sequence[str], results: Sequence[EvaluationResult]) -> list[str]:
    """Return the names, equal ones followed by what differs first, in the words of the window.

    Where nothing of it does they are numbered: a legend must tell them apart.
    """
    made = list(names)
    for words in _DIFFERENCES:
        for alike in _alike(made):
            told = [words(results[place]) for place in alike]
            if len(set(told)) > 1:
                for place, one in zip(alike, told, strict=True):
                    made[place] += f" · {one}"
    for alike in _alike(made):
        for number, place in enumerate(alike, start=1):
            made[place] += f" ({number})"
    return made


def _alike(names: Sequence[str]) -> list[list[int]]:
    """Return the places of the names that several have."""
    places: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        places.setdefault(name, []).append(place)
    return [alike for alike in places.values() if len(alike) > 1]


def _attack(result: EvaluationResult) -> str:
    info = CATALOGUE.get(result.attack)
    title = info.title.partition(" (")[0] if info else result.attack
    return f"{title} {result.scale.symbol}" if isinstance(result.scale, Norm) else title


def _dataset(result: EvaluationResult) -> str:
    return shortened(result.dataset.name, _LONGEST_FILE)


def _model(result: EvaluationResult) -> str:
    return shortened(result.model.name, _LONGEST_FILE)


def _top_value(result: EvaluationResult) -> str:
    return f"up to {value_words(result.curve[-1].value, result.scale)}"


_DIFFERENCES = (_attack, _dataset, _model, _top_value)
_LONGEST_FILE = 60
"""Characters, as in the window."""
