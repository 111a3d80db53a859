"""What all tests of widgets share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
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


@pytest.fixture(autouse=True)
def _widgets_go_with_their_test() -> Iterator[None]:
    """Delete what a test has closed: each new style is given to every widget that is there."""
    yield
    for _ in range(2):  # what is deleted may have children that are to be deleted later
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
