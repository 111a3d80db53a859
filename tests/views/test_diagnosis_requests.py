"""Trying a model on clean samples beside the window: one at a time, the newest."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.messages import Diagnosed, Failed
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.views import background_requests
from pandavision_gui.views.background_requests import BackgroundRequests
from pandavision_gui.views.form.diagnosis_question import DiagnosisQuestion

PATIENCE_MS = 20_000
Answer = tuple[DiagnosisQuestion, Diagnosed | Failed]


@pytest.fixture
def requests(qtbot: QtBot) -> Iterator[BackgroundRequests]:
    found = BackgroundRequests()
    yield found
    found.close()
    assert found.wait()


@pytest.fixture
def answers(requests: BackgroundRequests) -> list[Answer]:
    found: list[Answer] = []
    requests.diagnosed.connect(lambda question, report: found.append((question, report)))
    return found


class Held:
    """Stands for trials that take until they are stopped."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.stopped: list[str] = []
        self.let_go = threading.Event()
        monkeypatch.setattr(background_requests, "diagnose_files", self._diagnose)

    def _diagnose(self, spec: EvaluationSpec, stop: StopSwitch) -> Failed:
        self.begun.append(spec.dataset)
        while not stop.is_urgent and not self.let_go.wait(0.01):
            pass
        if stop.is_urgent:
            self.stopped.append(spec.dataset)
        return Failed(kind="input", code="x", message="Tried.", hint="", details="")


def question(number: int, dataset: str = "d") -> DiagnosisQuestion:
    return DiagnosisQuestion(number, EvaluationSpec(trained_model="m", dataset=dataset))


def test_a_real_pair_is_tried(
    requests: BackgroundRequests, answers: list[Answer], sample_files: Path, qtbot: QtBot
) -> None:
    spec = EvaluationSpec(
        trained_model=str(sample_files / "signs_standard.onnx"),
        dataset=str(sample_files / "road_signs.h5"),
        preprocessing="unit",
    )
    requests.diagnose(DiagnosisQuestion(4, spec))
    qtbot.waitUntil(lambda: bool(answers), timeout=PATIENCE_MS)
    asked, report = answers[0]
    assert asked.number == 4
    assert isinstance(report, Diagnosed)
    assert report.diagnosis.clean_accuracy.count == 128
    assert report.diagnosis.proposals == ()


def test_a_newer_question_cuts_off_the_one_before_it(
    requests: BackgroundRequests,
    answers: list[Answer],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    held = Held(monkeypatch)
    for number, name in enumerate(("a", "b", "c")):
        requests.diagnose(question(number, name))
        qtbot.waitUntil(lambda name=name: name in held.begun)
    assert held.stopped == ["a", "b"]
    held.let_go.set()
    qtbot.waitUntil(lambda: bool(answers))
    assert [asked.number for asked, _ in answers] == [2]


def test_no_question_any_more_cuts_off_what_is_under_way(
    requests: BackgroundRequests,
    answers: list[Answer],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    held = Held(monkeypatch)
    requests.diagnose(question(1, "a"))
    qtbot.waitUntil(lambda: held.begun == ["a"])
    requests.diagnose(DiagnosisQuestion(2, None))
    qtbot.waitUntil(lambda: held.stopped == ["a"])
    assert answers == []


def test_closing_cuts_a_trial_off(
    requests: BackgroundRequests,
    answers: list[Answer],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    held = Held(monkeypatch)
    requests.diagnose(question(1, "a"))
    qtbot.waitUntil(lambda: held.begun == ["a"])
    with qtbot.waitSignal(requests.at_rest, timeout=PATIENCE_MS):
        requests.close()
    assert held.stopped == ["a"]
    requests.diagnose(question(2, "b"))
    assert requests.wait()
    assert held.begun == ["a"]
    assert answers == []
