"""The dialog that makes datasets, with real workers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from pandavision_gui.views.dataset_making.making_dialog import MakingDialog
from pandavision_gui.views.dataset_making.making_work import MakingWork
from pandavision_gui.views.theme import Theme

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
    work = MakingWork(parent)
    dialog = MakingDialog(parent, work)
    dialog.show()
    yield dialog
    work.close()
    work.wait()


def shows(dialog: MakingDialog, words: str) -> bool:
    return words in dialog.finding.text()


def test_a_source_is_previewed_made_and_used(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    assert not dialog.make.isEnabled()
    dialog.fields.source.set_path(str(photos))
    qtbot.waitUntil(lambda: shows(dialog, "6 samples"), timeout=WAIT_MS)
    assert shows(dialog, "folder of pictures by class · 6 samples · 2 classes · 3×6×8")
    assert dialog.grid.captions() == [r"<b>dog\x1b"] * 3 + ["cat"] * 3
    dialog.fields.picture_size.setText("4x2")
    dialog.fields.picture_size.editingFinished.emit()
    qtbot.waitUntil(lambda: shows(dialog, "3×4×2"), timeout=WAIT_MS)
    assert dialog.make.isEnabled()
    assert not dialog.use.isEnabled()
    dialog.make_at(str(photos.parent / "made"))
    assert dialog.stop.isEnabled()
    assert not dialog.fields.isEnabled()
    qtbot.waitUntil(lambda: shows(dialog, "Made: 6 samples"), timeout=WAIT_MS)
    with h5py.File(photos.parent / "made.h5") as file:
        assert file["samples"].shape == (6, 3, 4, 2)
    with qtbot.waitSignal(dialog.use_wanted) as used:
        dialog.use.click()
    assert used.args == [str(photos.parent / "made.h5")]
    assert not dialog.isVisible()


def test_entries_that_are_no_values_are_said_at_once(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    dialog.fields.source.set_path(str(photos))
    entries = {"picture_size": "0", "shape": "3x4", "per_class": "0", "seed": "-1"}
    for name, text in entries.items():
        entry = getattr(dialog.fields, name)
        entry.setText(text)
        entry.editingFinished.emit()
        qtbot.waitUntil(lambda text=text: shows(dialog, f"“{text}”"), timeout=WAIT_MS)
        assert not dialog.make.isEnabled()
        entry.setText("")
        entry.editingFinished.emit()


def test_bad_pictures_are_listed_and_left_out_when_asked(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    (photos / "cat" / "9.png").write_text("no picture")
    dialog.fields.source.set_path(str(photos))
    qtbot.waitUntil(lambda: shows(dialog, "7 samples"), timeout=WAIT_MS)
    dialog.make_at(str(photos.parent / "made.h5"))
    qtbot.waitUntil(lambda: shows(dialog, "cannot be used"), timeout=WAIT_MS)
    assert "cat/9.png" in dialog.remarks.toPlainText()
    assert shows(dialog, "“Leave out pictures that cannot be read”")
    assert not (photos.parent / "made.h5").exists()
    assert not dialog.use.isEnabled()
    dialog.fields.skip_bad.click()
    dialog.make_at(str(photos.parent / "made.h5"))
    qtbot.waitUntil(lambda: shows(dialog, "Made: 6 samples"), timeout=WAIT_MS)


def test_what_cannot_be_a_source_is_refused_in_words(
    qtbot: QtBot, dialog: MakingDialog, tmp_path: Path
) -> None:
    (tmp_path / "d.pkl").write_bytes(b"\x80\x04.")
    dialog.fields.source.set_path(str(tmp_path / "d.pkl"))
    qtbot.waitUntil(lambda: shows(dialog, "is no source of a dataset"), timeout=WAIT_MS)
    assert dialog.grid.captions() == []


def test_a_stop_and_a_closed_dialog_leave_nothing(
    qtbot: QtBot, dialog: MakingDialog, photos: Path
) -> None:
    for number in range(10, 3000):
        os.link(photos / "cat" / "0.png", photos / "cat" / f"{number}.png")
    target = photos.parent / "out"
    target.mkdir()
    dialog.fields.picture_size.setText("512")
    dialog.fields.source.set_path(str(photos))
    for end in (dialog.stop.click, dialog.close):
        dialog.make_at(str(target / "made.h5"))
        qtbot.waitUntil(lambda: bool(list(target.glob(".*/.*"))), timeout=WAIT_MS)
        end()
        qtbot.waitUntil(lambda: shows(dialog, "nothing was written"), timeout=WAIT_MS)
        assert list(target.iterdir()) == []
    assert not dialog.isVisible()
