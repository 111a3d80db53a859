"""Jobs are compared in a window of their own, which follows what becomes of them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.compare_messages import MOST_COMPARED, JobsCompared
from pandavision_gui.jobs.exporting import ExportFormat
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.jobs.requests import compare_jobs
from pandavision_gui.paths import user_folders
from pandavision_gui.views.actions import ACTIONS, CONTEXT_MENU
from pandavision_gui.views.compare.compare_window import CompareWindow
from pandavision_gui.views.error_message import ErrorMessage
from pandavision_gui.views.jobs_table.names_apart import names_told_apart
from pandavision_gui.views.report_dialog import ReportDialog

from .finished_jobs import ids, put_finished, select
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
NAMES = ("first", "second", "third")


@pytest.fixture
def history(open_window: Open, tmp_path: Path) -> OpenedWindow:
    """A window on three finished jobs with the same rows."""
    jobs = user_folders(tmp_path / "data").jobs
    for hour, name in enumerate(NAMES, start=1):
        put_finished(jobs, name, hour)
    window = open_window()
    window.wait(lambda: len(window.rows()) == len(NAMES))
    return window


def windows(opened: OpenedWindow) -> list[CompareWindow]:
    return [one for one in opened.window.findChildren(CompareWindow) if one.isVisible()]


def compare(opened: OpenedWindow, *names: str) -> CompareWindow:
    """Select jobs, trigger the action and return the window that comes."""
    before = windows(opened)
    select(opened, *names)
    action = opened.window.actions_by_name["compare"]
    assert action.isEnabled()
    action.trigger()
    (window,) = [one for one in windows(opened) if one not in before]
    return window


def verdicts(window: CompareWindow) -> list[str]:
    return [card.verdict.text() for card in window.page.cards.cards]


def wait_for_verdict(opened: OpenedWindow, window: CompareWindow) -> None:
    opened.wait(lambda: window.page.isVisible() and verdicts(window))


def wait_for_failure(opened: OpenedWindow, window: CompareWindow) -> None:
    opened.wait(lambda: any(one.isVisible() for one in window.findChildren(ErrorMessage)))


def is_free(opened: OpenedWindow) -> bool:
    return not opened.program._comparisons._work._under_way


def test_a_clear_difference_is_told_as_the_command_tells_it(
    open_window: Open, small_spec: Callable[..., EvaluationSpec], sample_files: Path
) -> None:
    opened = open_window()
    keys = {
        "indexes": list(range(0, 300, 15)),
        "perturbation-values": [0, 0.03, 0.06],
        "attack-params": {"steps": 40},
        "preprocessing": "unit",
    }
    weak = opened.add(small_spec(name="weak", **keys))
    robust = str(sample_files / "signs_robust.onnx")
    strong = opened.add(small_spec(name="strong", **keys, **{"trained-model": robust}))
    for job_id in (weak, strong):
        opened.wait_for_state(job_id, JobState.FINISHED)
    series = {job_id: opened.wait_for_curve(job_id) for job_id in (weak, strong)}
    window = compare(opened, "weak", "strong")
    wait_for_verdict(opened, window)
    folders = [opened.folders.jobs / str(job_id) for job_id in (weak, strong)]
    told = compare_jobs(folders)
    assert isinstance(told, JobsCompared)
    assert verdicts(window) == [told.pairs[0].verdict]
    assert verdicts(window)[0].startswith("“strong” is right more often than “weak”")
    assert window.windowTitle() == "Comparison: weak and strong"
    model = window.page.values
    assert model.rowCount() == 3
    differing = window.page.differences
    assert [differing.index(n, 0).data() for n in range(differing.rowCount())] == ["Model"]

    # The curves are those of the main window, in its colours.
    opened.wait(lambda: len(window.page.curves._series) == 2)
    for drawn, job_id in zip(window.page.curves._series, (weak, strong), strict=True):
        assert drawn.job_id == job_id
        assert drawn.curve == series[job_id].curve
        assert drawn.style == series[job_id].style
    opened.wait(lambda: window.page.curves._plot is not None)


def test_jobs_without_a_tick_have_colours_that_no_ticked_job_has(history: OpenedWindow) -> None:
    model = history.window.model
    first, second, third = ids(history, *NAMES)
    model.set_all_ticked([first, second, third], False)
    model.set_ticked(third, True)
    history.wait_for_curve(third)
    window = compare(history, "first", "second")
    wait_for_verdict(history, window)
    history.wait(lambda: len(window.page.curves._series) == 2)
    used = {model.style_of(third), *(one.style for one in window.page.curves._series)}
    assert len(used) == 3
    model.set_ticked(second, True)
    history.wait_for_curve(second)
    history.wait(lambda: window.page.curves._series[1].style == model.style_of(second))
    assert window.page.curves._series[0].style != model.style_of(second)


def test_the_same_jobs_have_one_window_and_others_another(history: OpenedWindow) -> None:
    window = compare(history, "first", "second")
    select(history, "second", "first")
    history.window.actions_by_name["compare"].trigger()
    assert windows(history) == [window]
    other = compare(history, "first", "second", "third")
    wait_for_verdict(history, other)
    assert len(verdicts(other)) == 2, "each of the others with the first"
    assert set(windows(history)) == {window, other}
    wait_for_verdict(history, window)


def test_jobs_of_one_name_are_told_apart_in_the_words_of_the_table(history: OpenedWindow) -> None:
    rows = history.window.presenter.rows(ids(history, "first", "second"))
    names = [*names_told_apart([replace(row, name="first") for row in rows]).values()]
    assert names[0] != names[1]
    select(history, "first", "second")
    history.window.commands.rename_wanted.emit(rows[1].id, "first")
    history.wait(lambda: [row.name for row in history.rows()].count("first") == 2)
    history.window.actions_by_name["compare"].trigger()
    (window,) = windows(history)
    wait_for_verdict(history, window)
    assert window.windowTitle() == f"Comparison: {names[0]} and {names[1]}"
    assert all(f"“{name}”" in verdicts(window)[0] for name in names)


def test_a_new_name_is_told_everywhere(history: OpenedWindow) -> None:
    window = compare(history, "first", "second")
    wait_for_verdict(history, window)
    (second,) = ids(history, "second")
    history.window.commands.rename_wanted.emit(second, "renamed")
    history.wait(lambda: "“renamed”" in verdicts(window)[0])
    assert window.windowTitle() == "Comparison: first and renamed"
    assert window.page.values.rows_as_numbers()[0][5] == "renamed"
    history.wait(lambda: [one.name for one in window.page.curves._series] == ["first", "renamed"])


def test_what_was_found_stays_when_a_job_is_removed(history: OpenedWindow) -> None:
    window = compare(history, "first", "second")
    wait_for_verdict(history, window)
    history.wait(lambda: len(window.page.curves._series) == 2)
    before = verdicts(window)
    history.do("remove", ids(history, "second")[0])
    history.wait(lambda: len(history.rows()) == 2)
    history.wait(lambda: not window.report.isEnabled())
    assert "“second” was removed" in window.notice.text()
    assert verdicts(window) == before
    assert len(window.page.curves._series) == 2
    history.window.actions_by_name["undo"].trigger()
    history.wait(window.report.isEnabled)
    assert not window.notice.isVisible()
    history.wait(lambda: is_free(history))


def test_a_job_that_went_before_the_answer_is_told_in_place(
    history: OpenedWindow, tmp_path: Path
) -> None:
    second = ids(history, "second")[0]
    result = history.folders.jobs / str(second) / "result.json"
    whole = result.read_text("utf-8")
    result.unlink()
    window = compare(history, "first", "second")
    wait_for_failure(history, window)
    assert "result.json" in window.failure.sentence()
    assert not window.copy_verdict.isEnabled()
    result.write_text(whole, "utf-8")
    again = next(b for b in window.findChildren(QPushButton) if b.text() == "Try again")
    history.click(again)
    wait_for_verdict(history, window)
    assert not window.failure.isVisible()


def test_rows_that_were_changed_are_no_comparison(history: OpenedWindow) -> None:
    second = ids(history, "second")[0]
    result = history.folders.jobs / str(second) / "result.json"
    document = json.loads(result.read_text("utf-8"))
    document["survives-8bit"] += 1
    result.write_text(json.dumps(document), "utf-8")
    window = compare(history, "first", "second")
    wait_for_failure(history, window)
    assert "second" in window.failure.sentence() or str(second) in window.failure.sentence()


def test_closing_ends_the_work(history: OpenedWindow) -> None:
    window = compare(history, "first", "second")
    assert not is_free(history)
    history.click(window.close_button)
    assert is_free(history)
    assert windows(history) == []
    again = compare(history, "first", "second")
    wait_for_verdict(history, again)


def test_the_program_ends_with_comparisons_open_and_under_way(history: OpenedWindow) -> None:
    done = compare(history, "first", "second")
    wait_for_verdict(history, done)
    compare(history, "first", "third")
    history.quit()
    assert windows(history) == []


def test_a_report_of_the_compared_jobs_is_written(history: OpenedWindow, tmp_path: Path) -> None:
    window = compare(history, "first", "second")
    wait_for_verdict(history, window)
    assert verdicts(window)[0].startswith("No difference between “first” and “second”")
    select(history, "third")
    history.click(window.report)
    dialog = window.findChild(ReportDialog, "report_dialog")
    assert dialog is not None
    choose = dialog.findChild(QPushButton, "choose_file")
    assert choose is not None
    history.click(choose)
    path = tmp_path / "comparison.html"
    files = window.findChild(QFileDialog, "export_dialog")
    assert files is not None
    files.selectFile(str(path))
    files.accept()
    assert "Writing" in window.notice.text()
    history.wait(lambda: window.notice.text().startswith("Written"))
    text = path.read_text("utf-8")
    assert "Evasion robustness: a comparison" in text
    assert verdicts(window)[0] in text, "the same words"
    assert "third" not in text, "what is compared counts, not what is selected"


def test_a_report_that_cannot_be_written_is_told_in_the_window(
    history: OpenedWindow, tmp_path: Path
) -> None:
    window = compare(history, "first", "second")
    wait_for_verdict(history, window)
    gone = tmp_path / "gone" / "comparison.html"
    jobs: list[UUID] = ids(history, "first", "second")
    details = history.window.commands.report_details
    history.window.commands.export_wanted.emit(jobs, ExportFormat.HTML, str(gone), details)
    history.wait(lambda: "could not be written" in window.notice.text())


@pytest.mark.parametrize("names", [("first",), NAMES])
def test_the_action_says_what_it_needs(history: OpenedWindow, names: tuple[str, ...]) -> None:
    action = history.window.actions_by_name["compare"]
    select(history, *names)
    assert action.isEnabled() == (len(names) > 1)
    if len(names) < 2:
        assert action.toolTip().endswith("Select 2 to 10 finished jobs.")


def test_the_action_stands_where_users_look(history: OpenedWindow) -> None:
    (info,) = [one for one in ACTIONS if one.name == "compare"]
    assert info.in_toolbar
    assert any(info.name in group for group in CONTEXT_MENU)
    assert info.menu == "jobs"
    assert info.shortcut
    assert f"2 to {MOST_COMPARED} finished" in info.reason


def test_the_same_window_comes_by_key(history: OpenedWindow, qtbot: QtBot) -> None:
    select(history, "first", "second")
    action = history.window.actions_by_name["compare"]
    assert action.shortcut().toString() == "Ctrl+Shift+M"
    with qtbot.waitSignal(action.triggered):
        qtbot.keySequence(history.window, action.shortcut())
    (window,) = windows(history)
    wait_for_verdict(history, window)
