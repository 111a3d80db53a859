"""What scenes are made of: random structure, colours, a sky, a ridge of hills."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image

SCENE_PIXELS = 128

Colour = tuple[int, int, int]
Pixels = NDArray[np.float32]

_ZENITHS: tuple[Colour, ...] = (
    (92, 142, 208),
    (150, 166, 186),
    (120, 160, 214),
    (196, 190, 186),
)


def cloudy(rng: np.random.Generator, cells: tuple[int, int], octaves: int) -> Pixels:
    """Smooth random structure: grids of growing fineness, each half as strong as the one before.

    Parameters
    ----------
    rng : numpy.random.Generator
        Source of the values.
    cells : tuple of int
        Rows and columns of the coarsest grid; different numbers stretch the structure.
    octaves : int
        How many grids are added.

    Returns
    -------
    numpy.ndarray
        float32, (SCENE_PIXELS, SCENE_PIXELS), roughly in [-1, 1].
    """
    total = np.zeros((SCENE_PIXELS, SCENE_PIXELS), dtype=np.float32)
    strength = 1.0
    rows, columns = cells
    for _ in range(octaves):
        grid = Image.fromarray(rng.uniform(-1, 1, (rows, columns)).astype(np.float32))
        smooth = grid.resize((SCENE_PIXELS, SCENE_PIXELS), Image.Resampling.BICUBIC)
        total += np.float32(strength) * np.asarray(smooth)
        strength, rows, columns = strength / 2, rows * 2, columns * 2
    return total / np.float32(1.5)


def vary(rng: np.random.Generator, colour: Colour, spread: int) -> Colour:
    """Return a colour near the given one: brighter or darker first, and a little in hue."""
    common = int(rng.integers(-spread, spread + 1))
    own = rng.integers(-spread // 3, spread // 3 + 1, size=3)
    red, green, blue = np.clip(np.array(colour) + common + own, 0, 255).tolist()
    return red, green, blue


def one_of(rng: np.random.Generator, colours: tuple[Colour, ...]) -> Colour:
    """Choose a colour from a table."""
    return colours[int(rng.integers(len(colours)))]


def plain(colour: Colour) -> Image.Image:
    """Fill a scene with one colour."""
    return Image.new("RGB", (SCENE_PIXELS, SCENE_PIXELS), colour)


def textured(image: Image.Image, texture: Pixels, strength: float) -> Image.Image:
    """Make a picture brighter and darker by a texture; `strength` in parts of 255."""
    pixels = np.asarray(image, dtype=np.float32) + strength * texture[:, :, None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def mixed(share: Pixels, first: Colour, second: Colour) -> Image.Image:
    """Blend two colours; `share` of the second, clipped to [0, 1]."""
    weight = np.clip(share, 0, 1)[:, :, None]
    pixels = (1 - weight) * np.array(first, np.float32) + weight * np.array(second, np.float32)
    return Image.fromarray(pixels.astype(np.uint8))


def sky(rng: np.random.Generator) -> Image.Image:
    """Draw a gradient from the zenith to a pale horizon, with or without clouds."""
    zenith = vary(rng, one_of(rng, _ZENITHS), 20)
    height = np.linspace(0, 1, SCENE_PIXELS, dtype=np.float32)[:, None]
    image = mixed(np.broadcast_to(height, (SCENE_PIXELS, SCENE_PIXELS)), zenith, (224, 226, 226))
    clouds = cloudy(rng, (4, 2), 4) * 1.4 - rng.uniform(-0.3, 0.7)
    white = plain(vary(rng, (232, 232, 234), 16))
    mask = Image.fromarray((np.clip(clouds, 0, 1) * 255).astype(np.uint8))
    return Image.composite(white, image, mask)


def ridge(
    rng: np.random.Generator, level: float, roughness: float, cells: int
) -> list[tuple[float, float]]:
    """Outline hills or treetops, closed below the picture; `level` and `roughness` in pixels."""
    line = cloudy(rng, (1, cells), 3)[0]
    edge = [(float(x), level + roughness * float(line[x])) for x in range(0, SCENE_PIXELS, 2)]
    return [*edge, (SCENE_PIXELS, edge[-1][1]), (SCENE_PIXELS, SCENE_PIXELS), (0, SCENE_PIXELS)]
