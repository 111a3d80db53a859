"""The samples of an opened job as a user sees and uses them."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.listed_samples import Fate, SampleChoice, chosen_rows
from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.jobs.view_messages import LARGEST_SIDE, MOST_SHOWN
from pandavision_gui.views.samples import picture_store
from pandavision_gui.views.samples.large_sample import LargeSample
from pandavision_gui.views.samples.sample_card import SampleCard, paint_picture
from pandavision_gui.views.samples.sample_list_model import SampleListModel
from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.samples.samples_view import SamplesView
from pandavision_gui.views.theme import DARK, LIGHT, UNIT, Theme

from ..counted_calls import calls_of
from ..opened_jobs import HOSTILE_NAMES, VALUES, made_up_table, opened_job, shown_samples


class Asked:
    """What a view asked for; answered when a test says so."""

    def __init__(self, view: SamplesView) -> None:
        self.view = view
        self.waiting: list[tuple[list[int], int, str]] = []
        view.wishes.pictures_wanted.connect(lambda *wish: self.waiting.append(wish))

    def answer(self, **how: Any) -> int:
        """Show what is asked for until nothing is; return how often that was."""
        for turn in range(200):
            QApplication.processEvents()
            self.view.grid._want()
            if not self.waiting:
                return turn
            waiting, self.waiting = self.waiting, []
            for indexes, side, purpose in waiting:
                shown = shown_samples(indexes, side, purpose, **how)
                self.view.show_pictures(shown)
        raise AssertionError("it asks without an end")


@pytest.fixture
def view(qtbot: QtBot, theme: Theme) -> Iterator[SamplesView]:
    view = SamplesView(theme, SampleWishes())
    qtbot.addWidget(view)
    view.resize(900, 600)
    view.show()
    qtbot.waitExposed(view)
    yield view
    theme.colours = LIGHT


@pytest.fixture
def asked(view: SamplesView) -> Asked:
    return Asked(view)


def job(count: int = 40, **keys: Any) -> OpenedJob:
    return opened_job(made_up_table(count), **keys)


def listed(view: SamplesView) -> list[int]:
    return view.model.samples(0, view.model.rowCount() - 1)


def box(view: SamplesView, name: str) -> QComboBox:
    found = view.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def choose(view: SamplesView, name: str, data: Any) -> None:
    found = box(view, name)
    places = [place for place in range(found.count()) if found.itemData(place) == data]
    assert len(places) == 1, [found.itemText(place) for place in range(found.count())]
    found.setCurrentIndex(places[0])


def large(view: SamplesView) -> LargeSample:
    assert view.large is not None
    return view.large


def open_large(qtbot: QtBot, view: SamplesView, place: int) -> LargeSample:
    view.grid.setFocus()
    view.grid.go_to(place)
    qtbot.keyClick(view.grid, Qt.Key.Key_Return)
    # Else its keys are not heard.
    qtbot.waitUntil(lambda: QApplication.focusWidget() in large(view).findChildren(QWidget))
    return large(view)


def test_only_what_can_be_seen_is_asked_for_and_one_page_on_each_side(
    view: SamplesView, asked: Asked
) -> None:
    view.show_opened(job(2000))
    asked.answer()
    grid = view.grid
    for value in (0, 5000, grid.verticalScrollBar().maximum() // 2):
        grid.verticalScrollBar().setValue(value)
        first, last = grid.visible_places()
        page = last - first + 1
        QApplication.processEvents()
        grid._want()
        wanted: list[int] = []
        while asked.waiting:
            waiting, asked.waiting = asked.waiting, []
            for indexes, side, purpose in waiting:
                assert len(indexes) <= MOST_SHOWN
                wanted += indexes
                view.show_pictures(shown_samples(indexes, side, "grid"))
                assert purpose == "grid"
            QApplication.processEvents()
            grid._want()
        near = set(view.model.samples(max(0, first - page), last + page))
        assert set(wanted) <= near
        seen = view.model.samples(first, last)
        assert all(grid._store.get(sample) is not None for sample in seen)
        # What the viewport shows is among what is called visible.
        at_top = grid.indexAt(
            grid.viewport().rect().topLeft() + grid.viewport().rect().center() / 9
        )
        at_end = grid.indexAt(grid.viewport().rect().center())
        for index in (at_top, at_end):
            assert not index.isValid() or first <= index.row() <= last


def test_what_is_seen_is_asked_for_before_what_is_near(view: SamplesView, asked: Asked) -> None:
    view.show_opened(job(2000))
    QApplication.processEvents()
    view.grid._want()
    first, last = view.grid.visible_places()
    assert asked.waiting[0][0] == view.model.samples(first, last)[:MOST_SHOWN]


def test_pictures_that_do_not_fit_into_the_memory_are_not_asked_for_again_and_again(
    view: SamplesView, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(picture_store, "_MOST_BYTES", 5 * 3 * 4 * 16)  # five samples
    view.resize(2400, 1400)  # more than come at once
    view.show_opened(job(500))
    assert asked.answer() < 20
    first, last = view.grid.visible_places()
    assert last - first > 5, "all of them fit"
    seen = view.model.samples(first, last)
    assert all(view.grid._store.get(sample) is not None for sample in seen)
    kept = len(view.grid._store._pictures)
    view.grid.verticalScrollBar().setValue(3000)
    asked.answer()
    assert len(view.grid._store._pictures) <= kept + MOST_SHOWN


def test_what_has_no_picture_is_asked_for_once(view: SamplesView, asked: Asked) -> None:
    view.show_opened(job())
    asked.answer(without=(0, 1, 2))
    view.grid._want()
    assert asked.waiting == []


def test_ten_thousand_samples_cost_no_more_than_those_that_are_seen(
    view: SamplesView, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_facts = []
    facts = SampleListModel.facts
    monkeypatch.setattr(
        SampleListModel, "facts", lambda model, row: asked_facts.append(row) or facts(model, row)
    )
    calls, seen = {}, {}
    for count in (300, 10_000):
        opened = job(count)
        for what, do in {
            "open": lambda opened=opened: view.show_opened(opened),
            "scroll": lambda: view.grid.verticalScrollBar().setValue(1000),
            "filter": lambda: choose(view, "sample_fate", (Fate.WITHSTOOD, None)),
            "all": lambda: choose(view, "sample_fate", (Fate.ANY, None)),
            "sort": lambda: choose(view, "sample_order", "dataset"),
            "back": lambda: choose(view, "sample_order", "smallest"),
        }.items():
            asked_facts.clear()
            calls[what, count] = calls_of(do)
            seen[what, count] = len(asked_facts)
    first, last = view.grid.visible_places()
    for what in ("open", "scroll", "filter", "all", "sort", "back"):
        assert seen[what, 10_000] <= 12 * (last - first + 1), what
        # Whether the list is painted within the count is the system's affair: some 2,000 calls.
        assert calls[what, 10_000] - calls[what, 300] < (10_000 - 300) / 2, (what, calls)


def test_each_filter_narrows_the_list(view: SamplesView) -> None:
    opened = job(300)
    view.show_opened(opened)
    table = opened.table
    top = VALUES[-1]
    assert sorted(listed(view)) == sorted(table.index.tolist())
    for name, data, choice in (
        ("sample_class", 2, SampleChoice(label=2)),
        ("sample_answer", 1, SampleChoice(label=2, answer=1)),
        ("sample_fate", (Fate.BROKEN, 0.02), SampleChoice(2, Fate.BROKEN, 0.02, 1)),
        ("sample_order", "largest", SampleChoice(2, Fate.BROKEN, 0.02, 1, order="largest")),  # type: ignore[arg-type]
    ):
        choose(view, name, data)
        wanted = table.index[chosen_rows(table, choice, top)].tolist()
        assert wanted
        if name != "sample_order":
            assert sorted(listed(view)) == sorted(wanted)
        else:
            sizes = dict(zip(table.index.tolist(), table.minimum_perturbation, strict=True))
            found = [sizes[sample] for sample in listed(view)]
            assert found == sorted(found, reverse=True)


def test_what_was_chosen_stays_with_the_next_job_where_it_has_it(view: SamplesView) -> None:
    view.show_opened(job(300))
    choose(view, "sample_class", 4)
    choose(view, "sample_fate", (Fate.BROKEN, 0.02))
    choose(view, "sample_order", "surest")
    view.show_opened(opened_job(made_up_table(200, seed=3)))
    choice = view.filters.choice()
    assert (choice.label, choice.fate, choice.value) == (4, Fate.BROKEN, 0.02)
    assert choice.order == "surest"
    view.show_opened(opened_job(made_up_table(200, classes=3), values=(0.0, 0.03)))
    choice = view.filters.choice()
    assert (choice.label, choice.fate, choice.value) == (None, Fate.ANY, None)


def test_a_list_without_samples_says_so(view: SamplesView, qtbot: QtBot) -> None:
    view.show_opened(opened_job(made_up_table(0)))
    said = [w for w in view.findChildren(QLabel) if w.isVisible() and "No sample" in w.text()]
    assert len(said) == 1
    assert not view.grid.isVisible()
    view.show_opened(job())
    assert view.grid.isVisible()


def test_what_cannot_be_shown_is_said(view: SamplesView) -> None:
    def said() -> str:
        return " ".join(w.text() for w in view.findChildren(QLabel) if w.isVisible())

    view.show_opened(job(remark="The dataset is gone."))
    assert "The dataset is gone." in said()
    view.show_opened(job())
    assert "gone" not in said()


@pytest.mark.parametrize("name", ["sample_class", "sample_answer"])
def test_as_many_samples_are_listed_as_the_choice_says(view: SamplesView, name: str) -> None:
    view.show_opened(job(200))
    assert (view._opened.table.minimum_perturbation == 0).any(), "some were wrong already"
    choices = box(view, name)
    for place in range(1, choices.count()):
        choices.setCurrentIndex(place)
        said = int(choices.itemText(place).rpartition("(")[2].rstrip(")"))
        assert len(listed(view)) == said, choices.itemText(place)


@pytest.mark.parametrize(("count", "others"), [(1000, 0), (1001, 1), (1250, 250)])
def test_of_many_samples_it_is_said_that_only_the_first_have_pictures(
    view: SamplesView, count: int, others: int
) -> None:
    view.show_opened(job(count))
    said = " ".join(w.text() for w in view.findChildren(QLabel) if w.isVisible())
    words = f"kept of the first 1\u202f000 samples only: those of the other {others} can neither"
    assert (words in said) is bool(others)


def test_an_example_that_is_not_kept_does_not_look_as_if_it_came(
    view: SamplesView, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> list[str]:
        words: list[str] = []
        with monkeypatch.context() as patch:
            patch.setattr(QPainter, "drawText", lambda _, *args: words.append(str(args[-1])))
            view.grid.viewport().grab()
        return [word for word in words if word == "not kept"]

    view.show_opened(job())
    assert not written(), "they are on their way"
    asked.answer(without=(1, 2))
    assert written()
    assert "no adversarial example is kept" in tooltips(view)
    view.show_opened(job(41))
    asked.answer()
    assert not written()
    assert "no adversarial example is kept" not in tooltips(view)


def tooltips(view: SamplesView) -> str:
    first, last = view.grid.visible_places()
    card = view.grid.itemDelegate()
    assert isinstance(card, SampleCard)
    facts = [view.model.facts(place) for place in range(first, last + 1)]
    return "\n".join(card.tooltip(one) for one in facts if one is not None)


# By keyboard, and large.


def test_return_shows_a_sample_large_arrows_step_and_escape_closes(
    qtbot: QtBot, view: SamplesView, asked: Asked
) -> None:
    opened = job()
    view.show_opened(opened)
    dialog = open_large(qtbot, view, 3)
    assert dialog.index == listed(view)[3]
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    assert dialog.index == listed(view)[4]
    assert view.grid.currentIndex().row() == 4
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    assert dialog.index == listed(view)[2]
    wanted = [wish for wish in asked.waiting if wish[2] == "large"]
    assert [wish[0] for wish in wanted] == [[listed(view)[n]] for n in (3, 4, 3, 2)]
    view.grid.go_to(0)  # it follows the list
    assert dialog.index == listed(view)[0]
    qtbot.keyClick(dialog, Qt.Key.Key_Left)
    assert dialog.index == listed(view)[0]
    qtbot.keyClick(dialog, Qt.Key.Key_Down)
    assert dialog.index == listed(view)[1]
    qtbot.keyClick(dialog, Qt.Key.Key_Up)
    assert dialog.index == listed(view)[0]
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_a_double_click_shows_a_sample_large(qtbot: QtBot, view: SamplesView) -> None:
    view.show_opened(job())
    QApplication.processEvents()
    place = view.grid.visualRect(view.model.index(2)).center()
    for click in (qtbot.mouseClick, qtbot.mouseDClick):
        click(view.grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert large(view).isVisible()
    assert large(view).index == listed(view)[2]


def test_the_selected_card_and_the_one_with_the_keyboard_are_seen(
    qtbot: QtBot, view: SamplesView
) -> None:
    view.show_opened(job())
    QApplication.processEvents()

    def picture() -> QImage:
        cell = view.grid.visualRect(view.model.index(0))
        return view.grid.viewport().grab(cell).toImage()

    def soft(image: QImage) -> int:
        across, down = range(0, image.width(), 2), range(0, image.height(), 2)
        wanted = QColor(LIGHT.accent_soft)
        return sum(image.pixelColor(x, y) == wanted for x in across for y in down)

    assert soft(picture()) == 0
    view.activateWindow()
    view.grid.setFocus()
    qtbot.waitUntil(view.grid.hasFocus)
    view.grid.go_to(0)
    with_keyboard = picture()
    assert soft(with_keyboard) > 200
    view.filters.save.setFocus()
    assert soft(picture()) > 200
    assert picture() != with_keyboard


def test_all_examples_are_asked_for_by_the_menu(qtbot: QtBot, view: SamplesView) -> None:
    view.show_opened(job())
    entry = next(one for one in view.filters.save.menu().actions() if "HDF5" in one.text())
    with qtbot.waitSignal(view.wishes.examples_wanted):
        entry.trigger()


def test_how_many_samples_are_listed_and_how_many_there_are_is_said(view: SamplesView) -> None:
    opened = job(60)
    view.show_opened(opened)
    choose(view, "sample_class", 1)
    count = int((opened.table.label == 1).sum())
    assert 0 < count < 60
    headings = [one.text() for one in view.findChildren(QLabel) if one.isVisible()]
    assert any(text.startswith(f"{count} of 60 samples · ") for text in headings)
    assert f"class 1 ({count})" in [box(view, "sample_class").itemText(place) for place in range(6)]


def test_the_pixels_of_a_small_picture_are_not_smeared(qapp: QApplication) -> None:
    small, shown = (
        QImage(2, 1, QImage.Format.Format_RGB32),
        QImage(40, 20, QImage.Format.Format_RGB32),
    )
    small.setPixelColor(0, 0, QColor("black"))
    small.setPixelColor(1, 0, QColor("white"))
    painter = QPainter(shown)
    paint_picture(painter, QRect(0, 0, 40, 20), QPixmap.fromImage(small))
    painter.end()
    assert {shown.pixelColor(x, 10).name() for x in range(40)} == {"#000000", "#ffffff"}


def test_the_arrows_walk_through_the_grid(qtbot: QtBot, view: SamplesView) -> None:
    view.show_opened(job())
    view.grid.setFocus()
    view.grid.go_to(0)
    columns = view.grid._card.columns
    assert columns > 1
    qtbot.keyClick(view.grid, Qt.Key.Key_Right)
    assert view.grid.currentIndex().row() == 1
    qtbot.keyClick(view.grid, Qt.Key.Key_Down)
    assert view.grid.currentIndex().row() == 1 + columns
    assert view.grid.selected_samples() == [listed(view)[1 + columns]]


def test_large_pictures_of_another_sample_are_not_shown(
    qtbot: QtBot, view: SamplesView, asked: Asked
) -> None:
    view.show_opened(job())
    dialog = open_large(qtbot, view, 0)
    before, after = listed(view)[:2]
    qtbot.keyClick(dialog, Qt.Key.Key_Right)
    save = save_button(dialog)
    view.show_pictures(shown_samples([before], 500, "large"))
    assert not save.isEnabled()
    view.show_pictures(shown_samples([after], 500, "large"))
    assert save.isEnabled()


def test_the_large_one_stays_at_its_sample_when_the_list_changes(
    qtbot: QtBot, view: SamplesView
) -> None:
    opened = job(300)
    view.show_opened(opened)
    dialog = open_large(qtbot, view, 5)
    sample = dialog.index
    choose(view, "sample_order", "dataset")
    assert dialog.index == sample
    assert view.grid.currentIndex().row() == view.model.place_of(sample) != 5
    label = int(opened.table.label[opened.table.index == sample][0])
    choose(view, "sample_class", (label + 1) % 5)  # it is not among those
    assert not dialog.isVisible()


def test_a_new_job_closes_the_large_sample_of_the_one_before(
    qtbot: QtBot, view: SamplesView
) -> None:
    view.show_opened(job())
    dialog = open_large(qtbot, view, 0)
    view.show_opened(opened_job(made_up_table(10, seed=9)))
    assert not dialog.isVisible()


# Saving.


def save_button(dialog: LargeSample) -> QPushButton:
    (found,) = [b for b in dialog.findChildren(QPushButton) if "Save" in b.text()]
    return found


def say_where(view: SamplesView, folder: Path) -> None:
    dialog = view.findChild(QFileDialog, "save_samples_dialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(folder))
    dialog.done(1)


def pixel(path: Path) -> tuple[int, int, int]:
    image = QImage(str(path))
    assert image.size() == QSize(4, 4)
    colour = image.pixelColor(1, 2)
    return colour.red(), colour.green(), colour.blue()


def serve(view: SamplesView, asked: Asked, **how: Any) -> None:
    """Answer the oldest wish for pictures that are saved."""
    place = next(n for n, wish in enumerate(asked.waiting) if wish[2] == "saved")
    indexes, side, _ = asked.waiting.pop(place)
    assert side == LARGEST_SIDE
    view.show_pictures(shown_samples(indexes, side, "saved", **how))


def test_selected_samples_are_saved_and_nothing_is_overwritten(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job())
    view.grid.setCurrentIndex(view.model.index(2))
    view.grid.selectionModel().select(
        view.model.index(5), view.grid.selectionModel().SelectionFlag.Select
    )
    samples = [listed(view)[2], listed(view)[5]]
    theirs = tmp_path / f"{samples[0]:06d}-sample.png"
    theirs.write_bytes(b"theirs")
    view.filters._save_pictures.trigger()
    with qtbot.waitSignal(view.wishes.noted) as noted:
        say_where(view, tmp_path)
        serve(view, asked, without=(2,))
    assert "4 " in noted.args[0]
    assert theirs.read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 5
    for sample in samples:
        assert pixel(tmp_path / f"{sample:06d}-adversarial.png") == (sample, 0, 100)
    assert pixel(tmp_path / f"{samples[1]:06d}-sample.png") == (samples[1], 0, 0)
    assert pixel(theirs.with_name(theirs.stem + " 2.png")) == (samples[0], 0, 0)


def test_the_large_sample_saves_itself_not_what_is_selected(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job())
    dialog = open_large(qtbot, view, 1)
    view.show_pictures(shown_samples([dialog.index], 500, "large"))
    view.grid.clearSelection()
    qtbot.mouseClick(save_button(dialog), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(view.wishes.noted):
        say_where(view, tmp_path)
        serve(view, asked)
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {f"{dialog.index:06d}"}


def test_of_samples_saved_without_an_adversarial_example_that_is_said(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job(300))
    said: list[str] = []
    view.wishes.noted.connect(lambda sentence, _: said.append(sentence))
    view.saving.save(listed(view)[:100], str(tmp_path))
    for without in ((), (1, 2)):
        with qtbot.waitSignal(view.wishes.noted):
            serve(view, asked, without=without)
    assert said[-1] == (
        f"228 pictures were written to “{tmp_path}”. "
        "Of 36 of 100 samples no adversarial example was found or is kept."
    )


def test_two_savings_go_to_their_folders(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job())
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder, place in zip(folders, (0, 1), strict=True):
        folder.mkdir()
        view.saving.save([listed(view)[place]], str(folder))
    for _ in folders:
        with qtbot.waitSignal(view.wishes.noted):
            serve(view, asked)
    for folder, place in zip(folders, (0, 1), strict=True):
        found = {path.name for path in folder.iterdir()}
        assert found == {
            f"{listed(view)[place]:06d}-{kind}.png"
            for kind in ("sample", "adversarial", "difference")
        }


def test_more_than_a_worker_sends_at_once_are_all_saved(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job(300))
    said: list[tuple[str, str]] = []
    view.wishes.noted.connect(lambda *words: said.append(words))
    view.saving.save(listed(view)[:150], str(tmp_path))
    for _ in range(3):
        with qtbot.waitSignal(view.wishes.noted):
            serve(view, asked)
    assert len(list(tmp_path.iterdir())) == 450
    assert [folder for _, folder in said] == 3 * [str(tmp_path)]
    assert "64 of 150" in said[0][0]
    assert "128 of 150" in said[1][0]
    assert said[2][0].startswith("450 pictures")
    assert not any(purpose == "saved" for _, _, purpose in asked.waiting)


def test_what_is_not_saved_when_another_job_is_shown_is_told(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job(300))
    view.saving.save(listed(view)[:100], str(tmp_path))
    with qtbot.waitSignal(view.wishes.noted):
        serve(view, asked)
    with qtbot.waitSignal(view.wishes.failed) as failed:
        view.show_opened(job(5))
    assert "the first 64" in failed.args[0]
    assert str(tmp_path) in failed.args[0]


def test_a_folder_that_is_gone_is_told(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job())
    folder = tmp_path / "gone"
    folder.mkdir()
    view.saving.save(listed(view)[:1], str(folder))
    shutil.rmtree(folder)
    with qtbot.waitSignal(view.wishes.failed) as failed:
        serve(view, asked)
    assert failed.args[0]


def test_samples_without_a_picture_are_told(
    qtbot: QtBot, view: SamplesView, asked: Asked, tmp_path: Path
) -> None:
    view.show_opened(job())
    view.saving.save(listed(view)[:1], str(tmp_path))
    with qtbot.waitSignal(view.wishes.failed):
        serve(view, asked, without=(0, 1, 2))
    assert list(tmp_path.iterdir()) == []


# How it looks and what it is called.


def test_a_card_has_three_pictures_and_says_what_became_of_its_sample(
    view: SamplesView, asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    view.show_opened(job(60, names=[f"sign {number}" for number in range(5)]))
    asked.answer()
    place = next(n for n in range(view.model.rowCount()) if view.model.facts(n).is_broken)
    facts = view.model.facts(place)
    assert facts is not None
    view.grid.scrollTo(view.model.index(place))
    written: list[str] = []
    pictures: list[object] = []
    with monkeypatch.context() as patch:
        patch.setattr(QPainter, "drawText", lambda _, *args: written.append(str(args[-1])))
        patch.setattr(QPainter, "drawPixmap", lambda _, *args: pictures.append(args[0]))
        cell = view.grid.visualRect(view.model.index(place))
        view.grid.viewport().grab(cell.adjusted(6, 6, -6, -6))
    for words in (facts.label, facts.answer, facts.fate, facts.sure):
        assert words in written
    assert f"{facts.number} {facts.rounding}" in written
    assert len(pictures) == 3


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("size", [(3, 1), (1, 5), (4, 4)])
def test_it_is_painted_in_both_schemes_whatever_the_names_and_shapes(
    qtbot: QtBot,
    view: SamplesView,
    asked: Asked,
    theme: Theme,
    colours: Any,
    size: tuple[int, int],
) -> None:
    theme.colours = colours
    view.show_opened(job(60, names=HOSTILE_NAMES))
    asked.answer(size=size)
    open_large(qtbot, view, 0)
    before = view.grab().toImage()
    large(view).grab()
    theme.changed.emit()
    QApplication.processEvents()
    assert view.grab().toImage() == before
    first, last = view.grid.visible_places()
    assert last > first
    assert view.grid._card.columns * view.grid._card._width <= view.grid.viewport().width()


def test_in_a_wide_window_cards_are_larger_rather_than_more(view: SamplesView) -> None:
    sides = {}
    for width in (500, 1300, 2600):
        view.resize(width, 600)
        QApplication.processEvents()
        sides[width] = view.grid._card.side
    assert sides[500] < sides[1300] < sides[2600] <= 128


def test_names_of_classes_are_plain_text_on_one_line(view: SamplesView) -> None:
    view.show_opened(job(200, names=HOSTILE_NAMES))
    for row in range(200):
        said = view.model.index(row).data()
        assert said.isprintable()
        assert "\u202e" not in said
        tip = view.model.index(row).data(Qt.ItemDataRole.ToolTipRole)
        assert "<b>bold" not in tip
    for place in range(box(view, "sample_class").count()):
        text = box(view, "sample_class").itemText(place)
        assert text.isprintable()
        assert len(text) < 80


def test_every_input_has_a_name_and_can_be_reached(view: SamplesView) -> None:
    view.show_opened(job())
    boxes = [one for one in view.findChildren(QComboBox) if one.isVisible()]
    assert len(boxes) == 5
    for widget in (*boxes, view.grid):
        assert widget.accessibleName()
        assert widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert view.filters.save.text()


def test_an_invalid_place_has_no_facts(view: SamplesView) -> None:
    view.show_opened(job(5))
    assert view.model.facts(-1) is None
    assert view.model.facts(5) is None
    assert view.model.data(QModelIndex()) is None
    assert view.model.place_of(10**9) is None
    assert np.all([view.model.place_of(s) == n for n, s in enumerate(listed(view))])


def test_a_card_explains_its_marks_and_how_much_is_amplified(
    qtbot: QtBot, view: SamplesView, asked: Asked
) -> None:
    view.show_opened(job())
    place = next(n for n in range(view.model.rowCount()) if view.model.facts(n).rounding)  # type: ignore[union-attr]
    facts = view.model.facts(place)
    assert facts is not None
    view.show_pictures(shown_samples([facts.index], 64, "grid"))
    card = view.grid.itemDelegate()
    assert isinstance(card, SampleCard)
    said = card.tooltip(facts)
    assert f"{facts.rounding}: saved as an image file" in said
    assert "is amplified" in said


@pytest.mark.parametrize(("width", "rows"), [(430, 2), (900, 1)])
def test_filters_and_saving_take_few_rows_of_a_narrow_window(
    view: SamplesView, qtbot: QtBot, width: int, rows: int
) -> None:
    view.show_opened(job())
    view.resize(width, 600)
    shown = [*view.filters.findChildren(QComboBox), view.filters.save]

    def tops() -> set[int]:
        return {one.geometry().center().y() // 8 for one in shown}

    qtbot.waitUntil(lambda: len(tops()) == rows)
    ends = [one.mapTo(view, one.rect().topRight()).x() for one in shown]
    assert max(ends) == ends[-1]
    assert width - 3 * UNIT < ends[-1] < width
