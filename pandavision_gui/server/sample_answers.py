"""What is told of a job's samples."""

from __future__ import annotations

import math
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from pandavision_gui.engine.listed_samples import Fate, SampleChoice, chosen_rows, fates
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_view import OpenedJob

PictureKind = Literal["original", "adversarial", "difference"]
PICTURES: tuple[PictureKind, ...] = ("original", "adversarial", "difference")
"""In the order in which a worker makes them."""

End = Literal[Fate.WRONG, Fate.BROKEN, Fate.WITHSTOOD]
_ENDS: tuple[End, ...] = (Fate.WRONG, Fate.BROKEN, Fate.WITHSTOOD)


class Sample(BaseModel):
    """One sample of a finished job."""

    model_config = ConfigDict(frozen=True)

    index: int = Field(description="Its row of the dataset.")
    label: int = Field(description="Its true class.")
    label_name: str | None = Field(description="What that class is called; null without a name.")
    prediction: int = Field(description="The class that the model takes it for.")
    prediction_confidence: float | None = Field(description="How sure the model is, 0 to 1.")
    fate: End = Field(
        description='"wrong" without a perturbation, "broken" by one of the size that is asked '
        'about, or "withstood" it; its example may lie beyond.'
    )
    minimum_perturbation: float | None = Field(
        description="The smallest perturbation value known to fool the model: 0 where it is wrong "
        "already, null where none was found."
    )
    distance: float | None = Field(description="The same as a distance in the dataset's units.")
    adversarial_prediction: int | None = Field(
        description="The class that its example is taken for; null without one."
    )
    adversarial_name: str | None = Field(description="What that class is called.")
    adversarial_confidence: float | None = Field(description="How sure the model is of it.")
    survives_8bit: bool | None = Field(
        description="Whether the example still fools the model after rounding to 8 bits."
    )


class SamplesPage(BaseModel):
    """A part of the samples that are asked for."""

    model_config = ConfigDict(
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "job": "813f7810-0ce3-45c7-91de-aee0de968980",
                    "total": 1,
                    "offset": 0,
                    "examples": 57,
                    "remark": "",
                    "samples": [
                        {
                            "index": 35,
                            "label": 3,
                            "label_name": "stop",
                            "prediction": 3,
                            "prediction_confidence": 0.98,
                            "fate": "broken",
                            "minimum_perturbation": 0.0042,
                            "distance": 1.071,
                            "adversarial_prediction": 5,
                            "adversarial_name": "yield",
                            "adversarial_confidence": 0.51,
                            "survives_8bit": True,
                        }
                    ],
                }
            ]
        },
    )

    job: UUID
    total: int = Field(description="How many samples there are of what is asked for.")
    offset: int = Field(description="How many of them come before these.")
    examples: int = Field(description="Adversarial examples that the job keeps as pictures.")
    remark: str = Field(description="Why the originals cannot be shown; else empty.")
    samples: list[Sample]


def page_of(
    job_id: UUID, opened: OpenedJob, choice: SampleChoice, *, offset: int, limit: int
) -> SamplesPage:
    """Return a part of the samples that are wanted, in the order that is wanted.

    Raises
    ------
    InputError
        ``value_not_evaluated`` for a value at which nothing is known.
    """
    values = [point.value for point in opened.result.curve]
    if choice.value is not None and choice.value not in values:
        known = ", ".join(map(repr, values))
        raise InputError(
            "value_not_evaluated",
            f"The job was not evaluated at {choice.value!r}.",
            f"Its perturbation values are {known}.",
        )
    rows = chosen_rows(opened.table, choice, values[-1])
    table = opened.table.rows(rows[offset:][:limit])
    became = fates(table, values[-1] if choice.value is None else choice.value)
    shown = [
        _sample(table, row, opened.result, next(fate for fate in _ENDS if became[fate][row]))
        for row in range(len(table))
    ]
    return SamplesPage(
        job=job_id,
        total=len(rows),
        offset=offset,
        examples=opened.facts.examples,
        remark=opened.facts.remark,
        samples=shown,
    )


def has_sample(table: SampleTable, index: int) -> bool:
    """Whether a row of the dataset was evaluated."""
    return bool((table.index == index).any())


def _sample(table: SampleTable, row: int, result: EvaluationResult, fate: End) -> Sample:
    label, prediction = int(table.label[row]), int(table.prediction[row])
    answer = int(table.adversarial_prediction[row])
    is_wrong = prediction != label
    size = float(table.minimum_perturbation[row])
    has_example = not is_wrong and math.isfinite(size) and answer >= 0
    survives = int(table.survives_8bit[row])
    return Sample(
        index=int(table.index[row]),
        label=label,
        label_name=_name(result, label),
        prediction=prediction,
        prediction_confidence=_number(table.prediction_confidence[row]),
        fate=fate,
        minimum_perturbation=_number(size),
        distance=_number(table.distance[row]),
        adversarial_prediction=answer if has_example else None,
        adversarial_name=_name(result, answer) if has_example else None,
        adversarial_confidence=_number(table.adversarial_confidence[row]) if has_example else None,
        survives_8bit=bool(survives) if has_example and survives >= 0 else None,
    )


def _name(result: EvaluationResult, label: int) -> str | None:
    names = result.class_names
    return names[label] if 0 <= label < len(names) else None


def _number(value: float) -> float | None:
    """Return a number as JSON has one: it knows neither infinity nor what is no number."""
    return float(value) if math.isfinite(value) else None
