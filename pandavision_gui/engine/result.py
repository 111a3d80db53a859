"""The result of an evaluation: `result.json`, whose format `docs/formats/result.md` describes."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from pandavision_gui.engine.attack_catalogue import SCALES
from pandavision_gui.engine.corruptions import Scale, Severity
from pandavision_gui.engine.moment import Moment
from pandavision_gui.engine.norms import Norm
from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.result_parts import MOST_POINTS, MOST_STAGES, Note, ResultPart
from pandavision_gui.engine.result_parts import FileIdentity as FileIdentity
from pandavision_gui.engine.result_parts import Randomised as Randomised
from pandavision_gui.engine.result_parts import SourceResult as SourceResult
from pandavision_gui.engine.result_parts import StageResult as StageResult
from pandavision_gui.engine.robustness_curve import (
    Count,
    CurvePoint,
    Share,
    Size,
)
from pandavision_gui.engine.sample_layout import StoredLayout
from pandavision_gui.engine.verdict import SecurityLevel
from pandavision_gui.errors import EnvironmentFault

FORMAT_VERSION = 1
LISTED_INDEXES = 10_000
"""Results list the evaluated samples up to this many; `samples.h5` and the rows always do."""

LONGEST_DETAILS = 4000
"""Characters of what pydantic says about a damaged document: every wrong entry is a line of it."""
MAX_BYTES = 64 * 1024 * 1024
"""Far above the largest result there is: a spec of 10 MB, one entry a line."""
_MOST_NOTES = 1000


def _known_norm(name: str) -> str:
    return Norm(name).value


class SecurityCurve(ResultPart):
    """The curve under upstream PandaVision's names; numbers, not text."""

    x_values: tuple[Size, ...] = Field(
        max_length=MOST_POINTS, description="Perturbation values, ascending, 0 first."
    )
    y_values: tuple[Share, ...] = Field(
        max_length=MOST_POINTS, description="Robust accuracy at each, in [0, 1]."
    )


class SampleCounts(ResultPart):
    """What became of the samples."""

    evaluated: Count = Field(description="Samples in the table.")
    drawn: Count = Field(description="Samples that were to be evaluated.")
    wrong_already: Count = Field(description="Classified wrong without any perturbation.")
    broken: Count = Field(description="Right at first, broken at the largest value or below.")
    withstood: Count = Field(description="Right, and not broken at any value.")
    indexes: tuple[Count, ...] | None = Field(
        max_length=LISTED_INDEXES,
        description=f"Rows of the dataset, in order; null above {LISTED_INDEXES} samples.",
    )
    chosen_by_user: bool = Field(
        description="True when the spec's `indexes` named the samples: the intervals then "
        "describe no population."
    )

    @model_validator(mode="after")
    def _check_counts(self) -> Self:
        if self.wrong_already + self.broken + self.withstood != self.evaluated:
            raise ValueError("the samples do not add up")
        if self.evaluated > self.drawn:
            raise ValueError("more samples were evaluated than were drawn")
        if self.indexes is not None and len(self.indexes) != self.evaluated:
            raise ValueError("other samples are listed than were evaluated")
        return self


class AgreementFigures(ResultPart):
    """The converted model against ONNX Runtime on real samples, before any attack."""

    rows: Count = Field(description="Samples compared, alone and in a batch.")
    largest_difference: float = Field(description="Largest difference of two scores.")
    tolerance: float = Field(description="Largest difference that was allowed.")
    converter: str | None = Field(
        default=None,
        max_length=40,
        description='Who converted the model: "onnx2pytorch", "onnx2torch", or "none" where no '
        "converter could and ONNX Runtime itself is asked; absent in results of older programs.",
    )
    draws: Count | None = Field(
        default=None,
        description="Of a model that draws random numbers: how often each sample was asked; the "
        "differences are then those of the distribution functions of its scores, in [0, 1].",
    )
    gradient_ratio: float | None = Field(
        default=None,
        description="Finite differences divided by the gradient, along the gradient, the median "
        "of a few samples; near 1 where the gradient is right. Absent where none was taken.",
    )

    @model_serializer(mode="wrap")
    def _without_absent_ones(self, serialise: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Results of older programs are written again as they were."""
        return {key: value for key, value in serialise(self).items() if value is not None}


class AssumptionCheck(ResultPart):
    """One more run at a middle value for a share of the samples that were not broken."""

    checked: Count = Field(description="Samples that got that run.")
    broken: Count = Field(description="How many of them it broke; above 0 the result warns.")


LabelValue = Annotated[int, Field(ge=-(10**9), le=10**9)]
_MOST_LABEL_VALUES = 100_000
_LATER_KEYS = ("layout", "output", "label-values", "label_values")
"""Which results of older programs do not have."""


class Applied(ResultPart):
    """What was read and done, with every "auto" resolved."""

    input_range: tuple[float, float] = Field(description="Data units.")
    mean: tuple[float, ...] | None = Field(
        description="The model got (x − mean) / std, data units; null for none."
    )
    std: tuple[float, ...] | None = Field(description="See mean.")
    channels_flipped: bool = Field(description="Whether RGB was turned into BGR.")
    layout: StoredLayout | None = Field(
        default=None,
        description='How the samples of the dataset were read: "NCHW", "NHWC", "NHW" without an '
        'axis for channels, "flat" with all values of a sample in one axis; absent in results of '
        "older programs.",
    )
    output: Note | None = Field(
        default=None,
        description="The model's output that was read as class scores, or that they were found "
        "behind; absent where the model has one only.",
    )
    label_values: tuple[LabelValue, ...] | None = Field(
        default=None,
        max_length=_MOST_LABEL_VALUES,
        description="What the dataset calls each class; absent where labels are their places.",
    )
    assumptions: tuple[Note, ...] = Field(
        max_length=_MOST_NOTES, description="Sentences about what was assumed of the files."
    )

    @model_serializer(mode="wrap")
    def _without_absent_keys(self, serialise: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Results of older programs are written again as they were; the others' null means none."""
        return {k: v for k, v in serialise(self).items() if k not in _LATER_KEYS or v is not None}


class RunFacts(ResultPart):
    """Where and with what it was computed."""

    versions: dict[str, str] = Field(description="Program and libraries.")
    device: str = Field(description="Where the converted model ran.")
    threads: Count = Field(description="Threads of the libraries.")
    batch_size: Count = Field(description="Samples attacked side by side.")
    seed: Count = Field(description="Seed of every random choice.")
    started: Moment = Field(description="UTC.")
    finished: Moment = Field(description="UTC.")
    elapsed_s: float = Field(
        ge=0, description="Seconds of attack over all runs of the job, without start and reading."
    )
    resumed: Count = Field(description="How often the job was resumed.")
    bit_repeatable: bool = Field(
        description="False when something changed between the runs of the job, on a GPU, or where "
        "a model draws random numbers."
    )
    machine: str | None = Field(
        default=None,
        max_length=300,
        description="System, number of cores and processor of the machine that finished it; absent "
        "in results of older programs.",
    )

    @model_serializer(mode="wrap")
    def _without_absent_machine(
        self, serialise: SerializerFunctionWrapHandler
    ) -> dict[str, object]:
        """Results of older programs are written again as they were."""
        return {k: v for k, v in serialise(self).items() if k != "machine" or v is not None}


_LATER_PARTS = ("stages", "sources", "surrogate", "randomised")


class EvaluationResult(ResultPart):
    """Everything about a finished evaluation but its rows and pictures."""

    format: Literal["pandavision-result"] = Field(
        "pandavision-result", description="What this document is."
    )
    format_version: int = Field(FORMAT_VERSION, description="Grows when a key changes meaning.")
    sec_level: SecurityLevel = Field(description="low ≤ 0.33 < medium ≤ 0.66 < high.")
    sec_value: float = Field(
        ge=-1,
        description="Mean robust accuracy over the values / clean accuracy; −1 when that is 0.",
    )
    sec_curve: SecurityCurve = Field(description="The curve under upstream's names.")
    curve: tuple[CurvePoint, ...] = Field(
        min_length=1,
        max_length=MOST_POINTS,
        description="The curve with counts and 95 % Wilson intervals.",
    )
    samples: SampleCounts = Field(description="Counts.")
    median_minimum_perturbation: Size | None = Field(
        description="Over all samples, as perturbation values are; of an even number the larger of "
        "the two in the middle; null when at least half withstood the largest value."
    )
    survives_8bit: Count = Field(
        description="How many of them still fool the model after 8-bit rounding."
    )
    adversarial_examples: Count = Field(
        description="Confirmed adversarial examples up to the largest value."
    )
    rejected_by_confirmation: Count = Field(
        description="Examples of the converted model that ONNX Runtime refused."
    )
    attack: str = Field(max_length=100, description="Catalogue name.")
    norm: Annotated[str, AfterValidator(_known_norm)] = Field(
        description="Norm of distances and radii."
    )
    model_passes: Count = Field(description="Rows sent through the converted model.")
    confirmation_passes: Count = Field(description="Rows sent through ONNX Runtime.")
    passes: PassCounts = Field(description="The same, by purpose.")
    assumption_check: AssumptionCheck | None = Field(
        description="Null for attacks that assume nothing."
    )
    stages: tuple[StageResult, ...] | None = Field(
        default=None,
        max_length=MOST_STAGES,
        description="What each stage of a composed attack did; absent for other attacks, where "
        f"they are more than {MOST_STAGES}, where damaged rows were computed again, and in results "
        "of older programs.",
    )
    sources: tuple[SourceResult, ...] | None = Field(
        default=None,
        max_length=1000,
        description="Of a worst case: the jobs that it is made of; absent for attacks.",
    )
    randomised: Randomised | None = Field(
        default=None,
        description="Of a model that draws random numbers: how it answered, the worst of several "
        "answers counting; absent for models that answer the same each time.",
    )
    agreement: AgreementFigures = Field(description="Fidelity of the conversion.")
    applied: Applied = Field(description="What was read and done.")
    model: FileIdentity = Field(description="The ONNX file.")
    dataset: FileIdentity = Field(description="The HDF5 file.")
    surrogate: FileIdentity | None = Field(
        default=None,
        description="The second ONNX file, whose passes and conversion are told; absent for "
        "attacks without one.",
    )
    class_names: tuple[str, ...] = Field(
        fail_fast=True, description="In label order; empty when unknown."
    )
    run: RunFacts = Field(description="Where and with what.")
    warnings: tuple[Note, ...] = Field(
        max_length=_MOST_NOTES, description="What the reader must know."
    )
    spec: dict[str, Any] = Field(description="The spec, every default written out.")

    @property
    def scale(self) -> Scale:
        """What the perturbation values are; the spec beside it may be of another version."""
        scale = SCALES.get(str(self.spec.get("perturbation-type")))
        is_told = isinstance(scale, Severity) and self.norm == Norm.LINF
        return scale if is_told and scale is not None else Norm(self.norm)

    @property
    def files(self) -> dict[str, FileIdentity]:
        """The files that were evaluated, by the spec's keys."""
        found = {"trained-model": self.model, "dataset": self.dataset}
        return found if self.surrogate is None else {**found, "surrogate-model": self.surrogate}

    @model_validator(mode="after")
    def _check_figures(self) -> Self:
        """Refuse what is true of no table: lists would show it, and plots fail on it."""
        values = tuple(point.value for point in self.curve)
        if values[0] != 0 or any(a >= b for a, b in pairwise(values)):
            raise ValueError("the values of the curve do not ascend from 0")
        if any(point.count != self.samples.evaluated for point in self.curve):
            raise ValueError("the curve is of other samples than were evaluated")
        if self.curve[0].robust != self.samples.evaluated - self.samples.wrong_already:
            raise ValueError("the curve begins at another accuracy than the clean one")
        accuracies = tuple(point.accuracy for point in self.curve)
        if (self.sec_curve.x_values, self.sec_curve.y_values) != (values, accuracies):
            raise ValueError("the curve under upstream's names is another one")
        for stage in self.stages or ():
            if len(stage.broken) != len(values) - 1:
                raise ValueError("a stage was at other values than the curve")
            if max((stage.attacked, *stage.broken)) > self.samples.evaluated:
                raise ValueError("a stage attacked more samples than were evaluated")
        if sum(source.nearest for source in self.sources or ()) > self.samples.evaluated:
            raise ValueError("more samples come from the sources than were evaluated")
        drawn = self.randomised
        if drawn is not None and self.run.bit_repeatable:
            raise ValueError("what answers at random cannot be repeated bit for bit")
        if drawn is not None and self.sources is None:
            if drawn.clean_samples > self.samples.evaluated:
                raise ValueError("more samples were asked repeatedly than were evaluated")
            if drawn.examples > self.adversarial_examples:
                raise ValueError("more examples were asked repeatedly than were found")
        return self

    @model_serializer(mode="wrap")
    def _without_absent_parts(self, serialise: SerializerFunctionWrapHandler) -> dict[str, object]:
        """Results of older programs are written again as they were."""
        return {k: v for k, v in serialise(self).items() if k not in _LATER_PARTS or v is not None}

    def to_json(self) -> str:
        """Return the document as text."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def parse_result(data: bytes, what: str) -> EvaluationResult:
    """Read the document; `what` names it in the error.

    Raises
    ------
    EnvironmentFault
        ``result_damaged``.
    """
    try:
        return EvaluationResult.model_validate_json(data)
    except ValidationError as error:
        raise EnvironmentFault(
            "result_damaged",
            f'"{what}" is damaged or of another version of the program.',
            "Take the file from a copy of the job, or evaluate again.",
            details=str(error)[:LONGEST_DETAILS],
        ) from error
