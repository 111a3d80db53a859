"""Previews take each other's place; only the newest is told."""

from __future__ import annotations

import threading

import pytest
import shiboken6
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.dataset_order import DatasetOrder
from pandavision_gui.errors import InputError
from pandavision_gui.jobs.supervisor import StopSwitch
from pandavision_gui.views.dataset_making import making_work
from pandavision_gui.views.dataset_making.making_work import MakingWork


def test_a_new_preview_cuts_the_one_before_off_and_only_its_answer_is_told(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, StopSwitch]] = []
    told: list[object] = []
    go_on = threading.Event()

    def preview(order: DatasetOrder, stop: StopSwitch) -> object:
        asked.append((order.source, stop))
        assert go_on.wait(60)
        return f"seen {order.source}"

    monkeypatch.setattr(making_work, "preview_dataset", preview)
    owner = QObject()
    work = MakingWork(owner)
    work.previewed.connect(told.append)
    for source in ("first", "second"):
        work.preview(DatasetOrder(source=source))
        qtbot.waitUntil(lambda source=source: source in [name for name, _ in asked])
    stops = dict(asked)
    assert stops["first"].is_urgent
    assert not stops["second"].is_asked
    go_on.set()
    qtbot.waitUntil(lambda: bool(told))
    work.wait()
    assert told == ["seen second"]


def test_a_mistake_of_ours_and_a_refusal_are_told_in_words(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for fault, words in ((ValueError("x"), "ValueError"), (InputError("c", "No."), "No.")):

        def preview(order: DatasetOrder, stop: StopSwitch, fault: Exception = fault) -> object:
            raise fault

        monkeypatch.setattr(making_work, "preview_dataset", preview)
        monkeypatch.setattr(making_work._log, "exception", lambda *_: None)
        owner = QObject()
        work = MakingWork(owner)
        with qtbot.waitSignal(work.previewed) as told:
            work.preview(DatasetOrder(source="s"))
        assert words in told.args[0].message
        work.wait()


def test_nothing_is_told_after_the_end_even_by_a_worker_that_outlives_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    asked = threading.Event()

    def preview(order: DatasetOrder, stop: StopSwitch) -> str:
        asked.set()
        assert go_on.wait(60)
        return "seen"

    monkeypatch.setattr(making_work, "preview_dataset", preview)
    owner = QObject()
    work = MakingWork(owner)
    work.preview(DatasetOrder(source="s"))
    assert asked.wait(60)
    (thread,) = [one for one in threading.enumerate() if one.name == "dataset-making"]
    work.close()
    shiboken6.delete(owner)
    go_on.set()
    thread.join(60)  # an exception in it fails the test
    assert not thread.is_alive()
