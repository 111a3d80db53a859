"""Nothing that the window does at one click takes away what stands in the form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState

from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]


def test_a_form_that_was_emptied_or_filled_from_a_job_comes_back(
    open_window: Open, small_spec: Callable[..., EvaluationSpec], sample_files: Path
) -> None:
    window = open_window()
    job_id = window.add(small_spec(name="first"))
    form = window.window.form
    form.advanced.fields["seed"].set_value(77)
    QTest.keySequence(window.window, "Ctrl+N")
    assert form.model.path == ""
    window.click(window.button("Undo"))
    assert form.model.path == str(sample_files / "signs_standard.onnx")
    assert form.advanced.fields["seed"].value() == 77
    window.wait_for_state(job_id, JobState.FINISHED)
    window.wait(lambda: window.window.presenter.news.loaded(job_id) is not None)
    window.do("repeat", job_id)
    assert form.advanced.fields["seed"].value() == 0
    window.click(window.button("Undo"))
    assert form.advanced.fields["seed"].value() == 77
