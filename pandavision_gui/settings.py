"""The program's settings: one JSON document in the configuration folder."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from pandavision_gui.atomic_file import write_fault, write_text_atomically
from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.report_details import ReportDetails

_LARGEST = 1024 * 1024
_MOST_FILES = 100
_LONGEST_WARNING = 1000
_LONGEST_PATH = 32_767

_log = logging.getLogger(__name__)


class Settings(BaseModel):
    """What the user can set. Every field has a default; unknown ones of newer versions are kept."""

    model_config = ConfigDict(frozen=True, extra="allow")

    format_version: int = Field(1, description="Version of the document.")
    appearance: Literal["system", "light", "dark"] = Field(
        "system", title="Appearance", description="Colours of the window."
    )
    language: Literal["system", "en", "de"] = Field(
        "system",
        title="Language (from the next start on)",
        description="Words of the window. Logs, reports and the command line are English.",
    )
    text_size: Literal["usual", "larger", "large"] = Field(
        "usual",
        title="Text size (from the next start on)",
        description="Of the whole window, beside the system's own setting.",
    )
    parallel_jobs: int = Field(
        1,
        ge=1,
        le=16,
        title="Jobs at once",
        description="How many jobs run side by side; they share the processor's cores.",
    )
    memory_share: int = Field(
        80,
        ge=10,
        le=95,
        title="Memory for a job (%)",
        description="Of the machine's. A job that needs more goes on with fewer samples at a time, "
        "or ends.",
    )
    resume_interrupted: bool = Field(
        False,
        title="Resume interrupted jobs at the start",
        description="Without asking, when the program or the machine went down while they ran.",
    )
    retry_lost_workers: bool = Field(
        False,
        title="Resume a job once when its worker process is lost",
        description="Without asking, when it crashed, was killed or hung; the result says so.",
    )
    keep_awake: bool = Field(
        True,
        title="Keep the machine awake while jobs run",
        description="The screen may go dark, the machine does not fall asleep.",
    )
    tell_ends: bool = Field(
        True,
        title="Tell when a job ends that took a minute or more",
        description="By the desktop, while another window is in use.",
    )
    data_folder: str | None = Field(
        None,
        max_length=_LONGEST_PATH,
        description="Absolute path of the folder with the jobs; null for the platform's.",
    )
    recent_models: tuple[str, ...] = Field(
        (), max_length=_MOST_FILES, description="ONNX files used last, newest first."
    )
    recent_datasets: tuple[str, ...] = Field(
        (), max_length=_MOST_FILES, description="HDF5 files used last, newest first."
    )
    recent_specs: tuple[str, ...] = Field(
        (), max_length=_MOST_FILES, description="Specs opened or saved last, newest first."
    )
    report: ReportDetails = Field(
        ReportDetails(),
        description="What was typed for the last report, without what is of that one only.",
    )


def load_settings(path: Path) -> Settings:
    """Read the settings; the defaults where there is no readable document.

    A document that cannot be read must not keep the program from starting: it is told in the log
    and replaced at the next change.
    """
    try:
        return read_settings(path)
    except (OSError, ValidationError) as error:
        _log.warning("the settings in %s cannot be read: %s", path, str(error)[:_LONGEST_WARNING])
        return Settings()


def read_settings(path: Path) -> Settings:
    """Read the settings; the defaults where there is no document.

    Raises
    ------
    OSError, ValidationError
        When there is one that cannot be read.
    """
    try:
        return Settings.model_validate_json(read_bounded(path, _LARGEST))
    except FileNotFoundError:
        return Settings()


def save_settings(path: Path, settings: Settings) -> None:
    """Write the settings.

    Raises
    ------
    EnvironmentFault
        ``disk_full`` or ``cannot_write``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise write_fault(path, error) from error
    write_text_atomically(path, settings.model_dump_json(indent=2) + "\n")
