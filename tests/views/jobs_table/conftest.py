from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from pandavision_gui.views.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp)
