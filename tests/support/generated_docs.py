"""The parts of docs/formats that are made from the code: `make docs` writes them, a test reads.

A generated part stands between two marks:

    <!-- generated: NAME -->
    …
    <!-- end -->
"""

from __future__ import annotations

import contextlib
import re
import sqlite3
import sys
import types
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from pandavision_gui.cli.show import ShownJob
from pandavision_gui.engine import result, result_parts
from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.sample_table import COLUMNS
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs import messages
from pandavision_gui.jobs.archive import contents
from pandavision_gui.jobs.chosen_folder import MoveNote
from pandavision_gui.jobs.job import Imported, Job
from pandavision_gui.jobs.job_documents import (
    ExternalFile,
    KnownFile,
    Resolved,
    RowsAtOnce,
    WorkerIdentity,
)
from pandavision_gui.jobs.job_folder import FILES
from pandavision_gui.jobs.job_state import TRANSITIONS, JobState
from pandavision_gui.jobs.migrations import MIGRATIONS
from pandavision_gui.jobs.owner import OwnerNote
from pandavision_gui.jobs.owner_commands import Answer, JobLine, OwnerCommand
from pandavision_gui.jobs.self_test_report import Check, SelfTest, SelfTestLine
from tests.support.generated_commands import command_help
from tests.support.generated_errors import KINDS, error_codes

DOCS = Path(__file__).resolve().parents[2] / "docs"
_MARK = re.compile(r"(<!-- generated: ([a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def spec_keys() -> str:
    rows = []
    for name, field in EvaluationSpec.model_fields.items():
        value = field.get_default(call_default_factory=True, validated_data={})
        default = "required" if field.is_required() else f"`{_plain(value)}`"
        rows.append(
            (f"`{field.alias or name}`", _type(field.annotation), default, field.description)
        )
    return _table(("key", "kind", "default", "meaning"), rows)


def attacks() -> str:
    parts = []
    for info in CATALOGUE.values():
        parts.append(f"### `{info.name}`: {info.title}\n\n{info.description}")
        kinds = ", ".join(f'"{kind}"' for kind in info.perturbation_types)
        parts.append(f"Answers `perturbation-type` {kinds}; {info.kind}.")
        if info.paper:
            parts.append(f"Source: {info.paper}.")
        rows = [
            (f"`{name}`", _type(field.annotation), f"`{_plain(field.default)}`", field.description)
            for name, field in info.parameters.model_fields.items()
        ]
        if rows:
            parts.append(_table(("parameter", "kind", "default", "meaning"), rows).rstrip())
    return "\n\n".join(parts) + "\n"


def result_keys() -> str:
    models = [result.EvaluationResult]
    parts = [m for m in vars(result).values() if _is_part(m) and m is not result.EvaluationResult]
    return "\n".join(_model_section(m) for m in (*models, *parts))


def message_types() -> str:
    both = [("To the worker", messages.Command), ("From the worker", messages.Report)]
    parts = []
    for title, union in both:
        parts.append(f"## {title}\n")
        for model in typing.get_args(union):
            kind = model.model_fields["type"].default
            parts.append(f"### `{kind}`\n\n{_first_paragraph(model)}\n")
            rows = _field_rows(model, leave_out={"type"})
            if rows:
                parts.append(_table(("key", "kind", "meaning"), rows))
    return "\n".join(parts)


def job_documents() -> str:
    models = (Job, Imported, Resolved, RowsAtOnce, KnownFile, ExternalFile, WorkerIdentity)
    return "\n".join(_model_section(model) for model in models)


def job_files() -> str:
    return _table(("file", "what"), [(f"`{name}`", what) for name, what in FILES.items()])


def archive_files() -> str:
    what = {
        contents.MANIFEST: "What it is: always the same bytes.",
        "job.log": "The last whole lines.",
        "rows/NNNNNN.npz": "A shard of the sample table; all of them at most 512 MiB.",
        "rows/NNNNNN.index.npy": "The samples of a shard.",
        "adversarial/NNNNNN.npy": "Pictures of a shard.",
        "adversarial/NNNNNN.index.npy": "The samples of these pictures.",
    }
    shards = {name.replace("/", "/NNNNNN"): most for name, most in contents.LARGEST_SHARD.items()}
    rows = [
        (f"`{name}`", _size(most), what.get(name) or FILES[name])
        for name, most in (contents.LARGEST | shards).items()
    ]
    return _table(("file", "at most", "what"), rows)


def _size(count: int) -> str:
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if count % unit == 0:
            return f"{count // unit} {name}"
    return f"{count} bytes"


def transitions() -> str:
    rows = [(f"{state}", f"{trigger}", f"{to}") for (state, trigger), to in TRANSITIONS.items()]
    return _table(("state", "trigger", "next state"), rows)


def life() -> str:
    """The transition table as a picture (Mermaid, which code hosts draw)."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {JobState.QUEUED}"]
    triggers: dict[tuple[str, str], list[str]] = {}
    for (state, trigger), to in TRANSITIONS.items():
        triggers.setdefault((state, to), []).append(trigger)
    lines += [f"    {a} --> {b}: {', '.join(names)}" for (a, b), names in triggers.items()]
    lines += [f"    {JobState.FINISHED} --> [*]", "```"]
    return "\n".join(lines) + "\n"


def index_schema() -> str:
    with contextlib.closing(sqlite3.connect(":memory:")) as connection:
        for step in MIGRATIONS:
            step(connection)
        columns = connection.execute("PRAGMA table_info(jobs)").fetchall()
    rows = [(f"`{c[1]}`", c[2], "no" if c[3] else "yes") for c in columns]
    head = f"Schema {len(MIGRATIONS)} (`PRAGMA user_version`), table `jobs`:\n\n"
    return head + _table(("column", "kind", "may be null"), rows)


def owner_documents() -> str:
    commands = typing.get_args(OwnerCommand)
    documents = (OwnerNote, *commands, Answer, JobLine)
    return "\n".join(_model_section(model) for model in documents)


def move_documents() -> str:
    return _model_section(MoveNote)


def command_documents() -> str:
    return "\n".join(_model_section(model) for model in (ShownJob, SelfTest, Check, SelfTestLine))


def table_columns() -> str:
    return ", ".join(f"`{name}`" for name in COLUMNS) + "\n"


GUIDE_PICTURES = {
    "The window": "window",
    "The evaluation form": "form",
    "Perturbation values": "values",
    "Samples": "samples",
    "Attack": "attack",
    "Classes": "classes",
    "Log": "log",
    "Details": "details",
    "The jobs table": "jobs",
    "Comparing jobs": "compare",
    "Reports and exports": "report",
    "Datasets of your own": "making",
    "Settings and disk use": "settings",
}
"""Picture of docs/images by heading of the guide."""


def user_guide() -> str:
    """Return the window's own guide with pictures below its headings, as a page to be read."""
    lines = []
    for line in (DOCS.parent / "resources" / "guide" / "index.md").read_text("utf-8").splitlines():
        lines.append(line)
        heading = line.lstrip("#").strip() if line.startswith("#") else ""
        if heading in GUIDE_PICTURES:
            lines += ["", f"![{heading}](images/{GUIDE_PICTURES[heading]}-light.png)"]
    return "\n".join(lines) + "\n"


def errors() -> str:
    rows: dict[str, tuple[str, str, str]] = {}
    for error in error_codes():
        rows.setdefault(error.code, (f"`{error.code}`", str(KINDS[error.kind]), error.message))
    return _table(("code", "exit status", "sentence"), list(rows.values()))


GENERATORS: dict[str, Callable[[], str]] = {
    "spec-keys": spec_keys,
    "attacks": attacks,
    "result-keys": result_keys,
    "messages": message_types,
    "job-documents": job_documents,
    "job-files": job_files,
    "archive-files": archive_files,
    "transitions": transitions,
    "life": life,
    "index-schema": index_schema,
    "owner-documents": owner_documents,
    "move-documents": move_documents,
    "table-columns": table_columns,
    "errors": errors,
    "command-help": command_help,
    "command-documents": command_documents,
    "user-guide": user_guide,
}


def regenerated(text: str) -> str:
    """Return a document with its generated parts made anew."""

    def fill(found: re.Match[str]) -> str:
        return f"{found[1]}{GENERATORS[found[2]]()}{found[3]}"

    return _MARK.sub(fill, text)


def documents() -> list[Path]:
    return sorted(DOCS.rglob("*.md"))


def used_generators() -> set[str]:
    return {n for p in documents() for _, n, _ in _MARK.findall(p.read_text(encoding="utf-8"))}


def _is_part(thing: object) -> bool:
    return (
        isinstance(thing, type)
        and issubclass(thing, BaseModel)
        and thing.__module__ in (result.__name__, result_parts.__name__)
        and thing.__name__ != "ResultPart"
    )


def _model_section(model: type[BaseModel]) -> str:
    rows = _field_rows(model, leave_out=set())
    return f"### {model.__name__}\n\n{_first_paragraph(model)}\n\n" + _table(
        ("key", "kind", "meaning"), rows
    )


def _field_rows(model: type[BaseModel], leave_out: set[str]) -> list[tuple[str, str, str | None]]:
    return [
        (f"`{field.alias or name}`", _type(field.annotation), field.description)
        for name, field in model.model_fields.items()
        if name not in leave_out
    ]


def _first_paragraph(model: type[BaseModel]) -> str:
    return " ".join((model.__doc__ or "").strip().split("\n\n")[0].split())


def _type(annotation: Any) -> str:
    if annotation is None or annotation is types.NoneType:
        return "null"
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " or ".join(f'"{a}"' if isinstance(a, str) else str(a) for a in arguments)
    if origin is typing.Annotated:
        return _type(arguments[0])
    if origin in (typing.Union, types.UnionType):
        return " or ".join(dict.fromkeys(_type(a) for a in arguments))
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return f"list of {_type(arguments[0])}"
        return f"[{', '.join(_type(a) for a in arguments)}]"
    if origin is dict:
        return "object"
    if (
        isinstance(annotation, type)
        and issubclass(annotation, BaseModel)
        and annotation.__module__ != result.__name__
    ):
        return "object"
    names = {float: "number", int: "whole number", str: "text", bool: "true or false"}
    return names.get(annotation, annotation.__name__)


def _plain(value: Any) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(_plain(v) for v in value)}]"
    if isinstance(value, dict):
        return "{}"
    words = {None: "absent", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


def _table(head: tuple[str, ...], rows: list[tuple[str | None, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "".join(
        "| " + " | ".join((cell or "").replace("|", "\\|") for cell in line) + " |\n"
        for line in lines
    )


def main() -> None:
    for path in documents():
        text = path.read_text(encoding="utf-8")
        made = regenerated(text)
        if made != text:
            path.write_text(made, encoding="utf-8")
            sys.stderr.write(f"{path.name} was written anew\n")


if __name__ == "__main__":
    main()
