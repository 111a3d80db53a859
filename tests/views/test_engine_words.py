"""What compared jobs were asked, in the window's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from pandavision_gui.paths import resources_folder
from pandavision_gui.views.engine_words import setting_words


@pytest.fixture
def german(qapp: QApplication) -> Iterator[None]:
    """The window's texts in German."""
    translator = QTranslator()
    assert translator.load("pandavision_de", str(resources_folder() / "translations"))
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize(
    ("title", "told"), [("Random start", "nein"), ("Target class", "no"), ("Labels", "no")]
)
def test_a_class_or_an_array_that_is_called_no_keeps_its_name(title: str, told: str) -> None:
    assert setting_words(title, "no") == told
