"""What engine and jobs say is said in the window's language, where it is shown."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui import views
from pandavision_gui.engine.spec import parse_spec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Failed, JobStopped
from pandavision_gui.jobs.supervised_job import stop_in_words
from pandavision_gui.views.details.trust_text import warning_notes
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.finding_view import FindingView
from pandavision_gui.views.form.spec_words import file_sentence, spec_sentence
from pandavision_gui.views.jobs_table.job_words import state_words
from pandavision_gui.views.language import speak
from pandavision_gui.views.theme import Theme

from ..support.log_guard import LogGuard
from .jobs_table.job_rows import make_row

EMPTY = "/data/signs.onnx is empty (0 bytes)."


@pytest.fixture
def german(qapp: QApplication) -> Iterator[QApplication]:
    """The application, which speaks German meanwhile."""
    speak(qapp, "de")
    yield qapp
    for translator in qapp.findChildren(QTranslator):
        qapp.removeTranslator(translator)
        translator.setParent(None)


def refused(document: bytes) -> InputError:
    """Return why a spec is refused."""
    with pytest.raises(InputError) as caught:
        parse_spec(document)
    return caught.value


@pytest.mark.usefixtures("german")
def test_why_a_spec_is_refused_is_said_in_german() -> None:
    error = refused(b'{"dataset": "a.h5", "trained-model": "b.onnx", "seed": 1.5}')
    assert error.message == '"seed": 1.5 is not allowed: a whole number is needed.'
    assert spec_sentence(error) == (
        "„Startwert“: 1.5 ist nicht erlaubt: eine ganze Zahl ist nötig."
    )


@pytest.mark.usefixtures("german")
def test_what_is_wrong_with_a_file_is_said_in_german(theme: Theme, qtbot: QtBot) -> None:
    said = file_sentence(
        Failed(kind="input", code="file_empty", message=EMPTY, hint="Copy it again.", details="")
    )
    assert said == "/data/signs.onnx ist leer (0 Bytes). Erneut kopieren."
    place = ErrorMessage(theme)
    qtbot.addWidget(place)
    place.set_message("bad", EMPTY, hint="Copy it again.", details="Traceback: English")
    assert place.accessibleName() == said
    found = FindingView()
    qtbot.addWidget(found)
    found.show_warnings(["The labels are one-hot over 5 classes."])
    assert found.text() == "! Die Labels sind one-hot-kodiert mit 5 Klassen."


@pytest.mark.usefixtures("german")
def test_a_stopped_job_tells_in_german_how_far_it_came() -> None:
    reason = stop_in_words(JobStopped(finished=3, total=8))
    row = make_row(1, state=JobState.CANCELLED, reason=reason)
    assert state_words(row).text == "angehalten, 3 von 8 Samples sind fertig und bleiben erhalten"


@pytest.mark.usefixtures("german")
def test_warnings_of_results_of_any_age_are_german_and_call_settings_as_the_form_does() -> None:
    told = (
        "The model returned NaN or infinity for 2 of 10 samples: check the model and "
        '"preprocessing".'
    )
    assert [note.text for note in warning_notes([told])] == [
        "Das Modell lieferte für 2 von 10 Samples NaN oder unendlich: das Modell und "
        "„Vorverarbeitung“ prüfen."
    ]


@pytest.mark.usefixtures("german")
@pytest.mark.parametrize("name", ["a\0b", "od\udcffd", "„Umlaute“ …"])
def test_names_pass_as_they_are(name: str) -> None:
    unknown = f"Nobody says this of {name} here."
    assert sentence_text(unknown) == unknown


def test_english_stays(qapp: QApplication) -> None:
    speak(qapp, "en")
    assert sentence_text(EMPTY) == EMPTY


def test_a_language_without_sentences_is_told_and_leaves_them(
    qapp: QApplication, log_guard: LogGuard
) -> None:
    log_guard.expect("there is no")
    speak(qapp, "xx")
    assert [text for text in log_guard.seen if "sentences_xx.json" in text]
    assert sentence_text(EMPTY) == EMPTY


TOLD = re.compile(
    r"(self\._understood|error|errors\[0\]|answer|fault|outcome)\.sentence\(\)"
    r"|(error|failed|failure|fault|outcome|made|report|answer|answer\.report)\.(message|hint)"
    r"|failure\.sentence|facts\.remark|found\.causes|best\.(reading|reason)|outcome\.left"
)
"""What is said by engine and jobs, as views write it."""
SAID_BY = {
    *("sentence_text", "in_dialog_words", "in_setting_words"),
    # Those say it by a message, which translates what it is given.
    *("failed", "emit", "tell", "_show_bad", "fromkeys", "set_message"),
    *("endswith", "findall"),  # looks at it only
    *("info", "warning", "EnvironmentFault"),  # the log and the terminal are English
}


def test_no_view_shows_what_engine_and_jobs_say_as_it_is() -> None:
    """Each sentence is given to what translates it; a new place is easily forgotten."""
    untold = []
    for path in sorted(Path(views.__file__).parent.rglob("*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        given = set()
        for call in (node for node in ast.walk(module) if isinstance(node, ast.Call)):
            arguments = [call.func, *call.args, *(keyword.value for keyword in call.keywords)]
            if ast.unparse(call.func).rpartition(".")[2] in SAID_BY:
                within = (one for argument in arguments for one in ast.walk(argument))
                given |= {(node.lineno, node.col_offset) for node in within if is_expression(node)}
        for node in ast.walk(module):
            if (
                is_expression(node)
                and TOLD.fullmatch(ast.unparse(node))
                and (node.lineno, node.col_offset) not in given
            ):
                untold.append(f"{path.name}:{node.lineno}: {ast.unparse(node)}")
    assert untold == []


def is_expression(node: ast.AST) -> TypeGuard[ast.expr]:
    """Whether a node stands for a value."""
    return isinstance(node, ast.expr)
