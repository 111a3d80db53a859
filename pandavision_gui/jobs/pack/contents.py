"""What is in an evidence pack, and how much of it. docs/formats/pack.md describes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pandavision_gui.engine.result import MAX_BYTES as LARGEST_RESULT
from pandavision_gui.engine.result import EvaluationResult
from pandavision_gui.engine.strict_json import MAX_BYTES as LARGEST_SPEC
from pandavision_gui.jobs.archive.contents import GIB, KIB, MIB, MOST_BYTES, NotTakenError
from pandavision_gui.jobs.archive.zip_layout import DEFLATED, STORED, Rules

MANIFEST = "manifest.json"
README, VERSIONS, SPEC, RESULT = "README.txt", "versions.json", "spec.json", "result.json"
TABLE, ROWS = "table.csv", "rows.npz"
INDEX, ADVERSARIAL, CLEAN = "example_index.npy", "adversarial.npy", "clean.npy"
HTML, PDF = "report.html", "report.pdf"

LARGEST: dict[str, int] = {
    README: 64 * KIB,
    VERSIONS: 64 * KIB,
    SPEC: LARGEST_SPEC,
    RESULT: LARGEST_RESULT,
    TABLE: 512 * MIB,
    ROWS: 256 * MIB,
    INDEX: 64 * MIB,
    ADVERSARIAL: 2 * GIB,
    CLEAN: 2 * GIB,
    HTML: 256 * MIB,
    PDF: 256 * MIB,
    MANIFEST: 64 * KIB,
}
"""Bytes of each file, in their order; the manifest is last: it tells the others' hashes."""
OPTIONAL = frozenset({INDEX, ADVERSARIAL, CLEAN})
HASHED_ONLY = (README, HTML, PDF)
"""Files of which nothing but the hash is looked at: what they say may be anything."""

RECOMPUTED = (
    "sec-level",
    "sec-value",
    "sec-curve",
    "curve",
    "samples.evaluated",
    "samples.wrong-already",
    "samples.broken",
    "samples.withstood",
    "samples.indexes",
    "median-minimum-perturbation",
    "survives-8bit",
    "adversarial-examples",
    "rejected-by-confirmation",
)
"""Parts of `result.json` that are made again from the rows."""
COMPARED = (
    "spec",
    "attack",
    "norm",
    "samples.drawn",
    "samples.chosen-by-user",
    "sources",
    "applied.input-range",
    "run.seed",
    "run.versions",
)
"""Parts of it that have to fit the spec, the rows or another file, without being made again."""
AS_STATED = (
    "warnings",
    "agreement",
    "randomised",
    "assumption-check",
    "stages",
    "model-passes",
    "confirmation-passes",
    "passes",
    "applied.mean",
    "applied.std",
    "applied.channels-flipped",
    "applied.layout",
    "applied.output",
    "applied.assumptions",
    "model",
    "dataset",
    "surrogate",
    "class-names",
    "run.device",
    "run.threads",
    "run.batch-size",
    "run.started",
    "run.finished",
    "run.elapsed-s",
    "run.resumed",
    "run.bit-repeatable",
    "run.machine",
)
"""Parts of it that whoever wrote the pack may have made up: nothing in a pack says otherwise."""

_README = """\
Evidence pack of PandaVision: one evaluation of an image classifier's robustness against evasion.

report.html, report.pdf  the report for people
spec.json                what was asked for; files are named FOLDERS
result.json              what was found, with hashes of model and dataset
versions.json            program and libraries
table.csv                one line a sample, for spreadsheets
rows.npz                 the same for programs (numpy, no pickled objects)
adversarial.npy          adversarial examples, float32, in the dataset's own units
clean.npy                the samples that they were made of
example_index.npy        which rows of the dataset they are
manifest.json            SHA-256 of each of these files

Check it with: pandavision verify PACK.zip, which says what it computes again, what it only hashes,
and what it takes as it is stated,
and against the model itself: pandavision verify PACK.zip --replay 20 --model MODEL.onnx

The manifest shows damage and careless changes. Whoever changes a file can change the manifest too:
keep the manifest's own hash, or sign the pack, where that matters.
"""


def readme_text(*, with_paths: bool) -> str:
    """Return what `README.txt` says."""
    return _README.replace("FOLDERS", "with their folders" if with_paths else "without folders")


def largest(name: str) -> int:
    """Return how many bytes a file of a pack may have.

    Raises
    ------
    NotTakenError
        For a name that is none of a pack's.
    """
    if name not in LARGEST:
        raise NotTakenError(f'it holds "{name}", which is no part of a pack')
    return LARGEST[name]


RULES = Rules(largest, 100, MOST_BYTES, methods=(STORED, DEFLATED))


class Manifest(BaseModel):
    """The hashes of all other files."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal["pandavision-evidence-pack"] = "pandavision-evidence-pack"
    format_version: Literal[1] = 1
    program: str = Field(max_length=100, description="Version of the program that wrote it.")
    date: str = Field(max_length=40, description="When it was written, UTC.")
    files: dict[str, Annotated[str, Field(pattern="^[0-9a-f]{64}$")]] = Field(
        max_length=len(LARGEST), description="SHA-256 by name."
    )


def versions_json(result: EvaluationResult) -> bytes:
    """Return what `versions.json` holds."""
    return json_text(result.run.versions)


def json_text(document: Mapping[str, Any]) -> bytes:
    """Return a document as the pack's files have it."""
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def parse_manifest(data: bytes) -> Manifest:
    """Read the manifest.

    Raises
    ------
    NotTakenError
        When it is none.
    """
    try:
        return Manifest.model_validate_json(data)
    except ValidationError as error:
        raise NotTakenError("its manifest is damaged or of another version") from error


def require_order(names: Iterable[str]) -> None:
    """Refuse a pack whose files are not those of a pack, in their order.

    Raises
    ------
    NotTakenError
        Naming what is missing.
    """
    there = list(names)
    if MANIFEST not in there:
        raise NotTakenError("it has no manifest.json, so it is no evidence pack")
    if there != [name for name in LARGEST if name in there]:
        raise NotTakenError("its files are not in their order")
