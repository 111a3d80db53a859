"""What stands behind a sign: country, woods, street, wall, road, town out of focus.

Scenes are drawn larger than the finished picture and always blurred a little, as a camera that is
focused on the sign would.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from draw_textures import (
    SCENE_PIXELS,
    Colour,
    cloudy,
    mixed,
    one_of,
    plain,
    ridge,
    sky,
    textured,
    vary,
)
from PIL import Image, ImageDraw, ImageFilter

_FIELDS: tuple[Colour, ...] = (
    (104, 128, 66),
    (142, 148, 80),
    (176, 158, 98),
    (88, 118, 70),
    (132, 110, 82),
)
_LEAVES: tuple[Colour, ...] = ((74, 104, 52), (98, 122, 58), (148, 118, 52), (90, 112, 84))
_FRONTS: tuple[Colour, ...] = (
    (196, 178, 150),
    (172, 120, 96),
    (206, 200, 188),
    (150, 146, 142),
    (208, 186, 132),
    (148, 164, 172),
)
_PANES: tuple[Colour, ...] = ((74, 84, 98), (112, 130, 148), (92, 92, 92))
_PLASTERS: tuple[Colour, ...] = (
    (196, 188, 172),
    (178, 174, 170),
    (206, 184, 150),
    (160, 168, 170),
)
_BRICKS: tuple[Colour, ...] = ((156, 92, 72), (178, 128, 98), (140, 112, 98), (170, 150, 126))
_DUSKS: tuple[Colour, ...] = ((98, 110, 140), (132, 112, 112), (104, 128, 122), (146, 134, 116))
_LAMPS: tuple[Colour, ...] = (
    (250, 222, 160),
    (246, 244, 236),
    (240, 150, 110),
    (168, 208, 236),
    (188, 226, 170),
)


def _country(rng: np.random.Generator) -> Image.Image:
    """Draw hills and fields under a sky."""
    image = sky(rng)
    pen = ImageDraw.Draw(image)
    level = rng.uniform(40, 80)
    pen.polygon(ridge(rng, level, 12, 3), fill=vary(rng, (112, 134, 140), 18))
    pen.polygon(ridge(rng, level + 10, 8, 5), fill=vary(rng, (74, 100, 70), 20))
    for below in (20, 42):
        field = vary(rng, one_of(rng, _FIELDS), 16)
        pen.polygon(ridge(rng, level + below, 5, 3), fill=field)
    return textured(image, cloudy(rng, (24, 8), 3), 14)


def _woods(rng: np.random.Generator) -> Image.Image:
    """Draw leaves near and far, with trunks between them."""
    leaf = vary(rng, one_of(rng, _LEAVES), 16)
    deep = (leaf[0] // 2, leaf[1] // 2, leaf[2] // 2 + 8)
    image = mixed(cloudy(rng, (5, 5), 4) * 0.7 + 0.45, deep, leaf)
    pen = ImageDraw.Draw(image)
    for _ in range(int(rng.integers(0, 4))):
        top, foot = rng.uniform(0, SCENE_PIXELS) + np.array([0, rng.uniform(-12, 12)])
        bark = vary(rng, (92, 80, 66), 20)
        pen.line([(top, 0), (foot, SCENE_PIXELS)], fill=bark, width=int(rng.integers(3, 9)))
    for _ in range(170):
        x, y = rng.uniform(0, SCENE_PIXELS, 2)
        size, light = rng.uniform(2, 7), rng.uniform(0.65, 1.3)
        tint = (int(leaf[0] * light), int(leaf[1] * light), int(leaf[2] * light))
        pen.ellipse([x, y, x + size * 1.6, y + size], fill=vary(rng, tint, 12))
    return image


def _street(rng: np.random.Generator) -> Image.Image:
    """Draw house fronts with windows above a pavement, seen from aside."""
    image = sky(rng)
    pen = ImageDraw.Draw(image)
    left = rng.uniform(-50, 0)
    while left < SCENE_PIXELS:
        right, top = left + rng.uniform(38, 80), rng.uniform(-30, 45)
        front = vary(rng, one_of(rng, _FRONTS), 18)
        pen.rectangle([left, top, right, SCENE_PIXELS], fill=front)
        _windows(pen, rng, (left, top, right))
        left = right
    kerb = rng.uniform(95, 127)
    pen.rectangle([0, kerb, SCENE_PIXELS, SCENE_PIXELS], fill=vary(rng, (128, 126, 124), 20))
    pen.line([(0, kerb), (SCENE_PIXELS, kerb)], fill=(168, 166, 160), width=3)
    # A camera rarely looks at a house squarely. The middle part is enlarged, and the slant is small
    # enough that no corner comes from outside.
    slant, margin = rng.uniform(-0.18, 0.18), 12
    image = image.transform(
        image.size,
        Image.Transform.AFFINE,
        (0.8, 0, margin, slant, 0.8, margin - slant * SCENE_PIXELS / 2),
        Image.Resampling.BILINEAR,
    )
    return textured(image, cloudy(rng, (6, 6), 4), 12)


def _windows(
    pen: ImageDraw.ImageDraw, rng: np.random.Generator, front: tuple[float, float, float]
) -> None:
    """Draw rows of windows on a house front given by its left, top and right side."""
    left, top, right = front
    step_x, step_y = rng.uniform(13, 22), rng.uniform(18, 30)
    width, height = step_x * rng.uniform(0.4, 0.6), step_y * rng.uniform(0.45, 0.65)
    frame = vary(rng, (214, 210, 202), 20)
    for y in np.arange(top + 6, SCENE_PIXELS, step_y):
        for x in np.arange(left + 5, right - width, step_x):
            pane = vary(rng, one_of(rng, _PANES), 22)
            pen.rectangle([x, y, x + width, y + height], fill=pane, outline=frame)


def _plaster(rng: np.random.Generator) -> Image.Image:
    """Draw a plastered wall with stains and rain marks."""
    image = plain(vary(rng, one_of(rng, _PLASTERS), 24))
    image = textured(image, cloudy(rng, (3, 3), 5), 20)
    return textured(image, cloudy(rng, (2, 12), 3), 12)


def _bricks(rng: np.random.Generator) -> Image.Image:
    """Draw a brick wall, no brick like the next."""
    brick = vary(rng, one_of(rng, _BRICKS), 18)
    image = plain(vary(rng, (182, 174, 162), 18))
    pen = ImageDraw.Draw(image)
    height, width, joint = rng.uniform(7, 12), rng.uniform(18, 28), 2.5
    for row in range(int(SCENE_PIXELS / height) + 1):
        for column in range(-1, int(SCENE_PIXELS / width) + 1):
            x, y = (column + 0.5 * (row % 2)) * width, row * height
            corners = [x, y, x + width - joint, y + height - joint]
            pen.rectangle(corners, fill=vary(rng, brick, 20))
    image = textured(image, cloudy(rng, (4, 4), 4), 16)
    return image.rotate(rng.uniform(-7, 7), Image.Resampling.BILINEAR, fillcolor=brick)


def _wall(rng: np.random.Generator) -> Image.Image:
    """Draw a wall close by."""
    return _plaster(rng) if rng.random() < 0.5 else _bricks(rng)


def _road(rng: np.random.Generator) -> Image.Image:
    """Draw a road running to the horizon between verges and trees."""
    image = sky(rng)
    pen = ImageDraw.Draw(image)
    horizon = rng.uniform(45, 75)
    pen.polygon(ridge(rng, horizon - 8, 9, 8), fill=vary(rng, (70, 92, 62), 22))
    verge = vary(rng, (116, 128, 78), 20)
    pen.rectangle([0, horizon, SCENE_PIXELS, SCENE_PIXELS], fill=verge)
    far_x, near_x = rng.uniform(-20, 150), rng.uniform(-60, 190)

    def strip(start: float, end: float, half_width: float, colour: Colour) -> None:
        """Fill a part of the road; 0 is the horizon, 1 the picture's lower edge."""
        corners = []
        for depth, side in ((start, -1), (start, 1), (end, 1), (end, -1)):
            x = far_x + (near_x - far_x) * depth + side * (half_width * depth + 0.5)
            corners.append((x, horizon + (SCENE_PIXELS - horizon) * depth))
        pen.polygon(corners, fill=colour)

    strip(0, 1, rng.uniform(50, 90), vary(rng, (118, 118, 120), 22))
    for start, end in ((0.06, 0.14), (0.24, 0.4), (0.58, 0.9)):
        strip(start, end, 4, (226, 224, 214))
    return textured(image, cloudy(rng, (16, 8), 4), 15)


def _lights(rng: np.random.Generator) -> Image.Image:
    """Draw discs of light far out of focus, on a soft ground."""
    first, second = vary(rng, one_of(rng, _DUSKS), 22), vary(rng, one_of(rng, _DUSKS), 22)
    image = mixed(cloudy(rng, (2, 2), 2) * 0.8 + 0.5, first, second)
    for _ in range(int(rng.integers(8, 22))):
        x, y = rng.uniform(-10, SCENE_PIXELS, 2)
        size = rng.uniform(10, 30)
        mask = Image.new("L", image.size, 0)
        opacity = int(rng.integers(40, 150))
        ImageDraw.Draw(mask).ellipse([x, y, x + size, y + size], fill=opacity)
        image.paste(one_of(rng, _LAMPS), mask=mask)
    return image


_SCENES: tuple[Callable[[np.random.Generator], Image.Image], ...] = (
    _country,
    _woods,
    _street,
    _wall,
    _road,
    _lights,
)


def draw_scene(rng: np.random.Generator) -> Image.Image:
    """Draw one background.

    Parameters
    ----------
    rng : numpy.random.Generator
        Chooses the kind of scene and everything in it.

    Returns
    -------
    PIL.Image.Image
        RGB, SCENE_PIXELS squared.
    """
    scene = _SCENES[int(rng.integers(len(_SCENES)))](rng)
    if rng.random() < 0.5:
        scene = scene.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    return scene.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.8, 4.5))))
