"""One sample: a sign before a scene, seen by a small camera in some weather."""

from __future__ import annotations

import numpy as np
from draw_scenes import draw_scene
from draw_signs import CLASS_NAMES, FACE_PIXELS, sign_face
from draw_textures import SCENE_PIXELS, cloudy
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

PICTURE_PIXELS = 32

# How hard the task is: wider ranges make the plainly trained network fall earlier, and cost clean
# accuracy.
_SIGN_SIZE = (0.70, 0.96)  # of the picture's side
_ROTATION_DEGREES = 13.0
_CORNER_SHIFT = 0.07  # of the sign's side: a slight perspective
_OFF_CENTRE = 0.05  # of the picture's side
_CONTRAST = (0.42, 1.0)
_SATURATION = (0.5, 1.05)
_BRIGHTNESS = (0.82, 1.18)
_BLUR_PIXELS = (0.0, 0.55)  # standard deviation, in pixels of the finished picture
_NOISE = (0.5, 4.5)  # standard deviation, in parts of 255
# The eye has trouble below this mean; darker pictures are lifted to it, as a camera would do.
_DARKEST_MEAN = 0.37


def _homography(source: NDArray[np.float64], target: NDArray[np.float64]) -> tuple[float, ...]:
    """Solve for the coefficients that PIL wants to move `source` corners to `target` corners.

    Both are (4, 2), in pixels. PIL maps backwards, from where a pixel goes to where it comes from.
    """
    rows = []
    for (x, y), (u, v) in zip(target, source, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solution = np.linalg.solve(np.array(rows), source.reshape(8))
    return tuple(float(value) for value in solution)


def _sign_corners(rng: np.random.Generator) -> NDArray[np.float64]:
    """Choose where the corners of the sign's square lie in the scene: (4, 2), in its pixels."""
    square = np.array([[-1.0, -1.0], [1.0, -1.0], [1.0, 1.0], [-1.0, 1.0]])
    angle = np.radians(rng.uniform(-_ROTATION_DEGREES, _ROTATION_DEGREES))
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    # Seen from one side, a sign is narrower than it is high.
    narrowing = np.array([rng.uniform(0.84, 1.0), 1.0])
    size = rng.uniform(*_SIGN_SIZE)
    corners = (square * narrowing) @ turn + rng.uniform(-2, 2, (4, 2)) * _CORNER_SHIFT
    # A small sign may stand farther from the middle than one that fills the picture.
    reach = _OFF_CENTRE + (1 - size) / 4
    centre = SCENE_PIXELS * (0.5 + rng.uniform(-reach, reach, 2))
    return np.asarray(centre + corners * size * SCENE_PIXELS / 2)


def _put_up(label: int, scene: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Set the sign on its post into the scene."""
    corners = _sign_corners(rng)
    if rng.random() < 0.7:
        pen = ImageDraw.Draw(scene)
        middle, width = corners.mean(axis=0), rng.uniform(5, 9)
        foot = middle[0] + rng.uniform(-6, 6)
        grey = int(rng.integers(105, 175))
        for offset, lighter, wide in ((0.0, 0, int(width)), (-width / 4, 40, 2)):
            line = [(middle[0] + offset, middle[1]), (foot + offset, SCENE_PIXELS)]
            pen.line(line, fill=(grey + lighter,) * 3, width=wide)
    square = FACE_PIXELS * np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0]])
    sign = sign_face(label).transform(
        scene.size,
        Image.Transform.PERSPECTIVE,
        _homography(square, corners),
        Image.Resampling.BICUBIC,
    )
    scene.paste(sign, mask=sign)
    return scene


def _shadow(rng: np.random.Generator) -> NDArray[np.float32]:
    """Draw the share of the light that arrives: all, or a tree's or an edge's shade.

    float32, (SCENE_PIXELS, SCENE_PIXELS).
    """
    kind = rng.random()
    if kind < 0.5:
        return np.ones((SCENE_PIXELS, SCENE_PIXELS), dtype=np.float32)
    depth = rng.uniform(0.12, 0.38)
    if kind < 0.7:
        shade = np.clip(cloudy(rng, (4, 4), 2) * 4, 0, 1)
    else:
        rows, columns = np.mgrid[0:SCENE_PIXELS, 0:SCENE_PIXELS] / SCENE_PIXELS - 0.5
        angle = rng.uniform(0, 2 * np.pi)
        distance = rows * np.sin(angle) + columns * np.cos(angle) + rng.uniform(-0.25, 0.25)
        shade = np.clip(distance * rng.uniform(8, 40), 0, 1)
    return np.asarray(1 - depth * shade, dtype=np.float32)


def _light(pixels: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Apply weather and exposure: saturation, haze, colour of the light, shadow, brightness.

    `pixels` float32, (SCENE_PIXELS, SCENE_PIXELS, 3), in [0, 1]; the result may leave that range.
    """
    grey = pixels.mean(axis=2, keepdims=True)
    pixels = grey + (pixels - grey) * rng.uniform(*_SATURATION)
    contrast = rng.uniform(*_CONTRAST)
    haze = rng.uniform(0.42, 0.66)
    pixels = haze + (pixels - haze) * contrast
    warmth = rng.uniform(-0.06, 0.06)
    pixels = pixels * np.array([1 + warmth, 1, 1 - warmth], dtype=np.float32)
    pixels = pixels * _shadow(rng)[:, :, None] * rng.uniform(*_BRIGHTNESS)
    return np.asarray(pixels + max(0.0, _DARKEST_MEAN - float(pixels.mean())), dtype=np.float32)


def draw_picture(label: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Draw one sample.

    Parameters
    ----------
    label : int
        Number of the class, an index of `draw_signs.CLASS_NAMES`.
    rng : numpy.random.Generator
        Decides everything but the class.

    Returns
    -------
    numpy.ndarray
        uint8, (3, PICTURE_PIXELS, PICTURE_PIXELS), red, green, blue.
    """
    scene = _put_up(label, draw_scene(rng), rng)
    zoom = SCENE_PIXELS // PICTURE_PIXELS
    scene = scene.filter(ImageFilter.GaussianBlur(float(rng.uniform(*_BLUR_PIXELS)) * zoom))
    lit = _light(np.asarray(scene, dtype=np.float32) / np.float32(255), rng)
    boxes = lit.reshape(PICTURE_PIXELS, zoom, PICTURE_PIXELS, zoom, 3)
    small = boxes.mean(axis=(1, 3)) * 255
    small = small + rng.normal(0, rng.uniform(*_NOISE), small.shape)
    pixels: NDArray[np.uint8] = np.clip(np.rint(small), 0, 255).astype(np.uint8)
    return pixels.transpose(2, 0, 1)


def draw_set(count: int, seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Draw a balanced, shuffled set of samples.

    Parameters
    ----------
    count : int
        Number of pictures.
    seed : int
        The same seed draws the same pictures; each has a stream of its own.

    Returns
    -------
    samples : numpy.ndarray
        uint8, (count, 3, PICTURE_PIXELS, PICTURE_PIXELS).
    labels : numpy.ndarray
        int64, (count,).
    """
    order, *streams = np.random.SeedSequence(seed).spawn(count + 1)
    labels = np.arange(count, dtype=np.int64) % len(CLASS_NAMES)
    np.random.default_rng(order).shuffle(labels)
    pictures = [
        draw_picture(int(label), np.random.default_rng(stream))
        for label, stream in zip(labels, streams, strict=True)
    ]
    return np.stack(pictures), labels
