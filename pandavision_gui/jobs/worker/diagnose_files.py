"""Tries a model on clean samples. Never imports torch: this process stays small and quick."""

from __future__ import annotations

import os

from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.messages import Diagnosed, DiagnoseFiles
from pandavision_gui.jobs.worker.channel import Channel

_MOST_THREADS = 4


def diagnose_files(command: DiagnoseFiles, channel: Channel) -> None:
    """Report what the doctor found.

    Raises
    ------
    InputError, EnvironmentFault
        When the files cannot be evaluated, whatever the keys say.
    """
    from pandavision_gui.engine.evaluation.doctor import diagnose

    # The window needs a core for itself.
    threads = max(1, min(_MOST_THREADS, (os.cpu_count() or 1) - 1))
    spec = spec_from_document(command.spec)
    channel.send(Diagnosed(diagnosis=diagnose(spec, threads=threads)))
