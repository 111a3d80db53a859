"""Several files at once: one question, and an evaluation of each with each when it is answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec, load_spec, spec_from_document
from pandavision_gui.views.form.given_files import GivenFiles, sort_files
from pandavision_gui.views.opening.file_batch import Base, combined, count_evaluations
from pandavision_gui.views.theme import Theme

from .conftest import Opening, WriteSpec

MODELS = ["/data/a.onnx", "/data/b.onnx", "/data/c.onnx"]
DATASETS = ["/data/d.h5", "/data/e.hdf5"]


def pairs(specs: list[EvaluationSpec]) -> list[tuple[str, str]]:
    return [(Path(spec.trained_model).name, Path(spec.dataset).name) for spec in specs]


def add(opening: Opening, qtbot: QtBot, count: int) -> list[EvaluationSpec]:
    opening.press(f"Add {count} to the queue")
    qtbot.waitUntil(lambda: len(opening.added) == count)
    return opening.added


def test_three_models_and_a_dataset_are_asked_about_and_added(
    opening: Opening, qtbot: QtBot
) -> None:
    opening.form.values.edit.setText("0, 0.25")
    opening.form.take_files([*MODELS, DATASETS[0]])
    assert opening.said() == (
        "3 models × 1 dataset: add 3 evaluations to the queue? a.onnx, b.onnx, c.onnx …. "
        "Each as the form says: Standard, 100 samples, 2 values up to 0.25."
    )
    assert opening.added == []
    assert opening.form.model.path == ""
    added = add(opening, qtbot, 3)
    assert pairs(added) == [("a.onnx", "d.h5"), ("b.onnx", "d.h5"), ("c.onnx", "d.h5")]
    assert {spec.perturbation_values for spec in added} == {(0, 0.25)}
    assert opening.told == ["Added 3 evaluations to the queue."]
    assert opening.said() == "", "nothing moves for it"


def test_the_question_says_what_the_form_says_now(opening: Opening, qtbot: QtBot) -> None:
    opening.form.take_files([DATASETS[0]])
    opening.form.take_files(MODELS)
    assert "× the form's dataset “d.h5”" in opening.said()
    opening.form.values.edit.setText("0, 0.25")
    opening.form.dataset.edit.set_path(DATASETS[1])
    qtbot.waitUntil(lambda: "2 values up to 0.25" in opening.said())
    assert "3 models × the form's dataset “e.hdf5”: add 3" in opening.said()
    added = add(opening, qtbot, 3)
    assert {Path(spec.dataset).name for spec in added} == {"e.hdf5"}
    opening.form.values.edit.setText("0, 0.125")
    qtbot.wait(400)
    assert opening.said() == "", "what is answered stays answered"


def test_only_the_first_goes_into_the_form_where_that_is_wanted(opening: Opening) -> None:
    opening.form.take_files([*MODELS, *DATASETS])
    assert "3 models × 2 datasets: add 6 evaluations" in opening.said()
    opening.press("Only the first, into the form")
    assert (opening.form.model.path, opening.form.dataset.path) == (MODELS[0], DATASETS[0])
    assert opening.said() == ""
    assert opening.added == []


def test_what_the_form_has_already_goes_with_what_is_given(opening: Opening, qtbot: QtBot) -> None:
    opening.form.take_files(["/data/m.onnx"])
    opening.form.take_files(DATASETS)
    assert "2 datasets × the form's model “m.onnx”: add 2 evaluations" in opening.said()
    assert pairs(add(opening, qtbot, 2)) == [("m.onnx", "d.h5"), ("m.onnx", "e.hdf5")]


def test_without_a_dataset_nothing_is_added_and_the_question_stays(
    opening: Opening, qtbot: QtBot
) -> None:
    opening.form.take_files(MODELS)
    opening.press("Add 3 to the queue")
    assert "Not added: Choose a dataset." in opening.said()
    opening.form.dataset.edit.set_path(DATASETS[0])
    assert len(add(opening, qtbot, 3)) == 3


def test_an_attack_that_is_not_installed_adds_nothing(
    opening: Opening, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    opening.form.attack.choice.choose("secml-classic")
    opening.form.take_files([*MODELS, DATASETS[0]])
    assert "which is not right yet: SecML 0.15 is not installed." in opening.said()
    opening.press("Add 3 to the queue")
    assert "Not added: SecML 0.15 is not installed." in opening.said()
    assert opening.added == []
    assert opening.told == []


def test_a_form_that_is_not_right_adds_nothing(opening: Opening, qtbot: QtBot) -> None:
    opening.form.values.edit.setText("none")
    opening.form.take_files([*MODELS, DATASETS[0]])
    assert "which is not right yet: " in opening.said()
    opening.press("Add 3 to the queue")
    assert "Not added: " in opening.said()
    assert opening.added == []
    opening.form.values.edit.setText("0, 0.5")
    assert add(opening, qtbot, 3)[0].perturbation_values == (0, 0.5)


def test_an_attack_on_a_second_model_waits_for_it(opening: Opening, qtbot: QtBot) -> None:
    opening.form.attack.choice.choose("transfer")
    opening.form.take_files([*MODELS, DATASETS[0]])
    opening.press("Add 3 to the queue")
    assert "Not added: " in opening.said()
    opening.form.second_model.edit.set_path("/data/second.onnx")
    added = add(opening, qtbot, 3)
    assert {spec.surrogate_model for spec in added} == {"/data/second.onnx"}


def test_a_name_that_no_spec_can_hold_adds_nothing(opening: Opening) -> None:
    opening.form.take_files(["/data/\udcff.onnx", "/data/b.onnx", DATASETS[0]])
    opening.press("Add 2 to the queue")
    assert opening.said() == "Not added: the name “\\udcff.onnx” is no text. Rename the file."
    assert opening.added == []


def test_several_specs_are_added_as_they_are(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot
) -> None:
    paths = [write_spec(f"{n}.json", seed=n, name=f"job {n}") for n in range(3)]
    bad = write_spec("bad.json", seed="1")
    opening.form.take_files([*map(str, paths), str(bad)])
    qtbot.waitUntil(lambda: "3 specs: add 3 evaluations" in opening.said())
    assert "1 of 4 specs cannot be used." in opening.said()
    assert "Each as its spec says." in opening.said()
    assert add(opening, qtbot, 3) == [load_spec(path) for path in paths]


def test_specs_and_models_are_combined(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot
) -> None:
    first = write_spec("1.json", indexes=[1], class_names=["a", "b"], name="one", channels="BGR")
    second = write_spec("2.json", seed=2)
    opening.form.take_files([str(first), str(second), *MODELS[:2]])
    qtbot.waitUntil(lambda: "2 specs × 2 models: add 4 evaluations" in opening.said())
    added = add(opening, qtbot, 4)
    assert pairs(added) == [(m, "signs.h5") for m in ("a.onnx", "b.onnx", "a.onnx", "b.onnx")]
    # Samples stay with their dataset; what was said of the first model does not.
    assert [spec.indexes for spec in added] == [(1,), (1,), None, None]
    assert {(spec.class_names, spec.channels, spec.name) for spec in added} == {
        (None, "auto", None)
    }


@pytest.mark.parametrize("count", [1001, 40_000])
def test_what_is_far_too_much_is_refused_in_words(opening: Opening, count: int) -> None:
    opening.form.take_files([f"/data/{n}.onnx" for n in range(count)])
    assert "at most 1000" in opening.said()
    assert "Give them in several portions." in opening.said()


def test_more_evaluations_than_files_are_refused_in_words(opening: Opening) -> None:
    opening.form.take_files([f"/data/{n}.{end}" for n in range(32) for end in ("onnx", "h5")])
    assert opening.said().startswith("32 models × 32 datasets are 1024 evaluations: at most 1000")


def test_archives_go_their_way_beside_all_else(
    opening: Opening, write_spec: WriteSpec, qtbot: QtBot
) -> None:
    archives: list[list[str]] = []
    opening.opened.archives_wanted.connect(archives.append)
    with qtbot.waitSignal(opening.opened.spec_used):
        opening.form.take_files(["/a/1.pandavision", str(write_spec()), "/a/2.PandaVision"])
    assert archives == [["/a/1.pandavision", "/a/2.PandaVision"]]


def test_what_was_set_by_hand_stays_with_other_files() -> None:
    loaded = document(indexes=[1, 2], **{"label-offset": 1, "target": 3})
    by_hand = loaded.model_copy(update={"label_offset": -1, "name": "mine"})
    files = GivenFiles(models=("/m.onnx", "/n.onnx"), datasets=("/d.h5",))
    for one in combined(Base(by_hand, loaded), files):
        assert (one.indexes, one.label_offset, one.target) == (None, -1, None)
    for one in combined(Base(by_hand, None), files):
        assert (one.indexes, one.label_offset, one.target) == ((1, 2), -1, 3)
        assert one.name is None  # two jobs of one name could not be told apart
    (only,) = combined(Base(by_hand, None), GivenFiles(models=("/m.onnx",)))
    assert only.name == "mine"


def document(**keys: Any) -> EvaluationSpec:
    return spec_from_document({"trained-model": "own.onnx", "dataset": "own.h5", **keys})


@for_all(
    names=st.lists(
        st.tuples(st.text("abAB", min_size=1, max_size=3), st.sampled_from([
            ".onnx", ".ONNX", ".h5", ".hdf5", ".json", ".pandavision", ".txt", "",
        ])),
        max_size=12,
    ),
    specs=st.integers(0, 3),
)  # fmt: skip
def test_every_file_is_somewhere_and_every_pair_is_made_once(
    names: list[tuple[str, str]], specs: int
) -> None:
    paths = [f"/{stem}{end}" for stem, end in names]
    given = sort_files(paths)
    kinds = (given.models, given.datasets, given.specs, given.archives, given.others)
    assert sorted(path for kind in kinds for path in kind) == sorted(set(paths))
    made = [
        (n, one.trained_model, one.dataset)
        for n in range(max(specs, 1))
        for one in combined(Base(document(), None), given)
    ]
    assert len(made) == len(set(made)) == count_evaluations(given, specs)


# Drags, as the system sends them to the window.

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier(0)


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    mime.setText("\n".join(paths))  # file managers send it, too
    return mime


class Drag:
    def __init__(self, opening: Opening, mime: QMimeData, possible: Qt.DropAction = COPY) -> None:
        self.opening, self.mime, self.possible = opening, mime, possible
        self.place = opening.windowHandle()

    def enter(self, over: QWidget) -> bool:
        event = QDragEnterEvent(self.at(over), self.possible, self.mime, LEFT, NONE)
        QApplication.sendEvent(self.place, event)
        return event.isAccepted()

    def move(self, over: QWidget) -> bool:
        event = QDragMoveEvent(self.at(over), self.possible, self.mime, LEFT, NONE)
        QApplication.sendEvent(self.place, event)
        return event.isAccepted()

    def leave(self) -> None:
        QApplication.sendEvent(self.place, QDragLeaveEvent())

    def drop(self, over: QWidget) -> Qt.DropAction:
        event = QDropEvent(QPointF(self.at(over)), self.possible, self.mime, LEFT, NONE)
        QApplication.sendEvent(self.place, event)
        return event.dropAction() if event.isAccepted() else Qt.DropAction.IgnoreAction

    def at(self, over: QWidget) -> QPoint:
        return over.mapTo(self.opening, over.rect().center())


@pytest.mark.parametrize("over", ["line", "window"])
def test_who_drags_a_file_is_told_that_it_was_copied(opening: Opening, over: str) -> None:
    """The system proposes to move; Windows' Explorer deletes what it is told was moved."""
    place = opening.form.model.edit if over == "line" else opening.form.bar
    drag = Drag(opening, files("/data/a.onnx"), COPY | Qt.DropAction.MoveAction)
    assert drag.enter(place)
    assert drag.drop(place) is COPY
    assert opening.form.model.path == "/data/a.onnx"
    only_moved = Drag(opening, files("/data/b.onnx"), Qt.DropAction.MoveAction)
    assert not only_moved.enter(place)
    assert not opening.drops.hint.isVisible()


def test_files_can_be_dropped_on_any_field_and_are_no_text_for_it(opening: Opening) -> None:
    before = opening.form.values.edit.text()
    for over in (opening.form.values.edit, opening.form.bar, opening.form.mode.count):
        opening.form.model.edit.set_path("")
        drag = Drag(opening, files("/data/a.onnx"))
        assert drag.enter(over)
        assert drag.move(over)
        assert opening.drops.hint.isVisible()
        drag.drop(over)
        assert not opening.drops.hint.isVisible()
        assert opening.form.model.path == "/data/a.onnx"
    assert opening.form.values.edit.text() == before


def test_a_line_for_a_file_takes_one_of_any_name_and_stays_clear(opening: Opening) -> None:
    drag = Drag(opening, files("/data/network.bin"))
    drag.enter(opening.form.bar)
    assert opening.drops.hint.words == "“network.bin” is neither a model nor a dataset."
    far = picture(opening)
    drag.move(opening.form.model.edit)
    assert opening.drops.hint.words == "Drop to put it into this line"
    place = drag.at(opening.form.model.edit)
    opening.drops.hint.hide()
    clear = picture(opening)
    drag.enter(opening.form.model.edit)
    assert picture(opening).pixelColor(place) == clear.pixelColor(place) != far.pixelColor(place)
    drag.drop(opening.form.model.edit)
    assert opening.form.model.path == "/data/network.bin"


@pytest.mark.parametrize("how", ["moved", "pressed", "typed"])
def test_a_drag_whose_program_ended_leaves_no_veil(opening: Opening, how: str) -> None:
    """Nobody tells of its end; but during a drag neither mouse nor keys come to the window."""
    drag = Drag(opening, files("/data/a.onnx"))
    drag.enter(opening.form.bar)
    assert opening.drops.hint.isVisible()
    place = QPoint(5, 5)
    if how == "moved":
        QTest.mouseMove(drag.place, place)
    elif how == "pressed":
        QTest.mouseClick(drag.place, LEFT, NONE, place)
    else:
        QTest.keyClick(drag.place, Qt.Key.Key_Escape)
    assert not opening.drops.hint.isVisible()


def test_a_drag_that_leaves_changes_nothing(opening: Opening) -> None:
    drag = Drag(opening, files("/data/a.onnx"))
    drag.enter(opening.form.bar)
    drag.leave()
    assert not opening.drops.hint.isVisible()
    assert opening.form.model.path == ""


def test_text_is_dropped_into_fields_as_ever(opening: Opening) -> None:
    text = QMimeData()
    text.setText("0.5")
    drag = Drag(opening, text)
    assert drag.enter(opening.form.values.edit)
    assert not opening.drops.hint.isVisible()
    opening.form.values.edit.clear()
    drag.move(opening.form.values.edit)
    drag.drop(opening.form.values.edit)
    assert "0.5" in opening.form.values.edit.text()


WORDS = {
    ("/a.onnx",): "Drop to fill the form: 1 model",
    ("/a.onnx", "/d.h5"): "Drop to fill the form: 1 model, 1 dataset",
    ("/a.onnx", "/b.onnx"): "Drop to open: 2 models",
    ("/s.json",): "Drop to fill the form: 1 spec",
    ("/j.pandavision",): "Drop to take in the jobs: 1 archive",
    ("/j.pandavision", "/s.json"): "Drop to open: 1 spec, 1 archive",
    ("/notes.txt",): "“notes.txt” is neither a model nor a dataset.",
    ("/photos",): "“photos” is no dataset yet.",
}


@pytest.mark.parametrize("paths", WORDS, ids=" ".join)
def test_what_a_drop_would_do_is_said_before(opening: Opening, paths: tuple[str, ...]) -> None:
    Drag(opening, files(*paths)).enter(opening.form.bar)
    assert opening.drops.hint.words == WORDS[paths]
    assert opening.drops.hint.geometry() == opening.rect()


def test_the_hint_is_drawn_in_the_colours_of_the_scheme(opening: Opening, theme: Theme) -> None:
    pictures = []
    try:
        for scheme in ("light", "dark"):
            theme.set_scheme(scheme)
            Drag(opening, files("/a.onnx")).enter(opening.form.bar)
            pictures.append(picture(opening.drops.hint))
            # The veil covers the corner, and the words stand out in the middle.
            colours = {pictures[-1].pixelColor(x, 450).name() for x in range(400)}
            assert len(colours) > 10
    finally:
        theme.set_scheme("system")
    light, dark = (p.pixelColor(2, 2).lightness() for p in pictures)
    assert light > 150 > 80 > dark


def test_a_folder_is_refused_in_words(opening: Opening) -> None:
    Drag(opening, files("/data/photos")).drop(opening.form.bar)
    assert opening.form.message.sentence() == "“photos” is no dataset yet."


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()
