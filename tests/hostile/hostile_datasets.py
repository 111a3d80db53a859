"""HDF5 files that were made to do harm, each written by a few lines.

A folder for each: the file is `data.h5` in it, and beside the folder lies what it must not reach.
"""

from __future__ import annotations

import functools
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np

Make = Callable[[h5py.File, Path], object]

COUNT = 12
_BLOCK = 2**20
MARKUP = '<img src=x onerror=alert(1)>\x1b[31m\u202e=HYPERLINK("http://x")\r\n../../passwd'


def pictures(count: int = COUNT) -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (count, 1, 4, 4), dtype=np.uint8)


def labels(count: int = COUNT) -> np.ndarray:
    return (np.arange(count) % 4).astype(np.int64)


def honest(file: h5py.File, _: Path) -> None:
    file["samples"], file["labels"] = pictures(), labels()


def with_labels(make: Make) -> Make:
    """Labels are honest; `make` writes the samples."""

    @functools.wraps(make)
    def both(file: h5py.File, outside: Path) -> None:
        file["labels"] = labels()
        make(file, outside)

    return both


def with_samples(make: Make) -> Make:
    """Samples are honest; `make` writes the labels."""

    @functools.wraps(make)
    def both(file: h5py.File, outside: Path) -> None:
        file["samples"] = pictures()
        make(file, outside)

    return both


@with_labels
def external_link(file: h5py.File, outside: Path) -> None:
    file["samples"] = h5py.ExternalLink(str(outside), "samples")


@with_labels
def external_link_by_dots(file: h5py.File, _: Path) -> None:
    file["samples"] = h5py.ExternalLink("../outside.h5", "samples")


@with_labels
def soft_link_to_an_external_link(file: h5py.File, outside: Path) -> None:
    file["far"] = h5py.ExternalLink(str(outside), "/")
    file["samples"] = h5py.SoftLink("/far/samples")


@with_labels
def soft_links_in_a_circle(file: h5py.File, _: Path) -> None:
    file["samples"], file["other"] = h5py.SoftLink("/other"), h5py.SoftLink("/samples")


@with_labels
def soft_link_that_grows(file: h5py.File, _: Path) -> None:
    file["samples"] = h5py.SoftLink("/samples/" + "a/" * 10_000)


def groups_in_a_circle(file: h5py.File, _: Path) -> None:
    group = file.create_group("a")
    group["again"], file["a/up"] = group, file["/"]


@with_labels
def external_raw_data(file: h5py.File, outside: Path) -> None:
    file.create_dataset(
        "samples", (COUNT, 1, 4, 4), np.uint8, external=[(str(outside), 0, COUNT * 16)]
    )


@with_labels
def virtual(file: h5py.File, outside: Path) -> None:
    layout = h5py.VirtualLayout((COUNT, 1, 4, 4), np.uint8)
    layout[:] = h5py.VirtualSource(str(outside), "samples", (COUNT, 1, 4, 4))
    file.create_virtual_dataset("samples", layout)


@with_labels
def objects(file: h5py.File, _: Path) -> None:
    file.create_dataset("samples", (COUNT,), h5py.vlen_dtype(np.uint8))


@with_labels
def references(file: h5py.File, _: Path) -> None:
    file.create_dataset("samples", (COUNT, 1, 4, 4), h5py.ref_dtype)


@with_labels
def texts(file: h5py.File, _: Path) -> None:
    file["samples"] = np.full((COUNT, 1, 4, 4), b"x" * 100)


@with_labels
def compound(file: h5py.File, _: Path) -> None:
    file["samples"] = np.zeros((COUNT, 1, 4, 4), [("a", "f4"), ("b", "S9")])


@with_labels
def opaque(file: h5py.File, _: Path) -> None:
    file["samples"] = np.zeros((COUNT, 1, 4, 4), np.void(b"12345").dtype)


@with_samples
def labels_of_objects(file: h5py.File, _: Path) -> None:
    file.create_dataset("labels", (COUNT,), h5py.vlen_dtype(np.int32))


@with_samples
def labels_without_end(file: h5py.File, _: Path) -> None:
    file["labels"] = np.full(COUNT, 1e308)


def enormous_claim(file: h5py.File, _: Path) -> None:
    """Terabytes by its shape, of which one chunk is there."""
    shape = (10**7, 3, 512, 512)
    samples = file.create_dataset("samples", shape, np.uint8, chunks=(1, 3, 512, 512))
    samples[0] = 1
    whole = file.create_dataset("labels", (10**7,), np.int64, chunks=(10**6,))
    whole[0] = 1


def impossible_claim(file: h5py.File, _: Path) -> None:
    shape = (2**40, 3, 2**10, 2**10)
    file.create_dataset("samples", shape, np.uint8, chunks=(1, 3, 2**10, 2**10))
    file.create_dataset("labels", (2**40,), np.int64, chunks=(10**6,))


def packed_zeros(size: int) -> bytes:
    """Return what unpacks to so many zeros, without packing more than a few of them.

    A block that ends in a full flush may stand again and again: the next one refers to nothing
    before it.
    """
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(bytes(_BLOCK)) + packer.flush(zlib.Z_FULL_FLUSH)
    last = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    rest = last.compress(bytes(size % _BLOCK)) + last.flush()
    adler32 = size % 65521 << 16 | 1
    return b"\x78\xda" + block * (size // _BLOCK) + rest + adler32.to_bytes(4, "big")


def packed_chunks(
    file: h5py.File, name: str, shape: tuple[int, ...], chunk: tuple[int, ...]
) -> Any:
    """Write chunks of zeros, compressed a thousandfold, without ever unpacking them."""
    dataset = file.create_dataset(name, shape, np.uint8, chunks=chunk, compression="gzip")
    packed = packed_zeros(int(np.prod(chunk)))
    for start in range(0, shape[0], chunk[0]):
        dataset.id.write_direct_chunk((start, *[0] * (len(shape) - 1)), packed)
    return dataset


@with_labels
def one_large_chunk(file: h5py.File, _: Path) -> None:
    """One gigabyte in one megabyte."""
    side = 2**14
    packed_chunks(file, "samples", (COUNT, 1, side, side), (4, 1, side, side))


@with_labels
def chunk_above_the_limit(file: h5py.File, _: Path) -> None:
    side = 2**14
    file.create_dataset(
        "samples", (COUNT, 1, side, side), np.uint8, chunks=(8, 1, side, side), compression="gzip"
    )


def many_large_chunks(file: h5py.File, _: Path) -> None:
    """A quarter of a terabyte in a quarter of a gigabyte: thousands of samples of 64 MiB."""
    count, side = 512, 2**13
    packed_chunks(file, "samples", (count, 1, side, side), (1, 1, side, side))
    file["labels"] = labels(count)


@with_samples
def labels_in_a_large_chunk(file: h5py.File, _: Path) -> None:
    del file["samples"]
    count = 90_000_000
    file.create_dataset("samples", (count, 1, 1), np.uint8, chunks=(count, 1, 1))[:3] = 1
    whole = file.create_dataset("labels", (count,), np.int64, chunks=(count,), compression="gzip")
    whole.id.write_direct_chunk((0,), packed_zeros(8 * count))


@with_labels
def chunk_that_unpacks_to_more(file: h5py.File, _: Path) -> None:
    """What is unpacked is 256 MiB, where the chunk has 192 bytes."""
    samples = file.create_dataset(
        "samples", (COUNT, 1, 4, 4), np.uint8, chunks=(COUNT, 1, 4, 4), compression="gzip"
    )
    packed = packed_zeros(2**28)
    samples.id.write_direct_chunk((0, 0, 0, 0), packed)


@with_labels
def unknown_filter(file: h5py.File, _: Path) -> None:
    properties = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    properties.set_chunk((COUNT, 1, 4, 4))
    properties.set_filter(31_337, h5py.h5z.FLAG_OPTIONAL, (1, 2))
    space = h5py.h5s.create_simple((COUNT, 1, 4, 4))
    made = h5py.h5d.create(file.id, b"samples", h5py.h5t.STD_U8LE, space, properties)
    made.write_direct_chunk((0, 0, 0, 0), bytes(COUNT * 16))


def deep_groups(file: h5py.File, _: Path) -> None:
    """Nothing to be found, at the end of a long way down."""
    group = file
    for _level in range(3000):
        group = group.create_group("g")
    group["deep"] = 1


def many_names(file: h5py.File, _: Path) -> None:
    for number in range(3000):
        file.create_group(f"{MARKUP.replace('/', '|')}{number}")


def class_names_with_markup(file: h5py.File, outside: Path) -> None:
    honest(file, outside)
    file.attrs["class_names"] = json.dumps([f"{MARKUP}{number}" for number in range(4)])


def huge_class_names(file: h5py.File, outside: Path) -> None:
    honest(file, outside)
    file.attrs.create("class_names", "x" * 300_000_000)


def class_names_that_nest(file: h5py.File, outside: Path) -> None:
    honest(file, outside)
    file.attrs["class_names"] = "[" * 200_000


def attribute_of_references(file: h5py.File, outside: Path) -> None:
    honest(file, outside)
    file.attrs.create("class_names", [file.ref] * 4, dtype=h5py.ref_dtype)


def not_numbers(file: h5py.File, _: Path) -> None:
    samples = pictures().astype(np.float32)
    samples[3, 0, 1, 1] = np.nan
    file["samples"], file["labels"] = samples, labels()


def write(make: Make, folder: Path) -> Path:
    """Write the file and return its path."""
    folder.mkdir(parents=True)
    outside = folder.parent / "outside.h5"
    if not outside.exists():
        with h5py.File(outside, "w") as file:
            honest(file, outside)
    path = folder / "data.h5"
    with h5py.File(path, "w", libver="latest") as file:
        make(file, outside)
    return path
