"""The files that a finished job leaves beside its rows."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.engine.evaluation.assumption_check import refused_warning
from pandavision_gui.engine.evaluation.checkpoint import FILE_NAME as CHECKPOINT
from pandavision_gui.engine.evaluation.prepare import Prepared
from pandavision_gui.engine.evaluation.row_writer import read_pictures
from pandavision_gui.engine.evaluation.spec_remarks import high_confidence, short_way
from pandavision_gui.engine.evaluation.task import EvaluationOutcome, EvaluationTask
from pandavision_gui.engine.models.model_interface import ModelInterface
from pandavision_gui.engine.reports.csv_report import write_curve_csv
from pandavision_gui.engine.reports.report_data import series_of, x_title
from pandavision_gui.engine.reports.samples_file import write_samples_file
from pandavision_gui.engine.result import (
    LISTED_INDEXES,
    AgreementFigures,
    Applied,
    AssumptionCheck,
    EvaluationResult,
    FileIdentity,
    RunFacts,
    SampleCounts,
    StageResult,
)
from pandavision_gui.engine.result_figures import result_figures
from pandavision_gui.engine.result_parts import MOST_STAGES
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import InternalError
from pandavision_gui.jobs.job_documents import KnownFile, Resolved
from pandavision_gui.jobs.worker.job_names import job_name
from pandavision_gui.jobs.worker.machine import machine_words


def make_result(
    *,
    spec: EvaluationSpec,
    prepared: Prepared,
    outcome: EvaluationOutcome,
    resolved: Resolved,
    first_started: datetime,
    resumed: int,
    unchanged: bool,
    notes: tuple[str, ...] = (),
) -> EvaluationResult:
    """Put the result together.

    Parameters
    ----------
    resolved
        With the files' hashes.
    first_started
        When the job began, in its first run.
    resumed
        How often it was taken up again.
    unchanged
        Whether device, threads, program and libraries are those that the job began with.
    notes
        Sentences about how the job came to its end.
    """
    table, task, attacked = outcome.table, prepared.task, prepared.attacked
    figures = result_figures(table, task.values)
    passes = outcome.passes.model_copy(update={"agreement": prepared.agreement_passes})
    listed = tuple(int(index) for index in table.index) if len(table) <= LISTED_INDEXES else None
    warnings = list(dict.fromkeys((*notes, *prepared.warnings, *outcome.warnings)))
    if len(table) < len(task.order):
        if spec.time_limit is None:
            raise InternalError(
                "rows_missing",
                f"{len(task.order) - len(table)} samples have no row although the job has ended.",
            )
        warnings.append(
            f"The time limit of {spec.time_limit:g} s was reached: {len(table)} of "
            f"{len(task.order)} samples were evaluated."
        )
    if task.has_one_truth:
        warnings += refused_warning(table)
    warnings += short_way(spec, task.settings, table)
    warnings += high_confidence(spec, table)
    searches = spec.attack_info.kind.searches_radii
    return EvaluationResult(
        samples=SampleCounts(
            evaluated=len(table),
            drawn=len(task.order),
            wrong_already=figures.pop("wrong_already"),
            broken=figures.pop("broken"),
            withstood=figures.pop("withstood"),
            indexes=listed,
            chosen_by_user=spec.indexes is not None,
        ),
        **figures,
        attack=spec.attack_info.name,
        norm=str(spec.norm),
        model_passes=passes.model,
        confirmation_passes=passes.confirmation,
        passes=passes,
        assumption_check=AssumptionCheck(checked=outcome.checked, broken=outcome.check_hits)
        if searches
        else None,
        stages=_stages(prepared.task, outcome),
        randomised=outcome.randomised,
        agreement=AgreementFigures(
            rows=attacked.agreement.rows,
            largest_difference=attacked.agreement.largest_difference,
            tolerance=attacked.agreement.tolerance,
            converter=attacked.loaded.converter,
            draws=attacked.agreement.draws if attacked.agreement.draws > 1 else None,
            gradient_ratio=attacked.gradient_ratio,
        ),
        applied=Applied(
            input_range=task.settings.input_range,
            mean=prepared.normalisation.mean if prepared.normalisation else None,
            std=prepared.normalisation.std if prepared.normalisation else None,
            channels_flipped=prepared.channels_flipped,
            layout=prepared.dataset.layout,
            label_values=prepared.dataset.label_values or None,
            output=_output_of_several(prepared.loaded.truth.interface),
            assumptions=prepared.assumptions,
        ),
        model=_identity(resolved.model),
        dataset=_identity(resolved.dataset),
        surrogate=_identity(resolved.surrogate) if resolved.surrogate else None,
        class_names=prepared.class_names,
        run=RunFacts(
            versions=resolved.versions,
            device=resolved.device,
            threads=resolved.threads,
            batch_size=resolved.batch_size,
            seed=spec.seed,
            started=first_started,
            finished=datetime.now(UTC),
            elapsed_s=outcome.elapsed_s,
            resumed=resumed,
            machine=machine_words(),
            bit_repeatable=unchanged
            and not outcome.was_mended
            and not outcome.memory_was_short
            and not prepared.draws_random_numbers
            and resolved.device == "cpu"
            and spec.time_limit is None,
        ),
        warnings=tuple(warnings),
        spec=spec.to_document(),
    )


def write_outputs(
    folder: Path,
    spec: EvaluationSpec,
    prepared: Prepared,
    outcome: EvaluationOutcome,
    result: EvaluationResult,
) -> None:
    """Write `samples.h5`, `curve.csv`, `curve.png` and at last `result.json`.

    The result is the mark of a finished job, so it comes when everything else is there.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``; no file is left half-written.
    """
    write_samples_file(
        folder / "samples.h5",
        outcome.table,
        prepared.dataset,
        read_pictures(folder),
        sample_shape=prepared.task.settings.sample_shape,
        attributes={
            "spec": spec.to_document(),
            "class_names": list(prepared.class_names),
            "input_range": list(prepared.task.settings.input_range),
            "norm": str(spec.norm),
        },
    )
    # matplotlib takes half a second that no job should wait for before its first step.
    from pandavision_gui.engine.reports.figures import write_curve_figure

    drawn = series_of(result, job_name(folder))
    write_curve_csv(result.curve, folder / "curve.csv", has_population=drawn.has_population)
    write_curve_figure([drawn], folder / "curve.png", x_title(result))
    write_text_atomically(folder / "result.json", result.to_json())
    (folder / CHECKPOINT).unlink(missing_ok=True)  # nothing is left to go on with


def _stages(task: EvaluationTask, outcome: EvaluationOutcome) -> tuple[StageResult, ...] | None:
    """Return what the stages did, where there are several, not too many, and it is known."""
    if not 2 <= len(task.stages) <= MOST_STAGES or not outcome.stages:
        return None
    return tuple(
        StageResult(
            attack=stage.name,
            parameters=dict(stage.parameters),
            start_factor=stage.start_factor,
            passes=did.passes,
            attacked=did.attacked,
            broken=did.broken,
            ended_early=did.ended_early,
        )
        for stage, did in zip(task.stages, outcome.stages, strict=True)
    )


def _output_of_several(interface: ModelInterface) -> str | None:
    return interface.chosen_output if interface.other_outputs else None


def _identity(file: KnownFile) -> FileIdentity:
    return FileIdentity(name=file.name, sha256=file.sha256 or "", bytes=file.bytes)
