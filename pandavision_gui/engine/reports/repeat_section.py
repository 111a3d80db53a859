"""What somebody else needs to do it again: files, settings, versions."""

from __future__ import annotations

from typing import Any

from pandavision_gui.engine.number_words import number_words
from pandavision_gui.engine.report_details import ReportDetails
from pandavision_gui.engine.reports.document import Fact, Facts, Section
from pandavision_gui.engine.reports.repeat_commands import PATHS, commands_to_repeat
from pandavision_gui.engine.reports.report_job import ReportJob

_LAYOUTS = {
    "NCHW": "channels, height, width",
    "NHWC": "height, width, channels",
    "NHW": "height, width; one channel",
    "flat": "flat: one axis for all values",
}


def repeat_section(job: ReportJob, details: ReportDetails) -> Section:
    """Return hashes, what was read, versions, machine and the spec.

    Where the files lay is in it only if the details ask for it.
    """
    result, run = job.result, job.result.run
    applied = result.applied
    facts: list[Fact] = []
    places = dict(file_places(job)) if details.with_paths else {}
    for key, what in PATHS.items():
        file = result.files.get(key)
        if file is not None:
            facts.append(Fact(what, f"{file.name}, {number_words(file.bytes)} bytes"))
            facts.append(Fact(f"{what}, SHA-256", file.sha256, is_code=True))
        if what in places:
            facts.append(Fact(f"{what}, where it lay", places[what], is_code=True))
    facts += [
        Fact("Samples", _samples(job)),
        Fact("Seed", str(run.seed)),
        Fact("Preprocessing", _preprocessing(job)),
    ]
    facts += _label_facts(job.result.spec)
    if applied.layout is not None:
        facts.append(Fact("Order of the axes", _LAYOUTS[applied.layout]))
    if applied.channels_flipped:
        facts.append(Fact("Channels", "RGB turned into BGR"))
    if applied.output is not None:
        facts.append(Fact("Output read as class scores", applied.output))
    threads = "1 thread" if run.threads == 1 else f"{run.threads} threads"
    beside = (
        "one sample at a time"
        if run.batch_size == 1
        else f"{number_words(run.batch_size)} samples side by side"
    )
    facts += [
        Fact("Versions", ", ".join(f"{name} {number}" for name, number in run.versions.items())),
        Fact("Machine", run.machine or "not recorded"),
        Fact("Device", f"{run.device}, {threads}, {beside}"),
        Fact("Run", f"{run.started:%Y-%m-%d %H:%M} to {run.finished:%Y-%m-%d %H:%M} UTC"),
        Fact("Interrupted and resumed", "never" if not run.resumed else f"{run.resumed} ×"),
        Fact(
            "Repeatable bit for bit",
            "yes, on the same kind of machine with the same versions"
            if run.bit_repeatable
            else _why_not(job),
        ),
    ]
    return Section(
        "How to repeat it",
        (
            Facts(tuple(facts)),
            *commands_to_repeat(job, details),
        ),
        "repeat",
        is_in_short=details.with_paths,
    )


def _label_facts(spec: dict[str, Any]) -> list[Fact]:
    facts = []
    labels, offset, limit = (spec.get(key) for key in ("labels", "label-offset", "time-limit"))
    if isinstance(labels, str) and labels != "auto":
        facts.append(Fact("Labels, in the HDF5 file", labels, is_code=True))
    if isinstance(offset, int) and offset:
        facts.append(Fact("Added to every label", f"{offset:+d}".replace("-", "−")))
    if isinstance(limit, int | float):
        facts.append(Fact("Time limit", f"{limit:g} s"))
    return facts


def file_places(job: ReportJob) -> list[tuple[str, str]]:
    """Return what each evaluated file is, and its path as the spec has it."""
    spec = job.result.spec
    return [(what, spec[key]) for key, what in PATHS.items() if isinstance(spec.get(key), str)]


def _why_not(job: ReportJob) -> str:
    if job.result.randomised is not None:
        return "no: the model draws random numbers, so that another run gives another curve"
    return (
        "no: a GPU, a time limit, short memory, random numbers in the second model, or something "
        "changed between its runs"
    )


def _samples(job: ReportJob) -> str:
    counts = job.result.samples
    count = number_words(counts.evaluated)
    if counts.chosen_by_user:
        return f"{count}, chosen by the user"
    if counts.evaluated < counts.drawn:
        return f"{count} of {number_words(counts.drawn)}, as far as the time limit went"
    if job.result.spec.get("evaluation-mode") == "fast":
        return f"{count}, drawn in proportion to the classes with the seed"
    if job.leaves_target_out:
        return f"{count}, all of the dataset that are not of the target class"
    return f"{count}, the whole dataset"


def _preprocessing(job: ReportJob) -> str:
    mean, std = job.result.applied.mean, job.result.applied.std
    if mean is None or std is None:
        return "none"
    means = ", ".join(f"{number:.6g}" for number in mean[:10])
    deviations = ", ".join(f"{number:.6g}" for number in std[:10])
    return f"(x − mean) / std with mean {means} and std {deviations}"
