"""What all tests of widgets share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from pandavision_gui.views.theme import Theme

from ..support.log_guard import LogGuard, guarded_log


@pytest.fixture(autouse=True)
def log_guard(qapp: object) -> Iterator[LogGuard]:
    """An unexpected warning of Qt or Python fails the test."""
    with guarded_log() as guard:
        yield guard


@pytest.fixture(scope="session")
def theme(qapp: QApplication) -> Theme:
    """The scheme of all widgets."""
    return Theme(qapp)
