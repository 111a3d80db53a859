"""Which datasets of an HDF5 file are samples and labels, told from their names and shapes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from pandavision_gui.engine.datasets.array_words import (
    COUNT_WORDS,
    IDLE_WORDS,
    LABEL_WORDS,
    NO_PICTURE_WORDS,
    OF_NUMPY,
    PREDICTED_WORDS,
    SAMPLE_WORDS,
    SPLITS,
    words_of,
)
from pandavision_gui.engine.datasets.hdf5_file import Array, Hdf5File, shown
from pandavision_gui.engine.datasets.unlike_counts import counts_differ
from pandavision_gui.errors import InputError

SAMPLES_NAME = "samples"
LABELS_NAME = "labels"
_SAMPLE_VALUES_PER_LABEL = 4
_MOST_LISTED = 6


@dataclass(frozen=True)
class _Role:
    """What a name says: samples or labels, of which split, and in which group."""

    is_samples: bool
    split: str
    place: str


@dataclass(frozen=True)
class Pair:
    """Samples and the labels that belong to them."""

    samples: str
    labels: str
    by_shape: bool = False
    """Whether only the shapes say so, not the names."""


def choose_pair(file: Hdf5File, labels_name: str | None) -> Pair:
    """Return the names of samples and labels.

    Datasets called ``samples`` and ``labels`` are taken where they are. Else a pair is looked for
    whose names say what they are (``x`` and ``y``, ``test/images`` and ``test/labels``, ``X_test``
    and ``y_test``) and that has one label per sample. Failing that, the only two datasets of a file
    are taken whatever they are called, where one can only be samples and the other only labels.

    Parameters
    ----------
    labels_name
        The labels that were asked for, which also say which samples are meant; None for any.

    Raises
    ------
    InputError
        ``dataset_several_pairs`` when several pairs fit; ``dataset_no_samples``,
        ``dataset_no_labels``, or what :func:`counts_differ` returns, when none does.
    """
    labels = LABELS_NAME if labels_name is None else labels_name
    has_samples = file.find(SAMPLES_NAME) is not None
    if has_samples and file.find(labels) is not None:
        return Pair(SAMPLES_NAME, labels)
    arrays = file.arrays()
    pairs = fitting_pairs(arrays)
    wanted = None
    if labels_name is not None:
        wanted = "/".join(part for part in labels_name.split("/") if part not in ("", "."))
        # Names that the user gave need not say what they are: "coarse" are labels then.
        pairs = tuple(pair for pair in pairs if pair.labels == wanted) or tuple(
            pair for pair in _possible_pairs(arrays) if pair.labels == wanted
        )
    if len(pairs) == 1:
        return pairs[0]
    if len(pairs) > 1:
        raise _several(file, pairs)
    if (by_shape := _pair_by_shape(arrays, wanted)) is not None:
        return by_shape
    for samples, others in _pairs_of_any_count(arrays):
        if wanted in (None, others.name):
            raise counts_differ(file.path, samples, others)
    missing_samples = not has_samples and not any(_is_samples(array) for array in arrays)
    if missing_samples or file.find(labels) is not None:
        hint = 'Call the samples "samples" and the labels "labels".'
        raise _missing(file, SAMPLES_NAME, "dataset_no_samples", arrays, hint)
    hint = 'Set "labels" to the name of one of them, or rename it.'
    choices = label_choices(arrays)
    if labels_name is None and not choices and all(_is_samples(array) for array in arrays):
        names = ", ".join(f'"{shown(array.name)}"' for array in arrays[:_MOST_LISTED])
        raise InputError(
            "dataset_no_labels",
            f"{file.path} has samples ({names}) but no labels.",
            'Add the number of each sample\'s class to it as a dataset "labels".',
        )
    raise _missing(file, labels, "dataset_no_labels", arrays, hint, choices)


def label_choices(arrays: Sequence[Array]) -> tuple[str, ...]:
    """Return the labels that may be chosen, likeliest first.

    They are those whose names fit the name of samples, else whatever has one entry for each sample.
    """
    return _labels_of(fitting_pairs(arrays) or _possible_pairs(arrays))


def fitting_pairs(arrays: Sequence[Array]) -> tuple[Pair, ...]:
    """Return all pairs of samples and labels that the names and shapes allow."""
    return tuple(
        Pair(samples.name, labels.name)
        for samples, labels in _pairs_of_any_count(arrays)
        if samples.shape and labels.shape and samples.shape[0] == labels.shape[0]
    )


def _pairs_of_any_count(arrays: Sequence[Array]) -> list[tuple[Array, Array]]:
    """Return samples and labels by their names, also where there is not one label per sample."""
    roles = [(array, _role(array.name)) for array in arrays if array.shape]
    samples = [(array, role) for array, role in roles if role and role.is_samples]
    labels = [(array, role) for array, role in roles if role and not role.is_samples]
    pairs = []
    for array, role in samples:
        if array.shape is None or len(array.shape) not in (2, 3, 4):
            continue
        for other, other_role in labels:
            fits = (
                other.shape is not None
                and len(other.shape) in (1, 2)
                and (other_role.split, other_role.place) == (role.split, role.place)
            )
            if fits:
                pairs.append((array, other))
    return pairs


def training_labels(arrays: Sequence[Array], labels: str) -> tuple[str, ...]:
    """Return the labels of the part for training that belongs to other labels, as names tell."""
    own = _role(labels)
    return tuple(
        array.name
        for array in arrays
        if own is not None
        and array.name != labels
        and _role(array.name) == _Role(is_samples=False, split="train", place=own.place)
    )


def _possible_pairs(arrays: Sequence[Array]) -> tuple[Pair, ...]:
    """Return samples, by their names, with what has one entry for each of them."""
    pairs = []
    for samples in arrays:
        role = _role(samples.name)
        if role is None or not role.is_samples or len(samples.shape or ()) not in (2, 3, 4):
            continue
        for other in arrays:
            has_one_each = other.shape and samples.shape and other.shape[0] == samples.shape[0]
            if (
                has_one_each
                and len(other.shape or ()) in (1, 2)
                and _may_label(role, samples, other)
            ):
                pairs.append(Pair(samples.name, other.name))
    return tuple(pairs)


def _pair_by_shape(arrays: Sequence[Array], labels: str | None) -> Pair | None:
    """Return the only pair that shapes and types leave, None where there is not just one.

    Where the labels are not named, nothing else in the file may have an entry per sample.
    """
    numbers = [array for array in arrays if array.shape and array.kind and array.kind in "iufb"]
    pairs = [
        (samples, other)
        for samples in numbers
        for other in (numbers if labels is None else arrays)
        if (_is_class(other) if labels is None else other.name == labels)
        and _fit_by_shape(samples, other)
    ]
    if len(pairs) != 1:
        return None
    ((samples, other),) = pairs
    if labels is None:
        count, names = (samples.shape or ())[0], (samples.name, other.name)
        texts = [a for a in arrays if a not in numbers and a.shape and a.shape[0] == count]
        is_named = _role(samples.name) or _role(other.name)
        if len(numbers) > 2 or texts or not (is_named or names == OF_NUMPY):
            return None
    return Pair(samples.name, other.name, by_shape=True)


def _fit_by_shape(samples: Array, labels: Array) -> bool:
    shape, other = samples.shape or (), labels.shape or ()
    if len(shape) not in (2, 3, 4) or len(other) not in (1, 2) or other[0] != shape[0]:
        return False
    per_label = math.prod(other[1:])
    is_larger = math.prod(shape[1:]) >= _SAMPLE_VALUES_PER_LABEL * max(per_label, 2)
    return (
        is_larger
        and not NO_PICTURE_WORDS.intersection(words_of(samples.name))
        and _may_belong_together(samples.name, labels.name)
    )


def _is_class(labels: Array) -> bool:
    """Whether type and name allow class numbers, or one-hot ones, which may be of any type."""
    is_number = labels.kind in "iu" or math.prod((labels.shape or ())[1:]) > 1
    others = PREDICTED_WORDS if _role(labels.name) else PREDICTED_WORDS | COUNT_WORDS
    return is_number and not others.intersection(words_of(labels.name))


def _may_belong_together(samples: str, labels: str) -> bool:
    """Whether two names say nothing against it: the same place, and no other part or data."""
    if samples.rpartition("/")[0] != labels.rpartition("/")[0]:
        return False
    first, second = _role(samples), _role(labels)
    if (first and not first.is_samples) or (second and second.is_samples):
        return False
    if first is None or second is None:
        return True
    places = [set(role.place.split()) - IDLE_WORDS for role in (first, second)]
    is_same_split = "" in (first.split, second.split) or first.split == second.split
    return is_same_split and (places[0] == places[1] or not all(places))


def _may_label(role: _Role, samples: Array, other: Array) -> bool:
    """Whether a name does not say that it belongs to other samples."""
    named = _role(other.name)
    if named is None:
        return samples.name.rpartition("/")[0] == other.name.rpartition("/")[0]
    # "a/fine_labels" are labels of "a/images", "b/labels" and "y_train" of "a/X_test" are not.
    return (
        not named.is_samples
        and named.split in ("", role.split)
        and named.place.split()[: len(role.place.split())] == role.place.split()
    )


def _is_samples(array: Array) -> bool:
    role = _role(array.name)
    return role is not None and role.is_samples


def _role(name: str) -> _Role | None:
    """Read a path like "mnist/X_test" or "test/images"; None where it names neither."""
    split = ""
    is_samples: bool | None = None
    rest: list[str] = []
    *groups, last = name.split("/")
    for part in [*groups, last]:
        for word in words_of(part):
            if word in SPLITS:
                split = SPLITS[word]
            elif part is last and word in SAMPLE_WORDS:
                is_samples = True
            elif part is last and word in LABEL_WORDS:
                # "image_labels" are labels, "labelled_images" are not read as either.
                is_samples = False
            else:
                rest.append(word)
    if is_samples is None:
        return None
    return _Role(is_samples, split, " ".join(rest))


def _several(file: Hdf5File, pairs: Sequence[Pair]) -> InputError:
    listed = ", ".join(
        f'"{shown(pair.samples)}" with "{shown(pair.labels)}"' for pair in pairs[:_MOST_LISTED]
    )
    more = f" and {len(pairs) - _MOST_LISTED} more" if len(pairs) > _MOST_LISTED else ""
    sentence = f"{file.path} has several pairs of samples and labels: {listed}{more}."
    choices = _labels_of(pairs)
    if len(choices) < len(pairs):
        hint = 'Call those that you want "samples" and "labels".'
        return InputError("dataset_several_pairs", sentence, hint)
    return InputError(
        "dataset_several_pairs",
        sentence,
        f'Set "labels" to the labels of the one that you want, for instance "{shown(choices[0])}".',
        choices=choices,
    )


def _labels_of(pairs: Sequence[Pair]) -> tuple[str, ...]:
    """Return the labels once each, likeliest first, without those that no spec can name."""
    names = dict.fromkeys(pair.labels for pair in _best_first(pairs))
    return tuple(name for name in names if _is_text(name))


def _best_first(pairs: Sequence[Pair]) -> Sequence[Pair]:
    return (_best(pairs), *pairs) if pairs else ()


def _is_text(name: str) -> bool:
    return not any("\ud800" <= character <= "\udfff" for character in name)


def _best(pairs: Sequence[Pair]) -> Pair:
    return next((pair for pair in pairs if "test" in pair.labels.lower()), pairs[0])


def _missing(
    file: Hdf5File,
    name: str,
    code: str,
    arrays: Sequence[Array],
    hint: str,
    choices: tuple[str, ...] = (),
) -> InputError:
    names = ", ".join(f'"{shown(array.name)}"' for array in arrays[:10])
    return InputError(
        code,
        f'{file.path} has no dataset "{shown(name)}"; '
        + (f"it has {names}." if names else "it has no datasets at all."),
        hint,
        choices=choices,
    )
