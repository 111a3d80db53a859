"""Writes figures of finished jobs."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.engine.reports.classes_section import class_drawing
from pandavision_gui.engine.reports.figures import PRINTED, write_curve_figure, write_figure
from pandavision_gui.engine.reports.report_data import (
    read_result,
    series_of,
    shared_x_title,
    x_title,
)
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.messages import Exported, ExportFigure
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.job_names import job_name, told_apart
from pandavision_gui.jobs.worker.write_report import report_job, rows_of


def export_figure(command: ExportFigure, channel: Channel) -> None:
    """Draw the curves of all folders, or one job's results by class, into one picture.

    Raises
    ------
    InputError
        When a folder holds no finished job, or the jobs cannot share an axis and nobody has said
        how each is to be called.
    """
    folders = [Path(folder) for folder in command.folders]
    if command.figure == "classes":
        job = report_job(folders[0])
        rows_of(job, folders[0])
        write_figure(lambda: class_drawing(job, PRINTED, stands_alone=True), Path(command.path))
        channel.send(Exported(path=command.path))
        return
    results = [read_result(folder) for folder in folders]
    if command.curves:
        series = [
            series_of(result, curve.name, curve.number)
            for result, curve in zip(results, command.curves, strict=True)
        ]
        write_curve_figure(series, Path(command.path), shared_x_title(results))
        channel.send(Exported(path=command.path))
        return
    titles = {x_title(result) for result in results}
    if len(titles) > 1:
        raise InputError(
            "figure_axes",
            "The jobs have different kinds of perturbation and cannot share one axis.",
            "Export them one by one.",
        )
    names = told_apart([job_name(folder) for folder in folders], results)
    series = [series_of(result, name) for result, name in zip(results, names, strict=True)]
    write_curve_figure(series, Path(command.path), titles.pop())
    channel.send(Exported(path=command.path))
