"""Specs come into the form from files and leave it as files; what is bad changes nothing."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QClipboard
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import load_spec, parse_spec, spec_from_document
from pandavision_gui.errors import InputError
from pandavision_gui.views.opening.file_work import FileWork
from pandavision_gui.views.opening.spec_file import write_spec as write_spec_file

from .conftest import Opening, WriteSpec

BAD = {
    "not json": '{"dataset": ',
    "no object": "[1, 2]",
    "unknown key": '{"datset": "d.h5", "trained-model": "m.onnx"}',
    "a key twice": '{"dataset": "d.h5", "dataset": "e.h5", "trained-model": "m.onnx"}',
    "wrong kind": '{"dataset": "d.h5", "trained-model": "m.onnx", "seed": "7"}',
    "outside": '{"dataset": "d.h5", "trained-model": "m.onnx", "perturbation-values": [8]}',
    "contradiction": '{"dataset": "d.h5", "trained-model": "m.onnx", "samples": 3, '
    '"evaluation-mode": "complete"}',
    "not utf-8": b'{"dataset": "\xff"}',
}


def filled(opening: Opening) -> str:
    """Fill the form and return what it says."""
    opening.form.take_files(["/data/other.onnx", "/data/other.h5"])
    opening.form.values.edit.setText("0, 0.3")
    opening.form.advanced.fields["seed"].set_value(11)
    return contents(opening)


def contents(opening: Opening) -> str:
    spec = opening.form.draft()
    assert spec is not None
    return json.dumps(spec.to_document(), sort_keys=True)


def test_a_spec_fills_the_form_with_paths_from_its_own_folder(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write_spec("a spec – é.json", seed=5, indexes=[3, 1], attack="pgd-linf")
    with qtbot.waitSignal(opening.opened.spec_used) as used:
        opening.form.take_files([str(path)])
    assert used.args == [str(path)]
    assert opening.form.current_spec() == load_spec(path)
    assert opening.form.model.path == str(tmp_path / "signs.onnx")
    assert "The form is filled from “a spec – é.json”." in opening.said()


@pytest.mark.parametrize("name", BAD)
def test_a_bad_spec_is_told_as_the_command_line_does_and_the_form_stays(
    opening: Opening, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    path = tmp_path / "bad.json"
    text = BAD[name]
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    before = filled(opening)
    with pytest.raises(InputError) as told:
        load_spec(path)
    opening.form.take_files([str(path)])
    qtbot.waitUntil(lambda: opening.said() != "")
    assert told.value.message in opening.said()
    assert told.value.hint in opening.said()
    assert contents(opening) == before


@pytest.mark.parametrize("kind", ["missing", "folder", "pipe"])
def test_what_is_no_file_is_told(opening: Opening, qtbot: QtBot, tmp_path: Path, kind: str) -> None:
    path = tmp_path / "spec.json"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    before = filled(opening)
    opening.form.take_files([str(path)])
    qtbot.waitUntil(lambda: "spec.json" in opening.said())
    assert contents(opening) == before


def test_what_the_form_said_before_comes_back(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot
) -> None:
    opening.form.take_files(["/data/other.onnx"])  # a form that is not whole yet
    opening.form.advanced.fields["seed"].set_value(11)
    before = contents(opening)
    with qtbot.waitSignal(opening.opened.spec_used):
        opening.form.take_files([str(write_spec())])
    assert contents(opening) != before
    opening.press("Undo")
    assert contents(opening) == before
    assert opening.form.bar.text() == "Choose a dataset."
    assert opening.said() == ""


def test_files_beside_a_spec_take_the_place_of_its_own(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot, tmp_path: Path
) -> None:
    with qtbot.waitSignal(opening.opened.spec_used):
        opening.form.take_files(["/data/other.onnx", str(write_spec(seed=3))])
    assert opening.form.model.path == "/data/other.onnx"
    assert opening.form.dataset.path == str(tmp_path / "signs.h5")
    assert opening.form.advanced.fields["seed"].value() == 3


def test_the_dialog_opens_what_is_chosen(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot, tmp_path: Path
) -> None:
    path = write_spec()
    opening.actions_by_name["open_spec"].trigger()
    dialog = opening.findChild(QFileDialog, "open_spec_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(path))
    with qtbot.waitSignal(opening.opened.spec_used):
        dialog.accept()
    spec = opening.form.current_spec()
    assert spec is not None
    assert spec.to_document() == load_spec(path).to_document()


def saved(opening: Opening, qtbot: QtBot, path: Path) -> None:
    opening.actions_by_name["save_spec"].trigger()
    dialog = opening.findChild(QFileDialog, "save_spec_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.selectFile(str(path))
    with qtbot.waitSignal(opening.commands.saved) as told:
        dialog.accept()
    assert told.args == [str(path)]


def test_what_is_saved_opens_as_the_same_evaluation(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot, tmp_path: Path
) -> None:
    opening.form.load_spec(load_spec(write_spec(seed=5, name="A & B", indexes=[4])))
    before = contents(opening)
    saved(opening, qtbot, tmp_path / "out.json")
    assert "Saved as" in opening.said()
    opening.form.clear()
    with qtbot.waitSignal(opening.opened.spec_used):
        opening.form.take_files([str(tmp_path / "out.json")])
    assert contents(opening) == before


def test_a_folder_with_its_spec_can_be_handed_on(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "here").mkdir()
    opening.form.load_spec(load_spec(write_spec("here/spec.json", dataset="sub/d.h5")))
    saved(opening, qtbot, tmp_path / "here" / "out.json")
    (tmp_path / "here").rename(tmp_path / "there")
    moved = load_spec(tmp_path / "there" / "out.json")
    assert moved.trained_model == str(tmp_path / "there" / "signs.onnx")
    assert moved.dataset == str(tmp_path / "there" / "sub" / "d.h5")


def test_a_form_that_is_no_spec_yet_is_neither_saved_nor_copied(
    opening: Opening, clipboard: QClipboard
) -> None:
    for action in ("save_spec", "copy_form"):
        opening.announcements.note("")
        opening.actions_by_name[action].trigger()
        assert opening.said() == "The form is no whole spec yet. Choose a model."
    assert opening.findChild(QFileDialog) is None
    assert clipboard.text() == ""


def test_the_form_is_copied_as_a_spec(opening: Opening, clipboard: QClipboard) -> None:
    filled(opening)
    opening.actions_by_name["copy_form"].trigger()
    spec = opening.form.current_spec()
    assert spec is not None
    assert parse_spec(clipboard.text().encode()).to_document() == spec.to_document()


def test_a_place_that_cannot_be_written_is_told(
    opening: Opening, qtbot: QtBot, tmp_path: Path
) -> None:
    filled(opening)
    spec = opening.form.current_spec()
    assert spec is not None
    (tmp_path / "out.json").mkdir()
    opening.commands._save(spec, str(tmp_path / "out.json"))
    qtbot.waitUntil(lambda: "could not be written" in opening.said())


def test_a_drive_that_hangs_is_told_and_its_answer_comes_too_late(qtbot: QtBot) -> None:
    release = threading.Event()
    told: list[object] = []
    work = FileWork(patience_ms=20)
    work.begin("far.json", lambda: release.wait(30), told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert [str(error) for error in told] == ['"far.json" did not answer for 0 seconds.']
    with qtbot.waitSignal(work._came):
        release.set()
    assert len(told) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    model=st.text("ab/.é ", min_size=1, max_size=12),
    values=st.lists(st.floats(0, 1), min_size=1, max_size=5),
    seed=st.integers(0, 2**63 - 1),
    fast=st.booleans(),
)
def test_every_spec_comes_back_from_its_file(
    tmp_path: Path, model: str, values: list[float], seed: int, fast: bool
) -> None:
    spec = spec_from_document(
        {
            "trained-model": model,
            "dataset": "d.h5",
            "perturbation-values": values,
            "seed": seed,
            "evaluation-mode": "fast" if fast else "complete",
        }
    ).with_paths_from(tmp_path)
    write_spec_file(tmp_path / "spec.json", spec)
    again = load_spec(tmp_path / "spec.json")
    assert again.to_document() == spec.to_document()
