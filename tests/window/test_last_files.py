"""Where the user left off: the files of the last time stand in the form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.views.form.file_section import FileState

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
