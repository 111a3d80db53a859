"""Which jobs were drawn when the program ended, and how, kept over restarts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from PySide6.QtCore import QObject, QSettings, QTimer

_KEY = "ticked"
_LONGEST = 10_000
_DIGITS = 3
"""Of a curve's number: far more than can be drawn at once."""
_SETTLE_MS = 1000
"""Many ticks are stored once, with the numbers that their curves have got meanwhile."""


def keep_ticks(settings: QSettings, ticks: Mapping[UUID, int | None]) -> None:
    """Store the drawn jobs with the numbers of their curves; None for a job without a curve."""
    words = (str(one) if number is None else f"{one}/{number}" for one, number in ticks.items())
    settings.setValue(_KEY, " ".join(words))


def kept_ticks(settings: QSettings) -> dict[UUID, int | None]:
    """Return the jobs that were drawn and their numbers; what cannot be read is none of them."""
    stored = settings.value(_KEY)
    if not isinstance(stored, str):
        return {}
    found: dict[UUID, int | None] = {}
    for word in stored[:_LONGEST].split():
        name, _, number = word.partition("/")
        try:
            job_id = UUID(name)
        except ValueError:
            continue
        is_number = number.isascii() and number.isdigit() and len(number) <= _DIGITS
        found[job_id] = int(number) if is_number else None
    return found


class SteadyTicks(QObject):
    """Stores ticks soon after they have changed: a program that is killed cannot do it at its end.

    Parameters
    ----------
    ticks
        Answers which jobs are drawn now, with the numbers of their curves.
    """

    def __init__(
        self, settings: QSettings, ticks: Callable[[], Mapping[UUID, int | None]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._settings, self._ticks = settings, ticks
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLE_MS)
        self._settling.timeout.connect(self._keep)

    def soon(self) -> None:
        """Store them in a moment."""
        if not self._settling.isActive():
            self._settling.start()

    def _keep(self) -> None:
        keep_ticks(self._settings, self._ticks())
