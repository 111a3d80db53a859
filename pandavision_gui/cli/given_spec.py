"""Reads the specs that a command is given."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import click

from pandavision_gui.engine.class_list import read_class_list
from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.errors import InputError, PandaVisionError, plain_text
from pandavision_gui.jobs.archive.contents import SUFFIX

class_names_option = click.option(
    "--class-names",
    "names_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="What the classes are called, instead of what spec and files say: one name a line, or a "
    "JSON list or object.",
)


def load_given_specs(
    paths: Sequence[Path],
    names_file: Path | None,
    changes: Mapping[str, Any] = MappingProxyType({}),
) -> list[EvaluationSpec]:
    """Read spec files, all of them with the names of a file where one is given.

    Parameters
    ----------
    changes
        Keys that replace those of each file, see `load_spec`.

    Raises
    ------
    InputError
        What `load_given_spec` and `read_class_list` raise.
    """
    with_names_of(names_file, [])  # nobody is to read through errors of specs first
    specs = []
    for path in paths:
        try:
            specs.append(load_given_spec(path, changes))
        except PandaVisionError as error:
            raise (error if len(paths) == 1 else of_spec(error, path)) from error
    return with_names_of(names_file, specs)


def of_spec(error: PandaVisionError, path: Path) -> PandaVisionError:
    """Return an error of one of several specs, saying of which."""
    if plain_text(str(path)) in error.message:
        return error
    told = f"{plain_text(str(path))}: {error.message}"
    return type(error)(error.code, told, error.hint, error.details, choices=error.choices)


def with_names_of(names_file: Path | None, specs: Sequence[EvaluationSpec]) -> list[EvaluationSpec]:
    """Return specs with the class names of a file, where one is given.

    Raises
    ------
    InputError
        What `read_class_list` raises.
    """
    if names_file is None:
        return list(specs)
    names = read_class_list(names_file.absolute())
    return [spec.model_copy(update={"class_names": names}) for spec in specs]


def load_given_spec(
    path: Path, changes: Mapping[str, Any] = MappingProxyType({})
) -> EvaluationSpec:
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
    return load_spec(path, changes)
