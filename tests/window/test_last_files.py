"""Where the user left off: the files of the last time stand in the form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from pandavision_gui.views.form.file_section import FileState
from pandavision_gui.views.form.kept_draft import kept_draft

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


def test_the_last_files_are_in_the_form_again_and_those_that_are_gone_are_not(
    open_window: Open, sample_files: Path, tmp_path: Path
) -> None:
    model, gone = str(sample_files / "signs_standard.onnx"), str(tmp_path / "gone.h5")
    window = open_window(recent_models=(model, "/other.onnx"), recent_datasets=(gone,))
    form = window.window.form
    window.wait(lambda: form.model.state is FileState.GOOD)
    window.wait(lambda: form.dataset.state is FileState.NONE)
    assert (form.model.path, form.dataset.path) == (model, "")


def test_files_that_were_given_stay_alone(open_window: Open, sample_files: Path) -> None:
    model = str(sample_files / "signs_robust.onnx")
    window = open_window(recent_models=("/m.onnx",), recent_datasets=("/d.h5",))
    form = window.window.form
    form.take_files([model])
    window.wait(lambda: not window.program._last_files._timer.isActive())
    window.wait(lambda: (form.model.path, form.dataset.path) == (model, ""))


def test_the_settings_of_the_last_time_come_back_with_their_files(
    open_window: Open, sample_files: Path
) -> None:
    model, dataset = (str(sample_files / name) for name in ("signs_robust.onnx", "road_signs.h5"))
    first = open_window()
    form = first.window.form
    form.take_files([model, dataset])
    first.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    form.values.edit.setText("0 to 4/255, 5 values")
    form.mode.count.setValue(37)
    form.preprocessing.choice.choose("symmetric")
    wanted = form.current_spec()
    assert wanted is not None
    first.window.close()
    first.quit()

    second = open_window(recent_models=(model,), recent_datasets=(dataset,))
    second.wait(lambda: second.window.form.model.state is FileState.GOOD)
    assert second.window.form.current_spec() == wanted
    second.window.close()
    second.quit()

    # Those of another pair do not come with the files.
    other = str(sample_files / "signs_standard.onnx")
    third = open_window(recent_models=(other, model), recent_datasets=(dataset,))
    third.wait(lambda: third.window.form.model.state is FileState.GOOD)
    spec = third.window.form.draft()
    assert spec is not None
    assert spec.samples != 37


def test_what_was_added_is_kept_though_the_window_is_never_closed(
    open_window: Open, sample_files: Path
) -> None:
    window = open_window()
    form = window.window.form
    form.take_files([str(sample_files / name) for name in ("signs_robust.onnx", "road_signs.h5")])
    window.wait(lambda: form.model.state is form.dataset.state is FileState.GOOD)
    form.mode.count.setValue(3)
    window.wait(window.button("Add to queue").isEnabled)
    wanted = form.current_spec()
    assert wanted is not None
    form.advanced.fields["name"].set_value("baseline")  # which goes with the job
    window.click(window.button("Add to queue"))
    place = str(window.folders.config / "window.ini")

    def is_kept() -> bool:
        # Read as the next start reads it.
        draft = kept_draft(QSettings(place, QSettings.Format.IniFormat))
        return draft is not None and draft.to_document() == wanted.to_document()

    window.wait(is_kept)
    assert wanted.samples == 3


@pytest.mark.parametrize(
    "stored", ["", "{", "[]", '{"dataset": 1}', '{"no-such-key": 1}', "x" * 200_000]
)
def test_a_draft_that_cannot_be_read_is_none(tmp_path: Path, stored: str) -> None:
    settings = QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)
    settings.setValue("draft", stored)
    assert kept_draft(settings) is None
