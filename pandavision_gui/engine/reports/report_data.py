"""Every number and sentence of a report, once, from the files of a finished job."""

from __future__ import annotations

from pathlib import Path

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.reports.series import Series
from pandavision_gui.engine.result import MAX_BYTES, EvaluationResult, parse_result
from pandavision_gui.errors import InputError


def read_result(folder: Path) -> EvaluationResult:
    """Read `result.json` of a job folder.

    Raises
    ------
    InputError
        ``no_result`` when the job is not finished or the folder holds none.
    EnvironmentFault
        ``result_damaged``.
    """
    path = folder / "result.json"
    try:
        data = read_bounded(path, MAX_BYTES)
    except OSError as error:
        raise InputError(
            "no_result",
            f'"{folder}" holds no finished job: {path.name} cannot be read ({error.strerror}).',
            "Let the job finish first." if isinstance(error, FileNotFoundError) else "",
        ) from error
    return parse_result(data, str(path))


def series_of(result: EvaluationResult, name: str) -> Series:
    """Return the curve of a result for a figure, under the job's name."""
    return Series(name, result.curve, has_population=not result.samples.chosen_by_user)


def x_title(result: EvaluationResult) -> str:
    """Return the title of the x axis."""
    scale = result.scale
    if result.attack.startswith("noise"):
        return f"Size of the random noise ({scale.symbol}), {scale.unit_words}"
    return f"{scale.axis_title}, {scale.unit_words}"
