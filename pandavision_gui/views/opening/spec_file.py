"""A spec as text and as a file, as the window writes it."""

from __future__ import annotations

import json
from pathlib import Path

from pandavision_gui.atomic_file import write_text_atomically
from pandavision_gui.engine.spec import EvaluationSpec, load_spec
from pandavision_gui.errors import PandaVisionError


def spec_text(spec: EvaluationSpec) -> str:
    """Return a spec as JSON for people, every default written out."""
    return json.dumps(spec.to_document(), indent=2, ensure_ascii=False)


def write_spec(path: Path, spec: EvaluationSpec) -> None:
    """Write a spec so that :func:`load_spec` reads the same evaluation from it.

    Files in the spec's own folder, or below it, are named from there: such a folder can be handed
    on as it is.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    folder = path.absolute().parent
    names = {key.replace("-", "_"): _from(folder, file) for key, file in spec.file_paths.items()}
    write_text_atomically(path, spec_text(spec.model_copy(update=names)) + "\n")


def read_specs(paths: tuple[str, ...]) -> list[EvaluationSpec | PandaVisionError]:
    """Read spec files; what cannot be read is there as its error."""
    found: list[EvaluationSpec | PandaVisionError] = []
    for path in paths:
        try:
            found.append(load_spec(Path(path)))
        except PandaVisionError as error:
            found.append(error)
    return found


def _from(folder: Path, file: str) -> str:
    path = Path(file)
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else file
