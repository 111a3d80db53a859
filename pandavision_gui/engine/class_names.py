"""Which names the classes go by, and how a class is called in a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from pandavision_gui.errors import plain_text

NamesSource = Literal["given", "dataset", "model", ""]
_LONGEST_SHOWN = 40


@dataclass(frozen=True)
class NamesInForce:
    """The names that are used.

    Attributes
    ----------
    names
        In the order of the classes; empty where the classes have numbers only.
    source
        Where they come from: the spec, the dataset or the model.
    unfit
        Where there were other names first, but not one for each class.
    """

    names: tuple[str, ...] = ()
    source: NamesSource = ""
    unfit: tuple[NamesSource, ...] = ()


def names_in_force(
    given: Sequence[str] | None,
    dataset: Sequence[str],
    model: Sequence[str],
    classes: int | None,
) -> NamesInForce:
    """Return the first names that fit the model: the spec's, else the dataset's, else the model's.

    Parameters
    ----------
    classes
        Of the model; None where it leaves that open, which all names fit.
    """
    held: tuple[tuple[NamesSource, Sequence[str]], ...] = (
        ("given", given or ()),
        ("dataset", dataset),
        ("model", model),
    )
    unfit: list[NamesSource] = []
    for source, names in held:
        if names and classes in (None, len(names)):
            return NamesInForce(tuple(names), source, tuple(unfit))
        if names:
            unfit.append(source)
    return NamesInForce(unfit=tuple(unfit))


def class_in_words(number: int, names: Sequence[str]) -> str:
    """Return what a class is called in a sentence: ‹3 ("stop")›, the number alone without a name.

    The number stays: what sets labels right (an offset, an order) is told in numbers.
    """
    if not 0 <= number < len(names):
        return str(number)
    name = names[number]
    short = name if len(name) <= _LONGEST_SHOWN else name[: _LONGEST_SHOWN - 1] + "…"
    return f'{number} ("{plain_text(short)}")'
