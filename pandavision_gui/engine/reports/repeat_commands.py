"""The commands and the spec that make an evaluation again, as text to be copied."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any

from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports.document import Block, Code, Paragraph, Table
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.result import SourceResult

PATHS = {"trained-model": "Model", "surrogate-model": "Second model", "dataset": "Dataset"}
_MOST_INDEXES = 200
_MOST_NAMES = 200
_LONGEST_LINE = 88
"""Characters: a line that the page had to break would not be the same line when it is copied."""
_OF_JOBS_ONLY = ("attack", "attack-params")


def commands_to_repeat(job: ReportJob, details: ReportDetails) -> tuple[Block, ...]:
    """Return what to do, the spec, and the commands."""
    sources = job.result.sources
    spec = Code(spec_text(job, details))
    beside = "where the files lie as it says" if details.with_paths else "beside the two files"
    if _is_shortened(job):
        said = (
            "The spec, every default written out. Long lists are shortened here; the evidence pack "
            "and the result have them whole."
        )
        return (Paragraph(said), spec, *(_source_table(sources) if sources else ()))
    if sources is None:
        said = (
            f"The spec, every default written out. Saved as spec.json {beside}, it repeats the "
            "evaluation with the command below it."
        )
        return (Paragraph(said), spec, Code("pandavision run spec.json --out result"))
    said = (
        "A worst case is put together from finished jobs, so these are repeated first, each with "
        f"its attack. What all of them share, saved as spec.json {beside}:"
    )
    then = (
        "Then these commands, in their order. Where a job differed in more than its attack (its "
        "seed, a time limit, a target, more samples), its own spec.json has that."
    )
    return (
        *_source_table(sources),
        Paragraph(said),
        spec,
        Paragraph(then),
        Code("\n".join(_commands(sources))),
    )


def _source_table(sources: Sequence[SourceResult]) -> tuple[Table]:
    rows = tuple(
        (f"job-{number}", one.name, one.attack, one.sha256) for number, one in enumerate(sources, 1)
    )
    return (
        Table(
            "The jobs that it was put together from. The SHA-256 is that of each job's result.",
            ("In the commands", "Job", "Attack", "SHA-256 of its result"),
            rows,
        ),
    )


def _commands(sources: Sequence[SourceResult]) -> list[str]:
    """Return a run of each job and the command that combines them.

    No name that somebody gave a job is in them: it could be an option, or worse.
    """
    lines, places = [], []
    for number, one in enumerate(sources, 1):
        places.append(f"job-{number}")
        words = ["pandavision run spec.json", f"--attack {one.attack}"]
        words += [f"--param {name}={json.dumps(value)}" for name, value in one.parameters.items()]
        if one.surrogate is not None:
            words.append("--surrogate-model SECOND.onnx")
        lines += _wrapped([*words, f"--out {places[-1]}"])
    return [*lines, *_wrapped(["pandavision worst-case", *places, "--out worst"])]


def _wrapped(words: Sequence[str]) -> list[str]:
    """Return a command in lines that a shell reads as one."""
    lines = [words[0]]
    for word in words[1:]:
        if len(lines[-1]) + len(word) + 3 > _LONGEST_LINE:
            lines[-1] += " \\"
            lines.append(f"  {word}")
        else:
            lines[-1] += f" {word}"
    return lines


def _is_shortened(job: ReportJob) -> bool:
    spec = job.result.spec
    return any(
        isinstance(listed := spec.get(key), list) and len(listed) > most
        for key, most in (("indexes", _MOST_INDEXES), ("class-names", _MOST_NAMES))
    )


def spec_text(job: ReportJob, details: ReportDetails) -> str:
    """Return the spec; unless asked for, where files lie is nobody's business."""
    spec = dict(job.result.spec)
    for key in PATHS:
        if isinstance(spec.get(key), str) and not details.with_paths:
            spec[key] = PurePosixPath(spec[key].replace("\\", "/")).name
    for key, most in (("indexes", _MOST_INDEXES), ("class-names", _MOST_NAMES)):
        listed = spec.get(key)
        if isinstance(listed, list) and len(listed) > most:
            spec[key] = [*listed[:most], f"… {len(listed) - most} more"]
    left_out = _OF_JOBS_ONLY if job.result.sources is not None else ()
    entries = [
        _entry(key, value)
        for key, value in spec.items()
        if value is not None and key not in left_out
    ]
    return "{\n" + ",\n".join(entries) + "\n}"


def _entry(key: str, value: Any) -> str:
    """Return one key with its value; a list goes on in the next line between two values."""
    start = f"  {_json(key)}: "
    whole = start + _json(value)
    if not isinstance(value, list) or len(whole) <= _LONGEST_LINE:
        return whole
    lines, line = [f"{start}["], "    "
    for number, one in enumerate(value, 1):
        part = _json(one) + ("," if number < len(value) else "")
        if line.strip() and len(line) + len(part) > _LONGEST_LINE:
            lines.append(line.rstrip())
            line = "    "
        line += f"{part} "
    return "\n".join([*lines, line.rstrip(), "  ]"])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
