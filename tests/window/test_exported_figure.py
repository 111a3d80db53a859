"""The exported figure shows what the tab Curve shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from pandavision_gui.engine.spec import EvaluationSpec
from pandavision_gui.jobs.job_state import JobState
from pandavision_gui.views.plots.curve_legend import CurveLegend

from .finished_jobs import ids, put_finished, select
from .opened_window import OpenedWindow

pytestmark = pytest.mark.usefixtures("ready_workers")

Open = Callable[..., OpenedWindow]
Spec = Callable[..., EvaluationSpec]


@pytest.fixture
def window(open_window: Open, tmp_path: Path) -> OpenedWindow:
    """A window with four finished jobs, the first three drawn in the order c, a, b."""
    for hour, name in enumerate(("job a", "job b", "job c", "job d")):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    opened = open_window()
    opened.wait(lambda: len(opened.rows()) == 4)
    a, b, c, d = ids(opened, "job a", "job b", "job c", "job d")
    opened.wait_for_curve(d)
    opened.window.model.set_ticked(d, False)
    for job in (c, a, b):
        opened.window.model.set_ticked(job, True)
        opened.wait_for_curve(job)
    opened.wait(lambda: len(opened.window.curve_tab.shown()) == 3)
    return opened


def export(window: OpenedWindow, path: Path, action: str = "export_figure") -> str:
    """Write an SVG; return the dialog's title."""
    wanted = window.window.actions_by_name[action]
    assert wanted.isEnabled()
    wanted.trigger()
    dialog = window.window.findChild(QFileDialog, "export_dialog")
    assert dialog is not None
    title = dialog.windowTitle()
    dialog.selectFile(str(path))
    dialog.accept()
    window.wait(lambda: "Saved as" in window.said() and path.name in window.said())
    return title


def names_in(path: Path) -> list[str]:
    drawn = path.read_text("utf-8")
    return [name for name in ("job a", "job b", "job c", "job d") if name in drawn]


def test_it_shows_the_ticked_jobs_in_their_colours_whichever_is_selected(
    window: OpenedWindow, tmp_path: Path
) -> None:
    select(window, "job d")
    path = tmp_path / "curves.svg"
    assert export(window, path) == "Export the figure with 3 curves"
    assert names_in(path) == ["job a", "job b", "job c"]
    drawn = path.read_text("utf-8")
    for name in ("job a", "job b", "job c"):
        series = window.drawn(ids(window, name)[0])
        assert series is not None
        assert series.style.colour(dark=False) in drawn
    told = [m.accessibleName() for m in window.window.announcements.messages() if m.isVisible()]
    assert any("It shows 3 curves: “job c”, “job b”, “job a”." in words for words in told)


def test_a_hidden_curve_is_not_exported(window: OpenedWindow, tmp_path: Path) -> None:
    legend = window.window.curve_tab.findChild(CurveLegend)
    assert isinstance(legend, CurveLegend)
    window.wait(lambda: len(legend.entries()) == 3)
    next(entry for entry in legend.entries() if entry.name == "job b").click()
    path = tmp_path / "curves.svg"
    export(window, path)
    assert names_in(path) == ["job a", "job c"]


def test_of_another_tab_or_by_the_jobs_menu_the_selected_jobs_are_exported(
    window: OpenedWindow, tmp_path: Path
) -> None:
    select(window, "job d")
    assert export(window, tmp_path / "1.svg", "export_selected").endswith("“job d”")
    assert names_in(tmp_path / "1.svg") == ["job d"]
    window.window.tabs.setCurrentWidget(window.window.tabs.log)
    assert export(window, tmp_path / "2.svg").endswith("“job d”")
    assert names_in(tmp_path / "2.svg") == ["job d"]


def test_curves_can_be_exported_while_a_waiting_job_is_selected(
    window: OpenedWindow, small_spec: Spec
) -> None:
    window.window.actions_by_name["pause"].trigger()
    job_id = window.add(small_spec())
    window.wait_for_state(job_id, JobState.QUEUED)
    window.wait(lambda: window.window.table.selected() == (job_id,))
    assert not window.window.actions_by_name["export_selected"].isEnabled()
    assert window.window.actions_by_name["export_figure"].isEnabled()
    for name in ("job a", "job b", "job c"):
        window.window.model.set_ticked(ids(window, name)[0], False)
    action = window.window.actions_by_name["export_figure"]
    window.wait(lambda: not action.isEnabled())
    assert "Draw the curve of a finished job" in action.toolTip()
