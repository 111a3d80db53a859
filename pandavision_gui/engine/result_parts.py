"""Parts of a result that stand for themselves: which file, which stage, which source."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)

from pandavision_gui.engine.robustness_curve import Count, Size

MOST_POINTS = 10_001
MOST_STAGES = 100
"""More (of many restarts or targets) are not told: each has a number at every value."""
_LONGEST_NOTE = 4000
_MOST_REPEATS = 1000

Note = Annotated[str, AfterValidator(lambda text: text[:_LONGEST_NOTE])]


def _kebab(name: str) -> str:
    return name.replace("_", "-")


class ResultPart(BaseModel):
    """Base of the parts of a result: keys with hyphens, infinity as null."""

    model_config = ConfigDict(
        frozen=True,
        allow_inf_nan=False,
        alias_generator=_kebab,
        validate_by_name=True,
        validate_by_alias=True,
    )


class FileIdentity(ResultPart):
    """Which file it was."""

    name: str = Field(description="File name without folder.")
    sha256: str = Field(description="Of the content; a model's covers its external data.")
    bytes: Count = Field(description="Size.")


class Randomised(ResultPart):
    """How a model that draws random numbers answered: the worst of several answers counts.

    Its answers one by one, which tell how it does on the average.
    """

    repeats: int = Field(
        ge=2, le=_MOST_REPEATS, description="How often every sample and example was asked."
    )
    clean_samples: Count = Field(
        description="Samples without perturbation whose answers are counted here."
    )
    clean_answers_right: Count = Field(
        description="How many of all their answers, `repeats` for each, were right: their share is "
        "the mean clean accuracy, where the curve begins at the share that was always right."
    )
    clean_disagreed: Count = Field(
        description="Samples that were right in some answers and wrong in others."
    )
    examples: Count = Field(
        description="Adversarial examples up to the largest value that were asked again, after "
        "they had been confirmed."
    )
    example_answers_misled: Count = Field(
        description="How many of all those answers, `repeats` for each, were misled."
    )
    examples_disagreed: Count = Field(
        description="Examples that did not mislead every one of these answers."
    )

    @model_validator(mode="after")
    def _check_counts(self) -> Self:
        for asked, answers, disagreed in (
            (self.clean_samples, self.clean_answers_right, self.clean_disagreed),
            (self.examples, self.example_answers_misled, self.examples_disagreed),
        ):
            if answers > self.repeats * asked or disagreed > asked:
                raise ValueError("more answers are counted than were given")
        return self


class StageResult(ResultPart):
    """What one stage of a composed attack did."""

    attack: str = Field(max_length=100, description="Catalogue name.")
    parameters: dict[str, int | float | str | bool | None] = Field(
        max_length=100, description="What the attack was told."
    )
    start_factor: float = Field(
        description="It began at this multiple of the largest value and came down."
    )
    passes: Count = Field(description="Model passes that it took.")
    attacked: Count = Field(description="Samples that it attacked.")
    broken: tuple[Count, ...] = Field(
        max_length=MOST_POINTS,
        description="At each value above 0: samples that it broke and no stage before it had.",
    )
    ended_early: Count | None = Field(
        default=None,
        description="Runs of it that were ended before their last step, since they could get "
        "nowhere (`early_stop`); absent where nobody counted.",
    )

    @model_serializer(mode="wrap")
    def _without_absent_count(self, serialise: SerializerFunctionWrapHandler) -> dict[str, object]:
        absent = ("ended_early", "ended-early") if self.ended_early is None else ()
        return {k: v for k, v in serialise(self).items() if k not in absent}


class SourceResult(ResultPart):
    """One of the finished jobs that a worst case is made of."""

    name: Note = Field(description="What the job is called.")
    attack: str = Field(max_length=100, description="Catalogue name.")
    parameters: dict[str, int | float | str | bool | None] = Field(
        max_length=100, description="What the attack was told."
    )
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="Of the job's `result.json`.")
    surrogate: FileIdentity | None = Field(
        default=None, description="The second ONNX file; absent for attacks without one."
    )
    largest_value: Size = Field(description="Up to where it attacked.")
    evaluated: Count = Field(description="Samples in its table.")
    nearest: Count = Field(
        description="Samples whose nearest example is the job's; of equally near ones the first "
        "job's counts."
    )
    model_passes: Count = Field(description="Rows sent through the converted model.")
    confirmation_passes: Count = Field(description="Rows sent through ONNX Runtime.")

    @model_serializer(mode="wrap")
    def _without_absent_surrogate(
        self, serialise: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        return {k: v for k, v in serialise(self).items() if k != "surrogate" or v is not None}
