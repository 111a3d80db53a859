"""Writes and opens archives of jobs. Never imports torch: this process stays small and quick."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.engine.reports.csv_report import write_curve_csv
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.job_archive import (
    open_archive_file,
    unpack,
    write_archive,
)
from pandavision_gui.jobs.archive.refusal import refused
from pandavision_gui.jobs.messages import ArchiveJob, ArchiveOpened, Exported, OpenArchive
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine


def serve_archive(command: ArchiveJob | OpenArchive, channel: Channel) -> None:
    """Write an archive, or unpack one and look at all of it.

    Raises
    ------
    PandaVisionError
        In words; see `job_archive`.
    """
    if isinstance(command, ArchiveJob):
        path, with_paths = Path(command.path), command.with_paths
        write_archive(Path(command.folder), path, with_paths=with_paths)
        channel.send(Exported(path=command.path))
        return
    path, folder = Path(command.path), Path(command.folder)
    try:
        with open_archive_file(path) as file:
            confine(writable=[folder.parent])  # nothing of the archive has been read yet
            checked = unpack(file, folder)
    except NotTakenError as error:
        raise refused(path, error.what, error.hint) from error
    except MemoryError as error:
        raise refused(path, "to read it takes more memory than an archive may") from error
    if checked.result is not None:
        has_population = not checked.result.samples.chosen_by_user
        write_curve_csv(checked.result.curve, folder / "curve.csv", has_population=has_population)
    channel.send(ArchiveOpened(folder=command.folder))
