"""Inspections and exports beside the window."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import h5py
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.file_facts import DatasetFacts, ModelFacts
from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.jobs.messages import Failed, Inspected
from pandavision_gui.jobs.requests import FileStamp, look_at
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.views import background_requests
from pandavision_gui.views.background_requests import BackgroundRequests
from pandavision_gui.views.form.file_question import FileAnswer, FileQuestion

from ..support.recorded import RECORDED
from ..support.sample_files import road_signs
from ..support.several_outputs import OTHER, RIGHT, with_other_head

pytestmark = pytest.mark.usefixtures("ready_workers")

PATIENCE_MS = 20_000
FINISHED_JOB = str(RECORDED / "finished_job")


class Watched:
    """Requests and what they answered."""

    def __init__(self, requests: BackgroundRequests, qtbot: QtBot) -> None:
        self.requests, self._qtbot = requests, qtbot
        self.answers: list[tuple[FileQuestion, FileAnswer]] = []
        self.exported: list[str] = []
        self.rests = 0
        requests.inspected.connect(lambda question, answer: self.answers.append((question, answer)))
        requests.exported.connect(self.exported.append)
        requests.at_rest.connect(self._note_rest)

    def _note_rest(self) -> None:
        self.rests += 1

    def numbers(self) -> list[int]:
        return [question.number for question, _ in self.answers]

    def wait_for(self, answers: int) -> None:
        self._qtbot.waitUntil(lambda: len(self.answers) >= answers, timeout=PATIENCE_MS)

    def end(self) -> None:
        self.requests.close()
        self._qtbot.waitUntil(lambda: self.rests > 0, timeout=PATIENCE_MS)
        assert self.requests.wait()


@pytest.fixture
def watched(qtbot: QtBot) -> Iterator[Watched]:
    found = Watched(BackgroundRequests(), qtbot)
    yield found
    found.end()


@pytest.fixture
def model(sample_files: Path, tmp_path: Path) -> str:
    path = tmp_path / "signs.onnx"
    shutil.copyfile(sample_files / "signs_standard.onnx", path)
    return str(path)


class Held:
    """Stands for inspections that take long: each ends when it is stopped or let go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.stopped: list[str] = []
        self._let_go = threading.Event()
        monkeypatch.setattr(background_requests, "inspect_file", self._inspect)

    def let_go(self) -> None:
        self._let_go.set()

    def _inspect(
        self,
        path: Path,
        stop: StopSwitch,
        *,
        labels: str,
        output: str,
        class_names: tuple[str, ...],
    ) -> Failed:
        assert (labels, output) == ("", "")
        self.begun.append(path.name)
        while not stop.is_urgent and not self._let_go.wait(0.01):
            pass
        if stop.is_urgent:
            self.stopped.append(path.name)
        return Failed(kind="input", code="x", message="Looked into.", hint="", details="")


def test_a_file_is_answered_with_its_stamp_and_what_is_in_it(
    fresh_workers: None, watched: Watched, model: str
) -> None:
    question = FileQuestion("model", 3, model)
    watched.requests.inspect(question)
    watched.wait_for(1)
    asked, answer = watched.answers[0]
    assert asked is question
    assert isinstance(answer.report, Inspected)
    assert answer.stamp == look_at(model)
    assert answer.stamp is not None


def test_a_mere_look_starts_no_worker(watched: Watched, model: str, qtbot: QtBot) -> None:
    for number, path in enumerate((model, "/nowhere/gone.onnx")):
        watched.requests.inspect(FileQuestion("model", number, path, only_look=True))
    watched.wait_for(2)
    by_number = {question.number: answer for question, answer in watched.answers}
    assert by_number == {0: FileAnswer(look_at(model)), 1: FileAnswer(None)}


def test_a_path_that_is_no_unicode_text_is_answered_in_words(watched: Watched) -> None:
    path = "/data/\udcff.onnx"
    watched.requests.inspect(FileQuestion("model", 1, path))
    watched.wait_for(1)
    question, answer = watched.answers[0]
    assert question.path == path
    assert isinstance(answer.report, Failed)
    assert answer.report.message == "A file name or folder name is not valid Unicode text."


def test_only_the_newest_file_of_a_place_is_answered(watched: Watched, model: str) -> None:
    for number in range(8):
        watched.requests.inspect(FileQuestion("model", number, model))
    watched.requests.inspect(FileQuestion("dataset", 100, model))
    watched.wait_for(2)
    watched.end()
    assert sorted(watched.numbers()) == [7, 100]


def test_a_newer_file_cuts_off_the_one_before_it(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    held = Held(monkeypatch)
    for number, name in enumerate(("a", "b", "c")):
        watched.requests.inspect(FileQuestion("model", number, f"/data/{name}"))
        qtbot.waitUntil(lambda name=name: name in held.begun)
    # The next one may have begun before the one that was cut off has noticed.
    qtbot.waitUntil(lambda: set(held.stopped) == {"a", "b"}, timeout=PATIENCE_MS)
    held.let_go()
    watched.wait_for(1)
    assert watched.numbers() == [2]


def test_the_other_field_is_not_cut_off(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    held = Held(monkeypatch)
    watched.requests.inspect(FileQuestion("model", 1, "/data/m"))
    qtbot.waitUntil(lambda: held.begun == ["m"])
    watched.requests.inspect(FileQuestion("dataset", 2, "/data/d"))
    qtbot.waitUntil(lambda: sorted(held.begun) == ["d", "m"])
    held.let_go()
    watched.wait_for(2)
    assert held.stopped == []


def test_an_export_does_not_wait_for_inspections(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    held = Held(monkeypatch)
    for place in ("model", "dataset"):
        watched.requests.inspect(FileQuestion(place, 1, f"/data/{place}"))
    qtbot.waitUntil(lambda: len(held.begun) == 2)
    wanted = str(tmp_path / "curve.csv")
    watched.requests.export([FINISHED_JOB], ExportFormat.CSV, wanted)
    qtbot.waitUntil(lambda: watched.exported == [wanted], timeout=PATIENCE_MS)
    assert watched.answers == []
    held.let_go()


def test_an_export_that_fails_is_said(watched: Watched, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(watched.requests.export_failed, timeout=PATIENCE_MS) as caught:
        watched.requests.export([str(tmp_path)], ExportFormat.CSV, str(tmp_path / "x.csv"))
    assert "holds no finished job" in caught.args[0]
    assert watched.requests.exports_under_way == 0


def test_closing_cuts_inspections_off_and_finishes_exports(
    watched: Watched, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, tmp_path: Path
) -> None:
    held = Held(monkeypatch)
    watched.requests.inspect(FileQuestion("model", 1, "/data/m"))
    qtbot.waitUntil(lambda: held.begun == ["m"])
    wanted = [str(tmp_path / name) for name in ("one.png", "two.png")]
    for path in wanted:
        watched.requests.export([FINISHED_JOB], ExportFormat.PNG, path)
    watched.requests.close()
    assert watched.requests.exports_under_way == 2
    qtbot.waitUntil(lambda: watched.rests == 1, timeout=2 * PATIENCE_MS)
    assert held.stopped == ["m"]
    assert watched.exported == wanted
    assert all(Path(path).read_bytes().startswith(b"\x89PNG") for path in wanted)
    assert watched.requests.exports_under_way == 0
    assert watched.answers == []
    assert watched.requests.wait()


def test_nothing_is_begun_after_closing(watched: Watched, model: str, tmp_path: Path) -> None:
    watched.requests.inspect(FileQuestion("model", 1, model))
    watched.requests.close()
    watched.requests.close()
    watched.requests.inspect(FileQuestion("model", 2, model))
    watched.requests.export([FINISHED_JOB], ExportFormat.CSV, str(tmp_path / "curve.csv"))
    assert watched.requests.exports_under_way == 0
    watched.end()
    QApplication.processEvents()
    assert watched.rests == 1
    assert watched.answers == []
    assert not (tmp_path / "curve.csv").exists()


def test_a_drive_that_does_not_answer_holds_nothing_else_up(qtbot: QtBot, model: str) -> None:
    answers_now = threading.Event()
    looked: list[str] = []

    def look(path: str) -> FileStamp | None:
        looked.append(path)
        if path == "/far/model.onnx":
            answers_now.wait()
        return look_at(path)

    watched = Watched(BackgroundRequests(look=look, look_patience_ms=2000), qtbot)
    for number in range(5):
        watched.requests.inspect(FileQuestion("submission", number, "/far/model.onnx", True))
    watched.requests.inspect(FileQuestion("model", 9, model, only_look=True))
    watched.wait_for(1)
    assert watched.numbers() == [9]
    watched.wait_for(6)
    report = watched.answers[1][1].report
    assert isinstance(report, Failed)
    assert report.message == '"/far/model.onnx" did not answer for 2 seconds.'
    assert looked.count("/far/model.onnx") == 1
    watched.end()  # without the thread that hangs
    assert not answers_now.is_set()
    answers_now.set()


def test_the_stamp_tells_another_content(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(b"one")
    first = look_at(str(path))
    path.write_bytes(b"more")
    longer = look_at(str(path))
    other = tmp_path / "b.onnx"
    other.write_bytes(b"some")
    assert longer is not None
    os.utime(other, ns=(longer.modified_ns, longer.modified_ns))
    os.replace(other, path)
    replaced = look_at(str(path))
    assert len({first, longer, replaced}) == 3
    path.unlink()
    assert look_at(str(path)) is None
    assert look_at("/data/a\0b.onnx") is None
    assert look_at("/data/\udcff.onnx") is None


def test_a_dataset_is_looked_into_for_the_labels_that_were_chosen(
    watched: Watched, tmp_path: Path
) -> None:
    samples, labels = road_signs(12)
    path = tmp_path / "two.h5"
    with h5py.File(path, "w") as file:
        file["images"], file["fine_labels"], file["coarse_labels"] = samples, labels, labels // 2
    watched.requests.inspect(FileQuestion("dataset", 1, str(path)))
    watched.wait_for(1)
    refused = watched.answers[0][1].report
    assert isinstance(refused, Failed)
    assert set(refused.choices) == {"fine_labels", "coarse_labels"}
    watched.requests.inspect(FileQuestion("dataset", 2, str(path), labels="coarse_labels"))
    watched.wait_for(2)
    found = watched.answers[1][1].report
    assert isinstance(found, Inspected)
    assert isinstance(found.facts, DatasetFacts)
    assert found.facts.labels_name == "coarse_labels"


def test_a_dataset_is_looked_into_with_the_names_that_were_given(
    watched: Watched, tmp_path: Path
) -> None:
    samples, labels = road_signs(12)
    names = tuple(f"sign {number}" for number in range(12))
    path = tmp_path / "words.h5"
    with h5py.File(path, "w") as file:
        file["samples"], file["labels"] = samples, [names[number] for number in labels]
    watched.requests.inspect(FileQuestion("dataset", 1, str(path)))
    watched.wait_for(1)
    refused = watched.answers[0][1].report
    assert isinstance(refused, Failed)
    assert refused.code == "dataset_labels_text"
    watched.requests.inspect(FileQuestion("dataset", 2, str(path), class_names=names))
    watched.wait_for(2)
    found = watched.answers[1][1].report
    assert isinstance(found, Inspected)
    assert isinstance(found.facts, DatasetFacts)
    assert found.facts.label_counts == {int(n): list(labels).count(n) for n in set(labels)}


def test_a_model_is_looked_into_for_the_output_that_was_chosen(
    watched: Watched, tmp_path: Path
) -> None:
    path = with_other_head(tmp_path / "two.onnx", classes=5)
    for number, output in enumerate(("", RIGHT, "third"), 1):
        watched.requests.inspect(FileQuestion("model", number, str(path), output=output))
        watched.wait_for(number)
    likeliest, chosen, refused = (answer.report for _, answer in watched.answers)
    assert isinstance(likeliest, Inspected)
    assert isinstance(likeliest.facts, ModelFacts)
    assert likeliest.facts.classes == 5
    assert [one.name for one in likeliest.facts.output_choices] == [OTHER, RIGHT]
    assert isinstance(chosen, Inspected)
    assert isinstance(chosen.facts, ModelFacts)
    assert (chosen.facts.classes, chosen.facts.chosen_output) == (12, RIGHT)
    assert isinstance(refused, Failed)
    assert (refused.code, refused.choices) == ("model_output_unknown", (OTHER, RIGHT))
