"""Model and dataset: their paths, and what was found in them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.file_facts import TensorFacts
from pandavision_gui.jobs.messages import Failed
from pandavision_gui.views.form.path_edit import absolute_path, name_in_sight, typed_path

from .conftest import DATASET_PATH, MODEL_PATH, AskedForm, dataset_report, model_report, settle

HOSTILE = [
    "<b>bold</b>&.onnx",
    "two\nlines.onnx",
    "\u202egnp.exe.onnx",
    "x" * 4000 + ".onnx",
]


def failed(message: str = "There is no such file.", hint: str = "") -> Failed:
    return Failed(kind="input", code="missing", message=message, hint=hint, details="")


def test_what_was_found_is_said_in_words(filled: AskedForm) -> None:
    assert filled.model.finding_text() == (
        "✓ 3×32×32 → 12 classes · 93\u202f420 parameters · 14 operators · opset 17"
    )
    assert filled.dataset.finding_text() == (
        "✓ 300 samples · 3×32×32, 8 bit · values 0 … 255 · 12 classes (25 each)"
    )


def test_uneven_labels_are_told_from_least_to_most(filled: AskedForm) -> None:
    filled.answer(DATASET_PATH, dataset_report(label_counts={0: 36, 1: 39}))
    assert filled.dataset.finding_text().endswith("2 classes (36–39 each)")


def test_remarks_stand_below(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, model_report(remarks=("Ends in Softmax: attacked before it.",)))
    assert form.model.finding_text().endswith("\n! Ends in Softmax: attacked before it.")


def test_the_range_is_not_told_twice(form: AskedForm) -> None:
    form.take_files([DATASET_PATH])
    report = dataset_report(remarks=("Values run from 0 to 255 as 8-bit numbers.", "Odd."))
    form.answer(DATASET_PATH, report)
    assert "Values run" not in form.dataset.finding_text()
    assert "! Odd." in form.dataset.finding_text()


def test_typing_is_told_after_a_pause_and_once(form: AskedForm, qtbot: QtBot) -> None:
    with qtbot.waitSignal(form.inspection_wanted, timeout=3000):
        qtbot.keyClicks(form.model.edit, "/m.onnx")
        assert form.asked() == []
    assert form.asked() == ["/m.onnx"]
    assert form.model.finding_text() == "Looking into the file …"


def test_return_tells_a_path_at_once(form: AskedForm, qtbot: QtBot) -> None:
    qtbot.keyClicks(form.model.edit, "/m.onnx")
    qtbot.keyClick(form.model.edit, Qt.Key.Key_Return)
    assert form.asked() == ["/m.onnx"]


def test_leaving_the_line_tells_a_path_at_once(form: AskedForm, qtbot: QtBot) -> None:
    form.focus_first()
    qtbot.keyClicks(form.model.edit, "/m.onnx")
    form.values.edit.setFocus()
    assert form.asked() == ["/m.onnx"]


def test_a_stale_answer_is_dropped(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    form.take_files(["/data/other.onnx"])
    form.answer(MODEL_PATH, model_report())
    assert form.model.finding_text() == "Looking into the file …"


def test_a_new_path_forgets_the_old_facts(filled: AskedForm) -> None:
    filled.take_files(["/data/other.onnx"])
    assert filled.model.facts is None
    assert not filled.bar.button.isEnabled()


def test_a_failure_says_the_sentence_the_hint_and_the_path(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, failed("It has no scores.", "Export it anew."))
    assert form.model.finding_text() == f"✕ It has no scores. Export it anew.\n{MODEL_PATH}"
    form.take_files([DATASET_PATH])
    assert form.bar.text() == "The model cannot be used."


def test_a_file_of_the_other_kind_is_refused(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, dataset_report())
    assert "This is a dataset, not an ONNX model." in form.model.finding_text()
    assert form.model.facts is None


def test_a_usable_file_is_told_with_its_kind(form: AskedForm) -> None:
    chosen: list[tuple[str, str]] = []
    form.files_chosen.connect(lambda kind, path: chosen.append((kind, path)))
    form.take_files([MODEL_PATH, DATASET_PATH])
    form.answer(MODEL_PATH, model_report())
    form.answer(DATASET_PATH, failed())
    assert chosen == [("model", MODEL_PATH)]


def test_files_go_where_their_names_say(form: AskedForm) -> None:
    form.take_files(["/a/B.HDF5", "/a/M.ONNX", "/a/notes.txt"])
    assert form.model.path == "/a/M.ONNX"
    assert form.dataset.path == "/a/B.HDF5"
    assert form.message.sentence() == "“notes.txt” is neither a model nor a dataset."


def test_of_a_zip_file_it_is_told_what_it_may_be(form: AskedForm) -> None:
    form.take_files(["/a/pack.ZIP"])
    assert form.message.sentence() == "“pack.ZIP” is neither a model nor a dataset."
    assert "pandavision verify" in form.message.accessibleName()


@pytest.mark.parametrize("path", ["/a/photos", "/a/x.NPZ", "/a/x.csv", "/a/t10k-images-idx3-ubyte"])
def test_of_what_is_no_dataset_yet_one_is_offered(form: AskedForm, qtbot: QtBot, path: str) -> None:
    form.take_files([path])
    assert "is no dataset yet" in form.message.sentence()
    buttons = form.message.findChildren(QPushButton)
    offer = next(button for button in buttons if button.text() == "Make one of it …")
    with qtbot.waitSignal(form.making_wanted) as wanted:
        offer.click()
    assert wanted.args == [path]
    form.take_files(["/a/notes.txt"])
    assert offer.isHidden()


@pytest.mark.parametrize(
    "paths",
    [["/a/one.onnx", "/a/two.onnx"], ["/a/spec.JSON"], ["/a/job.pandavision", "/a/one.onnx"]],
    ids=" ".join,
)
def test_what_is_more_than_two_files_is_handed_on(
    form: AskedForm, qtbot: QtBot, paths: list[str]
) -> None:
    with qtbot.waitSignal(form.mixed_given) as handed:
        form.take_files([*paths, "/a/notes.txt"])
    assert handed.args == [paths]
    assert form.model.path == ""
    assert form.message.sentence() == "“notes.txt” is neither a model nor a dataset."


@pytest.mark.parametrize(
    ("names", "model", "dataset"),
    [
        (["d.h5"], "", "/a/d.h5"),
        (["m.onnx", "d.h5"], "/a/m.onnx", "/a/d.h5"),
        (["model.bin"], "/a/model.bin", ""),
    ],
)
def test_files_can_be_dropped_on_the_line(
    form: AskedForm, names: list[str], model: str, dataset: str
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(f"/a/{name}") for name in names])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    form.model.edit.dropEvent(event)
    assert (form.model.path, form.dataset.path) == (model, dataset)


def test_a_recent_file_is_taken_from_the_menu(form: AskedForm) -> None:
    form.set_recent(["/a/<b>&.onnx", "/a/two.onnx"], [])
    actions = form.model.findChild(QMenu).actions()
    assert actions[0].text().startswith("<b>&&.onnx")
    actions[0].trigger()
    assert form.model.path == "/a/<b>&.onnx"
    assert form.dataset.findChild(QMenu).isEmpty()


def test_what_is_typed_on_a_button_in_the_line_does_not_go_into_the_path(
    form: AskedForm, qtbot: QtBot
) -> None:
    form.take_files(["/a/folder/one.onnx"])
    form.set_recent(["/a/two.onnx"], [])
    for button in form.model.edit.findChildren(QToolButton):
        if button.isVisible():
            button.setFocus()
            qtbot.keyClicks(QApplication.focusWidget(), "abc")
    assert QApplication.focusWidget() is not form.model.edit
    assert form.model.path == "/a/folder/one.onnx"


def test_recent_files_open_by_their_button_and_by_a_key(form: AskedForm, qtbot: QtBot) -> None:
    button = next(
        one
        for one in form.model.findChildren(QToolButton)
        if one.accessibleName() == "Recent files: Model"
    )
    assert not button.isVisible()
    form.set_recent(["/a/one.onnx"], [])
    assert button.isVisible()
    menu = form.model.findChild(QMenu)
    for ask in (
        lambda: qtbot.mouseClick(button, Qt.MouseButton.LeftButton),
        lambda: qtbot.keyClick(form.model.edit, Qt.Key.Key_Down),
    ):
        ask()
        assert menu.isVisible()
        menu.close()
    form.set_recent([], [])
    assert not button.isVisible()


def test_the_whole_path_is_in_the_tooltip(form: AskedForm) -> None:
    path = "/data/" + "a very long folder/" * 8 + "net.onnx"
    form.take_files([path])
    form.dataset.edit.setFocus()
    settle(form)
    assert form.model.edit.text() != path
    assert path in form.model.edit.toolTip()


@pytest.mark.parametrize("kind", ["model", "dataset"])
def test_the_classes_that_a_file_names_are_in_the_tooltip(form: AskedForm, kind: str) -> None:
    path, report = (MODEL_PATH, model_report) if kind == "model" else (DATASET_PATH, dataset_report)
    form.take_files([path])
    form.answer(path, report(class_names=tuple(f"sign {number}" for number in range(12))))
    section = form.model if kind == "model" else form.dataset
    tips = [widget.toolTip() for widget in section.findChildren(QWidget)]
    assert any("Classes: sign 0, sign 1, sign 2" in tip for tip in tips)


def test_browse_opens_a_dialog_that_blocks_nothing(form: AskedForm, qtbot: QtBot) -> None:
    browse = next(b for b in form.model.findChildren(QToolButton) if b.text() == "Browse")
    browse.click()
    dialog = form.model.findChild(QFileDialog)
    assert dialog.isVisible()
    assert dialog.nameFilters()[0] == "ONNX models (*.onnx)"
    dialog.fileSelected.emit("/a/m.onnx")
    assert form.model.path == "/a/m.onnx"
    with qtbot.waitSignal(dialog.destroyed, timeout=3000):
        dialog.reject()


@pytest.mark.parametrize("name", HOSTILE, ids=["markup", "line break", "right to left", "long"])
def test_a_hostile_name_is_shown_as_it_is_and_kept(form: AskedForm, name: str) -> None:
    path = f"/data/{name}"
    form.resize(260, 900)
    form.take_files([path])
    form.answer(path, failed(f"The file {name} is missing."))
    form.dataset.edit.setFocus()
    settle(form)
    assert form.model.path == path
    assert form.model.edit.text().isprintable()
    assert form.model.finding_text().replace("\n", "").isprintable()
    assert form.width() == 260
    assert form.scroll_area.widget().width() <= form.scroll_area.viewport().width()
    assert form.model.height() < 300
    assert "<b>" not in form.model.edit.toolTip()


def test_a_name_from_the_file_is_plain_in_the_tooltip(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    tensor = TensorFacts(name="<img src=x>\u202e", dtype="float32", shape=(None, 3, 32, 32))
    form.answer(MODEL_PATH, model_report(input=tensor))
    tips = [w.toolTip() for w in form.model.findChildren(object) if hasattr(w, "toolTip")]
    assert any("&lt;img src=x&gt;\\u202e" in tip for tip in tips)
    assert not any("<img" in tip for tip in tips)


def test_a_remark_and_a_name_from_the_file_forge_no_line(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    tensor = TensorFacts(name="x\n✓ all is well", dtype="float32", shape=(None, 3, 32, 32))
    form.answer(MODEL_PATH, model_report(input=tensor, remarks=("odd\n✓ all is well",)))
    assert form.model.finding_text().splitlines()[1:] == ["! odd\\n✓ all is well"]
    tips = [w.toolTip() for w in form.model.findChildren(QWidget)]
    assert any("Input: x\\n✓ all is well" in tip for tip in tips)


def test_a_failure_forges_no_line(form: AskedForm) -> None:
    form.take_files([MODEL_PATH])
    form.answer(MODEL_PATH, failed(f"“a\n✓ all is well” is missing in {MODEL_PATH}."))
    assert len(form.model.finding_text().splitlines()) == 1


def test_an_endless_path_is_shown_at_once(form: AskedForm) -> None:
    begun = time.thread_time()
    form.take_files(["/" + "a/" * 40_000 + "m.onnx"])
    form.resize(260, 900)
    QApplication.processEvents()
    assert form.model.edit.text().endswith("m.onnx")
    assert time.thread_time() - begun < 2


def test_a_path_is_taken_where_the_current_folder_is_gone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    folder.rmdir()
    assert absolute_path("m.onnx") == "m.onnx"


@pytest.mark.parametrize(
    ("text", "path"),
    [('"/a b.onnx"', "/a b.onnx"), ("file:///a%20b.onnx", "/a b.onnx"), (" /a ", "/a")],
)
def test_a_pasted_path_is_freed_of_its_wrapping(text: str, path: str) -> None:
    assert typed_path(text) == path


def test_the_name_stays_in_sight_when_there_is_little_room(form: AskedForm) -> None:
    metrics = form.fontMetrics()
    path = "/home/somebody/a/long/way/signs.onnx"
    room = metrics.horizontalAdvance("…/way/signs.onnx") + 1
    assert name_in_sight(path, metrics, room) == "…/way/signs.onnx"
    assert name_in_sight(path, metrics, 10_000) == path
    assert metrics.horizontalAdvance(name_in_sight(path, metrics, 40)) <= 40


def test_a_name_in_another_direction_begins_at_the_left_of_its_line(form: AskedForm) -> None:
    path = f"/{'d' * 150}/נתונים – תמרורים.h5"
    form.dataset.edit.set_path(path)
    form.dataset.edit.resize(600, 30)
    shown = form.dataset.edit.text()
    assert shown[0] == "\u200e"
    assert shown.endswith(".h5")
    assert form.dataset.edit.path == path


def test_the_line_shows_the_whole_path_while_it_is_edited(form: AskedForm) -> None:
    long = "/" + "folder/" * 20 + "m.onnx"
    form.take_files([long])
    form.model.edit.setFocus()
    assert form.model.edit.text() == long
    form.values.edit.setFocus()
    assert form.model.edit.text().endswith("m.onnx")
    assert form.model.edit.text() != long
    assert form.model.path == long
