"""Gradients of the values of a graph, summed up while its steps are gone through backwards."""

from __future__ import annotations

from torch import Tensor


class GradientSums:
    """One sum per value.

    A sum is *own* where nobody else holds its tensor: then it may be changed in place.
    """

    def __init__(self) -> None:
        self._sums: dict[str, tuple[Tensor, bool]] = {}

    def add(self, name: str, gradient: Tensor, own: bool) -> None:
        """Add a gradient of a value.

        Parameters
        ----------
        own
            Whether the caller gives the tensor away.
        """
        if name not in self._sums:
            self._sums[name] = gradient, own
            return
        total, is_own = self._sums[name]
        if is_own:
            total.add_(gradient)
        elif own:
            self._sums[name] = gradient.add_(total), True
        else:
            self._sums[name] = total + gradient, True

    def own(self, name: str) -> Tensor | None:
        """Return the sum of a value so far, to be changed in place; None where there is none."""
        total, is_own = self._sums.get(name, (None, False))
        return total if is_own else None

    def take(self, name: str) -> tuple[Tensor | None, bool]:
        """Return the whole sum of a value, and whether it is the caller's own now."""
        return self._sums.pop(name, (None, False))
