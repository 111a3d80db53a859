"""Presets set the form, are made of it, and are kept as files that anybody may have spoilt."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.preset import BUILT_IN, Preset, preset_text
from pandavision_gui.engine.spec import spec_from_document
from pandavision_gui.jobs.preset_files import MOST_PRESETS, free_name, read_presets
from pandavision_gui.views.form.evaluation_form import EvaluationForm
from pandavision_gui.views.presets.form_presets import FormPresets
from pandavision_gui.views.presets.preset_box import PresetBox
from pandavision_gui.views.presets.preset_keeper import PresetKeeper
from pandavision_gui.views.theme import Theme


class Presets:
    """A form with presets, on a folder."""

    def __init__(self, theme: Theme, folder: Path, qtbot: QtBot) -> None:
        self.folder, self.qtbot = folder, qtbot
        self.form = EvaluationForm(theme)
        qtbot.addWidget(self.form)
        self.parent = QObject()
        self.keeper = PresetKeeper(folder, self.parent)
        self.failures: list[tuple[str, str]] = []
        self.keeper.failed.connect(lambda *told: self.failures.append(told))
        FormPresets(self.form, self.keeper, self.parent)
        self.form.resize(304, 900)
        with qtbot.waitActive(self.form):
            self.form.show()
        with qtbot.waitSignal(self.keeper.changed):
            self.keeper.load()

    @property
    def box(self) -> PresetBox:
        return self.form.preset_box

    def names(self) -> list[str]:
        return [name for i in range(self.box.box.count()) if (name := self.box.box.itemData(i))]

    def shown(self) -> str | None:
        return self.box.box.currentData()

    def choose(self, name: str) -> None:
        """Choose an entry of the list by keyboard, as far as Qt's own list goes."""
        place = self.box.box.findData(name)
        self.box.box.setCurrentIndex(place)
        self.box.box.activated.emit(place)

    def entry(self, *words: str) -> QAction:
        menu = self.box.menu
        for word in words[:-1]:
            menu = next(a.menu() for a in menu.actions() if a.text().replace("&", "") == word)
        return next(
            a
            for a in menu.actions()
            if a.text().replace("&&", "\0").replace("&", "").replace("\0", "&") == words[-1]
        )

    def save_as(self, name: str) -> None:
        self.entry("Save as preset …").trigger()
        self.type_name(name)

    def type_name(self, name: str) -> None:
        assert QApplication.focusWidget() is self.box.name
        self.box.name.selectAll()
        self.box.name.insert(name)  # Qt's typing in tests knows ASCII only
        self.qtbot.keyClick(self.box.name, Qt.Key.Key_Return)

    def button(self, words: str) -> QPushButton:
        (found,) = (
            b for b in self.box.findChildren(QPushButton) if b.text() == words and b.isVisible()
        )
        return found

    def document(self) -> dict[str, Any]:
        draft = self.form.draft()
        assert draft is not None
        return draft.to_document()

    def files(self) -> dict[str, Any]:
        self.keeper.wait()
        return {p.name: json.loads(p.read_text("utf-8")) for p in self.folder.glob("*.json")}


Open = Callable[[], Presets]


@pytest.fixture
def open_presets(theme: Theme, tmp_path: Path, qtbot: QtBot) -> Open:
    return lambda: Presets(theme, tmp_path / "config" / "presets", qtbot)


@pytest.fixture
def presets(open_presets: Open) -> Presets:
    return open_presets()


@pytest.mark.parametrize("preset", BUILT_IN, ids=lambda preset: preset.name)
def test_a_preset_of_the_program_sets_exactly_what_it_says(
    presets: Presets, preset: Preset
) -> None:
    presets.form.take_files(["/data/m.onnx", "/data/d.h5"])
    presets.form.preprocessing.choice.choose("unit")
    presets.form.advanced.fields["seed"].set_value(9)
    presets.form.mode.type.choose("l2")
    presets.choose(preset.name)
    document = presets.document()
    wanted = preset.to_spec().to_document()
    kept = {"trained-model": "/data/m.onnx", "dataset": "/data/d.h5", "seed": 9}
    assert document == wanted | kept | {"preprocessing": "unit"}
    assert presets.shown() == preset.name


def test_the_empty_form_is_the_standard_preset_and_the_box_follows_the_fields(
    presets: Presets,
) -> None:
    assert presets.shown() == "Standard"
    presets.form.values.edit.setText("0, 0.5")
    assert presets.shown() is None
    assert presets.box.box.placeholderText() == "Own settings"
    presets.form.values.edit.setText("0, nothing")
    assert presets.shown() is None
    presets.form.values.edit.setText("0 to 0.05, 6 values")
    assert presets.shown() == "Standard"


def test_presets_are_chosen_by_keyboard(presets: Presets) -> None:
    presets.form.activateWindow()
    presets.box.box.setFocus()
    presets.qtbot.keyClick(presets.box.box, Qt.Key.Key_Down)
    assert presets.shown() == "Thorough"
    assert presets.document()["samples"] == 1000
    presets.qtbot.keyClick(presets.box.box, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is presets.box.more
    assert presets.box.more.accessibleName() == "Save, rename or delete presets"
    presets.qtbot.keyClick(presets.box.more, Qt.Key.Key_Space)
    presets.qtbot.waitUntil(presets.box.menu.isVisible)
    presets.qtbot.keyClick(presets.box.menu, Qt.Key.Key_S)
    assert QApplication.focusWidget() is presets.box.name


def test_what_was_set_by_hand_comes_back(presets: Presets) -> None:
    presets.form.values.edit.setText("0, 0.5")
    presets.form.attack.choice.choose("pgd-linf")
    presets.form.attack.fields["steps"].set_value(7)
    before = presets.document()
    presets.choose("Quick look")
    assert presets.document() != before
    presets.button("Undo").click()
    assert presets.document() == before
    presets.choose("Standard")
    presets.choose("Quick look")  # from one preset to another nothing is lost
    assert presets.box.message.sentence() == ""


def test_the_users_preset_is_there_at_the_next_start(presets: Presets, open_presets: Open) -> None:
    presets.form.mode.type.choose("l2")
    presets.form.values.edit.setText("0, 0.7, 1.5")
    presets.form.advanced.fields["time_limit"].set_value(60.0)
    presets.save_as("  Größe & <b>Mut</b>  ")
    assert presets.shown() == "Größe & <b>Mut</b>"
    assert not presets.box.is_asking
    before = presets.document()
    presets.keeper.wait()
    again = open_presets()
    again.choose("Größe & <b>Mut</b>")
    assert again.document() == before | {"trained-model": "", "dataset": ""}
    again.choose("Quick look")
    assert again.form.advanced.fields["time_limit"].value() == 60.0  # it says nothing of it


@pytest.mark.parametrize("name", ["", "   ", "standard", "QUICK LOOK", "a\u202eb"])
def test_a_name_that_cannot_be_is_told_where_it_is_typed(presets: Presets, name: str) -> None:
    presets.save_as(name)
    assert presets.box.is_asking
    assert presets.box._problem.isVisible()
    presets.qtbot.keyClick(presets.box.name, Qt.Key.Key_Escape)
    assert not presets.box.is_asking
    assert QApplication.focusWidget() is presets.box.box
    assert presets.files() == {}


def test_a_name_that_is_taken_replaces_only_when_asked_twice(presets: Presets) -> None:
    presets.save_as("Mine")
    first = presets.files()
    presets.form.values.edit.setText("0, 0.25")
    presets.save_as("mine")
    assert presets.files() == first
    presets.button("Replace").click()
    (file,) = presets.files().values()
    assert file["settings"]["perturbation-values"] == [0.0, 0.25]
    assert [name for name in presets.names() if name.lower() == "mine"] == ["mine"]


def test_a_name_is_not_called_taken_once_its_preset_is_deleted(presets: Presets) -> None:
    presets.save_as("Mine")
    presets.form.values.edit.setText("0, 0.25")
    presets.save_as("Mine")
    assert presets.box.is_asking
    presets.entry("Delete", "Mine").trigger()
    assert not presets.box.is_asking
    presets.save_as("Mine")
    assert not presets.box.is_asking
    assert [file["name"] for file in presets.files().values()] == ["Mine"]


def test_a_preset_is_renamed_and_deleted_and_comes_back(presets: Presets) -> None:
    presets.save_as("One")
    presets.form.values.edit.setText("0, 0.25")
    presets.save_as("Two")
    presets.entry("Rename", "One").trigger()
    presets.type_name("Two")
    assert "already" in presets.box._problem.text()
    presets.type_name("Zero")
    assert presets.names()[-2:] == ["Two", "Zero"]
    assert sorted(one["name"] for one in presets.files().values()) == ["Two", "Zero"]
    presets.entry("Delete", "Zero").trigger()
    assert [one["name"] for one in presets.files().values()] == ["Two"]
    assert presets.names()[-1] == "Two"
    presets.button("Undo").click()
    assert presets.names()[-2:] == ["Two", "Zero"]
    assert len(presets.files()) == 2
    assert not any("Standard" in a.text() for a in presets.entry("Delete").menu().actions())


def test_the_users_own_presets_stand_below_a_line(presets: Presets) -> None:
    box = presets.box.box
    assert box.count() == len(presets.names()) == len(BUILT_IN)
    presets.save_as("Mine")
    texts = [box.itemText(place) for place in range(box.count())]
    assert texts[-2:] == ["", "Mine"]
    line = box.itemData(box.count() - 2, Qt.ItemDataRole.AccessibleDescriptionRole)
    assert line == "separator"


def test_settings_that_are_none_are_not_saved(presets: Presets) -> None:
    presets.form.values.edit.setText("0, nothing")
    presets.entry("Save as preset …").trigger()
    assert not presets.box.is_asking
    assert presets.box.message.sentence().startswith("The settings cannot be saved as they are.")


def test_an_attack_with_a_second_model_keeps_the_forms_own(presets: Presets) -> None:
    presets.form.attack.choice.choose("transfer")
    presets.form.second_model.edit.set_path("/data/second.onnx")
    presets.save_as("By transfer")
    presets.choose("Standard")
    presets.choose("By transfer")
    assert presets.document()["surrogate-model"] == "/data/second.onnx"
    assert "second.onnx" not in json.dumps(presets.files())


SPOILT: dict[str, Callable[[Path], object]] = {
    "empty": lambda p: p.write_bytes(b""),
    "no json": lambda p: p.write_text("{"),
    "a list": lambda p: p.write_text("[]"),
    "huge": lambda p: p.write_text(changed() + " " * 1024 * 1024),
    "a link": lambda p: p.symlink_to(outside(p)),
    "a link to a device": lambda p: p.symlink_to("/dev/zero"),
    "a pipe": os.mkfifo,
    "a folder": lambda p: p.mkdir(),
    "other version": lambda p: p.write_text(changed(**{"format-version": 2})),
    "no name": lambda p: p.write_text(changed(name=None)),
    "long name": lambda p: p.write_text(changed(name="n" * 61)),
    "a name of ours": lambda p: p.write_text(changed(name="STANDARD")),
    "the same name": lambda p: p.write_text(changed(name="good")),
    "unknown key": lambda p: p.write_text(changed(more=1)),
    "a file's key": lambda p: p.write_text(changed(settings={"dataset": "d.h5"})),
    "no attack": lambda p: p.write_text(changed(settings={"attack": None})),
    "wrong attack": lambda p: p.write_text(changed(settings={"attack": "nothing"})),
    "not run": lambda p: p.write_text(changed(settings={"attack": "worst-case"})),
    "wrong value": lambda p: p.write_text(changed(settings={"perturbation-values": [8]})),
    "wrong kind": lambda p: p.write_text(changed(settings={"seed": "1"})),
    "contradiction": lambda p: p.write_text(changed(settings={"perturbation-type": "l2"})),
}
SKIPPED_IN_SILENCE = {"a link", "a link to a device", "a pipe", "a folder"}
"""They are no files that the program has written, and nothing is looked for in them."""


def outside(place: Path) -> Path:
    """Write a preset that nothing is wrong with, beside the folder."""
    path = place.parent.parent / "elsewhere.json"
    path.write_text(changed())
    return path


def good() -> dict[str, Any]:
    settings = {
        "evaluation-mode": "fast",
        "samples": 7,
        "perturbation-type": "max-norm",
        "perturbation-values": [0, 0.5],
        "attack": "pgd-linf",
    }
    return {"format-version": 1, "name": "Good", "settings": settings}


def changed(settings: dict[str, Any] | None = None, **keys: Any) -> str:
    document = good() | {"name": "Bad"} | keys
    document["settings"] = document["settings"] | (settings or {})
    return json.dumps(document)


@pytest.mark.parametrize("way", SPOILT)
def test_a_spoilt_preset_is_told_and_skipped_and_the_others_are_there(
    open_presets: Open, tmp_path: Path, way: str
) -> None:
    folder = tmp_path / "config" / "presets"
    folder.mkdir(parents=True)
    (folder / "good.json").write_text(json.dumps(good()))
    SPOILT[way](folder / "spoilt.json")
    presets = open_presets()
    assert presets.names()[-1] == "Good"
    assert len(presets.names()) == len(BUILT_IN) + 1
    told = [sentence for sentence, _ in presets.failures]
    assert len(told) == (way not in SKIPPED_IN_SILENCE)
    assert all('The preset "spoilt.json" was skipped: ' in sentence for sentence in told)
    presets.choose("Good")
    assert presets.document()["samples"] == 7


def test_a_folder_full_of_files_is_read_to_an_end(tmp_path: Path) -> None:
    for number in range(MOST_PRESETS + 3):
        document = good() | {"name": f"Preset {number}"}
        (tmp_path / f"{number}.json").write_text(json.dumps(document))
    found = read_presets(tmp_path)
    assert len(found.files) == MOST_PRESETS
    assert found.refused == ("3 presets beyond 200 were skipped.",)


def test_a_folder_that_cannot_be_written_is_told(open_presets: Open, tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "presets").write_text("a file in its place")
    presets = open_presets()
    assert len(presets.failures) == 1
    with presets.qtbot.waitSignal(presets.keeper.failed):
        presets.save_as("Mine")
    assert "could not be written" in presets.failures[-1][0]


@pytest.mark.parametrize("name", ["a/../b", "con", "é" * 60, "…", "Ⅷ.json"])
def test_a_file_name_is_allowed_everywhere_and_taken_once(tmp_path: Path, name: str) -> None:
    first = free_name(name, [])
    second = free_name(name, [first.upper()])
    assert first.casefold() != second.casefold()
    for file in (first, second):
        assert Path(file).name == file
        (tmp_path / file).write_text(preset_text(Preset(name, good()["settings"])), "utf-8")
    assert first.startswith("preset")


def test_every_builtin_preset_can_be_run() -> None:
    for preset in BUILT_IN:
        spec = preset.to_spec()
        assert spec.attack_info.is_run
        assert spec_from_document(spec.to_document()).to_document() == spec.to_document()


def test_a_changed_list_leaves_no_menus_behind(presets: Presets) -> None:
    presets.save_as("Mine")
    presets.keeper.wait()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    before = len(presets.box.findChildren(QMenu))
    for _ in range(5):
        presets.keeper.changed.emit()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(presets.box.findChildren(QMenu)) == before


def test_replacing_is_asked_for_each_name_anew(presets: Presets) -> None:
    presets.save_as("Mine")
    kept = presets.files()
    presets.form.values.edit.setText("0, 0.2")
    presets.save_as("mine")
    assert presets.button("Replace")
    presets.type_name("Other")
    assert sorted(one.name for one in presets.keeper.own) == ["Mine", "Other"]
    presets.save_as("mine")
    presets.qtbot.keyClicks(presets.box.name, "x")
    assert presets.button("Save"), "what it says is what it does"
    assert not presets.box._problem.isVisible()
    presets.qtbot.keyClick(presets.box.name, Qt.Key.Key_Backspace)
    presets.qtbot.keyClick(presets.box.name, Qt.Key.Key_Return)
    assert presets.button("Replace"), "it is asked once more"
    assert presets.files().items() >= kept.items()


def test_in_large_letters_nothing_of_box_and_name_is_cut_off(presets: Presets) -> None:
    font = presets.form.font()
    font.setPointSizeF(font.pointSizeF() * 1.5)
    for widget in (presets.box.box, presets.box.name):
        widget.setFont(font)
    presets.entry("Save as preset …").trigger()
    QApplication.processEvents()
    for widget in (presets.box.box, presets.box.name):
        assert widget.height() >= widget.sizeHint().height(), widget.accessibleName()


def test_no_preset_is_saved_that_the_next_start_would_skip(
    presets: Presets, open_presets: Open
) -> None:
    for number in range(MOST_PRESETS - 1):
        presets.keeper._files[f"preset {number:03}.json"] = Preset(
            f"{number:03}", BUILT_IN[0].settings
        )
    presets.save_as("Last")
    presets.save_as("One too many")
    assert "200 presets already" in presets.box._problem.text()
    assert presets.box.is_asking
    assert sorted(presets.files()) == ["preset Last.json"]
    presets.type_name("last")
    assert presets.button("Replace"), "what is there can be replaced"


def test_what_was_written_wrong_comes_back_too(presets: Presets) -> None:
    values = "0, 0.01, 0.02, 0.03, nothing"
    presets.form.attack.choice.choose("pgd-linf")
    presets.form.attack.fields["steps"].set_value(7)
    presets.form.values.edit.setText(values)
    presets.choose("Quick look")
    assert presets.form.values.edit.text() != values
    presets.button("Undo").click()
    assert presets.form.values.edit.text() == values
    assert presets.form.attack.choice.currentData() == "pgd-linf"
    assert presets.form.attack.fields["steps"].value() == 7


def test_a_wrong_number_of_an_attack_comes_back_with_its_attack(presets: Presets) -> None:
    presets.form.attack.choice.choose("pgd-linf")
    step = presets.form.attack.fields["abs_stepsize"].entry
    assert isinstance(step, QLineEdit)
    step.setText("small")
    presets.choose("Quick look")
    assert presets.form.attack.choice.currentData() != "pgd-linf"
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    presets.button("Undo").click()
    assert presets.form.attack.choice.currentData() == "pgd-linf"
    step = presets.form.attack.fields["abs_stepsize"].entry
    assert isinstance(step, QLineEdit)
    assert step.text() == "small"


def test_what_is_set_after_a_preset_is_not_taken_back_with_it(presets: Presets) -> None:
    presets.form.attack.choice.choose("pgd-linf")
    presets.form.values.edit.setText("0, 0.01")
    presets.choose("Thorough")
    presets.form.mode.count.setValue(500)
    presets.form.values.edit.setText("0, 0.25")
    presets.button("Undo").click()
    assert presets.form.attack.choice.currentData() == "pgd-linf"
    document = presets.document()
    assert (document["samples"], document["perturbation-values"]) == (500, [0.0, 0.25])


def test_what_is_being_written_wrong_after_a_preset_stays(presets: Presets) -> None:
    presets.form.attack.choice.choose("pgd-linf")
    presets.form.values.edit.setText("0, 0.01")
    presets.choose("Thorough")
    presets.form.values.edit.setText("0, noth")
    presets.button("Undo").click()
    assert presets.form.attack.choice.currentData() == "pgd-linf"
    assert presets.form.values.edit.text() == "0, noth"


def test_what_was_set_later_goes_where_it_does_not_fit_what_comes_back(presets: Presets) -> None:
    presets.form.mode.type.choose("l2")
    presets.form.values.edit.setText("0, 0.7")
    presets.choose("Thorough")
    presets.form.attack.choice.choose("pgd-linf")
    presets.button("Undo").click()
    document = presets.document()
    assert (document["perturbation-type"], document["attack"]) == ("l2", "standard")
    assert document["perturbation-values"] == [0.0, 0.7]
