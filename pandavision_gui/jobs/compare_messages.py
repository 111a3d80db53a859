"""What is said to and by a worker that compares finished jobs sample by sample."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pandavision_gui.jobs.message import Message

MOST_COMPARED = 10
"""Jobs: each two of them are tested."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CompareJobs(Message):
    """Tell what differs between finished jobs, and test each two of them."""

    type: Literal["compare_jobs"] = "compare_jobs"
    folders: tuple[str, ...] = Field(
        min_length=2, max_length=MOST_COMPARED, description="Folders of finished jobs."
    )
    names: tuple[str, ...] = Field(
        (),
        max_length=MOST_COMPARED,
        description="What each is to be called, no two alike; none for the names they have.",
    )

    @model_validator(mode="after")
    def _each_has_one(self) -> Self:
        if self.names and len(set(self.names)) != len(self.folders):
            raise ValueError("each job needs a name of its own")
        return self


class ComparedJob(_Part):
    """One of the jobs."""

    name: str = Field(description="What it is called; no two have one name.")
    folder: str = Field(description="Its folder.")
    clean: float = Field(description="Accuracy without perturbation.")
    top_value: float = Field(description="The largest perturbation value.")
    robust: float = Field(description="Robust accuracy there.")
    lower: float = Field(description="95 % interval of it.")
    upper: float = Field(description="95 % interval of it.")
    level: str = Field(description="Security level.")
    sec_value: float = Field(description="−1 when the clean accuracy is 0.")
    samples: int = Field(description="Samples that it evaluated.")
    has_population: bool = Field(
        description="False where a user chose the samples: intervals then mean nothing."
    )
    warnings: tuple[str, ...] = Field(description="What its reader must know.")


class Difference(_Part):
    """A setting in which the jobs are not alike."""

    setting: str = Field(description="For people.")
    told: tuple[str, ...] = Field(description="Of each job, in their order.")


class Agreement(_Part):
    """A setting in which all the jobs are alike."""

    setting: str = Field(description="For people.")
    told: str = Field(description="What all of them have.")


class ComparedPoint(_Part):
    """Both jobs at one perturbation value."""

    value: float = Field(description="The perturbation value.")
    value_words: str = Field(description='The same for people: "8/255".')
    count: int = Field(description="Samples that both evaluated.")
    first: int = Field(description="How many of them the first has right.")
    second: int = Field(description="How many of them the second has right.")
    only_first: int = Field(description="How many of them only the first has right.")
    only_second: int = Field(description="How many of them only the second has right.")
    p: float = Field(description="Of McNemar's exact test, two-sided.")
    adjusted_p: float = Field(description="After Holm's correction over the values above 0.")


class ComparedPair(_Part):
    """Two of the jobs on the samples that both have."""

    first: str = Field(description="Name.")
    second: str = Field(description="Name.")
    why_not: str = Field(description="Why they cannot be compared sample by sample; else empty.")
    verdict: str = Field(description="One plain sentence; empty where they cannot be compared.")
    evidence: str = Field(description="How strong the evidence is; empty like the verdict.")
    basis: str = Field(description="Which samples it comes from; empty like the verdict.")
    caution: str = Field(description="Where the attacks differ, what that means; else empty.")
    points: tuple[ComparedPoint, ...] = Field(description="At the values that both have.")


class JobsCompared(Message):
    """What `pandavision compare --json` prints."""

    type: Literal["jobs_compared"] = "jobs_compared"
    jobs: tuple[ComparedJob, ...] = Field(description="In the order asked for.")
    differences: tuple[Difference, ...] = Field(description="Files and settings; empty: none.")
    agreements: tuple[Agreement, ...] = Field(description="Files and settings that are the same.")
    pairs: tuple[ComparedPair, ...] = Field(description="Each two of them.")
