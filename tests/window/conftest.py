"""Whole windows with their queue and workers, on folders of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from pandavision_gui.engine.spec import EvaluationSpec, spec_from_document

from ..support.leak_guard import guarded_leaks
from ..support.log_guard import LogGuard, guarded_log
from .opened_window import OpenedWindow


@pytest.fixture(autouse=True)
def log_guard(qapp: object) -> Iterator[LogGuard]:
    """An unexpected warning of Qt or Python fails the test."""
    with guarded_log() as guard:
        yield guard


@pytest.fixture(autouse=True)
def leak_guard(log_guard: LogGuard) -> Iterator[None]:
    """A thread, process, timer or widget that is left over fails the test."""
    with guarded_leaks():
        yield


@pytest.fixture
def open_window(
    qtbot: QtBot, leak_guard: None, tmp_path: Path
) -> Iterator[Callable[..., OpenedWindow]]:
    """Open the program's window on a data folder (the test's own by default)."""
    opened: list[OpenedWindow] = []

    def open_(
        folder: Path = tmp_path / "data", *, parallel_jobs: int = 1, **settings: Any
    ) -> OpenedWindow:
        window = OpenedWindow(qtbot, folder, parallel_jobs, **settings)
        opened.append(window)
        return window

    yield open_
    for window in opened:
        window.quit()


@pytest.fixture
def small_spec(sample_files: Path) -> Callable[..., EvaluationSpec]:
    """Make specs of the sample files: quick by default, long on request."""

    def make(**keys: object) -> EvaluationSpec:
        document = {
            "trained-model": str(sample_files / "signs_standard.onnx"),
            "dataset": str(sample_files / "road_signs.h5"),
            "indexes": [0, 30, 60, 90, 120, 150],
            "perturbation-values": [0, 0.01, 0.02],
            "attack": "pgd-linf",
            "attack-params": {"steps": 5},
        }
        return spec_from_document({**document, **keys})

    return make
