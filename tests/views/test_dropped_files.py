"""Files that are dropped stay where they are."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from pandavision_gui.views.dropped_files import dropped_paths, take_without_moving

COPY, MOVE, LINK = (
    Qt.DropAction.CopyAction,
    Qt.DropAction.MoveAction,
    Qt.DropAction.LinkAction,
)


def dropped(possible: Qt.DropAction, mime: QMimeData) -> QDropEvent:
    """What the system sends: it proposes to move where that is possible."""
    none = Qt.KeyboardModifier.NoModifier
    return QDropEvent(QPointF(), possible, mime, Qt.MouseButton.LeftButton, none)


@pytest.mark.parametrize(
    ("possible", "taken"),
    [(COPY, COPY), (COPY | MOVE, COPY), (MOVE | LINK, LINK), (COPY | MOVE | LINK, COPY)],
)
def test_a_file_is_never_moved(possible: Qt.DropAction, taken: Qt.DropAction) -> None:
    mime = QMimeData()
    event = dropped(possible, mime)
    assert take_without_moving(event)
    assert event.isAccepted()
    assert event.dropAction() is taken


def test_what_can_only_be_moved_is_refused() -> None:
    mime = QMimeData()
    event = dropped(MOVE, mime)
    assert not take_without_moving(event)
    assert not event.isAccepted()


def test_only_files_of_this_machine_have_a_path() -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/a/m.onnx"), QUrl("https://example.org/m.onnx")])
    assert dropped_paths(dropped(COPY, mime)) == ["/a/m.onnx"]
