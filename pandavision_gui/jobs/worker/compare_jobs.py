"""Compares finished jobs sample by sample. Never imports torch."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import Path

from pandavision_gui.engine.comparison_words import verdict_words
from pandavision_gui.engine.number_words import value_words
from pandavision_gui.engine.reports.comparison_report import (
    pair_notes,
    paired_points,
    settings_of,
)
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.jobs.archive.job_archive import locks_of
from pandavision_gui.jobs.compare_messages import (
    Agreement,
    ComparedJob,
    ComparedPair,
    ComparedPoint,
    CompareJobs,
    Difference,
    JobsCompared,
)
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine_writes, places_of_libraries
from pandavision_gui.jobs.worker.job_names import told_apart
from pandavision_gui.jobs.worker.write_report import report_job


def compare_jobs(command: CompareJobs, channel: Channel) -> None:
    """Read the rows of all jobs, and tell how they differ.

    Raises
    ------
    InputError
        ``no_result`` or ``job_not_reported``.
    EnvironmentFault
        ``result_damaged``.
    """
    # Rows come from anywhere, and nothing is written.
    confine_writes([*places_of_libraries(), *locks_of(map(Path, command.folders))])
    jobs = [report_job(Path(folder)) for folder in command.folders]
    names = command.names or told_apart([job.name for job in jobs], [job.result for job in jobs])
    jobs = [replace(job, name=name) for job, name in zip(jobs, names, strict=True)]
    settings = settings_of(jobs)
    channel.send(
        JobsCompared(
            jobs=tuple(
                _job(job, folder) for job, folder in zip(jobs, command.folders, strict=True)
            ),
            differences=tuple(
                Difference(setting=one.title, told=one.told) for one in settings if not one.is_alike
            ),
            agreements=tuple(
                Agreement(setting=one.title, told=one.told[0]) for one in settings if one.is_alike
            ),
            pairs=tuple(_pair(*two) for two in itertools.combinations(jobs, 2)),
        )
    )


def _job(job: ReportJob, folder: str) -> ComparedJob:
    return ComparedJob(
        name=job.name,
        folder=folder,
        clean=job.clean.accuracy,
        top_value=job.top.value,
        robust=job.top.accuracy,
        lower=job.top.lower,
        upper=job.top.upper,
        level=job.result.sec_level.value,
        sec_value=job.result.sec_value,
        samples=job.result.samples.evaluated,
        has_population=job.has_population,
        warnings=job.result.warnings,
    )


def _pair(first: ReportJob, second: ReportJob) -> ComparedPair:
    why_not, found = paired_points(first, second)
    verdict, evidence, basis, caution = "", "", "", ""
    if not why_not:
        verdict = verdict_words(first.name, second.name, first.scale, found)
        evidence, basis, caution = pair_notes(first, second, found)
    return ComparedPair(
        first=first.name,
        second=second.name,
        why_not=why_not,
        verdict=verdict,
        evidence=evidence,
        basis=basis,
        caution=caution,
        points=tuple(
            ComparedPoint(
                value=one.value,
                value_words=value_words(one.value, first.scale),
                count=one.count,
                first=one.first,
                second=one.second,
                only_first=one.only_first,
                only_second=one.only_second,
                p=one.p,
                adjusted_p=one.adjusted_p,
            )
            for one in found
        ),
    )
