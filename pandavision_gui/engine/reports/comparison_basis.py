"""What compared jobs have in common, and how all of them are repeated."""

from __future__ import annotations

from collections.abc import Sequence

from pandavision_gui.engine.job_settings import JobSetting
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports.document import (
    Block,
    Code,
    Fact,
    Facts,
    Paragraph,
    Section,
    Table,
)
from pandavision_gui.engine.reports.repeat_commands import PATHS, spec_text
from pandavision_gui.engine.reports.report_job import ReportJob

_MOST_SPECS = 6
_SAID_NOWHERE = "–"


def common_section(settings: Sequence[JobSetting]) -> Section:
    """Return what is the same for all jobs, beside the names that stand for more than they say."""
    facts = tuple(
        Fact(one.title, one.told[0])
        for one in settings
        if one.is_alike and one.told[0] != _SAID_NOWHERE
    )
    said = "Nothing." if not facts else "The same for all of them."
    return Section("What is the same", (Paragraph(said), *_facts(facts)), "common")


def _facts(facts: tuple[Fact, ...]) -> tuple[Facts, ...]:
    return (Facts(facts),) if facts else ()


def repeat_all_section(jobs: Sequence[ReportJob], details: ReportDetails) -> Section:
    """Return whole hashes, versions, specs, and the commands that make the comparison again."""
    blocks: list[Block] = [_files(jobs), *_versions(jobs)]
    if any(job.result.sources is not None for job in jobs):
        blocks.append(
            Paragraph(
                "A worst case is no evaluation of its own: its own report says how it is repeated."
            )
        )
    run = [(n, job) for n, job in enumerate(jobs, 1) if job.result.sources is None]
    shown = run[:_MOST_SPECS]
    if shown:
        beside = "where the files lie as they say" if details.with_paths else "beside the files"
        blocks.append(Paragraph(f"The specs, every default written out, to be saved {beside}."))
    for number, job in shown:
        blocks += [
            Paragraph(f"job-{number}.json, of “{job.name}”:"),
            Code(spec_text(job, details)),
        ]
    if len(run) > len(shown):
        blocks.append(Paragraph("The other specs are in the reports of their own jobs."))
    places = " ".join(f"job-{number}" for number in range(1, len(jobs) + 1))
    commands = [f"pandavision run job-{n}.json --out job-{n}" for n, _ in run]
    blocks += [
        Paragraph("Then these commands make the comparison again."),
        Code("\n".join([*commands, f"pandavision compare {places}"])),
    ]
    return Section("How to repeat it", tuple(blocks), "repeat")


def _files(jobs: Sequence[ReportJob]) -> Facts:
    """Return every file once, with its whole hash and who used it."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for job in jobs:
        for key, file in job.result.files.items():
            found.setdefault((PATHS[key], file.name, file.sha256), []).append(job.name)
    facts: list[Fact] = []
    for (what, name, sha256), users in found.items():
        of = "" if len(users) == len(jobs) else f" of {_listed(users)}"
        facts += [Fact(f"{what}{of}", name), Fact(f"{what}, SHA-256", sha256, is_code=True)]
    return Facts(tuple(facts))


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)


def _versions(jobs: Sequence[ReportJob]) -> tuple[Facts | Table, ...]:
    told = [
        (
            ", ".join(f"{name} {number}" for name, number in job.result.run.versions.items()),
            job.result.run.machine or "not recorded",
        )
        for job in jobs
    ]
    if len(set(told)) == 1:
        versions, machine = told[0]
        return (Facts((Fact("Versions", versions), Fact("Machine", machine))),)
    rows = tuple((job.name, *one) for job, one in zip(jobs, told, strict=True))
    return (Table("With what each was computed.", ("Evaluation", "Versions", "Machine"), rows),)
