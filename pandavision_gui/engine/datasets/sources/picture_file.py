"""One picture file, which anybody may have made, as pixels.

What is done with other pictures than plain 8-bit ones: they are turned upright as their EXIF data
say; what is transparent is put over white; palettes, black-and-white, CMYK and other colour spaces
become RGB or grey without their colour profile; 16-bit grey is divided by 257 and rounded.
"""

from __future__ import annotations

import io
import struct
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image, ImageOps, UnidentifiedImageError

from pandavision_gui.bounded_read import read_bounded
from pandavision_gui.engine.datasets.sources.source import BadSampleError, Look, Pixels

MOST_PIXELS = 2**26
MOST_BYTES = 2**28
# Only what these files are; Pillow knows forty more formats, some of which start other programs.
_FORMATS = ("PNG", "JPEG", "BMP", "DIB", "GIF", "WEBP", "TIFF", "PPM")
# A JPEG with small copies of itself, as telephones write them: the first picture is the picture.
_ONE_PICTURE_IN_SEVERAL = "MPO"
_ORIENTATION = 0x0112
_ON_ITS_SIDE = (5, 6, 7, 8)
_GREY_MODES = ("1", "L", "LA", "La", "I;16", "I;16B", "I;16L", "I;16N")
_PER_16_BIT = 257  # 65535 / 255

# Sizes are looked at here, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None

_T = TypeVar("_T")


def look_at_picture(path: Path) -> Look:
    """Return a picture's size as it is shown, decoding nothing.

    Raises
    ------
    BadSampleError
        When it is no picture, or one that is not read.
    """
    return _with_picture(path, _look)


def read_picture(path: Path, *, in_colour: bool) -> Pixels:
    """Return a picture's pixels: uint8 (H, W, 3) in colour, else (H, W, 1).

    Raises
    ------
    BadSampleError
        When it is no picture, or one that is not read, or a damaged one.
    """
    return _with_picture(path, lambda image: _pixels(image, in_colour=in_colour))


def _with_picture(path: Path, use: Callable[[Image.Image], _T]) -> _T:
    try:
        data = read_bounded(path, MOST_BYTES)
    except OSError as error:
        raise BadSampleError(error.strerror or str(error)) from error
    if not data:
        raise BadSampleError("the file is empty")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                _require_one_picture(image)
                return use(image)
    except BadSampleError:
        raise
    except UnidentifiedImageError as error:
        raise BadSampleError("it is no picture of a kind that is read, or it is damaged") from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, zlib.error) as error:
        raise BadSampleError(f"it is damaged ({error})") from error
    except MemoryError as error:
        raise BadSampleError("to read it takes too much memory") from error
    except Exception as error:
        # Decoders raise what they like at bytes that they did not expect: still a bad picture.
        raise BadSampleError(f"it is damaged ({type(error).__name__}: {error})") from error


def _require_one_picture(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MOST_PIXELS:
        raise BadSampleError(
            f"it is {height:,} by {width:,} pixels large, more than {MOST_PIXELS:,} in all"
        )
    if image.mode in ("I", "F") and image.format != "PPM":
        raise BadSampleError("its pixels have 32 bits, which are no brightness from 0 to 255")
    if getattr(image, "is_animated", False) and image.format != _ONE_PICTURE_IN_SEVERAL:
        raise BadSampleError("it is an animation, or holds several pictures")


def _look(image: Image.Image) -> Look:
    width, height = image.size
    if image.getexif().get(_ORIENTATION) in _ON_ITS_SIDE:
        width, height = height, width
    is_grey = image.mode in _GREY_MODES or image.mode == "I"
    return Look(height, width, 1 if is_grey else 3)


def _pixels(image: Image.Image, *, in_colour: bool) -> Pixels:
    image.load()
    upright = ImageOps.exif_transpose(image)
    if upright.mode.startswith("I"):
        upright = _of_16_bit(upright)
    opaque = _over_white(upright)
    made = np.asarray(opaque.convert("RGB" if in_colour else "L"), dtype=np.uint8)
    return made.reshape(made.shape[0], made.shape[1], -1)


def _of_16_bit(image: Image.Image) -> Image.Image:
    wide = np.asarray(image).astype(np.int64)
    if wide.min(initial=0) < 0 or wide.max(initial=0) > 0xFFFF:
        raise BadSampleError("its pixels have 32 bits, which are no brightness from 0 to 255")
    return Image.fromarray(((wide + _PER_16_BIT // 2) // _PER_16_BIT).astype(np.uint8))


def _over_white(image: Image.Image) -> Image.Image:
    if not image.has_transparency_data:
        return image
    is_grey = image.mode in ("L", "LA", "La")
    over = image.convert("RGBA")
    white = Image.new("RGBA", over.size, "white")
    opaque = Image.alpha_composite(white, over).convert("RGB")
    return opaque.convert("L") if is_grey else opaque
