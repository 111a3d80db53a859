"""A file that the system hands over is taken, also when it comes before the window is there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from pandavision_gui.views.opening.file_events import FileEvents


def test_files_wait_until_somebody_takes_them(qapp: QApplication) -> None:
    events = FileEvents(qapp)
    taken: list[Path] = []

    def take(files: Sequence[Path]) -> None:
        taken.extend(files)

    try:
        for name in ("/home/é/a model.onnx", "/home/b.h5"):
            qapp.sendEvent(qapp, QFileOpenEvent(name))
        assert taken == []
        events.give_to(take)
        assert taken == [Path("/home/é/a model.onnx"), Path("/home/b.h5")]
        qapp.sendEvent(qapp, QFileOpenEvent("/home/job.pandavision"))
        assert taken[-1] == Path("/home/job.pandavision")
        qapp.sendEvent(qapp, QFileOpenEvent(QUrl("https://example.org/x.onnx")))
        qapp.sendEvent(qapp, QEvent(QEvent.Type.User))
        events.give_to(None)
        qapp.sendEvent(qapp, QFileOpenEvent("/home/later.h5"))
        assert len(taken) == 3
    finally:
        qapp.removeEventFilter(events)
        events.deleteLater()
