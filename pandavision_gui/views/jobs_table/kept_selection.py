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
        self._sought: Sequence[UUID] = ()

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
        if before:  # what the user has selected since counts
            self._sought = before if len(before) <= _MOST_SOUGHT else ()
        search()
        if self._sought and not self._selected():
            self._select_too(self._sought)
