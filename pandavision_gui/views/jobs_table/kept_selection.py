"""Selected jobs stay selected over a reset of the table, and when a search hides them a while."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from uuid import UUID

_MOST_SOUGHT = 500
"""Jobs; whoever has selected more has selected all that were there."""


class KeptSelection:
    """Remembers what was selected.

    Parameters
    ----------
    selected
        Returns the selected jobs.
    select_too
        Selects those of some jobs that are shown, beside what is selected.
    """

    def __init__(
        self, selected: Callable[[], Sequence[UUID]], select_too: Callable[[Sequence[UUID]], None]
    ) -> None:
        self._selected, self._select_too = selected, select_too
        self._over_reset: Sequence[UUID] = ()
        self._hidden: tuple[UUID, ...] = ()
        self._left: tuple[UUID, ...] = ()

    def keep(self) -> None:
        """Note what is selected before a reset."""
        self._over_reset = self._selected()

    def restore(self) -> None:
        """Select it again."""
        self._select_too(self._over_reset)
        self._over_reset = ()

    def over_search(self, search: Callable[[], None]) -> None:
        """Show other jobs, and select what was selected before once that is among them."""
        before = self._selected()
        hidden = self._hidden if tuple(before) == self._left else ()  # else the user chose anew
        sought = (*before, *hidden)
        search()
        if sought and len(sought) <= _MOST_SOUGHT:
            self._select_too(sought)
        self._left = tuple(self._selected())
        self._hidden = tuple(one for one in sought if one not in self._left)
