"""What is said of a job until the queue has it, and that no click adds it twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Any
from uuid import UUID, uuid4

import pytest
from PySide6.QtCore import QObject, Qt
from pytestqt.qtbot import QtBot

from pandavision_gui.errors import EnvironmentFault
from pandavision_gui.views.adding import Adding
from pandavision_gui.views.announcements import Announcements
from pandavision_gui.views.theme import Theme

from .form.conftest import (
    DATASET_PATH,
    MODEL_PATH,
    AskedForm,
    dataset_report,
    model_report,
)


class SlowQueue:
    """Keeps what it is asked, and is done with it on a thread of its own when told so."""

    def __init__(self) -> None:
        self.asked: list[tuple[Any, Future[UUID]]] = []

    def ask(self, what: Any) -> Future[UUID]:
        future: Future[UUID] = Future()
        self.asked.append((what, future))
        return future

    def finish(self) -> None:
        self._end(self.asked[-1][1].set_result, uuid4())

    def refuse(self) -> None:
        self._end(self.asked[-1][1].set_exception, EnvironmentFault("disk_short", "It is full."))

    def _end(self, tell: Callable[[Any], None], what: object) -> None:
        thread = Thread(target=tell, args=[what])
        thread.start()
        thread.join()


class Place:
    def __init__(self, theme: Theme, qtbot: QtBot) -> None:
        self.queue, self.form = SlowQueue(), AskedForm(theme)
        self.said = Announcements(theme)
        for widget in (self.form, self.said):
            qtbot.addWidget(widget)
            widget.show()
        self.parent = QObject()
        self.adding = Adding(self.queue.ask, self.queue.ask, self.form, self.said, self.parent)
        self.form.submitted.connect(self.adding.add)

    def news(self) -> str:
        return " ".join(message.sentence() for message in self.said.messages())


@pytest.fixture
def place(theme: Theme, qtbot: QtBot) -> Place:
    return Place(theme, qtbot)


def test_the_button_adds_one_job_until_the_queue_has_it(place: Place, qtbot: QtBot) -> None:
    form, button = place.form, place.form.bar.button
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, dataset_report())
    usual = form.bar.text()
    with qtbot.waitActive(form):
        form.activateWindow()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert form.bar.text() == "Adding it to the queue …"
    form.see_both()
    for _ in range(3):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        form.submit()
    assert form.bar.text() == "Adding it to the queue …"
    assert len(place.queue.asked) == 1
    with qtbot.waitSignal(form.refreshed):
        place.queue.finish()
    assert button.isEnabled()
    assert form.bar.text() == usual
    assert button.hasFocus(), "the next key goes where the last one went"


def test_running_again_is_said_while_it_takes_long_and_asked_once(
    place: Place, qtbot: QtBot
) -> None:
    job, other = uuid4(), uuid4()
    for _ in range(3):
        place.adding.run_again(job)
    assert [what for what, _ in place.queue.asked] == [job]
    qtbot.waitUntil(lambda: "Adding it to the queue again …" in place.news())
    place.queue.finish()
    qtbot.waitUntil(lambda: "Adding" not in place.news())
    place.adding.run_again(job)
    place.adding.run_again(other)
    assert [what for what, _ in place.queue.asked] == [job, job, other]


def test_what_the_queue_does_not_take_has_its_name_back(place: Place, qtbot: QtBot) -> None:
    place.form.take_files([MODEL_PATH, DATASET_PATH])
    place.form.answer(MODEL_PATH, model_report())
    place.form.answer(DATASET_PATH, dataset_report())
    place.form.advanced.fields["name"].set_value("baseline")
    qtbot.mouseClick(place.form.bar.button, Qt.MouseButton.LeftButton)
    place.form.see_both()
    assert place.form.advanced.fields["name"].value() is None
    place.queue.refuse()
    qtbot.waitUntil(lambda: place.form.advanced.fields["name"].value() == "baseline")
