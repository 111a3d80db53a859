"""The menu of files used before."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from pandavision_gui.settings import Settings, load_settings
from pandavision_gui.views.opening import recent_menu
from pandavision_gui.views.opening.recent_menu import RecentMenu
from pandavision_gui.views.settings_keeper import SettingsKeeper
from pandavision_gui.views.theme import Theme

from .conftest import Opening, WriteSpec


class Recent:
    """The menu with the settings that remember its files."""

    def __init__(self, opening: Opening, theme: Theme, path: Path, patience_ms: int) -> None:
        self.keeper = SettingsKeeper(path, opening)
        self.menu = RecentMenu(opening, opening.form, theme, patience_ms=patience_ms)
        self.menu.files = lambda: self.keeper.recent
        self.menu.clear_wanted.connect(self.keeper.forget_files)

    def entries(self) -> list[QAction]:
        """Open the menu and return what can be chosen or is greyed."""
        self.menu.popup(self.menu.parentWidget().mapToGlobal(self.menu.pos()))
        found = [action for action in self.menu.actions() if not action.isSeparator()]
        self.menu.hide()
        return found


Open = Callable[..., Recent]


@pytest.fixture
def open_recent(opening: Opening, theme: Theme, tmp_path: Path) -> Open:
    def open_(patience_ms: int = 20_000) -> Recent:
        return Recent(opening, theme, tmp_path / "settings.json", patience_ms)

    return open_


def test_an_empty_list_says_so(open_recent: Open) -> None:
    (only,) = open_recent().entries()
    assert only.text() == "No file was opened yet"
    assert not only.isEnabled()


def test_what_is_there_is_opened_and_what_is_gone_is_greyed(
    open_recent: Open, opening: Opening, write_spec: WriteSpec, tmp_path: Path, qtbot: QtBot
) -> None:
    recent = open_recent()
    model = tmp_path / "a & b.bin"  # a model by its content only
    model.write_bytes(b"x")
    spec = write_spec(seed=4)
    recent.keeper.remember_file("model", str(model))
    recent.keeper.remember_file("dataset", str(tmp_path / "gone.h5"))
    recent.keeper.remember_file("spec", str(spec))
    first, gone, third, clear = recent.entries()
    assert first.text().startswith("a && b.bin   /")
    qtbot.waitUntil(lambda: not gone.isEnabled())
    assert gone.text().endswith("(not there any more)")
    assert first.isEnabled()
    assert third.isEnabled()
    assert not any(action.icon().isNull() for action in (first, gone, third))
    first.trigger()
    assert opening.form.model.path == str(model)
    with qtbot.waitSignal(opening.opened.spec_used):
        third.trigger()
    assert opening.form.advanced.fields["seed"].value() == 4
    clear.trigger()
    assert recent.keeper.recent == {"model": (), "dataset": (), "spec": ()}
    assert len(recent.entries()) == 1
    recent.keeper.wait()
    assert load_settings(tmp_path / "settings.json").recent_specs == ()


def test_a_recent_dataset_comes_into_its_own_line_and_its_whole_path_is_told(
    open_recent: Open, opening: Opening, tmp_path: Path
) -> None:
    recent = open_recent()
    path = tmp_path / "samples.bin"  # a dataset by its content only
    path.write_bytes(b"x")
    recent.keeper.remember_file("dataset", str(path))
    entry = recent.entries()[0]
    assert str(path) in entry.toolTip()
    entry.trigger()
    assert (opening.form.model.path, opening.form.dataset.path) == ("", str(path))


def test_specs_are_kept_beside_other_settings(open_recent: Open, tmp_path: Path) -> None:
    recent = open_recent()
    for number in range(12):
        recent.keeper.remember_file("spec", f"/{number}.json")
    recent.keeper._take(Settings(parallel_jobs=3))  # the dialog's, which knows no files
    recent.keeper.wait()
    stored = load_settings(tmp_path / "settings.json")
    assert stored.parallel_jobs == 3
    assert stored.recent_specs == tuple(f"/{number}.json" for number in range(11, 1, -1))


def test_a_drive_that_hangs_greys_its_file_and_is_asked_once(
    open_recent: Open, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    release, asked = threading.Event(), []

    def look(path: str) -> None:
        asked.append(path)
        release.wait(30)

    monkeypatch.setattr(recent_menu, "look_at", look)
    recent = open_recent(patience_ms=20)
    recent.keeper.remember_file("model", "/far/a.onnx")
    first = recent.entries()[0]
    qtbot.waitUntil(lambda: not first.isEnabled())
    assert first.text().endswith("(its drive does not answer)")
    again = recent.entries()[0]
    assert not again.isEnabled()
    assert asked == ["/far/a.onnx"]
    release.set()


def test_no_file_is_looked_at_before_the_menu_opens(
    open_recent: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(recent_menu, "look_at", asked.append)
    recent = open_recent()
    recent.keeper.remember_file("model", "/a.onnx")
    assert asked == []
    assert isinstance(recent.menu, QMenu)
