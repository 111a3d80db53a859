"""What every kind of source offers: labels first, then the pixels of the wanted samples."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from types import TracebackType
from typing import ClassVar, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
"""One sample: uint8, shape (H, W, C)."""

Tell = Callable[[str, int, int], None]
"""Takes what is done, how much of it is, and of how much; raises `MakingStoppedError`."""

MOST_SAMPLES = 10_000_000


class MakingStoppedError(Exception):
    """The work was stopped as asked."""


class BadSampleError(Exception):
    """A sample that cannot be used; the text says why, without a full stop."""


class Look(NamedTuple):
    """What is known of a sample before its pixels are read."""

    height: int
    width: int
    channels: int


class Source(ABC):
    """An open source of labelled samples.

    Attributes
    ----------
    kind
        What it is, in words.
    uses
        Options that only some kinds have a use for, and this one has.
    labels
        int64, shape (N,); -1 for a sample that is known to be bad.
    class_names
        In the order of the labels; untrusted text. Empty where there are none.
    bad
        Samples that cannot be used, as far as that is known from the start, and why.
    remarks
        Sentences on what was assumed.
    """

    kind: ClassVar[str]
    uses: ClassVar[frozenset[str]]
    labels: NDArray[np.int64]
    class_names: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.bad: dict[int, str] = {}
        self.remarks: list[str] = []

    @abstractmethod
    def origin(self, index: int) -> str:
        """Return where a sample comes from, for people; untrusted text."""

    @abstractmethod
    def look(self, index: int) -> Look:
        """Return a sample's size without reading its pixels.

        Raises
        ------
        BadSampleError
        """

    @abstractmethod
    def read(
        self, indexes: Sequence[int], *, in_colour: bool
    ) -> Iterator[tuple[int, Pixels | BadSampleError]]:
        """Yield samples, ascending, each with its pixels or why there are none.

        Parameters
        ----------
        in_colour
            Whether pictures that can be both are given three channels.
        """

    def close(self) -> None:  # noqa: B027 - most have nothing to close
        """Give back what is open."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
