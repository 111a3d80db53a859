"""The main job through the real widgets, the real queue and real workers."""

from __future__ import annotations

import csv
import json
import os
import signal
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog, QPushButton

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_folder import JobFolder
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.report_dialog import ReportDialog

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("quick_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]
# Some hundred steps on every sample: longer than any test looks at it.
LONG = {
    "indexes": None,
    "attack-params": {"steps": 2000, "early_stop": False},
    "perturbation-values": [0, 0.5],
}
# Some seconds: it is seen at work, stopped, and has an end.
RESUMED = {
    **LONG,
    "indexes": list(range(0, 300, 3)),
    "attack-params": {"steps": 60, "early_stop": False},
}


def export(window: OpenedWindow, action: str, path: Path) -> None:
    window.window.actions_by_name[action].trigger()
    fields = window.window.findChild(ReportDialog)
    if fields is not None:
        fields.fields["assessor"].set_value("A. Example")
        button = fields.findChild(QPushButton, "choose_file")
        assert button is not None
        window.click(button)
    dialog = window.window.findChild(QFileDialog, "export_dialog")
    assert dialog is not None
    dialog.selectFile(str(path))
    dialog.accept()
    window.wait(lambda: "Saved as" in window.said() and path.name in window.said())


def test_the_sample_evaluation_runs_from_the_first_start_by_one_click(open_window: Open) -> None:
    window = open_window()
    button = window.window.findChild(QPushButton, "run_sample")
    assert button is not None
    assert button.isVisible()
    window.click(button)
    window.wait(lambda: len(window.rows()) == 2)
    jobs = [row.id for row in window.rows()]
    for job_id in jobs:
        window.wait_for_state(job_id, JobState.FINISHED)
        window.wait_for_curve(job_id)
    levels = {window.row(job_id).model: window.row(job_id).level for job_id in jobs}
    assert levels == {"signs_standard.onnx": "low", "signs_robust.onnx": "high"}
    # What these two took tells what the form's evaluation of the same model will cost.
    form = window.window.form
    window.wait(lambda: form.bar.cost_text().endswith(" s"))
    asked = form.current_spec()
    assert asked is not None
    assert form.known_speeds.per_pass(asked) is not None


def test_a_job_goes_from_the_form_to_the_curve_to_the_disk_and_into_the_history(
    open_window: Open, small_spec: Spec, tmp_path: Path
) -> None:
    window = open_window()
    # Strong enough to break some: the report shows them.
    strong = {"preprocessing": "unit", "attack-params": {"steps": 5, "rel_stepsize": 0.3}}
    job_id = window.add(small_spec(name="my job", **strong))
    window.wait_for_state(job_id, JobState.FINISHED)
    series = window.wait_for_curve(job_id)
    result = window.result(job_id)
    assert [p.value for p in series.curve] == result["sec-curve"]["x-values"]
    assert [p.accuracy for p in series.curve] == result["sec-curve"]["y-values"]
    assert not series.with_intervals  # the samples were chosen
    row = window.row(job_id)
    assert (row.clean, row.robust) == (series.curve[0].accuracy, series.curve[-1].accuracy)
    assert row.level == result["sec-level"]

    for action, name in (
        ("export_csv", "a.csv"),
        ("export_json", "b.json"),
        ("export_figure", "c.png"),
        ("export_table", "d.csv"),
        ("export_samples", "e.h5"),
        ("report", "f.html"),
        ("export_pack", "g.zip"),
    ):
        export(window, action, tmp_path / name)
    with (tmp_path / "a.csv").open() as file:
        lines = list(csv.DictReader(file))
    assert [float(line["pert_value"]) for line in lines] == result["sec-curve"]["x-values"]
    assert [float(line["accuracy"]) for line in lines] == result["sec-curve"]["y-values"]
    assert json.loads((tmp_path / "b.json").read_text()) == result
    assert QImage(str(tmp_path / "c.png")).width() > 400
    assert len((tmp_path / "d.csv").read_text().splitlines()) == 1 + result["samples"]["evaluated"]
    assert (tmp_path / "e.h5").read_bytes().startswith(b"\x89HDF")
    assert "manifest.json" in zipfile.ZipFile(tmp_path / "g.zip").namelist()
    page = (tmp_path / "f.html").read_text("utf-8")
    assert "my job" in page
    assert "A. Example" in page
    shown = min(6, result["samples"]["broken"])
    assert shown > 0
    assert page.count("data:image/png") == 3 * shown  # sample, example, difference
    window.quit()

    later = open_window()
    assert [(r.id, r.name, r.state) for r in later.rows()] == [(job_id, "my job", "finished")]
    assert later.wait_for_curve(job_id).curve == series.curve


def test_a_killed_a_stopped_and_a_finished_job_are_each_told_right(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    killed = window.add(small_spec(**LONG))
    stopped = window.add(small_spec(**LONG, seed=1))
    finished = window.add(small_spec())

    window.wait(lambda: window.window.presenter.news.progress(killed) is not None)
    note = json.loads((window.folders.jobs / str(killed) / "worker.json").read_text())
    os.kill(note["pid"], signal.SIGKILL)
    row = window.wait_for_state(killed, JobState.FAILED)
    assert "SIGKILL" in row.reason

    window.wait(lambda: window.window.presenter.news.progress(stopped) is not None)
    began = time.monotonic()
    window.do("stop", stopped)
    row = window.wait_for_state(stopped, JobState.CANCELLED)
    took = time.monotonic() - began
    assert "kept" in row.reason
    assert took < 10, f"{took:.2f} s"  # a second is promised; this machine may be busy

    assert window.wait_for_state(finished, JobState.FINISHED).reason == ""
    states = {row.id: row.state for row in window.rows()}
    assert states == {killed: "failed", stopped: "cancelled", finished: "finished"}


def test_a_stopped_job_is_resumed_from_the_window(open_window: Open, small_spec: Spec) -> None:
    window = open_window()
    job_id = window.add(small_spec(**RESUMED))
    window.wait(lambda: window.window.presenter.news.progress(job_id) is not None)
    window.do("stop", job_id)
    window.wait_for_state(job_id, JobState.CANCELLED)
    window.do("resume", job_id)
    window.wait_for_state(job_id, JobState.FINISHED)
    assert window.result(job_id)["run"]["resumed"] == 1
    assert window.result(job_id)["run"]["bit-repeatable"] is True


def test_a_job_that_runs_again_is_a_new_one(open_window: Open, small_spec: Spec) -> None:
    window = open_window()
    first = window.add(small_spec())
    window.wait_for_state(first, JobState.FINISHED)
    window.do("again", first)
    window.wait(lambda: len(window.rows()) == 2)
    second = next(row.id for row in window.rows() if row.id != first)
    window.wait_for_state(second, JobState.FINISHED)
    one, other = window.result(first), window.result(second)
    assert one["curve"] == other["curve"]
    assert one["spec"] == other["spec"]


def test_a_removed_job_comes_back_by_undo_and_is_gone_after_the_end(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    job_id = window.add(small_spec())
    window.wait_for_state(job_id, JobState.FINISHED)
    window.do("remove", job_id)
    window.wait(lambda: window.rows() == ())
    window.click(window.button("Undo"))
    window.wait(lambda: len(window.rows()) == 1)
    assert window.row(job_id).state == "finished"
    window.do("remove", job_id)
    window.wait(lambda: window.rows() == ())
    window.quit()
    assert list(window.folders.jobs.iterdir()) == []
    assert open_window().rows() == ()


def test_closing_with_a_running_job_asks_once_and_resumes_next_time(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    job_id = window.add(small_spec(**RESUMED))
    window.wait(lambda: window.window.presenter.news.progress(job_id) is not None)
    window.window.close()
    window.window.close()
    question = window.question()
    assert question is not None
    assert question.text() == "One job is running."
    later = next(b for b in question.buttons() if "resume" in b.text())
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        later.click()
    stored = json.loads((window.folders.jobs / str(job_id) / "job.json").read_text())
    assert (stored["state"], stored["resumed"]) == ("queued", 1)

    again = open_window()
    again.wait_for_state(job_id, JobState.FINISHED)
    assert again.result(job_id)["run"]["bit-repeatable"] is True


def test_keeping_the_program_running_leaves_everything_as_it_is(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    job_id = window.add(small_spec(**LONG))
    window.wait(lambda: window.row(job_id).state is JobState.RUNNING)
    window.window.close()
    question = window.question()
    assert question is not None
    next(b for b in question.buttons() if "Don" in b.text()).click()
    window.wait(lambda: window.question() is None)
    assert window.window.isVisible()
    assert window.row(job_id).state is JobState.RUNNING


def test_closing_without_a_running_job_asks_nothing(open_window: Open) -> None:
    window = open_window()
    with window.qtbot.waitSignal(window.program.ended, timeout=20_000):
        window.window.close()
    assert window.question() is None


def test_two_jobs_run_side_by_side_when_so_set(open_window: Open, small_spec: Spec) -> None:
    window = open_window(parallel_jobs=2)
    jobs = [window.add(small_spec(**LONG, seed=seed)) for seed in (1, 2)]
    news = window.window.presenter.news
    window.wait(lambda: all(news.progress(job_id) is not None for job_id in jobs))
    assert [window.row(job_id).state for job_id in jobs] == ["running", "running"]
    bands = [window.drawn(job_id) for job_id in jobs]
    assert all(series is not None and series.band for series in bands)
    styles = {series.style for series in bands if series is not None}
    assert len(styles) == 2


@pytest.mark.usefixtures("fresh_workers")
def test_no_worker_is_left_after_the_end(open_window: Open, small_spec: Spec) -> None:
    others = set(psutil.Process().children(recursive=True))  # of other tests in this process
    window = open_window()
    job_id = window.add(small_spec(**LONG))
    window.wait(lambda: window.window.presenter.news.progress(job_id) is not None)
    workers = set(psutil.Process().children(recursive=True)) - others
    assert workers
    window.quit()
    assert [w.cmdline() for w in workers if w.is_running()] == []


def test_an_interrupted_job_is_offered_for_resuming_at_the_next_start(
    open_window: Open, small_spec: Spec
) -> None:
    window = open_window()
    job_id = window.add(small_spec(**RESUMED, name="cut off"))
    window.wait(lambda: window.window.presenter.news.progress(job_id) is not None)
    window.do("stop", job_id)
    window.wait_for_state(job_id, JobState.CANCELLED)
    window.quit()
    # What a program that was killed leaves: a job that says it runs.
    folder = JobFolder(window.folders.jobs / str(job_id))
    job = folder.read_job()
    assert job is not None
    folder.write_job(job.model_copy(update={"state": JobState.RUNNING}))

    later = open_window()
    later.wait_for_state(job_id, JobState.INTERRUPTED)
    later.wait(lambda: "“cut off” was interrupted" in later.said())
    buttons = later.window.announcements.findChildren(QPushButton)
    resume = next(b for b in buttons if "Resume" in b.text())
    later.click(resume)
    later.wait_for_state(job_id, JobState.FINISHED)
    assert later.result(job_id)["run"]["bit-repeatable"] is True
