"""`pandavision compare`: is the difference between evaluations more than chance?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from pandavision_gui.cli.given_spec import load_given_spec
from pandavision_gui.cli.job_argument import data_folder_option, job_folder
from pandavision_gui.cli.one_run import run_and_tell
from pandavision_gui.cli.output import say, say_aside, say_table, standard_output_kept
from pandavision_gui.engine.file_signature import require_usable_files
from pandavision_gui.engine.number_words import number_words, percent
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.verdict import value_in_words
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.compare_messages import MOST_COMPARED, ComparedPair, JobsCompared
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import has_result, require_result
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.jobs.requests import compare_jobs, fault_of
from pandavision_gui.jobs.single_run import RunOptions, require_answer
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.jobs.threads import threads_per_job

_ORIGINAL = "original"


@click.command(short_help="Say whether the difference of jobs is chance.")
@click.argument("jobs", nargs=-1, required=True, metavar="JOB...")
@click.option(
    "--model",
    "models",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="MODEL.onnx",
    help="Evaluate this model as JOB was, and compare: a quantised or fine-tuned one with its "
    "original. May be given more than once.",
)
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="With --model: folder for the new jobs; new or empty unless --resume is given.",
)
@click.option("--resume", is_flag=True, help="With --model: go on with what was stopped in DIR.")
@data_folder_option
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def compare(
    jobs: tuple[str, ...],
    models: tuple[Path, ...],
    out: Path | None,
    resume: bool,
    data_folder: Path | None,
    as_json: bool,
) -> int:
    """Say what differs between finished jobs, and whether it is more than chance.

    JOB is a job folder, or the id of a job of the window or its first characters. Of each two jobs
    the samples that both evaluated are tested in pairs (McNemar's exact test, Holm's correction
    over the values).

    With --model one JOB is given, or the SPEC.json of one that is evaluated first (DIR/original).
    The exit status is 0 whatever is found.

    \b
    Examples:
      pandavision compare results/first results/second
      pandavision compare results/first --model quantised.onnx --out results/quantised
      pandavision compare evaluation.json --model quantised.onnx --out results/both
    """
    if models:
        if out is None or len(jobs) != 1:
            raise click.UsageError("With --model give one JOB or SPEC.json, and --out.")
        # What is compared is the data; the verdict of each is said beside it.
        with standard_output_kept():
            status, folders = _evaluated(jobs[0], models, out, resume, data_folder)
        if status != 0:
            return status
    else:
        if out is not None or resume:
            raise click.UsageError("--out and --resume belong to --model.")
        folders = [job_folder(job, data_folder) for job in jobs]
    _require_number(folders)
    found = compare_jobs(folders)
    if isinstance(found, Failed):
        raise fault_of(found)
    if as_json:
        told = found.model_dump(mode="json", exclude={"type"})
        say(json.dumps(told, ensure_ascii=False))
        return 0
    _say(found)
    return 0


def _require_number(folders: Sequence[Path]) -> None:
    if not 2 <= len(folders) <= MOST_COMPARED:
        raise InputError(
            "compared_number",
            f"{'1 job was' if len(folders) == 1 else f'{len(folders)} jobs were'} given, and 2 to "
            f"{MOST_COMPARED} can be compared.",
            "Give others, or one with --model.",
        )
    if len(set(folders)) < len(folders):
        raise InputError("compared_twice", "A job was given twice.", "Give each once.")


def _evaluated(
    job: str, models: Sequence[Path], out: Path, resume: bool, data_folder: Path | None
) -> tuple[int, list[Path]]:
    """Evaluate what is missing, and return the exit status and the folders to compare."""
    runs: list[tuple[EvaluationSpec, Path]] = []
    if Path(job).suffix.lower() == ".json":
        spec = load_given_spec(Path(job))
        original = out.absolute() / _ORIGINAL
        runs.append((spec, original))
    else:
        original = job_folder(job, data_folder)
        require_result(JobFolder(original))
        spec = JobFolder(original).read_spec()
    called = spec.name or Path(spec.trained_model).stem
    taken = [original.name]
    for model in models:
        name, number = model.stem, 2
        while name in taken:
            name, number = f"{model.stem}-{number}", number + 1
        taken.append(name)
        keys = {"trained_model": str(model.absolute()), "name": f"{called}, {name}"[:200]}
        runs.append((spec.model_copy(update=keys), out.absolute() / name))
    for one, _ in runs:
        require_usable_files(one)
    _require_number([original, *(place for _, place in runs if place != original)])
    stop = StopSwitch()
    for one, place in runs:
        folder = JobFolder(place)
        if resume and has_result(folder):
            require_answer(place, one)
            continue
        options = RunOptions(resume=resume and place.exists(), threads=threads_per_job(1))
        status = run_and_tell(one, place, options, json_events=False, stop=stop)
        if status != 0:
            return status, []
    return 0, [original, *(place for _, place in runs if place != original)]


def _say(found: JobsCompared) -> None:
    for job in found.jobs:
        for text in job.warnings:
            say_aside(plain_text(f"Warning of {job.name}: {text}"))
    say_table(
        ("job", "clean", "robust", "95 % interval", "at", "level"),
        [
            (
                job.name,
                percent(job.clean),
                percent(job.robust),
                # Of samples that somebody chose nothing follows for others.
                f"{percent(job.lower)} to {percent(job.upper)}" if job.has_population else "–",
                f"{job.top_value:g}",
                f"{job.level} ({value_in_words(job.sec_value, job.level)})",
            )
            for job in found.jobs
        ],
    )
    say("")
    if found.differences:
        head = ("what differs", *(job.name for job in found.jobs))
        say_table(head, [(one.setting, *one.told) for one in found.differences])
    else:
        say("The files and settings are the same.")
    for pair in found.pairs:
        say("")
        _say_pair(pair)


def _say_pair(pair: ComparedPair) -> None:
    if pair.why_not:
        names = f"“{pair.first}” and “{pair.second}”"
        say(plain_text(f"{names} are not compared sample by sample: {pair.why_not}."))
        return
    say(plain_text(pair.verdict))
    say(plain_text(" ".join(filter(None, (pair.evidence, pair.basis, pair.caution)))))
    say_table(
        ("value", "of", pair.first, pair.second, "only first", "only second", "p", "adjusted p"),
        [
            (
                one.value_words,
                number_words(one.count),
                number_words(one.first),
                number_words(one.second),
                number_words(one.only_first),
                number_words(one.only_second),
                f"{one.p:.3g}",
                f"{one.adjusted_p:.3g}",
            )
            for one in pair.points
        ],
    )
