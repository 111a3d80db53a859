"""How many samples a job sends through its models at a time, after its memory was not enough."""

from __future__ import annotations

import logging

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.job_folder import JobFolder

_TRIED = 32

_log = logging.getLogger(__name__)


def halve_rows_at_once(folder: JobFolder) -> None:
    """Let the job go on with half as many when it is resumed; its worker must have ended.

    What hinders the note ends nothing: the next run may need as much memory again, and is watched
    as this one was.
    """
    try:
        before = folder.read_rows_at_once()
        if before is None:
            resolved = folder.read_resolved()
            # Without it the model was only being tried, on some tens of samples.
            before = resolved.batch_size if resolved else _TRIED
        folder.write_rows_at_once(max(1, before // 2))
    except EnvironmentFault as error:
        _log.warning("batches stay as they are in %s: %s", folder.path, error.sentence())
