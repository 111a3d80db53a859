"""Errors that nobody foresaw, in words."""

from __future__ import annotations

import logging

from pandavision_gui.errors import InternalError, PandaVisionError

_log = logging.getLogger(__name__)


def in_words(error: Exception) -> PandaVisionError:
    """Return an error that can be told: our own as it is, any other as a mistake, which is logged.

    A mistake over one job must not end the work on all others.
    """
    if isinstance(error, PandaVisionError):
        return error
    _log.error("internal error", exc_info=error)
    return InternalError(
        "internal",
        f"The program made a mistake ({type(error).__name__}).",
        "Please report it.",
        details=str(error),
    )
