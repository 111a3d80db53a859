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
from pandavision_gui.engine.diagnosis import Diagnosis, clean_accuracy
from pandavision_gui.engine.spec import parse_spec
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.events import RefusalSettled
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.messages import Diagnosed, Failed, JobStopped
from pandavision_gui.jobs.supervised_job import stop_in_words
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.dataset_making.making_words import in_dialog_words
from pandavision_gui.views.details.trust_text import warning_notes
from pandavision_gui.views.engine_sentences import sentence_text
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion
from pandavision_gui.views.form.doctor_view import DoctorView
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


def test_a_field_that_the_attack_does_not_use_is_named_as_the_form_names_it() -> None:
    error = refused(
        b'{"dataset": "a.h5", "trained-model": "b.onnx", "target": 3,'
        b' "perturbation-type": "rotation"}'
    )
    assert spec_sentence(error) == (
        "“Target class” is not used by the attack “Rotation”, which cannot aim. "
        "Empty this field or choose another attack."
    )


@pytest.mark.usefixtures("german")
def test_what_is_wrong_with_a_file_is_said_in_german(theme: Theme, qtbot: QtBot) -> None:
    said = file_sentence(
        Failed(kind="input", code="file_empty", message=EMPTY, hint="Copy it again.", details="")
    )
    assert said == "/data/signs.onnx ist leer (0 Bytes). Erneut kopieren."
    place = Announcements(theme)
    qtbot.addWidget(place)
    place.failed(EMPTY, "Traceback: English", hint="Copy it again.")
    (shown,) = [one for one in place.findChildren(ErrorMessage) if one.sentence()]
    assert shown.accessibleName() == said
    place.settled(RefusalSettled(sentence=EMPTY))
    assert not shown.sentence()
    found = FindingView()
    qtbot.addWidget(found)
    found.show_warnings(["The labels are one-hot over 5 classes."])
    assert found.text() == "! Die Labels sind one-hot-kodiert mit 5 Klassen."


@pytest.mark.usefixtures("german")
def test_doctor_and_dataset_dialog_speak_german(theme: Theme, qtbot: QtBot) -> None:
    doctor = DoctorView(theme)
    qtbot.addWidget(doctor)
    found = Diagnosis(
        clean_accuracy=clean_accuracy(73, 100),
        near_chance=False,
        warnings=("The labels are one-hot over 5 classes.",),
    )
    doctor.show_diagnosis(DiagnosisQuestion(0, None), Diagnosed(diagnosis=found))
    assert "! Die Labels sind one-hot-kodiert mit 5 Klassen." in doctor.text()
    assert (
        in_dialog_words("Give a smaller --size.")
        == "Eine kleinere Größe angeben: „Größe in Pixeln“."
    )


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
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        # Names of files, classes and keys, with words in them that are known elsewhere.
        (
            "/tmp/Back to Work/a.h5 is empty (0 bytes).",
            "/tmp/Back to Work/a.h5 ist leer (0 Bytes).",
        ),
        (
            'All samples have the label 3 ("back to work"): the accuracy says nothing of '
            "other classes.",
            'Alle Samples haben das Label 3 ("back to work"): Über andere Klassen sagt die '
            "Genauigkeit nichts.",
        ),
        (
            "There is no dataset file /home/me/Dr. Who/x.h5. Check the path.",
            "Die Datensatzdatei /home/me/Dr. Who/x.h5 gibt es nicht. Den Pfad prüfen.",
        ),
        (
            "Known: attack, dataset, model.",
            "Bekannt: attack, dataset, model.",
        ),
        # Figures with a point, and sentences behind a reason.
        (
            "The worker process ended before its work was done: it was killed (SIGKILL), "
            "most likely by the system for lack of memory: it used 3.2 GiB of the "
            "machine's 4.0 GiB. Resume it, which takes fewer samples at a time, or close "
            "other programs. The job goes on by itself.",
            "Der Arbeitsprozess endete, bevor seine Arbeit getan war: Er wurde abgebrochen "
            "(SIGKILL), wahrscheinlich vom System aus Mangel an Arbeitsspeicher: Er "
            "belegte 3.2 GiB von insgesamt 4.0 GiB. Den Job fortsetzen, was weniger "
            "Samples auf einmal nimmt, oder andere Programme schließen. Der Job macht von "
            "selbst weiter.",
        ),
        (
            "The worker process ended before its work was done: it crashed (SIGSEGV). The "
            "job goes on by itself.",
            "Der Arbeitsprozess endete, bevor seine Arbeit getan war: Er ist abgestürzt "
            "(SIGSEGV). Der Job macht von selbst weiter.",
        ),
        (
            '2 of 3 jobs could not be archived. The job in "/x" is running.',
            '2 von 3 Jobs konnten nicht archiviert werden. Der Job in "/x" läuft.',
        ),
        (
            '"evil.zip" cannot be opened: "a.npy" holds <f4 [3], which is no <f4 [4].',
            '"evil.zip" kann nicht geöffnet werden: "a.npy" enthält <f4 [3] statt <f4 [4].',
        ),
        # Lists of parts, of names and of numbers.
        (
            'Likeliest causes: the order of channels or axes ("channels", "layout"); a '
            "model that is not trained, or trained for other classes.",
            "Wahrscheinlichste Ursachen: die Reihenfolge der Kanäle oder Achsen "
            '("channels", "layout"); ein Modell, das nicht oder für andere Klassen '
            "trainiert ist.",
        ),
        (
            '"first" and "other" cannot be combined: they are of different norms (L∞ and L2).',
            '"first" und "other" lassen sich nicht zusammenfassen: Sie haben '
            "unterschiedliche Normen (L∞ und L2).",
        ),
        (
            '"seed" entry 1: "8/255" is text; a number is needed, such as 0.03 for 8/255.',
            '"seed" Eintrag 1: "8/255" ist Text; eine Zahl ist nötig, etwa 0.03 für 8/255.',
        ),
        (
            "\"mode\": \"x\" is not allowed; use 'fast' or 'complete'.",
            "\"mode\": \"x\" ist nicht erlaubt; möglich ist 'fast' oder 'complete'.",
        ),
        (
            "“a” is right more often than “b” at 0.01 to 0.02, 0.04 to 0.05, 0.1 to 0.2 (p "
            "< 0.001).",
            "„a“ liegt bei 0.01 bis 0.02, 0.04 bis 0.05, 0.1 bis 0.2 häufiger richtig als "
            "„b“ (p < 0.001).",
        ),
        (
            '1 sample of "/in" cannot be used: "a.png": it is a link to something outside '
            "the folder.",
            '1 Sample aus "/in" kann nicht benutzt werden: "a.png": Es ist eine '
            "Verknüpfung, die aus dem Ordner hinausführt.",
        ),
        (
            '"/x" cannot be read: Permission denied.',
            '"/x" kann nicht gelesen werden: keine Berechtigung.',
        ),
        (
            "with the channels as BGR and with −1 added to every label",
            "mit den Kanälen als BGR und mit um −1 verschobenen Labels",
        ),
        (
            "with ImageNet normalisation and with rows and columns exchanged",
            "mit ImageNet-Normalisierung und mit vertauschten Zeilen und Spalten",
        ),
    ],
)
def test_sentences_are_whole_and_names_as_they_are(said: str, expected: str) -> None:
    assert sentence_text(said) == expected


@pytest.mark.usefixtures("german")
def test_a_text_of_very_many_sentences_is_left_where_it_would_take_long() -> None:
    said = [f"/x/{n}.h5 is empty (0 bytes)." for n in range(100)]
    words = sentence_text(" ".join(said))
    assert words.startswith(said[0])
    assert words.endswith("/x/99.h5 ist leer (0 Bytes).")


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
    r"(self\._understood|error|errors\[0\]|answer|fault|outcome|told|found)\.sentence\(\)"
    r"|(error|failed|failure|fault|outcome|made|report|answer|answer\.report)\.(message|hint)"
    r"|failure\.sentence|facts\.remark|found\.causes|best\.(reading|reason)|outcome\.left"
)
"""What is said by engine and jobs, as views write it."""
SAID_BY = {
    *("sentence_text", "in_dialog_words", "in_setting_words"),
    # Those say it by a message, which translates what it is given.
    *("failed", "emit", "tell", "_show_bad", "fromkeys"),
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
