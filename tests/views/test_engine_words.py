"""What compared jobs were asked, in the window's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, get_args, get_origin

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from pandavision_gui.engine.attack_catalogue import CATALOGUE
from pandavision_gui.engine.attack_info import AttackInfo
from pandavision_gui.engine.attack_parameters import CHOICE_TITLES
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


@pytest.mark.usefixtures("german")
def test_words_that_a_parameter_may_be_are_told_in_the_windows_language() -> None:
    assert setting_words("Loss", "cross-entropy") == "Kreuzentropie"
    assert setting_words("Labels", "margin") == "margin"  # an array is called that


@pytest.mark.parametrize("info", CATALOGUE.values(), ids=CATALOGUE)
def test_every_word_that_a_parameter_may_be_has_a_title(info: AttackInfo) -> None:
    for field in info.parameters.model_fields.values():
        words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        assert set(words) <= set(CHOICE_TITLES)
