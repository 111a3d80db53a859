"""The window speaks what the settings say, or else what the system speaks."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtCore import QCoreApplication, QTranslator
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.attack_catalogue import SCALES
from pandavision_gui.engine.progress import Doing
from pandavision_gui.settings import Settings
from pandavision_gui.views.details.open_text import progress_facts
from pandavision_gui.views.engine_words import phase_words
from pandavision_gui.views.form.values_text import format_values, parse_values, suggested_text
from pandavision_gui.views.language import SOURCE_LANGUAGE, TRANSLATED, speak

from ..support.log_guard import LogGuard
from .jobs_table.job_rows import make_progress


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which forgets the languages that it learns."""
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


def said(text: str) -> str:
    return QCoreApplication.translate("SettingsDialog", text)


def test_the_settings_offer_every_language_that_there_is() -> None:
    offered = get_args(Settings.model_fields["language"].annotation)
    assert offered == ("system", SOURCE_LANGUAGE, *TRANSLATED)


def test_german_is_spoken_by_the_window_and_by_the_buttons_of_qt(
    app: QApplication, qtbot: QtBot
) -> None:
    assert said("Settings") == "Settings"
    assert speak(app, "de") == "de"
    assert said("Settings") == "Einstellungen"
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    qtbot.addWidget(box)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "Abbrechen"


def test_what_a_job_does_is_told_in_german_too(app: QApplication) -> None:
    speak(app, "de")
    progress = make_progress(phase=Doing.CHECKING.value)
    facts = {fact.label: fact.value for fact in progress_facts(progress, SCALES["max-norm"])}
    assert facts["Gerade"] == "prüft kleinere Werte"
    assert phase_words("something new") == "something new"


@pytest.mark.parametrize("language", [SOURCE_LANGUAGE, *TRANSLATED])
def test_values_are_written_and_understood_in_the_words_of_any_language(
    app: QApplication, language: str
) -> None:
    values = parse_values("0 to 0.05, 6 values")
    speak(app, language)
    text = format_values(values)
    assert text == {"en": "0 to 0.05, 6 values", "de": "0 bis 0.05, 6 Werte"}[language]
    assert parse_values(text) == values
    assert parse_values("0 to 0.05, 6 values") == values, "a form that was kept in English"
    assert suggested_text("0 to 8, 3 values") == text.replace("0.05, 6", "8/255, 3")


def test_english_needs_no_translator(app: QApplication) -> None:
    assert speak(app, "en") == "en"
    assert app.findChildren(QTranslator) == []


def test_a_language_without_its_files_is_told_and_leaves_the_texts(
    app: QApplication, log_guard: LogGuard
) -> None:
    log_guard.expect("there is no")
    assert speak(app, "xx") == "xx"
    assert [text for text in log_guard.seen if "pandavision_xx.qm" in text]
    assert said("Settings") == "Settings"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere no variable says what is spoken")
@pytest.mark.parametrize(
    ("variables", "spoken"),
    [
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "fr_FR.UTF-8", "LANGUAGE": "fr:de:en"}, "de"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_systems_language_is_spoken_where_there_is_a_translation(
    variables: dict[str, str], spoken: str
) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LANG", "LC_"))}
    code = "from pandavision_gui.views.language import system_language as s; print(s())"
    out = subprocess.run(
        [sys.executable, "-c", code], env=kept | variables, check=True, capture_output=True
    )
    assert out.stdout.decode().strip() == spoken
