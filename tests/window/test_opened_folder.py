"""The folder of a job, opened by the system."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pandavision_gui.views import opened_places

from .finished_jobs import ids, put_finished, select
from .opened_window import OpenedWindow


def test_menu_and_details_open_the_selected_jobs_folder(
    open_window: Callable[..., OpenedWindow], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(
        opened_places.QDesktopServices,
        "openUrl",
        lambda url: opened.append(Path(url.toLocalFile())) or True,
    )
    for hour, name in enumerate("ab"):
        put_finished(tmp_path / "data" / "jobs", name, hour)
    window = open_window()
    window.wait(lambda: len(window.rows()) == 2)
    (a,) = ids(window, "a")
    select(window, "a")
    window.wait(lambda: window.window.details._job_id == a)
    window.do("folder", a)
    window.click(window.button("Open folder"))
    assert opened == [window.folders.jobs / str(a)] * 2
    assert (opened[0] / "result.json").exists()
