"""`pandavision inspect`: what is in an ONNX or HDF5 file, and how a model and a dataset fit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from pandavision_gui.cli.output import say
from pandavision_gui.cli.way_to_dataset import way_to_dataset
from pandavision_gui.engine.class_values import OFFSET_IS_ASKED, READ_BY_VALUE
from pandavision_gui.engine.diagnosis import (
    Diagnosis,
    SpecValue,
    proposal_in_words,
    reading_document,
)
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts, TensorFacts
from pandavision_gui.engine.spec import load_spec, spec_from_document
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError, plain_text
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.jobs.requests import diagnose_files, inspect_file

_MOST_OUTPUTS = 5
_LONGEST_NAME = 60


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.argument("dataset", type=click.Path(path_type=Path), required=False)
@click.option(
    "--spec",
    "spec_file",
    type=click.Path(path_type=Path),
    help="Read what is named as this spec says (labels, class names, output; of two files "
    "preprocessing and all else, too).",
)
@click.option(
    "--labels",
    default="",
    metavar="NAME",
    help="With a dataset alone: its labels, where it has several.",
)
@click.option(
    "--output",
    default="",
    metavar="NAME",
    help="With a model: its output that is read as class scores, where it has several.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def inspect(
    file: Path,
    dataset: Path | None,
    spec_file: Path | None,
    labels: str,
    output: str,
    as_json: bool,
) -> int:
    """Say what is in FILE, an ONNX model or an HDF5 dataset.

    With a model and a DATASET, the model is tried on about 128 clean samples, and what was
    probably misread is named with the keys of the spec to set. Nothing is changed.

    Exit status: 0 usable, 2 refused with the reason.
    """
    if dataset is not None and labels:
        raise InputError(
            "inspect_labels_of_pair",
            "--labels is for a dataset alone.",
            'Set "labels" in a spec and name it by --spec.',
        )
    if dataset is not None:
        return inspect_pair(file, dataset, spec_file, as_json, output=output)
    spec = None if spec_file is None else load_spec(spec_file)
    given = {} if spec is None else reading_document(spec)
    found = inspect_file(
        file,
        labels=labels or _chosen(given, "labels"),
        output=output or _chosen(given, "output"),
        class_names=() if spec is None else spec.class_names or (),
    )
    if isinstance(found, Failed):
        return refusal(_with_way(found, file), as_json)
    if output and found.facts.kind != "model":
        raise InputError(
            "inspect_output_of_dataset", "--output is for a model.", "Leave it out, or name one."
        )
    if as_json:
        say(_json({"usable": True, **found.facts.model_dump(mode="json")}))
    else:
        say_lines(facts_in_words(found))
    return 0


def inspect_pair(
    first: Path, second: Path, spec_file: Path | None, as_json: bool, *, output: str = ""
) -> int:
    """Say what is in both files, in either order, and how they go together.

    Parameters
    ----------
    output
        The model's output to read instead of the spec's; empty for that.
    """
    spec = None if spec_file is None else load_spec(spec_file)
    given = {} if spec is None else reading_document(spec)
    if output:
        given["output"] = output
    labels, output = (_chosen(given, key) for key in ("labels", "output"))
    names = () if spec is None else spec.class_names or ()
    facts: dict[str, tuple[Path, Inspected]] = {}
    for path in (first, second):
        found = inspect_file(path, labels=labels, output=output, class_names=names)
        if isinstance(found, Failed):
            return refusal(_with_way(found, path), as_json)
        facts[found.facts.kind] = path, found
    if len(facts) < 2:
        raise InputError(
            "inspect_one_kind",
            f'"{first}" and "{second}" are both a {next(iter(facts))}.',
            "Name a model and a dataset.",
        )
    files = {"trained-model": str(facts["model"][0]), "dataset": str(facts["dataset"][0])}
    told = {"class_names": None if spec is None else spec.class_names}
    answer = diagnose_files(spec_from_document(given | files).model_copy(update=told))
    if isinstance(answer, Failed):
        return refusal(answer, as_json)
    if as_json:
        model, dataset = (facts[kind][1].facts.model_dump(mode="json") for kind in KINDS)
        say(
            _json(
                {"usable": True, "kind": "pair", "model": model, "dataset": dataset}
                | diagnosis_document(answer.diagnosis)
            )
        )
    else:
        said: set[str] = set()
        by_value = any(note.startswith(READ_BY_VALUE) for note in answer.diagnosis.notes)
        for kind in KINDS:
            lines = facts_in_words(facts[kind][1])
            if by_value:
                lines = [line for line in lines if OFFSET_IS_ASKED not in line]
            said |= {line.strip() for line in lines}
            say_lines(lines)
        say_lines(line for line in diagnosis_in_words(answer.diagnosis) if line.strip() not in said)
    return 0


def _chosen(given: Mapping[str, SpecValue], key: str) -> str:
    """Return the name that a spec gives, empty where it leaves the choice."""
    name = str(given.get(key, "auto"))
    return "" if name == "auto" else name


KINDS = ("model", "dataset")


def diagnosis_document(diagnosis: Diagnosis) -> dict[str, Any]:
    """Return what --json prints; "also" stands only where one key is not enough."""
    document = diagnosis.model_dump(mode="json")
    for proposal in document["proposals"]:
        del proposal["reading"]
        if not proposal["also"]:
            del proposal["also"]
    return document


def diagnosis_in_words(diagnosis: Diagnosis) -> list[str]:
    """Return what the doctor found, a line each."""
    clean = diagnosis.clean_accuracy
    lower, upper = clean.interval
    lines = [
        f"Clean accuracy on {clean.count} samples: {clean.accuracy:.0%} "
        f"({lower:.0%} to {upper:.0%})"
    ]
    lines += [f"  ! {sentence}" for sentence in diagnosis.warnings]
    for proposal in diagnosis.proposals:
        keys = ", ".join(
            f"{_json(key)}: {_json(value)}" for key, value in proposal.all_keys().items()
        )
        lines.append(f"  → {keys}")
        lines.append(f"    {proposal_in_words(proposal)}")
    return lines + [f"  {sentence}" for sentence in diagnosis.notes]


def refusal(found: Failed, as_json: bool) -> int:
    """Say why a file cannot be used and return the exit status."""
    if not as_json:
        raise _error(found)
    say(_json({"usable": False, **found.model_dump(include={"code", "message", "hint"})}))
    return InputError.exit_code if found.kind == "input" else EnvironmentFault.exit_code


def _with_way(found: Failed, path: Path) -> Failed:
    """Name the command that makes a dataset, where the refused file is what it is made of."""
    way = way_to_dataset(path)
    return found.model_copy(update={"hint": way}) if way else found


def say_lines(lines: Iterable[str]) -> None:
    """Print lines whose names come from files."""
    for line in lines:
        say(plain_text(line))


def facts_in_words(found: Inspected) -> list[str]:
    """Return what was found, a line each."""
    facts = found.facts
    return _model_lines(facts) if isinstance(facts, ModelFacts) else _dataset_lines(facts)


def _model_lines(facts: ModelFacts) -> list[str]:
    classes = f"{facts.classes} classes" if facts.classes else "an open number of classes"
    return [
        f"Usable ONNX model: {_shape(facts.input)} {facts.input.dtype} → {classes}",
        f"  input {_short(facts.input.name)}, scores {_short(facts.output.name)}",
        f"  {facts.nodes:,} operators, {facts.parameters:,} parameters, opset {facts.opset}"
        + (f", made by {facts.producer}" if facts.producer else ""),
        *_class_lines(facts.class_names),
        *_output_lines(facts),
        *(f"  {remark}" for remark in facts.remarks),
    ]


def _output_lines(facts: ModelFacts) -> list[str]:
    choices = facts.output_choices
    if not choices:
        return []
    listed = [f'"{_short(one.name)}" ({_shape(one)})' for one in choices[:_MOST_OUTPUTS]]
    more = f" and {len(choices) - len(listed)} more" if len(choices) > len(listed) else ""
    return [f"  outputs that can be class scores: {', '.join(listed)}{more}"]


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _dataset_lines(facts: DatasetFacts) -> list[str]:
    counts = facts.label_counts
    smallest, largest = min(counts.values()), max(counts.values())
    each = f"{smallest} each" if smallest == largest else f"{smallest} to {largest} each"
    shape = "×".join(str(size) for size in facts.sample_shape)
    lines = [
        f"Usable HDF5 dataset: {facts.count:,} samples {shape} {facts.dtype}, "
        f"{len(counts)} labels, {each}",
        f'  read from "{facts.samples_name}" and "{facts.labels_name}" ({facts.label_dtype})',
        f"  values {facts.minimum:g} … {facts.maximum:g} in {facts.looked_at:,} samples",
    ]
    lines += _class_lines(facts.class_names)
    return lines + [f"  {remark}" for remark in facts.remarks]


def _class_lines(names: Sequence[str]) -> list[str]:
    return ["  classes: " + ", ".join(names)] if names else []


def _shape(tensor: TensorFacts) -> str:
    return "×".join("?" if size is None else str(size) for size in tensor.shape[1:])


def _json(document: Any) -> str:
    return json.dumps(document, ensure_ascii=False)


def _error(found: Failed) -> PandaVisionError:
    kind = InputError if found.kind == "input" else EnvironmentFault
    return kind(found.code, found.message, found.hint, found.details)
