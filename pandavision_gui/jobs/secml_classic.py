"""Whether SecML 0.15 is there, and where: an environment of its own beside the user's data.

An environment counts as installed only by its mark, which is written last.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.engine.classic_program import INSTALL_IT, ClassicProgram, classic_missing
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.engine.spec_rules import require_runnable
from pandavision_gui.paths import resources_folder, tools_folder

MARK = "installed.json"
SCRIPT = "attack_samples.py"
_LARGEST_MARK = 4096

_Version = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9A-Za-z.+]{0,30}$")]


class ClassicMark(BaseModel):
    """What `installed.json` says.

    Attributes
    ----------
    python, secml
        Versions.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    format: Literal[1] = 1
    python: _Version
    secml: _Version


def classic_folder() -> Path:
    """Return where the environment is, or would be."""
    return tools_folder() / "secml-classic"


def classic_mark(folder: Path | None = None) -> ClassicMark | None:
    """Return what is installed; None where nothing is, or nothing that can be used."""
    folder = folder or classic_folder()
    try:
        mark = ClassicMark.model_validate_json(read_bounded(folder / MARK, _LARGEST_MARK))
    except (OSError, ValidationError):
        return None
    return mark if program_in(folder).python.is_file() else None


def classic_program() -> ClassicProgram | None:
    """Return how SecML 0.15 is started; None where it is not installed."""
    folder = classic_folder()
    return program_in(folder) if classic_mark(folder) else None


def program_in(folder: Path) -> ClassicProgram:
    """Return how SecML would be started from an environment in `folder`."""
    python = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    return ClassicProgram(
        python=folder.joinpath("environment", *python),
        script=resources_folder() / "secml_classic" / SCRIPT,
        home=folder / "secml-data",
    )


def what_is_missing(info: AttackInfo) -> str:
    """Return in words what an attack lacks on this machine; empty where it can run."""
    if info.uses_classic and classic_mark() is None:
        return f"SecML 0.15 is not installed. {INSTALL_IT}"
    return ""


def require_startable(spec: EvaluationSpec) -> None:
    """Refuse a spec that no job can run, or none on this machine.

    Raises
    ------
    InputError
        What :func:`require_runnable` raises.
    EnvironmentFault
        ``classic_secml_missing``.
    """
    require_runnable(spec)
    if what_is_missing(spec.attack_info):
        raise classic_missing(spec.attack_info.name)
