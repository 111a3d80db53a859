"""The faces of the twelve road signs, drawn from polygons, discs and strokes.

A face lives in its own square from -1 to 1, x to the right and y down. Letters and digits are
strokes too: a font would tie the pictures to what happens to be installed.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw

Point = tuple[float, float]
Colour = tuple[int, int, int]

FACE_PIXELS = 192
# Drawn four times larger and box-filtered down, because ImageDraw has no smooth edges of its own.
_OVERSAMPLING = 4
# Share of the square's half side that a face fills: the rest keeps a warped edge smooth.
_FILL = 0.97

WHITE: Colour = (246, 246, 242)
RED: Colour = (196, 22, 32)
BLUE: Colour = (20, 82, 172)
YELLOW: Colour = (246, 186, 20)
BLACK: Colour = (24, 24, 26)


class Face:
    """A transparent square to draw one sign on.

    Parameters
    ----------
    pixels : int
        Side of the finished picture, in pixels.
    """

    def __init__(self, pixels: int) -> None:
        self._pixels = pixels
        self._side = pixels * _OVERSAMPLING
        self._image = Image.new("RGBA", (self._side, self._side), (0, 0, 0, 0))
        self._pen = ImageDraw.Draw(self._image)

    def _at(self, point: Point) -> Point:
        half = self._side / 2
        return half + point[0] * half * _FILL, half + point[1] * half * _FILL

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        x, y = centre
        corners = [self._at((x - radius, y - radius)), self._at((x + radius, y + radius))]
        self._pen.ellipse(corners, fill=(*colour, 255))

    def polygon(self, points: list[Point], colour: Colour) -> None:
        """Fill a polygon with sharp corners."""
        self._pen.polygon([self._at(point) for point in points], fill=(*colour, 255))

    def stroke(self, points: list[Point], width: float, colour: Colour) -> None:
        """Draw a line of constant width with round joins and ends."""
        pixels = round(width * self._side / 2 * _FILL)
        self._pen.line([self._at(point) for point in points], fill=(*colour, 255), width=pixels)
        for point in points:
            self.disc(point, width / 2, colour)

    def rounded(self, points: list[Point], rounding: float, colour: Colour) -> None:
        """Fill a polygon whose corners are rounded outwards by `rounding`."""
        self.polygon(points, colour)
        self.stroke([*points, points[0]], 2 * rounding, colour)

    def finished(self) -> Image.Image:
        """Return the face as an RGBA picture with smooth edges."""
        return self._image.resize((self._pixels, self._pixels), Image.Resampling.BOX)


def _regular(corners: int, radius: float, first_degrees: float) -> list[Point]:
    """Corners of a regular polygon; degrees run clockwise from the right."""
    angles = [math.radians(first_degrees + 360 * i / corners) for i in range(corners)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]


def _arc(centre: Point, radii: Point, start_degrees: float, end_degrees: float) -> list[Point]:
    """Points along an arc of an ellipse; degrees run clockwise from the right."""
    steps = 48
    angles = [
        math.radians(start_degrees + (end_degrees - start_degrees) * i / steps)
        for i in range(steps + 1)
    ]
    return [
        (centre[0] + radii[0] * math.cos(angle), centre[1] + radii[1] * math.sin(angle))
        for angle in angles
    ]


def _glyph(character: str) -> list[list[Point]]:
    """Strokes of one character in a box from -1 to 1, along the middle of the line."""
    if character in ("0", "O"):
        return [_arc((0, 0), (1, 1), 0, 360)]
    if character == "3":
        return [
            _arc((-0.1, -0.5), (1, 0.5), 200, 450),
            _arc((-0.1, 0.5), (1.1, 0.5), 270, 520),
        ]
    if character == "8":
        return [_arc((0, -0.5), (0.86, 0.5), 0, 360), _arc((0, 0.5), (1, 0.5), 0, 360)]
    if character == "S":
        upper = _arc((0, -0.5), (1, 0.5), 335, 90)
        return [upper + _arc((0, 0.5), (1, 0.5), -90, 155)]
    if character == "T":
        return [[(-1, -1), (1, -1)], [(0, -1), (0, 1)]]
    if character == "P":
        bowl = _arc((0.1, -0.42), (0.9, 0.58), -90, 90)
        return [[(-1, 1), (-1, -1), *bowl, (-1, 0.16)]]
    raise ValueError(f"no strokes for the character {character!r}")


def _write(
    face: Face, text: str, centre: Point, size: Point, *, gap: float, pen: float, colour: Colour
) -> None:
    """Write `text` centred; `size` is the width and height of one character, pen included."""
    width, height = size
    left = centre[0] - (len(text) * width + (len(text) - 1) * gap) / 2
    for position, character in enumerate(text):
        middle = left + width / 2 + position * (width + gap)
        for points in _glyph(character):
            placed = [
                (middle + x * (width - pen) / 2, centre[1] + y * (height - pen) / 2)
                for x, y in points
            ]
            face.stroke(placed, pen, colour)


def _stop(face: Face) -> None:
    face.polygon(_regular(8, 1.06, 22.5), WHITE)
    face.polygon(_regular(8, 0.98, 22.5), RED)
    _write(face, "STOP", (0, 0), (0.36, 0.74), gap=0.075, pen=0.135, colour=WHITE)


def _no_entry(face: Face) -> None:
    face.disc((0, 0), 1, WHITE)
    face.disc((0, 0), 0.94, RED)
    face.polygon([(-0.7, -0.19), (0.7, -0.19), (0.7, 0.19), (-0.7, 0.19)], WHITE)


def _give_way(face: Face) -> None:
    # A triangle's centroid lies below its square's middle: the shift centres what is seen.
    outer = [(x, y - 0.2) for x, y in _regular(3, 1.02, 90)]
    inner = [(x, y - 0.2) for x, y in _regular(3, 0.58, 90)]
    face.rounded(outer, 0.1, RED)
    face.rounded(inner, 0.03, WHITE)


def _priority_road(face: Face) -> None:
    face.rounded(_regular(4, 0.93, 0), 0.07, BLACK)
    face.rounded(_regular(4, 0.9, 0), 0.06, WHITE)
    face.rounded(_regular(4, 0.58, 0), 0.05, YELLOW)


def _warning_triangle(face: Face) -> None:
    outer = [(x, y + 0.2) for x, y in _regular(3, 1.02, -90)]
    inner = [(x, y + 0.2) for x, y in _regular(3, 0.7, -90)]
    face.rounded(outer, 0.1, RED)
    face.rounded(inner, 0.03, WHITE)


def _danger(face: Face) -> None:
    _warning_triangle(face)
    face.polygon([(-0.11, -0.28), (0.11, -0.28), (0.07, 0.22), (-0.07, 0.22)], BLACK)
    face.disc((0, -0.27), 0.11, BLACK)
    face.disc((0, 0.4), 0.1, BLACK)


def _crossroads(face: Face) -> None:
    _warning_triangle(face)
    reach = 0.24
    for side in (-1, 1):
        ends = [(-side * reach, 0.22 - reach), (side * reach, 0.22 + reach)]
        face.stroke(ends, 0.16, BLACK)


def _speed_limit(face: Face, number: str) -> None:
    face.disc((0, 0), 1, RED)
    face.disc((0, 0), 0.8, WHITE)
    _write(face, number, (0, 0), (0.54, 0.94), gap=0.1, pen=0.17, colour=BLACK)


def _blue_disc(face: Face) -> None:
    face.disc((0, 0), 1, WHITE)
    face.disc((0, 0), 0.93, BLUE)


def _turn(face: Face, side: int) -> None:
    _blue_disc(face)
    outline = [(-0.66, -0.15), (0.1, -0.15), (0.1, -0.5), (0.7, 0.0)]
    outline += [(x, -y) for x, y in reversed(outline[:-1])]
    face.polygon([(side * x, y) for x, y in outline], WHITE)


def _roundabout(face: Face) -> None:
    _blue_disc(face)
    radius = 0.52
    for turn in (-90, 30, 150):
        arc = _arc((0, 0), (radius, radius), turn + 52, turn)
        face.stroke(arc[:-4], 0.17, WHITE)
        tip, base = math.radians(turn - 28), math.radians(turn + 16)
        head = [(radius * math.cos(tip), radius * math.sin(tip))]
        for distance in (radius - 0.25, radius + 0.25):
            head.append((distance * math.cos(base), distance * math.sin(base)))
        face.polygon(head, WHITE)


def _parking(face: Face) -> None:
    face.rounded([(-0.78, -0.78), (0.78, -0.78), (0.78, 0.78), (-0.78, 0.78)], 0.1, WHITE)
    face.rounded([(-0.72, -0.72), (0.72, -0.72), (0.72, 0.72), (-0.72, 0.72)], 0.08, BLUE)
    _write(face, "P", (0.03, 0), (0.78, 1.22), gap=0, pen=0.25, colour=WHITE)


# The order is the label's: a class's place in this table is its number in the dataset.
_DRAWINGS: dict[str, Callable[[Face], None]] = {
    "stop": _stop,
    "no entry": _no_entry,
    "give way": _give_way,
    "priority road": _priority_road,
    "danger": _danger,
    "crossroads": _crossroads,
    "speed limit 30": lambda face: _speed_limit(face, "30"),
    "speed limit 80": lambda face: _speed_limit(face, "80"),
    "turn left": lambda face: _turn(face, -1),
    "turn right": lambda face: _turn(face, 1),
    "roundabout": _roundabout,
    "parking": _parking,
}

CLASS_NAMES: tuple[str, ...] = tuple(_DRAWINGS)


@cache
def sign_face(label: int) -> Image.Image:
    """Draw the face of one class, straight and clean.

    Parameters
    ----------
    label : int
        Number of the class, an index of `CLASS_NAMES`.

    Returns
    -------
    PIL.Image.Image
        RGBA, FACE_PIXELS squared, transparent outside the sign. Shared between calls: do not
        draw on it.
    """
    face = Face(FACE_PIXELS)
    _DRAWINGS[CLASS_NAMES[label]](face)
    return face.finished()
