"""One sample large: how far its example is, how sure the model was, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from pandavision_gui.jobs.job_view import OpenedJob
from pandavision_gui.views.samples.large_sample import LargeSample
from pandavision_gui.views.samples.sample_wishes import SampleWishes
from pandavision_gui.views.samples.samples_view import SamplesView
from pandavision_gui.views.theme import LIGHT, Theme

from ..opened_jobs import VALUES, made_up_table, opened_job, shown_samples


@pytest.fixture
def opened() -> OpenedJob:
    return opened_job(made_up_table(60))


@pytest.fixture
def view(qtbot: QtBot, theme: Theme, opened: OpenedJob) -> Iterator[SamplesView]:
    view = SamplesView(theme, SampleWishes())
    qtbot.addWidget(view)
    view.resize(900, 600)
    with qtbot.waitExposed(view):
        view.show()
    view.show_opened(opened)
    yield view
    theme.colours = LIGHT


def open_nearest(view: SamplesView, opened: OpenedJob, size: float) -> tuple[LargeSample, int]:
    """Show the sample large that breaks nearest to a size; return its row of the table, too."""
    table = opened.table
    away = np.abs(np.nan_to_num(table.minimum_perturbation, posinf=9) - size)
    away[table.prediction != table.label] = 9
    row = int(away.argmin())
    place = view.model.place_of(int(table.index[row]))
    assert place is not None
    view.grid.go_to(place)
    view.grid.opened.emit(place)
    assert view.large is not None
    assert view.large.isVisible()
    return view.large, row


def test_it_says_how_far_the_example_is_and_how_sure_the_model_was(
    view: SamplesView, opened: OpenedJob
) -> None:
    dialog, row = open_nearest(view, opened, VALUES[-1] / 2)
    said = "\n".join(one.text() for one in dialog.findChildren(QLabel) if one.isVisible())
    table = opened.table
    before, after = table.prediction_confidence[row], table.adversarial_confidence[row]
    assert f"({before * 100:.0f} % → {after * 100:.0f} % sure)" in said
    assert f"{table.distance[row]:.6g}" in said
    assert "Right below the mark, wrong from it on" in said


def test_pictures_are_saved_once_they_are_there(view: SamplesView, opened: OpenedJob) -> None:
    dialog, _ = open_nearest(view, opened, VALUES[1])
    (save,) = [one for one in dialog.findChildren(QPushButton) if "Save" in one.text()]
    assert not save.isEnabled()
    view.show_pictures(shown_samples([dialog.index], 500, "large", without=(0, 1, 2)))
    assert not save.isEnabled()
    view.show_pictures(shown_samples([dialog.index], 500, "large"))
    assert save.isEnabled()
    captions = [one.text() for one in dialog.findChildren(QLabel)]
    assert "Difference, amplified 1 times" in captions


@pytest.mark.parametrize("share", [0.25, 0.75])
def test_the_mark_on_the_axis_stands_where_the_sample_breaks(
    view: SamplesView, opened: OpenedJob, theme: Theme, share: float
) -> None:
    dialog, row = open_nearest(view, opened, VALUES[-1] * share)
    wanted = opened.table.minimum_perturbation[row] / VALUES[-1]
    picture, wrong = dialog._axis.grab().toImage(), QColor(theme.colours.bad)
    line = range(picture.height())
    found = [
        x for x in range(picture.width()) if any(picture.pixelColor(x, y) == wrong for y in line)
    ]
    assert found
    assert abs(found[0] / picture.width() - wanted) < 0.1
