"""Tries a model on clean samples. Never imports torch: this process stays small and quick."""

from __future__ import annotations

import os
from pathlib import Path

from pandavision_gui.engine.row_limit import is_out_of_memory
from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import Diagnosed, DiagnoseFiles
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine

MEMORY_BYTES = 2 * 2**30
_MOST_THREADS = 4
_PROCESSOR_S = 20


def diagnose_files(command: DiagnoseFiles, channel: Channel) -> None:
    """Report what the doctor found.

    Raises
    ------
    InputError, EnvironmentFault
        When the files cannot be evaluated, whatever the keys say; ``diagnosis_memory``.
    """
    # Loaded before the process gives up its rights.
    from pandavision_gui.engine.evaluation.doctor import diagnose

    # The window needs a core for itself.
    threads = max(1, min(_MOST_THREADS, (os.cpu_count() or 1) - 1))
    spec = spec_from_document(command.spec).model_copy(
        update={"class_names": command.class_names or None}
    )
    _confine_to_folders_of(spec, threads)
    try:
        found = diagnose(spec, threads=threads)
    except Exception as error:
        if not is_out_of_memory(error):  # libraries raise what they like when memory is short
            raise
        raise InputError(
            "diagnosis_memory",
            f"To try the model on clean samples takes more than {MEMORY_BYTES // 2**30} GiB of "
            "memory, which is refused.",
            "The evaluation itself tells the clean accuracy.",
        ) from error
    channel.send(Diagnosed(diagnosis=found))


def _confine_to_folders_of(spec: EvaluationSpec, threads: int) -> None:
    """Give up all rights but to read the folders of the two files; limit memory and time."""
    readable = []
    for path in (Path(spec.trained_model), Path(spec.dataset)):
        readable.append(path.absolute().parent)
        try:
            readable.append(path.resolve())
        except (OSError, ValueError):
            continue  # whoever opens it says why it cannot be opened
    confine(readable=readable, memory_bytes=MEMORY_BYTES, processor_s=_PROCESSOR_S * threads)
