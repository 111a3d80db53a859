"""What becomes of pictures of every kind that people have."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image

from pandavision_gui.engine.dataset_order import Channels, Fit
from pandavision_gui.engine.datasets.fit_picture import fit_picture
from pandavision_gui.engine.datasets.sources.picture_file import look_at_picture, read_picture
from pandavision_gui.engine.datasets.sources.source import BadSampleError

COLOUR = np.random.default_rng(1).integers(0, 256, size=(6, 9, 3), dtype=np.uint8)
GREY = COLOUR[..., :1]


def saved(folder: Path, image: Image.Image, name: str = "a.png", **options: object) -> Path:
    image.save(folder / name, **options)
    return folder / name


@pytest.mark.parametrize("name", ["a.png", "a.bmp", "a.tif", "a.ppm", "a.webp"])
def test_a_picture_kept_exactly_has_its_pixels(tmp_path: Path, name: str) -> None:
    options = {"lossless": True} if name.endswith("webp") else {}
    path = saved(tmp_path, Image.fromarray(COLOUR), name, **options)
    assert look_at_picture(path) == (6, 9, 3)
    assert (read_picture(path, in_colour=True) == COLOUR).all()


def test_a_grey_picture_has_one_channel_and_in_colour_three_equal_ones(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(GREY[..., 0]))
    assert look_at_picture(path) == (6, 9, 1)
    assert (read_picture(path, in_colour=False) == GREY).all()
    assert (read_picture(path, in_colour=True) == np.repeat(GREY, 3, axis=2)).all()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_turned_upright_as_its_exif_data_say(tmp_path: Path, orientation: int) -> None:
    turned = {
        1: COLOUR, 2: COLOUR[:, ::-1], 3: COLOUR[::-1, ::-1], 4: COLOUR[::-1],
        5: COLOUR.transpose(1, 0, 2), 6: COLOUR[::-1].transpose(1, 0, 2),
        7: COLOUR[::-1, ::-1].transpose(1, 0, 2), 8: COLOUR.transpose(1, 0, 2)[::-1],
    }[orientation]  # fmt: skip
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = saved(tmp_path, Image.fromarray(COLOUR), exif=exif)
    assert look_at_picture(path) == turned.shape
    assert (read_picture(path, in_colour=True) == turned).all()


def test_what_is_transparent_lies_over_white(tmp_path: Path) -> None:
    alpha = np.zeros((6, 9, 1), dtype=np.uint8)
    alpha[:, 3:6] = 255
    alpha[:, 6:] = 51  # a fifth
    path = saved(tmp_path, Image.fromarray(np.concatenate([COLOUR, alpha], axis=2)))
    read = read_picture(path, in_colour=True).astype(int)
    assert (read[:, :3] == 255).all()
    assert (read[:, 3:6] == COLOUR[:, 3:6]).all()
    wanted = 255 * 0.8 + 0.2 * COLOUR[:, 6:]
    assert np.abs(read[:, 6:] - wanted).max() <= 1


def test_a_transparent_colour_of_a_palette_is_white(tmp_path: Path) -> None:
    image = Image.fromarray(np.array([[0, 1], [1, 0]], dtype=np.uint8), "P")
    image.putpalette([9, 8, 7, 200, 100, 50])
    path = saved(tmp_path, image, transparency=0)
    read = read_picture(path, in_colour=True)
    assert read.tolist() == [[[255] * 3, [200, 100, 50]], [[200, 100, 50], [255] * 3]]


def test_a_grey_picture_with_transparency_stays_grey(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.new("LA", (2, 2), (40, 0)))
    assert look_at_picture(path).channels == 1
    assert (read_picture(path, in_colour=False) == 255).all()


def test_a_picture_with_16_bits_is_divided_by_257(tmp_path: Path) -> None:
    wide = np.array([[0, 257, 128, 129, 65535, 32896]], dtype=np.uint16)
    for name in ("a.png", "a.tif"):
        path = saved(tmp_path, Image.fromarray(wide), name)
        assert look_at_picture(path).channels == 1
        assert read_picture(path, in_colour=False)[..., 0].tolist() == [[0, 1, 0, 1, 255, 128]]


def test_black_and_white_and_cmyk_are_read(tmp_path: Path) -> None:
    bits = saved(tmp_path, Image.fromarray(np.array([[True, False]])))
    assert read_picture(bits, in_colour=False)[..., 0].tolist() == [[255, 0]]
    ink = saved(tmp_path, Image.new("CMYK", (2, 2), (255, 0, 0, 0)), "a.tif")
    assert look_at_picture(ink).channels == 3
    assert read_picture(ink, in_colour=True)[0, 0].tolist() == [0, 255, 255]


def bomb() -> bytes:
    """Return a PNG of 60,000 by 60,000 pixels in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", crc)

    head = struct.pack(">2I5B", 60_000, 60_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


def animation(kind: str) -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (4, 4), (n * 90, 0, 0)) for n in range(3)]
    frames[0].save(made, kind, save_all=True, append_images=frames[1:])
    return made.getvalue()


def cut(kind: str) -> bytes:
    made = io.BytesIO()
    noise = np.random.default_rng(2).integers(0, 256, size=(64, 64, 3), dtype=np.uint8)
    Image.fromarray(noise).save(made, kind)
    return made.getvalue()[: len(made.getvalue()) // 2]


BAD = {
    "empty": (b"", "empty"),
    "text": (b"no picture at all", "no picture"),
    "bomb": (bomb(), "60,000 by 60,000"),
    "gif": (animation("GIF"), "animation"),
    "png": (animation("PNG"), "animation"),
    "webp": (animation("WEBP"), "animation"),
    "pages": (animation("TIFF"), "several pictures"),
    "postscript": (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n%%EndComments\n", "no pict"),
}


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_one_picture_is_refused_by_its_head(tmp_path: Path, name: str) -> None:
    content, words = BAD[name]
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(BadSampleError, match=words):
        look_at_picture(tmp_path / "a.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "WEBP", "TIFF", "PPM", "GIF"])
def test_half_a_picture_is_damaged(tmp_path: Path, kind: str) -> None:
    (tmp_path / "a.png").write_bytes(cut(kind))
    with pytest.raises(BadSampleError, match=r"damaged|no picture"):
        read_picture(tmp_path / "a.png", in_colour=True)


def test_pixels_that_are_no_brightness_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, Image.fromarray(np.full((2, 2), 0.5, dtype=np.float32)), "a.tif")
    with pytest.raises(BadSampleError, match="32 bits"):
        look_at_picture(path)


@given(st.data())
def test_changed_bytes_make_a_bad_picture_or_a_picture(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    made = io.BytesIO()
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM"]))
    Image.fromarray(COLOUR).save(made, kind)
    changed = bytearray(made.getvalue())
    for _ in range(data.draw(st.integers(1, 4))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path_factory.getbasetemp() / "changed.png"
    path.write_bytes(changed)
    try:
        height, width, _ = look_at_picture(path)
        read = read_picture(path, in_colour=True)
    except BadSampleError:
        pass
    else:
        assert read.dtype == np.uint8
        assert read.shape == (height, width, 3)


SIDES = st.integers(1, 40)


@example(1, 29, 1, 35, Fit.CROP, 1)
@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from(Fit), st.sampled_from([1, 2, 3]))
def test_a_picture_gets_the_size_and_one_colour_stays_that_colour(
    height: int, width: int, new_height: int, new_width: int, fit: Fit, channels: int
) -> None:
    plain = np.full((height, width, channels), 77, dtype=np.uint8)
    made = fit_picture(plain, size=(new_height, new_width), fit=fit, channels=None)
    assert made.shape == (new_height, new_width, channels)
    colours = set(np.unique(made).tolist())
    assert 77 in colours
    assert colours <= ({77, 0} if fit is Fit.PAD else {77})


def test_a_wide_picture_is_cropped_at_both_sides_padded_above_and_below_or_stretched() -> None:
    wide = np.zeros((2, 6, 1), dtype=np.uint8)
    wide[:, 2:4] = 200
    options = {"size": (2, 2), "channels": None}
    assert (fit_picture(wide, fit=Fit.CROP, **options) == 200).all()
    assert fit_picture(wide, fit=Fit.STRETCH, **options).tolist() != [[[200]] * 2] * 2
    padded = fit_picture(
        np.full((2, 6, 1), 200, dtype=np.uint8), size=(6, 6), fit=Fit.PAD, channels=None
    )
    assert padded[..., 0].tolist() == [[0] * 6, [0] * 6, [200] * 6, [200] * 6, [0] * 6, [0] * 6]


def test_a_picture_of_the_size_is_not_touched() -> None:
    for fit in Fit:
        assert (fit_picture(COLOUR, size=(6, 9), fit=fit, channels=None) == COLOUR).all()


def test_colour_becomes_grey_by_brightness_and_grey_becomes_three_equal_channels() -> None:
    red = np.zeros((1, 1, 3), dtype=np.uint8)
    red[..., 0] = 255
    options = {"size": None, "fit": Fit.CROP}
    assert fit_picture(red, channels=Channels.GREY, **options).tolist() == [[[76]]]
    assert (fit_picture(GREY, channels=Channels.RGB, **options) == GREY).all()
    with pytest.raises(BadSampleError, match="2 channels"):
        fit_picture(COLOUR[..., :2], channels=Channels.RGB, **options)
