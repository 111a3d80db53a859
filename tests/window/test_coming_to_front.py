"""A job that somebody adds comes to the front, but not from under what is done to another one."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Spec = Callable[..., EvaluationSpec]


@pytest.fixture
def window(open_window: Callable[..., OpenedWindow], small_spec: Spec) -> OpenedWindow:
    """A window with a finished job, selected, whose queue is paused."""
    window = open_window()
    job_id = window.add(small_spec(name="old"))
    window.wait_for_state(job_id, JobState.FINISHED)
    window.window.actions_by_name["pause"].trigger()
    window.wait(lambda: "paused" in window.said())
    return window


def selected(window: OpenedWindow) -> list[str]:
    return [row.name for row in window.window.presenter.selected_rows()]


def add_by_another_program(window: OpenedWindow, spec: EvaluationSpec) -> UUID:
    before = len(window.rows())
    job_id = window.program.opened.queue.add(spec).result(timeout=20)
    window.wait(lambda: len(window.rows()) == before + 1)
    window.qtbot.wait(250)
    return job_id


def test_it_comes_to_the_front(window: OpenedWindow, small_spec: Spec) -> None:
    add_by_another_program(window, small_spec(name="new", seed=1))
    assert selected(window) == ["new"]


def test_an_open_menu_means_the_job_that_it_was_opened_for(
    window: OpenedWindow, small_spec: Spec
) -> None:
    window.window.table._show_menu(window.window.mapToGlobal(QPoint(50, 50)))
    menu = QApplication.activePopupWidget()
    assert menu is not None
    add_by_another_program(window, small_spec(name="new", seed=1))
    assert selected(window) == ["old"]
    menu.close()
    window.qtbot.wait(250)
    assert selected(window) == ["old"]


def test_the_palette_means_the_job_that_was_selected(
    window: OpenedWindow, small_spec: Spec
) -> None:
    window.window.actions_by_name["palette"].trigger()
    add_by_another_program(window, small_spec(name="new", seed=1))
    assert selected(window) == ["old"]


def test_a_name_is_written_to_its_end(window: OpenedWindow, small_spec: Spec) -> None:
    window.window.actions_by_name["rename"].trigger()
    line = window.window.table.findChild(QLineEdit, "rename")
    assert isinstance(line, QLineEdit)
    QTest.keyClicks(line, "half a na")
    add_by_another_program(window, small_spec(name="new", seed=1))
    assert line.isVisible()
    assert selected(window) == ["old"]
    assert {row.name for row in window.rows()} == {"old", "new"}, "no half of it is a name"


def test_of_jobs_that_are_added_together_the_first_is_shown_which_runs_first(
    window: OpenedWindow, small_spec: Spec
) -> None:
    queue, before = window.program.opened.queue, len(window.rows())
    for number in range(3):
        queue.add(small_spec(name=f"new {number}", seed=1 + number))
    window.wait(lambda: len(window.rows()) == before + 3)
    window.qtbot.wait(250)
    assert selected(window) == ["new 0"]
