"""How many samples a job sends through its models at a time, after its memory was not enough."""

from __future__ import annotations

import logging

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.jobs.job_folder import JobFolder

_log = logging.getLogger(__name__)


def halve_rows_at_once(folder: JobFolder) -> None:
    """Let the job go on with half as many when it is resumed; its worker must have ended.

    A job that did not come as far as deciding about its batches begins anew with what its spec
    says. What hinders the note ends nothing: the next run may need as much memory again, and is
    watched as this one was.
    """
    try:
        before = folder.read_resolved()
        if before is None:
            return
        rows = max(1, (before.rows_at_once or before.batch_size) // 2)
        folder.write_resolved(before.model_copy(update={"rows_at_once": rows}))
    except EnvironmentFault as error:
        _log.warning("batches stay as they are in %s: %s", folder.path, error.sentence())
