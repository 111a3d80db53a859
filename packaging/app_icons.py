"""Draws the program's icon in all sizes, and the files that Windows and macOS want of it.

    python packaging/app_icons.py build/icons

There is one drawing, resources/icons/pandavision.svg, which the window shows, too; the packages for
Linux take their sizes from here as well. No screen is needed.
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QBuffer, QIODevice, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

DRAWING = Path(__file__).resolve().parents[1] / "resources" / "icons" / "pandavision.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
_ICO = tuple(size for size in SIZES if size <= 256)


def png(size: int) -> bytes:
    """Return the icon as a PNG file, `size` pixels wide and high."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(DRAWING)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


def draw(size: int) -> Image.Image:
    """Return the icon as RGBA."""
    return Image.open(io.BytesIO(png(size))).convert("RGBA")


def write_all(folder: Path) -> list[Path]:
    """Write a PNG of each size, pandavision.ico and pandavision.icns; return what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = {size: draw(size) for size in SIZES}
    written = []
    for size in SIZES:
        path = folder / f"pandavision-{size}.png"
        path.write_bytes(png(size))
        written.append(path)
    ico, icns = folder / "pandavision.ico", folder / "pandavision.icns"
    others = [pictures[size] for size in _ICO[:-1]]
    sizes = [(size, size) for size in _ICO]
    pictures[_ICO[-1]].save(ico, format="ICO", sizes=sizes, append_images=others)
    pictures[1024].save(icns, format="ICNS", append_images=[pictures[s] for s in SIZES[:-1]])
    return [*written, ico, icns]


def main() -> None:
    """Draw them."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    write_all(parser.parse_args().folder)


if __name__ == "__main__":
    main()
