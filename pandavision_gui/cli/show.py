"""`pandavision show`: what there is to know about one job."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel, Field

from pandavision_gui.cli.job_argument import data_folder_option, job_folder
from pandavision_gui.cli.output import say, say_table
from pandavision_gui.cli.verdict_words import verdict_lines
from pandavision_gui.engine.number_words import number_words, percent, value_words
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.errors import plain_text
from pandavision_gui.jobs.job import Cleared, Job
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import read_result, require_result
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import JobFinished


class ShownJob(BaseModel):
    """What `pandavision show --json` prints."""

    folder: str = Field(description="Path of the job folder.")
    id: str | None = Field(description="Null where the folder does not say.")
    name: str = Field(description="What the job is called.")
    state: JobState = Field(description="Where it stands.")
    reason: str = Field(description="Why it failed, was stopped or interrupted; else empty.")
    created: datetime | None = Field(description="UTC.")
    started: datetime | None = Field(description="UTC.")
    ended: datetime | None = Field(description="UTC.")
    notes: str = Field(description="What people note about it.")
    tags: tuple[str, ...] = Field(description="Words to find it by.")
    imported: bool = Field(description="Whether it was taken in from an archive.")
    cleared: Cleared | None = Field(description="What was taken away of it to make room.")
    spec: dict[str, Any] = Field(description="The spec, every default written out.")
    result: dict[str, Any] | None = Field(
        description="Of a finished job: its `result.json`; else null."
    )


@click.command()
@click.argument("job", metavar="JOB")
@data_folder_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def show(job: str, data_folder: Path | None, as_json: bool) -> int:
    """Show a job: its verdict, figures, warnings and files.

    Of one that has not finished: where it stands, and why.

    JOB is a job folder, or the id of a job of the window or its first characters.

    \b
    Examples:
      pandavision show results/first
      pandavision show 3f2a --json
    """
    folder = JobFolder(job_folder(job, data_folder))
    spec, noted = folder.read_spec(), folder.read_job()
    is_finished = noted is not None and noted.state is JobState.FINISHED
    result = require_result(folder) if is_finished else read_result(folder)
    shown = _shown(folder, spec, noted, result)
    if as_json:
        say(json.dumps(shown.model_dump(mode="json"), ensure_ascii=False))
        return 0
    if result is None:
        _say_unfinished(shown, spec)
    else:
        _say_finished(shown, spec, result)
    return 0


def _shown(
    folder: JobFolder, spec: EvaluationSpec, job: Job | None, result: EvaluationResult | None
) -> ShownJob:
    # An owner that was killed may have left a result that it had not noted yet.
    state = job.state if job is not None else JobState.INTERRUPTED
    return ShownJob(
        folder=str(folder.path),
        id=str(job.id) if job is not None else None,
        name=(job.name if job is not None else spec.name) or folder.path.name,
        state=JobState.FINISHED if result is not None else state,
        reason=job.reason if job is not None and result is None else "",
        created=job.created if job is not None else None,
        started=job.started if job is not None else None,
        ended=job.ended if job is not None else None,
        notes=job.notes if job is not None else "",
        tags=job.tags if job is not None else (),
        imported=job is not None and job.imported is not None,
        cleared=job.cleared if job is not None else None,
        spec=spec.to_document(),
        result=None if result is None else json.loads(result.to_json()),
    )


def _say_unfinished(shown: ShownJob, spec: EvaluationSpec) -> None:
    reason = f": {shown.reason}" if shown.reason else ""
    say(plain_text(f"{shown.name}: {shown.state.words}{reason}"))
    _say_facts(shown, spec.attack_info.name)
    for key, path in spec.file_paths.items():
        say(plain_text(f"  {key}: {path}"))


def _say_finished(shown: ShownJob, spec: EvaluationSpec, result: EvaluationResult) -> None:
    for text in result.warnings:
        say(plain_text(f"Warning: {text}"))
    for line in verdict_lines(spec, shown.name, JobFinished.of(result)):
        say(line)
    say("")
    scale, is_chosen = result.scale, result.samples.chosen_by_user
    say_table(
        ("value", "right", "of", "accuracy", "95 % interval"),
        [
            (
                value_words(point.value, scale),
                number_words(point.robust),
                number_words(point.count),
                percent(point.accuracy),
                "–" if is_chosen else f"{percent(point.lower)} to {percent(point.upper)}",
            )
            for point in result.curve
        ],
    )
    say("")
    _say_facts(shown, result.attack)
    say(
        f"  passes: {number_words(result.model_passes)} of the model, "
        f"{number_words(result.confirmation_passes)} to confirm"
    )
    run = result.run
    say(plain_text(f"  time: {run.elapsed_s:.1f} s on {run.device}, seed {run.seed}"))
    for key, file in result.files.items():
        say(plain_text(f"  {key}: {file.name} (SHA-256 {file.sha256})"))
    told = ", ".join(f"{name} {version}" for name, version in sorted(run.versions.items()))
    say(plain_text(f"  versions: {told}"))


def _say_facts(shown: ShownJob, attack: str) -> None:
    say(plain_text(f"  folder: {shown.folder}"))
    say(plain_text(f"  attack: {attack}"))
    if shown.tags:
        say(plain_text(f"  tags: {', '.join(shown.tags)}"))
    if shown.notes:
        say(plain_text(f"  notes: {shown.notes}"))
    if shown.imported:
        say("  from an archive: this computer did not compute its figures")
    if shown.cleared is not None:
        say(f"  cleared to make room: {shown.cleared.value}")
    for title, moment in (("added", shown.created), ("ended", shown.ended)):
        if moment is not None:
            say(f"  {title}: {moment:%Y-%m-%d %H:%M} UTC")
