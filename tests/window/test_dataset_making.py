"""From a folder of pictures to a dataset in the form, in the program's own window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image

from pandavision_gui.views.dataset_making.making_dialog import MakingDialog

from .opened_window import OpenedWindow


def test_what_was_made_is_put_into_the_form_and_looked_into(
    open_window: Callable[..., OpenedWindow], tmp_path: Path
) -> None:
    window = open_window()
    for name in ("cat", "dog"):
        (tmp_path / "photos" / name).mkdir(parents=True)
        Image.fromarray(np.full((8, 8, 3), 99, np.uint8)).save(tmp_path / "photos" / name / "1.png")
    form = window.window.form
    form.take_files([str(tmp_path / "photos")])
    form.message.action_clicked.emit()
    dialog = window.window.findChild(MakingDialog, "making_dialog")
    assert dialog is not None
    assert not dialog.isModal()
    window.wait(lambda: "2 samples" in dialog.fields.finding.text())
    dialog.make_at(str(tmp_path / "photos.h5"))
    dialog.close()
    news = window.window.announcements.messages()[-1]
    window.wait(lambda: "photos.h5" in news.sentence())
    window.window.actions_by_name["make_dataset"].trigger()
    assert dialog.bar.use.isVisible()
    dialog.bar.use.click()
    window.wait(lambda: form.dataset.path == str(tmp_path / "photos.h5"))
    window.wait(lambda: form.dataset.facts is not None)
    assert form.dataset.facts is not None
    assert form.dataset.facts.class_names == ("cat", "dog")
    window.window.actions_by_name["make_dataset"].trigger()
    assert window.window.findChild(MakingDialog, "making_dialog") is dialog
    assert dialog.fields.source.path == str(tmp_path / "photos"), "what was put in stays"


def test_the_program_ends_while_a_dataset_is_made_and_leaves_nothing(
    open_window: Callable[..., OpenedWindow], tmp_path: Path
) -> None:
    window = open_window()
    (tmp_path / "photos" / "cat").mkdir(parents=True)
    pixels = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
    for number in range(500):
        Image.fromarray(pixels).save(tmp_path / "photos" / "cat" / f"{number}.bmp")
    window.window.actions_by_name["make_dataset"].trigger()
    dialog = window.window.findChild(MakingDialog, "making_dialog")
    assert dialog is not None
    dialog.fields.picture_size.setText("1024")
    dialog.fields.source.set_path(str(tmp_path / "photos"))
    target = tmp_path / "out"
    target.mkdir()
    dialog.make_at(str(target / "photos.h5"))
    window.wait(lambda: bool(list(target.glob(".*/.*"))))
    window.quit()
    assert list(target.iterdir()) == []
