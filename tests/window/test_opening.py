"""Files that the program is started with, dropped on it, or chosen in it, with real jobs."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.settings import load_settings

from ..support.running_program import wait_until
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


def drop(window: OpenedWindow, *paths: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none
    )
    QApplication.sendEvent(window.window.windowHandle(), event)


def test_two_models_dropped_with_a_dataset_become_two_jobs(
    open_window: Open, small_spec: Spec, sample_files: Path
) -> None:
    window = open_window()
    window.window.form.load_spec(small_spec())
    drop(
        window,
        sample_files / "signs_standard.onnx",
        sample_files / "signs_robust.onnx",
        sample_files / "road_signs.h5",
    )
    window.wait(lambda: "2 models × 1 dataset: add 2 evaluations to the queue?" in window.said())
    assert window.rows() == ()
    window.click(window.button("Add 2 to the queue"))
    window.wait(lambda: len(window.rows()) == 2)
    for row in window.rows():
        window.wait_for_state(row.id, JobState.FINISHED)
    assert {Path(row.model).name for row in window.rows()} == {
        "signs_standard.onnx",
        "signs_robust.onnx",
    }


def test_a_file_of_the_batch_that_is_bad_fails_its_own_job_in_words(
    open_window: Open, small_spec: Spec, sample_files: Path, tmp_path: Path
) -> None:
    window = open_window()
    window.window.form.load_spec(small_spec())
    bad = tmp_path / "bad.onnx"
    bad.write_bytes(b"no model")
    drop(window, sample_files / "signs_standard.onnx", bad)
    window.click(window.button("Add 2 to the queue"))
    window.wait(lambda: len(window.rows()) == 2)
    states = {Path(row.model).name: row.id for row in window.rows()}
    window.wait_for_state(states["signs_standard.onnx"], JobState.FINISHED)
    failed = window.wait_for_state(states["bad.onnx"], JobState.FAILED)
    assert "bad.onnx" in failed.reason


def test_a_spec_that_was_saved_is_recent_and_opens(
    open_window: Open, small_spec: Spec, tmp_path: Path, qtbot: QtBot
) -> None:
    window = open_window()
    spec = small_spec(seed=77)
    window.window.form.load_spec(spec)
    path = tmp_path / "mine.json"
    window.window.spec_commands._save(spec, str(path))
    window.wait(path.exists)
    window.wait(lambda: "Saved as" in window.said())
    window.window.form.clear()
    menu = window.window.recent_menu
    menu.aboutToShow.emit()
    entry = next(action for action in menu.actions() if "mine.json" in action.text())
    with qtbot.waitSignal(window.window.opened_files.spec_used):
        entry.trigger()
    loaded = window.window.form.current_spec()
    assert loaded is not None
    assert loaded.to_document() == spec.to_document()
    window.program.settings.wait()
    stored = load_settings(window.folders.config / "settings.json")
    assert stored.recent_specs == (str(path),)


def test_presets_are_in_the_configuration_folder(open_window: Open, tmp_path: Path) -> None:
    window = open_window()
    box = window.window.form.preset_box
    box.saving_wanted.emit()
    box.named.emit("Mine")
    window.quit()
    (file,) = (tmp_path / "data" / "config" / "presets").iterdir()
    assert json.loads(file.read_text("utf-8"))["name"] == "Mine"
    again = open_window()
    shown = again.window.form.preset_box.box
    again.wait(lambda: shown.findData("Mine") >= 0)
    (tmp_path / "data" / "config" / "presets" / "bad.json").write_text("{")
    again.quit()
    third = open_window()
    third.wait(lambda: 'The preset "bad.json" was skipped: ' in third.said())


def test_a_second_start_hands_over_whatever_it_was_given(
    open_window: Open, small_spec: Spec, tmp_path: Path, sample_files: Path
) -> None:
    window = open_window()
    spec = tmp_path / "a spec é.json"
    spec.write_text(json.dumps(small_spec(seed=6).to_document()), "utf-8")
    link = tmp_path / "link to model.onnx"
    link.symlink_to(sample_files / "signs_robust.onnx")
    form = window.window.form

    code, said = start(window, tmp_path, "--", spec.name, "no such model.onnx")
    assert (code, said.count("\n")) == (2, 1)
    assert 'There is no model "no such model.onnx".' in said
    assert form.model.path == ""

    code, said = start(window, tmp_path, "--", spec.name, link.name)
    assert code == 0, said
    window.wait(lambda: form.model.path == str(link))
    assert form.advanced.fields["seed"].value() == 6
    assert form.dataset.path == str(sample_files / "road_signs.h5")


def test_a_name_that_is_no_text_is_refused_in_words(
    open_window: Open, tmp_path: Path, sample_files: Path
) -> None:
    window = open_window()
    odd = tmp_path / os.fsdecode(b"odd \xff.onnx")
    odd.symlink_to(sample_files / "signs_robust.onnx")
    code, said = start(window, tmp_path, odd.name)
    assert (code, said.count("\n")) == (2, 1)
    assert "odd \\udcff.onnx" in said
    assert "Rename the file." in said


def test_a_first_start_with_a_spec_fills_the_form(small_spec: Spec, tmp_path: Path) -> None:
    (tmp_path / "spec.json").write_text(json.dumps(small_spec().to_document()), "utf-8")
    settings = tmp_path / "data" / "config" / "settings.json"
    process = subprocess.Popen(
        command(tmp_path / "data", "spec.json"), cwd=tmp_path, env=offscreen()
    )
    try:
        # What was opened is among the recent files.
        wait_until(lambda: str(tmp_path / "spec.json") in recent_specs(settings), "the spec")
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0


def recent_specs(settings: Path) -> tuple[str, ...]:
    return load_settings(settings).recent_specs if settings.exists() else ()


def start(window: OpenedWindow, folder: Path, *arguments: str) -> tuple[int, str]:
    """Start the program once more in a folder; return its exit status and what it said."""
    with (folder / "said").open("w+") as said:
        process = subprocess.Popen(
            command(folder / "data", *arguments), cwd=folder, stderr=said, env=offscreen()
        )
        window.wait(lambda: process.poll() is not None)
        said.seek(0)
        return process.returncode, said.read()


def command(folder: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "pandavision_gui", "--data-folder", str(folder), *arguments]


def offscreen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
