"""Labels as people store them, made numbers from 0 and, where they are words, names of classes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.errors import InputError, plain_text

_LARGEST_LABEL = 2**31 - 1
_MOST_CLASSES = 100_000
_LONGEST_NAME = 200


class NumberedLabels(NamedTuple):
    """Labels.

    Attributes
    ----------
    numbers
        int64, shape (N,), -1 where there was none.
    names
        Of the classes, where the labels were words.
    remark
        A sentence on how these were numbered, if there is something to say.
    """

    numbers: NDArray[np.int64]
    names: tuple[str, ...]
    remark: str = ""


def numbered(values: NDArray[Any] | Sequence[str | None], where: str) -> NumberedLabels:
    """Return labels as numbers.

    Parameters
    ----------
    values
        Shape (N,) or (N, 1): whole numbers as ints, floats or text; words, which are numbered in
        their alphabetical order; or (N, K), one-hot. None for a sample without.

    Raises
    ------
    InputError
        ``source_labels``.
    """
    if not isinstance(values, np.ndarray):
        return _of_texts(values, where)
    if values.ndim == 2 and values.shape[1] > 1 and values.dtype.kind in "iufb":
        return NumberedLabels(_of_one_hot(values, where), ())
    if not (values.ndim == 1 or (values.ndim == 2 and values.shape[1] == 1)):
        raise _refused(where, f"they have the shape {values.shape}")
    flat = values.reshape(-1)
    if flat.dtype.kind in "SU":
        return _of_texts(
            [v.decode("utf-8", "replace") if isinstance(v, bytes) else v for v in flat.tolist()],
            where,
        )
    if flat.dtype.kind not in "iufb":
        raise _refused(where, f"they have the type {flat.dtype.name}")
    return NumberedLabels(_whole(flat, where), ())


def _of_texts(values: Sequence[str | None], where: str) -> NumberedLabels:
    texts = [None if value is None else value.strip() for value in values]
    given = {text for text in texts if text is not None}
    try:
        numbers = {text: float(text) for text in given if "_" not in text}
    except ValueError:
        numbers = {}
    if given and len(numbers) == len(given):
        flat = np.array([-1.0 if text is None else numbers[text] for text in texts])
        missing = np.array([text is None for text in texts])
        read = _whole(np.where(missing, 0.0, flat), where)
        read[missing] = -1
        return NumberedLabels(read, ())
    if len(given) > _MOST_CLASSES:
        raise _refused(where, f"they are {len(given):,} different words")
    for text in given:
        if len(text) > _LONGEST_NAME or not text:
            shown = plain_text(text[:40])
            raise _refused(where, f'one of them is the text "{shown}", which is no name of a class')
    names = sorted(given)
    place = {name: number for number, name in enumerate(names)}
    labels = [-1 if text is None else place[text] for text in texts]
    return NumberedLabels(np.array(labels, dtype=np.int64), tuple(names))


def _of_one_hot(values: NDArray[Any], where: str) -> NDArray[np.int64]:
    hot = values == 1
    usable = (hot.sum(axis=1) == 1) & ((values == 0) | hot).all(axis=1)
    if not usable.all():
        row = int(np.argmin(usable))
        raise _refused(
            where, f"there are {values.shape[1]} for each sample, and those of sample {row} are "
            "not a single 1 and zeros"
        )  # fmt: skip
    return np.asarray(hot.argmax(axis=1), dtype=np.int64)


def _whole(values: NDArray[Any], where: str) -> NDArray[np.int64]:
    numbers = values.astype(np.float64)
    usable = (numbers == np.trunc(numbers)) & (numbers >= 0) & (numbers <= _LARGEST_LABEL)
    if not usable.all():
        row = int(np.argmin(usable))
        raise _refused(where, f"that of sample {row} is {numbers[row]:g}")
    return numbers.astype(np.int64)


def _refused(where: str, why: str) -> InputError:
    return InputError(
        "source_labels",
        f'The labels in "{where}" cannot be used: {why}.',
        "Give one whole number from 0, or one name of a class, for each sample.",
    )
