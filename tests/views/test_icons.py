"""Icons: the right outline, in the right colour, at every size."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QIcon, QImage, QPainter

from pandavision_gui.views import icons
from pandavision_gui.views.icons import FONT_FILES, ICONS, font_file, make_icon


def painted(icon: QIcon, size: int, mode: QIcon.Mode = QIcon.Mode.Normal) -> QImage:
    image = icon.pixmap(QSize(size, size), 1.0, mode).toImage()
    return image.convertToFormat(QImage.Format.Format_ARGB32)


def opaque_colours(image: QImage) -> set[str]:
    pixels = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {QColor(pixel).name() for pixel in pixels if pixel.alpha() == 255}


def test_every_icon_is_at_the_place_in_the_font_that_its_name_has() -> None:
    (charmap,) = font_file().parent.glob(
        FONT_FILES.replace("webfont-", "webfont-charmap-")[:-3] + "json"
    )
    places = json.loads(charmap.read_text("utf-8"))
    assert {name: int(places[name], 16) for name, _ in ICONS.values()} == dict(ICONS.values())


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_is_painted_in_its_colour_and_greyed_when_disabled(qapp: object, name: str) -> None:
    icon = make_icon(name, "#ff0000", "#0000ff")
    assert opaque_colours(painted(icon, 48)) == {"#ff0000"}
    assert opaque_colours(painted(icon, 48, QIcon.Mode.Disabled)) == {"#0000ff"}


@pytest.mark.parametrize("size", [12, 16, 32, 96])
def test_an_icon_fills_its_box_without_standing_out(qapp: object, size: int) -> None:
    image = painted(make_icon("info", "#000000", "#000000"), size)
    assert image.width() == size
    rows = [y for y in range(size) if any(image.pixelColor(x, y).alpha() for x in range(size))]
    columns = [x for x in range(size) if any(image.pixelColor(x, y).alpha() for y in range(size))]
    for seen in (rows, columns):
        # The circle of the set is 20 of 24 units high.
        assert max(seen) - min(seen) + 1 == pytest.approx(size * 0.875 * 20 / 24, abs=2)
        assert min(seen) == pytest.approx(size - 1 - max(seen), abs=1)


def test_what_means_something_else_looks_otherwise() -> None:
    meant_alike = {frozenset({"bad", "close"}), frozenset({"expand", "action"})}
    by_place: dict[int, set[str]] = {}
    for name, (_, place) in ICONS.items():
        by_place.setdefault(place, set()).add(name)
    assert {frozenset(names) for names in by_place.values() if len(names) > 1} == meant_alike


@pytest.mark.parametrize("room", [QRect(20, 10, 40, 20), QRect(20, 10, 20, 40)])
def test_an_icon_is_painted_in_the_middle_of_its_room(qapp: object, room: QRect) -> None:
    image = QImage(QSize(80, 80), QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    make_icon("info", "#000000", "#000000").paint(painter, room)
    painter.end()
    seen = [(x, y) for x in range(80) for y in range(80) if image.pixelColor(x, y).alpha()]
    columns, rows = ({place[n] for place in seen} for n in (0, 1))
    middle = room.center()
    for found, centre in ((columns, middle.x()), (rows, middle.y())):
        assert max(found) - min(found) < 20
        assert (max(found) + min(found)) / 2 == pytest.approx(centre, abs=1)


def test_a_bundle_finds_the_font_among_its_resources(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "fonts").mkdir()
    copy = tmp_path / "fonts" / font_file().name
    copy.write_bytes(b"")
    monkeypatch.setattr(icons, "resources_folder", lambda: tmp_path)
    assert font_file() == copy


def test_a_missing_font_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(icons, "resources_folder", lambda: tmp_path)
    monkeypatch.setattr(icons, "FONT_FILES", "no such font")
    with pytest.raises(FileNotFoundError, match="no such font"):
        font_file()


@pytest.mark.parametrize("size", [QSize(0, 0), QSize(0, 16)])
def test_an_icon_without_room_paints_nothing_and_says_nothing(
    qapp: object, qtlog: Any, size: QSize
) -> None:
    engine = icons._OutlineEngine("more", "#123456", "#abcdef")
    assert engine.pixmap(size, QIcon.Mode.Normal, QIcon.State.Off).isNull()
    assert [record.message for record in qtlog.records] == []
