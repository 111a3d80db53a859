"""Reads the specs that a command is given."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.errors import InputError, plain_text
from pandavision_gui.jobs.archive.contents import SUFFIX


def load_given_spec(path: Path) -> EvaluationSpec:
    """Read a spec file, and tell who gives the archive of a job instead where that belongs.

    Raises
    ------
    InputError
        ``archive_for_spec``, ``file_missing``, or what `load_spec` raises.
    """
    if path.suffix.lower() == SUFFIX:
        name = plain_text(str(path))
        if not path.exists():
            raise InputError("file_missing", f'There is no archive "{name}".', "Check the path.")
        raise InputError(
            "archive_for_spec",
            f'"{name}" is the archive of a job, not a spec.',
            "Take its job in with `pandavision queue open`.",
        )
    return load_spec(path)
