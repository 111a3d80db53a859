"""Lines of the one table that is printed, and the aims that are held against it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field


def say(text: str = "") -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass
class Report:
    """What was measured so far.

    Attributes
    ----------
    aims
        Each aim in words with its figure, and whether it is met.
    """

    aims: list[tuple[bool, str]] = field(default_factory=list)

    def heading(self, text: str, values: Sequence[float]) -> None:
        columns = "".join(f"{_short(value):>5s}" for value in values)
        say()
        say(f"{text:44s}{columns}      passes")

    def row(self, who: str, robust: Sequence[int], passes: int | None, note: str = "") -> None:
        columns = "".join(f"{count:5d}" for count in robust)
        counted = "" if passes is None else f"{passes:,}"
        say(f"  {who:42s}{columns}{counted:>12s}  {note}".rstrip())

    def note(self, text: str) -> None:
        say(f"    {text}")

    def aim(self, met: bool, text: str) -> None:
        """Say whether an aim is met, here and once more at the end."""
        self.aims.append((met, text))
        say(f"    {'met   ' if met else 'MISSED'} {text}")

    def summary(self) -> None:
        """Say how many aims are met, and name those that are not."""
        missed = [text for met, text in self.aims if not met]
        say()
        say(f"{len(self.aims) - len(missed)} of {len(self.aims)} aims are met.")
        for text in missed:
            say(f"  MISSED {text}")


def _short(value: float) -> str:
    return f"{value:g}".removeprefix("0") or "0"
