"""Which samples of a dataset an evaluation takes, and in which order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

from pandavision_gui.errors import InputError

# Keeps this stream of random numbers apart from others that start from the same seed.
_STREAM = 0x53414D50


def choose_samples(
    labels: np.ndarray,
    *,
    mode: Literal["fast", "complete"],
    count: int = 100,
    indexes: Sequence[int] | None = None,
    seed: int = 0,
    may_end_early: bool = False,
) -> np.ndarray:
    """Return the indexes of the samples to evaluate, in the order to evaluate them.

    Parameters
    ----------
    labels
        int, shape (N,): the label of every sample.
    mode
        "complete": all samples in file order, unless it may end early. "fast": `count` samples
        stratified by label, in an order drawn with the seed, so that the samples evaluated so far
        are a fair draw too when the evaluation is stopped early; all samples, in such an order,
        when there are no more than `count`.
    count
        How many samples "fast" draws, at least 1.
    indexes
        These samples, in this order, whatever the mode; None to let the mode choose.
    seed
        At least 0; the same seed always gives the same choice.
    may_end_early
        Whether a time limit may leave the last of them out: then "complete" is in a drawn order,
        too. Files are often sorted by class.

    Returns
    -------
    np.ndarray
        int64, shape (n,), no index twice.

    Raises
    ------
    InputError
        ``indexes_empty``, ``indexes_out_of_range``, ``indexes_repeated``, ``sample_count_invalid``
        or ``seed_invalid``.
    """
    total = len(labels)
    if indexes is not None:
        return _explicit(indexes, total)
    if mode == "complete":
        if not may_end_early:
            return np.arange(total, dtype=np.int64)
        count = total
    if count < 1:
        raise InputError(
            "sample_count_invalid", f'"samples" is {count}; at least 1 sample must be drawn.'
        )
    if seed < 0:
        raise InputError("seed_invalid", f'"seed" is {seed}; it must not be negative.')
    generator = np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, _STREAM])))
    chosen = np.arange(total, dtype=np.int64)
    if total > count:
        chosen = _stratified(labels, count, generator)
    return chosen[np.argsort(generator.random(len(chosen)), kind="stable")]


def fair_part(labels: np.ndarray, order: np.ndarray, count: int, *, seed: int) -> np.ndarray:
    """Return at most `count` of the samples, stratified by label and in a drawn order.

    Files are often sorted by class: their first samples say nothing of the other classes.

    Parameters
    ----------
    labels
        int, (N,): the label of every sample of the dataset.
    order
        int64, (n,): the indexes to draw from.
    """
    chosen = choose_samples(labels[order], mode="fast", count=count, seed=seed)
    return np.asarray(order[chosen])


def _explicit(indexes: Sequence[int], total: int) -> np.ndarray:
    if len(indexes) == 0:
        raise InputError(
            "indexes_empty",
            '"indexes" is an empty list.',
            "Name at least one sample, or leave the key out.",
        )
    seen: set[int] = set()
    for index in indexes:
        if not 0 <= index < total:
            raise InputError(
                "indexes_out_of_range",
                f'"indexes" names sample {index}, but the dataset has samples 0 to {total - 1}.',
            )
        if int(index) in seen:
            raise InputError(
                "indexes_repeated",
                f'"indexes" names sample {index} twice.',
                f"Name each of the samples 0 to {total - 1} at most once.",
            )
        seen.add(int(index))
    return np.array(indexes, dtype=np.int64)


def _stratified(labels: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """Draw `count` < N samples, from each class in proportion to its size."""
    by_label = np.argsort(labels, kind="stable").astype(np.int64)
    _, starts, sizes = np.unique(labels[by_label], return_index=True, return_counts=True)
    quotas = _largest_remainder(sizes, count, generator)
    drawn = []
    for start, size, quota in zip(starts, sizes, quotas, strict=True):
        if quota:
            # Only `random` is used: unlike `choice` and `permutation`, its numbers are not
            # expected to change with numpy's version.
            picks = np.argsort(generator.random(size), kind="stable")[:quota]
            drawn.append(by_label[start + picks])
    return np.concatenate(drawn)


def _largest_remainder(sizes: np.ndarray, count: int, generator: np.random.Generator) -> np.ndarray:
    """Share `count` places among classes of these sizes; equal remainders are drawn.

    Whole numbers throughout: with floats, equal remainders would differ by rounding.
    """
    total = int(sizes.sum())
    quotas, remainders = np.divmod(sizes.astype(np.int64) * count, total)
    left = count - int(quotas.sum())
    order = np.lexsort((generator.random(len(sizes)), -remainders))
    quotas[order[:left]] += 1
    return np.asarray(quotas)
