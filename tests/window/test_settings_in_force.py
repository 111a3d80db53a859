"""What is set in the dialog holds at once, and what is chosen in the window at the next start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QAction, QFont
from PySide6.QtWidgets import QApplication, QMenu

from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.worker_watch import limits_of
from pandavision_gui.settings import Settings
from pandavision_gui.views.form.file_section import FileState
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.settings_dialog import SettingsDialog
from pandavision_gui.views.theme import DARK, LIGHT

from ..jobs.hand_made_folders import id_of, put_job
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


def set_in_dialog(window: OpenedWindow, **values: Any) -> None:
    window.window.actions_by_name["settings"].trigger()
    dialog = window.window.findChild(SettingsDialog)
    assert dialog is not None
    assert dialog.isVisible()
    for name, value in values.items():
        dialog.fields[name].set_value(value)
    dialog.close()


def test_what_is_set_holds_at_once(open_window: Open) -> None:
    window = open_window(appearance="light")
    program, rules = window.program, window.program.opened.queue.rules
    set_in_dialog(
        window, appearance="dark", memory_share=40, retry_lost_workers=True,
        keep_awake=False, tell_ends=False, resume_interrupted=True,
    )  # fmt: skip
    assert program.theme.colours is DARK
    assert rules.limits == limits_of(Settings(memory_share=40))
    assert rules.retries_lost
    assert not program._stay_awake.is_wanted
    assert not program.window.end_notice.is_wanted
    assert program.window.commands.resumes_interrupted
    set_in_dialog(window, appearance="light", keep_awake=True, tell_ends=True)
    assert program.theme.colours is LIGHT
    assert program._stay_awake.is_wanted
    assert program.window.end_notice.is_wanted


def test_a_second_job_starts_as_soon_as_two_may_run(open_window: Open, small_spec: Any) -> None:
    window = open_window(parallel_jobs=1)
    long = {
        "attack-params": {"steps": 100_000, "early_stop": False},
        "perturbation-values": [0, 0.0001],
    }
    first, second = (window.add(small_spec(name=name, **long)) for name in ("one", "two"))
    window.wait_for_state(first, JobState.RUNNING)
    assert window.row(second).state is JobState.QUEUED
    set_in_dialog(window, parallel_jobs=2)
    window.wait_for_state(second, JobState.RUNNING)
    assert window.row(first).state is JobState.RUNNING


def test_what_was_cut_off_goes_on_without_a_question_where_that_is_set(
    open_window: Open, tmp_path: Path
) -> None:
    job_id = id_of(put_job(tmp_path / "data", JobState.RUNNING, name="cut off"))
    window = open_window(resume_interrupted=True)
    window.wait(lambda: window.row(job_id).state is not JobState.INTERRUPTED)
    assert "was interrupted" not in window.said()


def recent(window: OpenedWindow) -> list[QAction]:
    """What the menu of recent files offers when it is opened."""
    menu = window.window.recent_menu
    menu.aboutToShow.emit()
    return [action for action in menu.actions() if not action.isSeparator()]


def offered(window: OpenedWindow) -> list[str]:
    """What the model's field offers."""
    (menu,) = window.window.form.model.findChildren(QMenu)
    return [action.text() for action in menu.actions()]


def test_a_file_that_was_used_is_offered_at_once_later_and_not_after_it_is_forgotten(
    open_window: Open, sample_files: Path
) -> None:
    model = sample_files / "signs_robust.onnx"
    first = open_window()
    assert len(recent(first)) == 1  # which says that there is none
    first.window.form.take_files([str(model)])
    first.wait(lambda: first.window.form.model.state is FileState.GOOD)
    assert [text.split()[0] for text in offered(first)] == [model.name]
    assert recent(first)[0].text().startswith(model.name)
    first.quit()
    later = open_window(recent_models=(str(model),))
    assert [text.split()[0] for text in offered(later)] == [model.name]
    recent(later)[-1].trigger()  # clear the list
    assert offered(later) == []
    assert len(recent(later)) == 1
    assert not later.program.settings.recent["model"]


def test_columns_axis_and_budget_are_as_they_were_left(open_window: Open) -> None:
    first = open_window()
    first.window.table.columns.unwanted.add(Column.DATASET)
    first.window.table.columns.widths[Column.NAME] = 222
    options = first.window.curve_tab.options
    options.budget.setText("8/255")
    options._log.setChecked(True)
    first.window.close()
    first.quit()
    later = open_window()
    assert later.window.table.columns.unwanted == {Column.DATASET}
    assert later.window.table.columns.widths[Column.NAME] == 222
    assert later.window.curve_tab.options.budget.text() == "8/255"
    assert later.window.curve_tab.options.is_log


@pytest.fixture
def usual_font(qapp: QApplication) -> Iterator[QFont]:
    """The application's font, again after the test."""
    before = QFont(qapp.font())
    yield before
    qapp.setFont(before)
    qapp.setProperty("usual_font", None)


@pytest.mark.parametrize(("size", "times"), [("larger", 1.25), ("large", 1.5)])
def test_the_text_is_as_large_as_it_was_set_from_the_next_start_on(
    open_window: Open, usual_font: QFont, size: str, times: float
) -> None:
    usual = usual_font.pointSizeF()
    first = open_window()
    set_in_dialog(first, text_size=size)
    assert first.window.font().pointSizeF() == usual
    first.window.close()
    first.quit()
    for _ in range(2):  # a second start does not make it larger still
        window = open_window(text_size=size)
        assert window.window.font().pointSizeF() == pytest.approx(usual * times)
        assert window.button("Add to queue").font().pointSizeF() == pytest.approx(usual * times)
        window.window.close()
        window.quit()
    again = open_window(text_size="usual")
    assert again.window.font().pointSizeF() == pytest.approx(usual)
