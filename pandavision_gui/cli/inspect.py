"""`pandavision inspect`: what is in an ONNX or HDF5 file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pandavision_gui.cli.output import say
from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts, TensorFacts
from pandavision_gui.errors import EnvironmentFault, InputError, PandaVisionError, plain_text
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.jobs.requests import inspect_file


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def inspect(file: Path, as_json: bool) -> int:
    """Say what is in FILE, an ONNX model or an HDF5 dataset.

    Exit status: 0 usable, 2 refused with the reason.
    """
    found = inspect_file(file)
    if isinstance(found, Failed):
        if as_json:
            say(_json({"usable": False, **found.model_dump(include={"code", "message", "hint"})}))
            return InputError.exit_code if found.kind == "input" else EnvironmentFault.exit_code
        raise _error(found)
    if as_json:
        say(_json({"usable": True, **found.facts.model_dump(mode="json")}))
    else:
        for line in facts_in_words(found):
            say(plain_text(line))
    return 0


def facts_in_words(found: Inspected) -> list[str]:
    """Return what was found, a line each."""
    facts = found.facts
    return _model_lines(facts) if isinstance(facts, ModelFacts) else _dataset_lines(facts)


def _model_lines(facts: ModelFacts) -> list[str]:
    classes = f"{facts.classes} classes" if facts.classes else "an open number of classes"
    return [
        f"Usable ONNX model: {_shape(facts.input)} {facts.input.dtype} → {classes}",
        f"  input {facts.input.name}, scores {facts.output.name}",
        f"  {facts.nodes:,} operators, {facts.parameters:,} parameters, opset {facts.opset}"
        + (f", made by {facts.producer}" if facts.producer else ""),
        *(f"  {remark}" for remark in facts.remarks),
    ]


def _dataset_lines(facts: DatasetFacts) -> list[str]:
    counts = facts.label_counts
    smallest, largest = min(counts.values()), max(counts.values())
    each = f"{smallest} each" if smallest == largest else f"{smallest} to {largest} each"
    shape = "×".join(str(size) for size in facts.sample_shape)
    lines = [
        f"Usable HDF5 dataset: {facts.count:,} samples {shape} {facts.dtype}, "
        f"{len(counts)} labels, {each}",
        f"  samples {facts.samples_name}, labels {facts.labels_name} ({facts.label_dtype})",
        f"  values {facts.minimum:g} … {facts.maximum:g} in {facts.looked_at:,} samples",
    ]
    if facts.class_names:
        lines.append("  classes: " + ", ".join(facts.class_names))
    return lines + [f"  {remark}" for remark in facts.remarks]


def _shape(tensor: TensorFacts) -> str:
    return "×".join("?" if size is None else str(size) for size in tensor.shape[1:])


def _json(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False)


def _error(found: Failed) -> PandaVisionError:
    kind = InputError if found.kind == "input" else EnvironmentFault
    return kind(found.code, found.message, found.hint, found.details)
