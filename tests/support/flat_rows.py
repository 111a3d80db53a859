"""Rows of jobs by what they say, whichever of their parts holds it."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from pandavision_gui.jobs.job_row import JobRow
from pandavision_gui.jobs.row_parts import NO_FIGURES, NO_REMARKS, Asked

_PARTS = {"asked": Asked(), "figures": NO_FIGURES, "remarks": NO_REMARKS}


def flat_row(**known: Any) -> JobRow:
    """Return a row that says this."""
    plain, parts = _apart(known)
    made = {name: replace(_PARTS[name], **said) for name, said in parts.items()}
    return JobRow(**{"asked": Asked(), **plain, **made})


def changed(row: JobRow, **changes: Any) -> JobRow:
    """Return a row that says this, and else what it said before."""
    plain, parts = _apart(changes)
    return replace(
        row, **plain, **{name: replace(getattr(row, name), **said) for name, said in parts.items()}
    )


def _apart(known: dict[str, Any]) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    part_of = {field.name: name for name, part in _PARTS.items() for field in fields(part)}
    parts: dict[str, dict[str, Any]] = {}
    for name in known.keys() & part_of.keys():
        parts.setdefault(part_of[name], {})[name] = known[name]
    return {name: said for name, said in known.items() if name not in part_of}, parts
