"""`pandavision run`: evaluations, without a window."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import click

from pandavision_gui.cli.given_spec import (
    class_names_option,
    load_given_specs,
    of_spec,
    with_names_of,
)
from pandavision_gui.cli.one_run import STOPPED, outcome_line, require_free, run_and_tell
from pandavision_gui.cli.output import say, say_aside, say_error
from pandavision_gui.cli.spec_options import spec_changes, with_spec_options
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import PandaVisionError, plain_text
from pandavision_gui.jobs.disk_room import RESERVE_BYTES, DiskRoom
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_rows import has_result
from pandavision_gui.jobs.single_run import RunOptions, require_answer
from pandavision_gui.jobs.supervisor import OutcomeKind, StopSwitch
from pandavision_gui.jobs.threads import threads_per_job


@click.command()
@click.argument("specs", nargs=-1, type=click.Path(path_type=Path), metavar="[SPEC.json...]")
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Folder for the result; new or empty unless --resume is given. Of several specs each has "
    "a folder in it, called as its spec.",
)
@click.option("--resume", is_flag=True, help="Go on with the job that was stopped in DIR.")
@click.option(
    "--keep-free",
    "keep_free_mib",
    type=click.IntRange(0, 2**40),
    default=RESERVE_BYTES // 2**20,
    show_default=True,
    metavar="MIB",
    help="Stop before less than this is free on the disk of DIR; 0 to write until it is full.",
)
@class_names_option
@click.option("--json-events", is_flag=True, help="Print one JSON object a line instead of words.")
def run(
    specs: tuple[Path, ...],
    out: Path,
    resume: bool,
    keep_free_mib: int,
    names_file: Path | None,
    json_events: bool,
    params: tuple[str, ...],
    **keys: Any,
) -> int:
    """Evaluate what SPEC.json asks for, or what the options say.

    The files of the run are in DIR: result.json, curve.csv, curve.png, samples.h5. Every key of a
    spec is an option, too: it replaces the key of each SPEC.json, or stands in the place of one.
    Paths in a spec start from its folder, those of options from the working folder. A list is given
    as 0,0.01,0.02 or 4/255,8/255.

    Several specs are run one after the other; what fails of them does not keep the others from it,
    and with --resume those that have finished are left alone.

    \b
    Examples:
      pandavision run evaluation.json --out results/first
      pandavision run evaluation.json --attack pgd-linf --param steps=200 --out results/pgd
      pandavision run --model net.onnx --dataset test.h5 --perturbation-values 4/255,8/255 --out r
      pandavision run first.json second.json --out results
    """
    try:
        options = RunOptions(
            resume=resume,
            threads=threads_per_job(1),
            room=DiskRoom(reserve_bytes=keep_free_mib * 2**20),
        )
        changes = spec_changes(keys, params)
        if not specs and not changes:
            raise click.UsageError("Give a SPEC.json, or --model and --dataset.")
        if len(specs) > 1:
            with_names_of(names_file, [])  # a list that cannot be read hinders all of them

            def read(path: Path) -> EvaluationSpec:
                return load_given_specs([path], names_file, changes)[0]

            return _run_all(specs, read, _places(specs, out), options, json_events=json_events)
        if specs:
            (spec,) = load_given_specs(specs, names_file, changes)
        else:
            (spec,) = with_names_of(names_file, [spec_from_document(changes)])
        spec = _with_names_of_begun(spec, out) if resume else spec
        return run_and_tell(spec, out, options, json_events=json_events)
    except PandaVisionError as error:
        if json_events:
            say(outcome_line(OutcomeKind.REFUSED, error.sentence(), error.exit_code, out))
        raise


run = with_spec_options(run)


def _places(specs: Sequence[Path], out: Path) -> list[Path]:
    """Return a folder for each spec, called as it is, with a number where a name is taken."""
    found: list[Path] = []
    for spec in specs:
        place, number = out / spec.stem, 2
        while place in found:
            place, number = out / f"{spec.stem}-{number}", number + 1
        found.append(place)
    return found


def _run_all(
    specs: Sequence[Path],
    read: Callable[[Path], EvaluationSpec],
    places: Sequence[Path],
    options: RunOptions,
    *,
    json_events: bool,
) -> int:
    """Run one after the other, and return the worst exit status.

    All of them are read first: what is wrong with one is told before an hour's work for another.
    """
    known: dict[Path, EvaluationSpec] = {}
    wrong: dict[Path, PandaVisionError] = {}
    for path, place in zip(specs, places, strict=True):
        try:
            known[place] = read(path)
        except PandaVisionError as error:
            wrong[place] = of_spec(error, path)
            say_error(wrong[place].sentence())
    if not options.resume:
        for place in places:
            require_free(place)
    stop, worst = StopSwitch(), 0
    for path, place in zip(specs, places, strict=True):
        if json_events:
            told = {"type": "run", "folder": str(place), "spec": str(path)}
            say(json.dumps(told, ensure_ascii=False))
        if place in wrong:
            worst = max(worst, wrong[place].exit_code)
            if json_events:
                said = wrong[place].sentence()
                say(outcome_line(OutcomeKind.REFUSED, said, wrong[place].exit_code, place))
            continue
        begun = options.resume and JobFolder(place).path.exists()
        chosen = RunOptions(resume=begun, threads=options.threads, room=options.room)
        try:
            spec = known[place]
            wanted = _with_names_of_begun(spec, place) if begun else spec
            if begun and has_result(JobFolder(place)):
                require_answer(place, wanted)
                say_aside(f'"{plain_text(str(place))}" is finished already.')
                continue
            status = run_and_tell(
                wanted, place, chosen, json_events=json_events, stop=stop, of=str(path)
            )
        except PandaVisionError as error:
            status = error.exit_code
            named = of_spec(error, path).sentence()
            if json_events:
                say(outcome_line(OutcomeKind.REFUSED, named, status, place))
            say_error(named)
        if status == STOPPED or stop.is_asked:
            return STOPPED
        worst = max(worst, status)
    return worst


def _with_names_of_begun(spec: EvaluationSpec, begun: Path) -> EvaluationSpec:
    """Return the spec with the class names that the job in a folder began with."""
    if spec.class_names is not None:
        return spec
    names = JobFolder(begun.absolute()).read_spec().class_names
    return spec.model_copy(update={"class_names": names}) if names else spec
