"""The result of a worst case, put together from those of its jobs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from pandavision_gui.engine.attack_catalogue import WORST_CASE
from pandavision_gui.engine.progress import PassCounts
from pandavision_gui.engine.result import (
    LISTED_INDEXES,
    AgreementFigures,
    AssumptionCheck,
    EvaluationResult,
    Randomised,
    RunFacts,
    SampleCounts,
    SourceResult,
)
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.engine.worst_case import FinishedJob, WorstCase

_LONGEST_MACHINE = 300
"""As long as a result allows."""
_MOST_SENTENCES = 1000
"""As many as a result holds."""


def worst_case_spec(jobs: Sequence[FinishedJob], found: WorstCase, name: str) -> EvaluationSpec:
    """Return the spec that says of which model, data and values a worst case is.

    Samples that the user chose in one of the jobs are chosen ones in the worst case, too: its
    intervals then describe no population.
    """
    fewest = min(jobs, key=lambda job: len(job.table))
    spec = spec_from_document(fewest.result.spec)
    document = spec.to_document() | {"attack": WORST_CASE, "name": name}
    document |= {"perturbation-values": list(found.values)}
    for key in ("attack-params", "surrogate-model", "time-limit"):
        document.pop(key, None)
    if any(job.result.spec.get("target") is None for job in jobs):
        document.pop("target", None)  # "all": in one of them any wrong class counted, too
    if any(job.result.samples.chosen_by_user for job in jobs):
        document.pop("samples", None)
        document["indexes"] = [int(index) for index in found.table.index]
    return spec_from_document(document)


def worst_case_result(
    jobs: Sequence[FinishedJob],
    found: WorstCase,
    spec: EvaluationSpec,
    *,
    versions: Mapping[str, str],
    finished: datetime,
    remarks: tuple[str, ...] = (),
) -> EvaluationResult:
    """Return the result of a worst case.

    Parameters
    ----------
    spec
        From :func:`worst_case_spec`.
    versions
        Of the program that combines them.
    remarks
        More sentences about it than the jobs' own.
    """
    table, results = found.table, [job.result for job in jobs]
    figures = result_figures(table, found.values)
    passes = _sum_of([result.passes for result in results])
    checks = [r.assumption_check for r in results if r.assumption_check is not None]
    listed = tuple(int(index) for index in table.index) if len(table) <= LISTED_INDEXES else None
    first = results[0]
    # What was assumed because of a second model limits nothing where other jobs had none.
    direct = [result for result in results if result.surrogate is None] or results
    return EvaluationResult(
        samples=SampleCounts(
            evaluated=len(table),
            drawn=len(table),
            wrong_already=figures.pop("wrong_already"),
            broken=figures.pop("broken"),
            withstood=figures.pop("withstood"),
            indexes=listed,
            chosen_by_user=spec.indexes is not None,
        ),
        **figures,
        attack=WORST_CASE,
        norm=first.norm,
        model_passes=passes.model,
        confirmation_passes=passes.confirmation,
        passes=passes,
        assumption_check=AssumptionCheck(
            checked=sum(check.checked for check in checks),
            broken=sum(check.broken for check in checks),
        ),
        sources=tuple(_source(job, int((found.found_by == n).sum())) for n, job in enumerate(jobs)),
        randomised=_randomised(results),
        agreement=_agreement(results),
        applied=first.applied.model_copy(
            update={
                "assumptions": _once(
                    [found.remarks, remarks, *(result.applied.assumptions for result in direct)]
                )
            }
        ),
        model=first.model,
        dataset=first.dataset,
        class_names=first.class_names,
        run=_run([result.run for result in results], spec, versions, finished),
        warnings=_once([found.warnings, *(_warnings_of(job) for job in jobs)]),
        spec=spec.to_document(),
    )


def _source(job: FinishedJob, nearest: int) -> SourceResult:
    result = job.result
    spec = spec_from_document(result.spec)
    return SourceResult(
        name=job.name,
        attack=result.attack,
        parameters=spec.attack_parameters.model_dump(exclude_none=True),
        sha256=job.sha256,
        surrogate=result.surrogate,
        largest_value=result.curve[-1].value,
        evaluated=len(job.table),
        nearest=nearest,
        model_passes=result.model_passes,
        confirmation_passes=result.confirmation_passes,
    )


def _sum_of(counts: Sequence[PassCounts]) -> PassCounts:
    names = PassCounts.model_fields
    return PassCounts(**{name: sum(getattr(one, name) for one in counts) for name in names})


def _randomised(results: Sequence[EvaluationResult]) -> Randomised | None:
    """Return the answers to all jobs together; None for a model that answers the same each time."""
    parts = [result.randomised for result in results if result.randomised is not None]
    if not parts:
        return None
    counts = {
        name: sum(getattr(part, name) for part in parts)
        for name in Randomised.model_fields
        if name != "repeats"
    }
    return Randomised(repeats=max(part.repeats for part in parts), **counts)


def _agreement(results: Sequence[EvaluationResult]) -> AgreementFigures:
    """Return the least one of the model itself, of second models where no job attacked it."""
    own = [result.agreement for result in results if result.surrogate is None]
    return max(own or [result.agreement for result in results], key=_doubt)


def _doubt(agreement: AgreementFigures) -> float:
    """Return how much of what rounding explains a conversion differs by."""
    return agreement.largest_difference / agreement.tolerance if agreement.tolerance else 0.0


def _run(
    runs: Sequence[RunFacts], spec: EvaluationSpec, versions: Mapping[str, str], finished: datetime
) -> RunFacts:
    return RunFacts(
        versions=dict(versions),
        device=", ".join(sorted({run.device for run in runs})),
        threads=max(run.threads for run in runs),
        batch_size=max(run.batch_size for run in runs),
        seed=spec.seed,
        started=min(run.started for run in runs),
        finished=finished,
        elapsed_s=sum(run.elapsed_s for run in runs),
        resumed=sum(run.resumed for run in runs),
        bit_repeatable=all(run.bit_repeatable for run in runs),
        machine=_machines(runs),
    )


def _machines(runs: Sequence[RunFacts]) -> str | None:
    """Return every machine that computed one of the jobs, as far as they are known and fit in."""
    known = dict.fromkeys(run.machine for run in runs if run.machine)
    said = "; ".join(known)
    return (said if len(said) <= _LONGEST_MACHINE else f"{len(known)} machines") or None


def _warnings_of(job: FinishedJob) -> tuple[str, ...]:
    return tuple(f"{job.name}: {text}" for text in job.result.warnings)


def _once(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Return all sentences, each once, in their order."""
    sentences = dict.fromkeys(sentence for group in groups for sentence in group)
    return tuple(sentences)[:_MOST_SENTENCES]
