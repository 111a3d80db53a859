"""The dialog that makes datasets, with real workers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.dataset_making.making_dialog import MakingDialog
from pandavision_gui.views.dataset_making.making_work import MakingWork
from pandavision_gui.views.theme import Theme

pytestmark = pytest.mark.usefixtures("ready_workers")

WAIT_MS = 60_000


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    for name, level in (("cat", 10), ("<b>dog\x1b", 200)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for number in range(3):
            pixels = np.full((6, 8, 3), level + number, dtype=np.uint8)
            Image.fromarray(pixels).save(tmp_path / "photos" / name / f"{number}.png")
    return tmp_path / "photos"


@pytest.fixture
def dialog(qtbot: QtBot, theme: Theme) -> Iterator[MakingDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    owner = QObject()  # the widgets are deleted before the work has ended
    work = MakingWork(owner)
    dialog = MakingDialog(parent, work, theme)
    dialog.show()
    yield dialog
    work.close()
    work.wait()


def shows(dialog: MakingDialog, words: str) -> bool:
    """Whether the words stand below the source."""
    return words in f"{dialog.fields.finding.text()} {dialog.fields.advice.text()}"


def says(dialog: MakingDialog, words: str) -> bool:
    """Whether the words stand above the button."""
    return words in dialog.bar.text()


def test_a_source_is_previewed_made_and_used(
    qtbot: QtBot, fresh_workers: None, dialog: MakingDialog, photos: Path
) -> None:
    assert not dialog.bar.make.isEnabled()
    dialog.fields.source.set_path(str(photos))
    qtbot.waitUntil(lambda: shows(dialog, "6 samples"), timeout=WAIT_MS)
    assert shows(dialog, "Folder of pictures by class · 6 samples · 2 classes · 3×6×8")
    assert dialog.grid.captions() == [r"<b>dog\x1b"] * 3 + ["cat"] * 3
    dialog.fields.picture_size.setText("4x2")
    dialog.fields.picture_size.editingFinished.emit()
    qtbot.waitUntil(lambda: shows(dialog, "3×4×2"), timeout=WAIT_MS)
    assert dialog.bar.make.isEnabled()
    assert dialog.bar.use.isHidden()
    dialog.make_at(str(photos.parent / "made"))
    assert dialog.bar.stop.isVisible()
    assert dialog.bar.make.isHidden()
    assert not dialog.fields.isEnabled()
    qtbot.waitUntil(lambda: says(dialog, "Made: 6 samples"), timeout=WAIT_MS)
    with h5py.File(photos.parent / "made.h5") as file:
        assert file["samples"].shape == (6, 3, 4, 2)
    with qtbot.waitSignal(dialog.use_wanted) as used:
        dialog.bar.use.click()
    assert used.args == [str(photos.parent / "made.h5")]
    assert not dialog.isVisible()


def test_entries_that_are_no_values_are_said_at_once(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    dialog.fields.source.set_path(str(photos))
    entries = {"picture_size": "0", "shape": "3x4", "per_class": "0", "seed": "-1"}
    for name, text in entries.items():
        if name == "shape":  # a folder of pictures has none
            dialog.fields.source.set_path(str(photos.parent / "x.csv"))
        entry = getattr(dialog.fields, name)
        entry.setText(text)
        entry.editingFinished.emit()
        qtbot.waitUntil(lambda text=text: shows(dialog, f"“{text}”"), timeout=WAIT_MS)
        assert not dialog.bar.make.isEnabled()
        assert entry.isVisible()
        assert entry.property("role") == "bad"
        entry.setText("")
        entry.editingFinished.emit()


def test_bad_pictures_are_listed_and_left_out_when_asked(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    (photos / "cat" / "9.png").write_text("no picture")
    dialog.fields.source.set_path(str(photos))
    qtbot.waitUntil(lambda: shows(dialog, "7 samples"), timeout=WAIT_MS)
    dialog.make_at(str(photos.parent / "made.h5"))
    qtbot.waitUntil(lambda: says(dialog, "cannot be used"), timeout=WAIT_MS)
    assert "cat/9.png" in dialog.remarks.toPlainText()
    assert says(dialog, "“Leave out pictures that cannot be read”")
    assert not (photos.parent / "made.h5").exists()
    assert dialog.bar.use.isHidden()
    assert dialog.fields.skip_bad.isVisible()
    dialog.fields.skip_bad.click()
    dialog.make_at(str(photos.parent / "made.h5"))
    qtbot.waitUntil(lambda: says(dialog, "Made: 6 samples"), timeout=WAIT_MS)
    assert 'Left out: "cat/9.png"' in dialog.remarks.toPlainText()


def test_what_cannot_be_a_source_is_refused_in_words(
    qtbot: QtBot, dialog: MakingDialog, tmp_path: Path
) -> None:
    (tmp_path / "d.pkl").write_bytes(b"\x80\x04.")
    dialog.fields.source.set_path(str(tmp_path / "d.pkl"))
    qtbot.waitUntil(lambda: shows(dialog, "is no source of a dataset"), timeout=WAIT_MS)
    assert dialog.grid.captions() == []


def many(photos: Path) -> Path:
    """Add so many pictures that making takes long; return a folder for datasets."""
    for number in range(10, 3000):
        os.link(photos / "cat" / "0.png", photos / "cat" / f"{number}.png")
    (photos.parent / "out").mkdir()
    return photos.parent / "out"


def test_a_stop_leaves_nothing(qtbot: QtBot, dialog: MakingDialog, photos: Path) -> None:
    target = many(photos)
    dialog.fields.picture_size.setText("512")
    dialog.fields.source.set_path(str(photos))
    dialog.make_at(str(target / "made.h5"))
    qtbot.waitUntil(lambda: bool(list(target.glob(".*/.*"))), timeout=WAIT_MS)
    dialog.bar.stop.click()
    qtbot.waitUntil(lambda: says(dialog, "nothing was written"), timeout=WAIT_MS)
    assert list(target.iterdir()) == []
    assert dialog.bar.make.isEnabled()
    assert dialog.fields.isEnabled()


@pytest.mark.parametrize("is_stopped", [False, True])
def test_a_source_that_was_not_looked_at_before_it_was_made_is_looked_at_then(
    qtbot: QtBot, dialog: MakingDialog, photos: Path, is_stopped: bool
) -> None:
    target = many(photos) if is_stopped else photos.parent
    dialog.fields.source.set_path(str(photos))
    dialog.make_at(str(target / "made.h5"))
    assert shows(dialog, "Looking at it …")
    if is_stopped:
        dialog.bar.stop.click()
    end = "nothing was written" if is_stopped else "Made: 6 samples"
    qtbot.waitUntil(lambda: says(dialog, end), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: shows(dialog, "Folder of pictures by class"), timeout=WAIT_MS)
    assert dialog.grid.captions()
    assert says(dialog, end)


def test_escape_closes_and_what_is_made_goes_on(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    target = many(photos)
    dialog.fields.source.set_path(str(photos))
    dialog.make_at(str(target / "made.h5"))
    qtbot.waitUntil(lambda: says(dialog, " of 2,99"), timeout=WAIT_MS)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    dialog.show()
    qtbot.waitUntil(lambda: says(dialog, "Made: 2"), timeout=WAIT_MS)
    assert (target / "made.h5").exists()


def test_several_sizes_ask_for_one_and_the_entry_is_marked(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    Image.fromarray(np.zeros((9, 9, 3), np.uint8)).save(photos / "cat" / "9.png")
    assert not dialog.fields.fit.isEnabled()
    dialog.fields.source.set_path(str(photos))
    qtbot.waitUntil(lambda: shows(dialog, "several sizes"), timeout=WAIT_MS)
    assert dialog.fields.picture_size.property("role") == "bad"
    assert not dialog.bar.make.isEnabled()
    assert says(dialog, "Give the size")
    dialog.fields.picture_size.setText("8")
    assert dialog.fields.fit.isEnabled(), "the next press of Tab leads there"
    dialog.fields.picture_size.editingFinished.emit()
    qtbot.waitUntil(lambda: shows(dialog, "3×8×8"), timeout=WAIT_MS)
    assert dialog.fields.picture_size.property("role") == ""
    assert dialog.fields.fit.isEnabled()
    assert dialog.bar.make.isEnabled()


def test_what_a_refusal_asks_for_is_unfolded_marked_and_named_as_it_stands_there(
    qtbot: QtBot, dialog: MakingDialog, tmp_path: Path
) -> None:
    for number in range(12):
        (tmp_path / "numbered" / str(number)).mkdir(parents=True)
        pixels = np.zeros((4, 4, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / "numbered" / str(number) / "1.png")
    assert dialog.fields.class_order.isHidden()
    dialog.fields.source.set_path(str(tmp_path / "numbered"))
    qtbot.waitUntil(lambda: shows(dialog, "order is not clear"), timeout=WAIT_MS)
    assert dialog.fields.class_order.isVisible()
    assert dialog.fields.class_order.property("role") == "bad"
    assert shows(dialog, "“Order of numbered classes: By number” counts")
    assert not dialog.bar.make.isEnabled()
    dialog.fields.class_order.setCurrentIndex(2)
    dialog.fields.class_order.activated.emit(2)
    qtbot.waitUntil(lambda: shows(dialog, "12 classes"), timeout=WAIT_MS)
    assert dialog.bar.make.isEnabled()


def test_an_entry_that_is_out_of_sight_is_not_asked_for(dialog: MakingDialog) -> None:
    fields = dialog.fields
    fields.source.set_path("/there/is/none.csv")
    fields.label_column.setText("y")
    fields.shape.setText("no shape")
    fields.source.set_path("/there/is/a folder")
    order = fields.order()
    assert order is not None
    assert (order.label_column, order.shape) == (None, None)
    fields.source.set_path("/there/is/none.csv")
    fields.shape.setText("1x2x3")
    order = fields.order()
    assert order is not None
    assert (order.label_column, order.shape) == ("y", (1, 2, 3))


def test_every_key_is_taken_once_and_nothing_is_cut_off(dialog: MakingDialog) -> None:
    dialog.fields.source.set_path("/there/is/none.csv")
    texts = [label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None]
    texts += [button.text() for button in dialog.findChildren(QAbstractButton)]
    keys = [text[text.index("&") + 1].lower() for text in texts if "&" in text]
    assert len(keys) >= 15
    assert sorted(set(keys)) == sorted(keys)
    size = dialog.minimumSizeHint()
    assert size.width() <= 1024
    assert size.height() <= 600
    dialog.fields.mark("shape")
    entries = dialog.fields.parentWidget()
    assert entries is not None
    assert dialog.fields.minimumSizeHint().width() <= entries.width()


def _gone(source: Path) -> None:
    shutil.move(source, source.with_name("elsewhere"))


def _empty(source: Path) -> None:
    for picture in source.rglob("*.png"):
        picture.unlink()


def _file(source: Path) -> None:
    shutil.rmtree(source)
    source.write_text("no folder any more")


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_gone, "There is no file or folder|It was there when it was looked at"),
        (_empty, "hold no pictures|It could be read when it was looked at, and has changed since"),
        (_file, "is no source of a dataset|has changed since"),
    ],
)
def test_a_source_that_is_another_by_the_time_it_is_made_is_told_so_and_entries_stay(
    qtbot: QtBot, dialog: MakingDialog, photos: Path, spoil: Callable[[Path], None], words: str
) -> None:
    shutil.copytree(photos, photos.with_name("copy"))
    dialog.fields.source.set_path(str(photos))
    dialog.fields.picture_size.setText("4")
    dialog.fields.per_class.setText("2")
    dialog.fields.per_class.editingFinished.emit()
    qtbot.waitUntil(lambda: shows(dialog, "4 samples"), timeout=WAIT_MS)
    order = dialog.fields.order()
    spoil(photos)
    dialog.bar.make.setFocus()
    made = photos.with_name("made.h5")
    dialog.make_at(str(made))
    qtbot.waitUntil(lambda: says(dialog, "Nothing was made: see above."), timeout=WAIT_MS)
    for part in words.split("|"):
        assert shows(dialog, part)
    assert not shows(dialog, "✓")
    assert dialog.grid.captions() == [], "pictures of what is not there any more"
    assert dialog.fields.order() == order
    assert not made.exists()
    assert dialog.bar.make.isEnabled()
    assert dialog.bar.make.hasFocus()
    # It is brought back, and the same button makes the dataset.
    shutil.rmtree(photos) if photos.is_dir() else photos.unlink(missing_ok=True)
    shutil.move(photos.with_name("copy"), photos)
    dialog.make_at(str(made))
    qtbot.waitUntil(lambda: says(dialog, "Made: 4 samples"), timeout=WAIT_MS)
    qtbot.waitUntil(lambda: shows(dialog, "✓"), timeout=WAIT_MS)
    assert shows(dialog, "4 samples")
    assert len(dialog.grid.captions()) == 4
    assert dialog.bar.use.isVisible()


def test_labels_that_are_gone_are_marked(
    qtbot: QtBot, dialog: MakingDialog, tmp_path: Path
) -> None:
    np.save(tmp_path / "x.npy", np.zeros((4, 1, 4, 4), np.uint8))
    np.save(tmp_path / "y.npy", np.arange(4))
    dialog.fields.source.set_path(str(tmp_path / "x.npy"))
    dialog.fields.labels_file.set_path(str(tmp_path / "y.npy"))
    qtbot.waitUntil(lambda: shows(dialog, "4 samples"), timeout=WAIT_MS)
    (tmp_path / "y.npy").unlink()
    dialog.make_at(str(tmp_path / "made.h5"))
    qtbot.waitUntil(lambda: says(dialog, "Nothing was made: see above."), timeout=WAIT_MS)
    assert shows(dialog, "cannot be read")
    assert dialog.fields.labels_file.property("role") == "bad"
    assert dialog.fields.labels_file.path == str(tmp_path / "y.npy")


def test_a_place_that_cannot_be_written_to_says_nothing_against_the_source(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    dialog.fields.source.set_path(str(photos))
    qtbot.waitUntil(lambda: shows(dialog, "6 samples"), timeout=WAIT_MS)
    dialog.make_at(str(photos.parent / "no such folder" / "made.h5"))
    qtbot.waitUntil(lambda: says(dialog, "There is no folder"), timeout=WAIT_MS)
    assert shows(dialog, "✓")
    assert len(dialog.grid.captions()) == 6
