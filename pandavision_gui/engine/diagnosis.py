"""What the doctor found about a model and a dataset, as plain data that travels in messages."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from pandavision_gui.engine.preprocessing import PreprocessingNumbers
from pandavision_gui.engine.robustness_curve import wilson_interval
from pandavision_gui.engine.spec import EvaluationSpec

DIAGNOSED_SAMPLES = 128
"""The interval of a proportion of so many samples is at most 17 % wide."""
Interval = tuple[float, float]
_READING_KEYS = (
    "preprocessing", "input_range", "layout", "channels", "output", "labels", "label_offset",
)  # fmt: skip
READING_KEYS = tuple(key.replace("_", "-") for key in _READING_KEYS)
"""The keys of a spec that say how the files are read."""


class CleanAccuracy(BaseModel):
    """How many of the samples that were tried are classified right.

    Attributes
    ----------
    accuracy
        right / count, in [0, 1].
    interval
        95 % Wilson interval of the accuracy.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    accuracy: float
    interval: Interval
    right: int
    count: int


SpecValue = int | str | list[float] | dict[str, list[float]]
"""What the keys that say how files are read may hold."""


class Proposal(BaseModel):
    """Another way to read the files, which more samples speak for.

    Attributes
    ----------
    key, value
        What to set in the spec, exactly as it takes it; {} for "preprocessing" is none.
    also
        More keys to set together with it; mostly none.
    accuracy, interval
        What comes out then, on the same samples.
    reading
        The reading in a few words that go on after a comma: "with ImageNet normalisation".
    reason
        Why it is proposed, as a sentence.
    """

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    key: str
    value: SpecValue
    also: dict[str, SpecValue] = {}
    accuracy: float
    interval: Interval
    reading: str
    reason: str

    def all_keys(self) -> dict[str, SpecValue]:
        """Return all keys to set."""
        return {self.key: self.value} | self.also


ENOUGH_FOR_PERFECT = 30
"""Samples; of fewer, all can be right by luck."""


class Diagnosis(BaseModel):
    """What came out on some clean samples.

    Attributes
    ----------
    clean_accuracy
        As the files are read now.
    near_chance
        Whether that is hardly more than guessing, as far as so many samples can tell.
    causes
        The three likeliest causes of an accuracy near chance, in a sentence; empty otherwise.
    warnings
        Sentences on what is probably wrong; the first one tells an accuracy near chance.
    notes
        Sentences on what is unusual and may be as it should.
    proposals
        Other readings whose interval lies above that of the present one, best first.
    range_unknown
        Whether nobody has said which values an input may have, and those of most samples do not
        tell: a job of such samples is refused.
    """

    model_config = ConfigDict(frozen=True)

    clean_accuracy: CleanAccuracy
    near_chance: bool
    causes: str = ""
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    seconds_per_sample: float | None = None
    range_unknown: bool = False

    @property
    def is_perfect(self) -> bool:
        """Whether so many samples are right without exception that they may be training data."""
        clean = self.clean_accuracy
        return clean.right == clean.count >= ENOUGH_FOR_PERFECT


def clean_accuracy(right: int, count: int) -> CleanAccuracy:
    """Return the accuracy of `right` among `count` samples, at least one."""
    return CleanAccuracy(
        accuracy=right / count, interval=wilson_interval(right, count), right=right, count=count
    )


def reading_document(spec: EvaluationSpec) -> dict[str, SpecValue]:
    """Return the keys that the doctor needs of a spec: small, however many samples it names."""
    document: dict[str, SpecValue] = {
        "dataset": spec.dataset,
        "trained-model": spec.trained_model,
        "seed": spec.seed,
    }
    for name, key in zip(_READING_KEYS, READING_KEYS, strict=True):
        value = getattr(spec, name)
        if isinstance(value, PreprocessingNumbers):
            value = value.model_dump(mode="json")
        if value is not None:
            document[key] = list(value) if isinstance(value, tuple) else value
    return document


def proposal_in_words(proposal: Proposal) -> str:
    """Return what a proposal would change, in a few words with its accuracy and interval."""
    lower, upper = proposal.interval
    words = proposal.reading[:1].upper() + proposal.reading[1:]
    return f"{words}: {proposal.accuracy:.0%} ({lower:.0%} to {upper:.0%}). {proposal.reason}"
