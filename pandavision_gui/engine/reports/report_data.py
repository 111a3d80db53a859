"""Every number and sentence of a report, once, from the files of a finished job."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.norms import Norm
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


def series_of(result: EvaluationResult, name: str, number: int | None = None) -> Series:
    """Return the curve of a result for a figure, under the job's name and its attack.

    Whoever gets a figure alone must see which attack the curve is a bound of.
    """
    has_population = not result.samples.chosen_by_user
    info = CATALOGUE.get(result.attack)
    attack = info.title.partition(" (")[0] if info else result.attack
    # As the window tells jobs of one name apart: "network · Standard L∞".
    parts = name.split(" · ")[1:]
    is_told = any(part == attack or part.startswith(f"{attack} ") for part in parts)
    told = name if is_told else f"{name} · {attack}"
    return Series(told, result.curve, has_population=has_population, number=number)


def x_title(result: EvaluationResult) -> str:
    """Return the title of the x axis."""
    scale = result.scale
    if result.attack.startswith("noise"):
        return f"Size of the random noise ({scale.symbol}), {scale.unit_words}"
    return f"{scale.axis_title}, {scale.unit_words}"


def shared_x_title(results: Sequence[EvaluationResult]) -> str:
    """Return a title that is true of all curves, also where they measure different things."""
    titles = {x_title(result) for result in results}
    if len(titles) == 1:
        return titles.pop()
    scales = {result.scale for result in results}
    norms = [scale for scale in scales if isinstance(scale, Norm)]
    if len(scales) == 1 and norms:  # of attacks and of random noise
        (norm,) = norms
        return f"{norm.axis_title}, {norm.unit_words}"
    if not norms:
        return "Severity, each curve of its own corruption"
    if len(norms) < len(scales):
        return "Perturbation size or severity, each curve in its own unit"
    # What is true of L2 is true of L∞ as well, and not of L0.
    unit = "in its own unit" if Norm.L0 in norms else Norm.L2.unit_words
    return f"Perturbation size, each curve in its own norm, {unit}"
