"""Parts of a data set: which is meant when there are several."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pandavision_gui.engine.dataset_order import Split
from pandavision_gui.errors import InputError, plain_text

_WORDS = {
    "train": Split.TRAIN, "training": Split.TRAIN, "trn": Split.TRAIN,
    "test": Split.TEST, "testing": Split.TEST, "tst": Split.TEST, "eval": Split.TEST,
    "evaluation": Split.TEST, "t10k": Split.TEST,
    "val": Split.VALIDATION, "valid": Split.VALIDATION, "validation": Split.VALIDATION,
    "dev": Split.VALIDATION,
}  # fmt: skip
_FOR_TRAINING = tuple(word for word, split in _WORDS.items() if split is Split.TRAIN)
_WORD = re.compile("[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_BEST_FIRST = (Split.TEST, Split.VALIDATION, Split.TRAIN)


def split_of(name: str) -> Split | None:
    """Return the part that a folder's name stands for, None where it is no such name."""
    return _WORDS.get(name.lower())


def split_within(name: str) -> Split | None:
    """Return the part that a word in a name like "x_test" or "XTest" stands for."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    for word in re.split(r"[^0-9a-z]+", apart.lower()):
        if word in _WORDS:
            return _WORDS[word]
    return None


def names_for_training(name: str) -> tuple[str, ...]:
    """Return what the part for training is called beside a part of this name.

    "x_train.npy" and others for "x_test.npy", "YTrain.csv" for "YTest.csv"; none for a name that
    says of no part, or of the one for training.
    """
    for word in _WORD.finditer(name):
        split = _WORDS.get(word[0].lower())
        if split is not None:
            return tuple(
                name[: word.start()] + _written_as(word[0], other) + name[word.end() :]
                for other in (() if split is Split.TRAIN else _FOR_TRAINING)
            )
    return ()


def _written_as(word: str, other: str) -> str:
    if word.isupper():
        return other.upper()
    return other.capitalize() if word[0].isupper() else other


def wanted_split(parts: Mapping[str, Split | None], wanted: Split | None, *, where: str) -> str:
    """Return the name of the part that is taken: the one that was asked for, else the test one.

    Parameters
    ----------
    parts
        Names, not none, and the parts that they stand for.

    Raises
    ------
    InputError
        ``split_missing`` when there is no such part.
    """
    for split in _BEST_FIRST if wanted is None else (wanted,):
        for name, part in parts.items():
            if part is split:
                return name
    if wanted is None:
        return next(iter(parts))
    names = ", ".join(f'"{plain_text(name)}"' for name in list(parts)[:10])
    raise InputError(
        "split_missing",
        f'"{where}" has no part "{wanted}"; it has {names}.',
        "Choose one of these with --split, or leave it out.",
    )
