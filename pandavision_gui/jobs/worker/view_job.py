"""Opens a finished job and shows samples of it for as long as somebody looks."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from pandavision_gui.engine.sample_table import write_table
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.view_messages import (
    TABLE,
    JobViewed,
    SamplesShown,
    ShowSamples,
    ViewJob,
    pictures_name,
)
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine
from pandavision_gui.jobs.worker.viewed_job import ViewedJob


def view_job(command: ViewJob, channel: Channel) -> None:
    """Serve one job until the owner goes: rows and pictures may come from anywhere.

    Raises
    ------
    InputError
        ``job_not_shown``.
    EnvironmentFault
        Where the job's documents cannot be read.
    """
    folder, place = Path(command.folder), Path(command.place)
    spec = JobFolder(folder).read_spec()
    dataset = Path(spec.dataset)
    confine(readable=[folder, dataset.absolute().parent, dataset.resolve()], writable=[place])
    job = ViewedJob(folder, spec)
    with (place / TABLE).open("wb") as file:
        write_table(job.table, file)
    channel.send(JobViewed(samples=len(job.table), examples=job.examples, remark=job.remark))
    while True:
        wanted = channel.next_command()
        if isinstance(wanted, ShowSamples):
            channel.send(_shown(job, wanted, place))


def _shown(job: ViewedJob, wanted: ShowSamples, place: Path) -> SamplesShown:
    pictures, amplified = job.pictures(wanted.indexes, wanted.side)
    with (place / pictures_name(wanted.number)).open("wb") as file:
        np.save(file, pictures)
    height, width = pictures.shape[2:4]
    return SamplesShown(number=wanted.number, height=height, width=width, amplified=amplified)
