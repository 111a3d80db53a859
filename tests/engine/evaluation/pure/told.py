"""What an attack is told only when it asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def told(what: T) -> Callable[[], T]:
    """Return what answers with this."""
    return lambda: what
