"""The palette in the whole window: by keys and by mouse, for actions, jobs and files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QPushButton

from pandavision_gui.paths import user_folders
from pandavision_gui.views.actions import ACTIONS
from pandavision_gui.views.jobs_table.job_columns import Column
from pandavision_gui.views.jobs_table.job_view import JobView
from pandavision_gui.views.palette.palette_popup import PalettePopup

from ..support.large_history import make_history
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


class Palette:
    """A window with some jobs, and its palette."""

    def __init__(self, opened: OpenedWindow) -> None:
        self.opened = opened
        self.window = opened.window
        opened.wait(lambda: len(opened.rows()) == 12)
        self.window.activateWindow()
        opened.wait(self.window.isActiveWindow)

    @property
    def popup(self) -> PalettePopup:
        found = self.window.findChild(PalettePopup)
        assert found is not None
        return found

    @property
    def is_open(self) -> bool:
        found = self.window.findChild(PalettePopup)
        return found is not None and found.isVisible()

    def open(self) -> None:
        QTest.keySequence(self.window, "Ctrl+K")
        assert self.is_open
        assert self.field.hasFocus()

    @property
    def field(self) -> QLineEdit:
        return self.popup.field

    def type(self, text: str) -> None:
        QTest.keyClicks(self.field, text)
        search = self.window.command_palette.search
        assert search is not None
        self.opened.wait(lambda: search.is_done)

    def titles(self) -> list[str]:
        return [entry.title for entry in self.popup.model.entries()]

    def current(self) -> str:
        return str(self.popup.list.currentIndex().data())

    def key(self, key: Qt.Key) -> None:
        QTest.keyClick(QApplication.focusWidget(), key)


@pytest.fixture
def palette(open_window: Open, tmp_path: Path) -> Palette:
    make_history(user_folders(tmp_path / "data"), 12)
    return Palette(open_window())


def test_an_action_is_done_by_a_few_letters(palette: Palette) -> None:
    palette.open()
    palette.type("set")
    assert palette.current() == "Settings …"
    palette.key(Qt.Key.Key_Return)
    assert not palette.is_open
    assert palette.window.findChild(QDialog, "settings") is not None


@pytest.mark.parametrize("words", ["dark", "theme", "language"])
def test_settings_are_found_by_what_can_be_set(palette: Palette, words: str) -> None:
    palette.open()
    palette.type(words)
    assert palette.current() == "Settings …"


def test_every_action_is_listed_with_its_keys_and_why_it_cannot_be_done(palette: Palette) -> None:
    palette.window.table.select(palette.opened.rows()[0].id)
    palette.open()
    for info in ACTIONS:
        if info.name == "palette":
            continue
        palette.field.clear()
        words = palette.window.actions_by_name[info.name].text().replace("&", "")
        palette.type(words.removesuffix(" …"))
        (entry,) = [e for e in palette.popup.model.entries() if e.what == info.name]
        assert bool(entry.shortcut) == bool(info.shortcut)
        assert bool(entry.reason) != palette.window.actions_by_name[info.name].isEnabled()


@pytest.mark.parametrize(
    ("words", "title", "menu"),
    [
        ("details", "Hide Details", "View"),
        ("panel jobs", "Hide Jobs table", "View"),
        ("logarithmic", "Axis: Logarithmic", ""),
        ("255ths", "Axis: 255ths of the input range", ""),
        ("fit widths", "Columns of the jobs table: Fit widths to the window", ""),
        ("columns dataset", "Columns of the jobs table: Dataset", ""),
        ("save preset", "Preset: Save as preset …", ""),
        ("model", "Open model or dataset …", "File"),
        ("dataset", "Open model or dataset …", "File"),
    ],
)
def test_what_stands_in_menus_of_the_parts_is_found_and_done(
    palette: Palette, words: str, title: str, menu: str
) -> None:
    palette.open()
    palette.type(words)
    entry = palette.popup.model.entries()[palette.popup.list.currentIndex().row()]
    assert (entry.title, entry.detail) == (title, menu)


def test_the_axis_becomes_logarithmic_and_a_column_goes_from_the_palette(palette: Palette) -> None:
    options = palette.window.curve_tab.options
    for is_log in (True, False):
        palette.open()
        palette.type("logarithmic")
        palette.key(Qt.Key.Key_Return)
        assert options.is_log is is_log
    unwanted = palette.window.table.columns.unwanted
    for hidden in (True, False):
        palette.open()
        palette.type("columns dataset")
        palette.key(Qt.Key.Key_Return)
        assert (Column.DATASET in unwanted) is hidden


def test_what_cannot_be_done_says_why_and_is_not_done(palette: Palette) -> None:
    palette.open()
    palette.type("run next")
    assert palette.current() == "Run next"
    palette.key(Qt.Key.Key_Return)
    assert palette.is_open
    assert "Select one job that waits." in palette.field.accessibleDescription()


def test_a_job_is_selected_shown_and_has_the_keyboard(palette: Palette) -> None:
    palette.window.table.select(palette.opened.rows()[0].id)
    palette.open()
    palette.type("signs 3 netw")
    assert palette.current() == "network 3 on signs 3"
    palette.key(Qt.Key.Key_Enter)
    (row,) = palette.window.presenter.selected_rows()
    assert row.name == "network 3 on signs 3"
    view = palette.window.table.findChild(JobView)
    assert view is not None
    assert view.hasFocus()
    assert view.viewport().rect().contains(view.visualRect(view.currentIndex()).center())


def test_up_and_down_move_and_escape_gives_the_keyboard_back(palette: Palette) -> None:
    before = QApplication.focusWidget()
    palette.open()
    palette.type("export")
    count = len(palette.titles())
    assert count > 3
    seen = [palette.current()]
    for _ in range(count):
        palette.key(Qt.Key.Key_Down)
        assert palette.field.hasFocus()
        assert f"{palette.current()}, " in palette.field.accessibleDescription()
        seen.append(palette.current())
    assert seen == [*palette.titles(), palette.titles()[0]], "the last line leads to the first"
    palette.key(Qt.Key.Key_Up)
    assert palette.current() == palette.titles()[-1]
    palette.key(Qt.Key.Key_PageUp)
    assert palette.current() == palette.titles()[0]
    palette.key(Qt.Key.Key_Tab)
    assert palette.field.hasFocus()
    palette.key(Qt.Key.Key_Escape)
    assert not palette.is_open
    assert QApplication.focusWidget() is before


def test_the_mouse_opens_it_chooses_and_closes_it(palette: Palette) -> None:
    button = palette.window.findChild(QPushButton, "palette_button")
    assert button is not None
    palette.opened.click(button)
    assert palette.is_open
    palette.type("about")
    view = palette.popup.list
    middle = view.visualRect(view.model().index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert not palette.is_open
    assert palette.window.findChild(QDialog, "about") is not None
    palette.window.findChild(QDialog, "about").close()
    palette.open()
    bar = palette.window.statusBar()
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    palette.opened.wait(lambda: not palette.is_open)


def test_a_recent_model_comes_into_the_form(palette: Palette, sample_files: Path) -> None:
    path = str(sample_files / "signs_robust.onnx")
    palette.opened.program.settings.remember_file("model", path)
    palette.open()
    palette.type("signs_rob")
    assert palette.titles() == ["signs_robust.onnx"]
    palette.key(Qt.Key.Key_Return)
    assert palette.window.form.model.path == path


def test_what_was_done_last_stands_first(palette: Palette) -> None:
    palette.open()
    assert palette.titles()[0] == "New evaluation"
    palette.type("disk use")
    palette.key(Qt.Key.Key_Return)
    palette.window.findChild(QDialog, "disk_use").close()
    palette.open()
    assert palette.titles()[0] == "Disk use …"


def test_nothing_found_is_said(palette: Palette) -> None:
    palette.open()
    palette.type("qqqq")
    assert palette.titles() == []
    assert palette.field.accessibleDescription() == "Nothing is called like that."
    palette.key(Qt.Key.Key_Return)
    assert palette.is_open


@pytest.mark.parametrize("size", [(800, 520), (1024, 700), (1600, 1000)])
def test_it_fits_into_the_window(palette: Palette, size: tuple[int, int]) -> None:
    palette.window.resize(*size)
    palette.open()
    inside = palette.window.rect()
    assert inside.contains(palette.popup.geometry())
    palette.window.resize(size[0] + 200, size[1])
    left, width = palette.popup.x(), palette.popup.width()
    assert abs(2 * left + width - palette.window.width()) <= 2


def test_a_hostile_name_is_shown_as_it_is(palette: Palette) -> None:
    job = palette.opened.rows()[0].id
    palette.window.commands.rename_wanted.emit(job, "<b>bold</b> \u202egnp")
    palette.opened.wait(lambda: "bold" in palette.opened.row(job).name)
    palette.open()
    palette.type("<b>bold")
    assert palette.titles() == ["<b>bold</b> \\u202egnp"]
    tip = palette.popup.model.index(0).data(Qt.ItemDataRole.ToolTipRole)
    assert "<b>" not in tip
