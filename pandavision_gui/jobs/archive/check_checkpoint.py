"""Whether the stored state of a running evaluation has the form that a resumed one reads."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.archive.arrays import Expected, read_npz
from pandavision_gui.jobs.archive.contents import LARGEST, NotTakenError

NAME = "checkpoint.npz"
_COUNT = Expected("<i8", ())
_COUNTS = Expected("<i8", (None,))
_BOOKS = {
    "shards": _COUNT,
    "attack_passes": _COUNT,
    "check_passes": _COUNT,
    "confirmation": _COUNT,
    "elapsed_s": Expected("<f8", ()),
    "was_mended": Expected("|b1", ()),
    "warnings": Expected("<U*", (None,)),
    "queue": _COUNTS,
    "next": _COUNT,
}
_LATER_BOOKS = {"order": _COUNT, "examples_looked_at": _COUNT}
"""Not in those of earlier versions."""
_ANSWERS = dict.fromkeys(("answers_right", "answers_misled"), Expected("<i2", (None,)))
"""Of models that draw random numbers; what is no count is cut where it is read."""
_SEARCH = {
    "phase": _COUNT,
    "checked": _COUNT,
    "check_hits": _COUNT,
    "not_finite": _COUNT,
    "without_gradient": _COUNT,
    "left_out": _COUNTS,
    "open_position": _COUNTS,
    "open_prediction": _COUNTS,
    "open_confidence": Expected("<f8", (None,)),
}
_STAGES = {
    "stages.passes": _COUNTS,
    "stages.attacked": _COUNTS,
    "stages.ended_early": _COUNTS,
    "stages.broken": Expected("<i8", (None, None)),
}
_OF_BATCHES = ("not_finite", "without_gradient")
_DOUBTED = ("no_gradient", "failed", "far", "nan", "refused", "unsettled")
_DOUBTS = {f"doubted_{kind}": _COUNTS for kind in _DOUBTED}
"""Not in those of earlier versions."""
_TENSORS = ("samples", "points", "best")
_OLD_TENSORS = ("ball_lower", "ball_upper")
"""What earlier versions stored, and nobody reads any more."""
_MEMORY = tuple(f"memory_{number}" for number in range(8))
"""What the attacks keep: each as many as it needs."""
_LATER_OF_PLACES = ("numbers", "forecasts", "begun", "found", "not_finite")
_PHASES, _MOST_NUMBERS = 4, 64
_MOST_SAMPLES = 2**40
_MOST_WARNINGS, _LONGEST_WARNING = 1000, 4000


def check_checkpoint(folder: Path, spec: EvaluationSpec, *, batch_size: int, shards: int) -> None:
    """Look at every array of `checkpoint.npz`.

    Parameters
    ----------
    batch_size
        Places of the evaluation.
    shards
        How many shards of rows there are.

    Raises
    ------
    NotTakenError
        In words.
    """
    kind = spec.attack_info.kind
    known = {**_BOOKS, **_LATER_BOOKS, **_ANSWERS}
    if kind.searches_radii:
        known |= {**_SEARCH, **_DOUBTS, **_STAGES, **_places(batch_size)}
    elif kind in (AttackKind.MINIMUM_NORM, AttackKind.REFERENCE):
        known |= {name: _SEARCH[name] for name in _OF_BATCHES} | _DOUBTS
    picture = Expected("<f4", (None, None, None, None))
    names = _TENSORS + _MEMORY + _OLD_TENSORS
    walked = {f"run.{name}": picture for name in names} if kind.searches_radii else {}
    arrays, shapes = read_npz(folder / NAME, NAME, LARGEST[NAME], known, walked)
    later = [*_LATER_OF_PLACES, *(["targets"] if spec.target is None else [])]
    optional = {f"run.{name}" for name in (*_MEMORY, *_OLD_TENSORS, *later)}
    optional |= {*_STAGES, *_ANSWERS, *_LATER_BOOKS, *_DOUBTS}
    if missing := {*known, *walked} - optional - {*arrays, *shapes}:
        raise NotTakenError(f'"{NAME}" lacks "{min(missing)}"')
    _check_books(arrays, shards)
    if kind.searches_radii:
        _check_search(arrays, shapes, _stages_of(spec, arrays))


def _stages_of(spec: EvaluationSpec, arrays: dict[str, NDArray[Any]]) -> int:
    """Return how many stages the search has at most; they come again for every target."""
    of_one = len(spec.attack_info.stages) or 1 + getattr(spec.attack_parameters, "restarts", 0)
    targets = arrays.get("run.targets")
    return of_one * (1 if targets is None else max(1, targets.shape[1]))


def _places(size: int) -> dict[str, Expected]:
    counts = (
        "position", "index", "label", "steps", "passes", "flat", "not_finite", "rejected",
        "prediction", "begun",
    )  # fmt: skip
    kinds = dict.fromkeys(counts, "<i8")
    kinds |= {"stage": "<i8", "confidence": "<f4", "target": "<f8", "broken": "<f8"}
    places = {f"run.{name}": Expected(kind, (size,)) for name, kind in kinds.items()}
    return places | {
        "run.numbers": Expected("<f4", (None, None)),
        "run.forecasts": Expected("<f4", (None, None)),
        "run.found": Expected("<f8", (None, None)),
        "run.targets": Expected("<i8", (size, None)),
    }


def _check_books(arrays: dict[str, NDArray[Any]], shards: int) -> None:
    for name, array in arrays.items():
        if array.dtype == np.int64 and array.ndim == 0:
            _require(f'"{NAME}" counts {name} below 0', array >= 0)
    _require(f'"{NAME}" counts shards that are not there', arrays["shards"] <= shards)
    elapsed = float(arrays["elapsed_s"])
    _require(f'"{NAME}" tells a time that is none', math.isfinite(elapsed) and elapsed >= 0)
    _require(f'"{NAME}" holds a truth that is none', arrays["was_mended"].view(np.uint8) <= 1)
    queue = arrays["queue"]
    for positions in (queue, arrays.get("left_out", queue)):
        is_sample = (positions >= 0) & (positions < _MOST_SAMPLES)
        _require(f'"{NAME}" has a sample in its queue that is none', is_sample)
    _require(f'"{NAME}" is behind the end of its queue', arrays["next"] <= len(queue))
    warnings = arrays["warnings"]
    letters = np.frombuffer(warnings.tobytes(), dtype="<u4")
    is_text = (letters < 0x110000) & ~((letters >= 0xD800) & (letters < 0xE000))
    is_short = len(warnings) <= _MOST_WARNINGS and warnings.dtype.itemsize <= 4 * _LONGEST_WARNING
    _require(f'"{NAME}" holds warnings that are no text', is_text & is_short)


def _check_search(
    arrays: dict[str, NDArray[Any]], shapes: dict[str, tuple[int, ...]], most_stages: int
) -> None:
    _require(f'"{NAME}" is in no phase of a search', arrays["phase"] < _PHASES)
    positions = arrays["run.position"]
    taken = positions[positions >= 0]
    opened = arrays["open_position"]
    lengths = {len(arrays[f"open_{what}"]) for what in ("position", "prediction", "confidence")}
    _require(f'"{NAME}" seats other samples than are open', lengths == {len(taken)})
    same = np.array_equal(np.sort(opened), np.sort(taken)) and len(np.unique(taken)) == len(taken)
    _require(f'"{NAME}" seats other samples than are open', same)
    is_seat = (positions >= -1) & (positions < _MOST_SAMPLES)  # −1: an empty place
    _require(f'"{NAME}" seats a sample that is none', is_seat)
    stages = arrays["run.stage"]
    _require(f'"{NAME}" is in no stage of a search', (stages >= 0) & (stages < most_stages))
    pictures = set(shapes.values())
    _require(f'"{NAME}" holds pictures of several shapes', len(pictures) == 1)
    _require(f'"{NAME}" holds other pictures than samples', pictures.pop()[0] == len(taken))
    found = arrays.get("run.found")
    is_table = found is None or (len(found) == len(positions) and found.shape[1] <= most_stages)
    _require(f'"{NAME}" knows other examples than samples', is_table)
    for name in ("run.numbers", "run.forecasts"):
        numbers = arrays.get(name, np.empty((len(taken), 0)))
        is_whole = len(numbers) == len(taken) and numbers.shape[1] <= _MOST_NUMBERS
        _require(f'"{NAME}" holds other numbers than samples', is_whole)


def _require(what: str, holds: NDArray[np.bool_] | bool) -> None:
    if not np.all(holds):
        raise NotTakenError(what)
