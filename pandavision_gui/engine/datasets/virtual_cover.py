"""Whether the parts of a virtual dataset give each of its values: HDF5 reads zeros for the others.

The numbers of values in the parts add up to all of them also where two parts give the same values
and others are given by none. So parts must be known not to share any.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import h5py  # type: ignore[import-untyped]
import numpy as np

_ONLY_A_PART = "other datasets give only a part of its values"


class NotCoveredError(Exception):
    """Values are given by nothing, or perhaps; its text completes “it is virtual, and …”."""


@dataclass(frozen=True)
class _Part:
    """Places in the dataset: a regular pattern along each axis, or None where it is none."""

    first: tuple[int, ...]
    last: tuple[int, ...]
    count: int
    pattern: tuple[tuple[int, ...], ...] | None


def require_all_covered(shape: tuple[int, ...], spaces: Sequence[h5py.h5s.SpaceID]) -> None:
    """Check that each value is in exactly one of the selections.

    Raises
    ------
    NotCoveredError
        When it is not, or that cannot be told of selections that are interwoven in odd ways.
    """
    try:
        parts = [_part(space) for space in spaces]
    except (RuntimeError, ValueError) as error:  # one without an end
        raise NotCoveredError(_ONLY_A_PART) from error
    if sum(part.count for part in parts) < math.prod(shape):
        raise NotCoveredError(_ONLY_A_PART)
    first = np.array([part.first for part in parts])
    last = np.array([part.last for part in parts])
    for number, part in enumerate(parts[:-1]):
        rest = slice(number + 1, None)
        meets = ((first[rest] <= part.last) & (last[rest] >= part.first)).all(axis=1)
        for place in np.flatnonzero(meets):
            if not _are_apart(part, parts[number + 1 + int(place)]):
                raise NotCoveredError("two of its parts give the same values")


def _part(space: h5py.h5s.SpaceID) -> _Part:
    first, last = space.get_select_bounds()
    is_regular = space.get_select_type() == h5py.h5s.SEL_HYPERSLABS and space.is_regular_hyperslab()
    return _Part(
        tuple(map(int, first)),
        tuple(map(int, last)),
        int(space.get_select_npoints()),
        tuple(zip(*space.get_regular_hyperslab(), strict=True)) if is_regular else None,
    )


def _are_apart(one: _Part, other: _Part) -> bool:
    """Whether two parts, one lying within the bounds of the other, are known to share no value."""
    if one.pattern is None or other.pattern is None:
        return False
    return any(_are_interlaced(*axes) for axes in zip(one.pattern, other.pattern, strict=True))


def _are_interlaced(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether two patterns of one axis, (start, stride, count, block), share no place."""
    start, stride, _, block = one
    other_start, other_stride, _, other_block = other
    if stride != other_stride:
        return False
    gap = (other_start - start) % stride
    return gap >= block and gap + other_block <= stride
