"""What datasets are made of comes from strangers, too."""

from __future__ import annotations

import io
import os
import pickle
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from pandavision_gui.engine.datasets.open_dataset import open_dataset
from pandavision_gui.errors import InputError

from ..support.dataset_sources import make, read_made, write_folder, write_idx, write_labels

GREY = np.random.default_rng(3).integers(0, 256, size=(4, 8, 8), dtype=np.uint8)
LABELS = np.array([0, 1, 0, 1])


def refusal(folder: Path, source: Path, **options: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        make(folder / "out.h5", source, **options)
    assert not (folder / "out.h5").exists()
    assert caught.value.sentence().isprintable()
    return caught.value


class Runs:
    """What runs a program when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = str(path)

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (self.path,)


def npy_of(shape: str, descr: str = "'|u1'", data: bytes = b"") -> bytes:
    head = f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}".encode()
    head += b" " * (-(len(head) + 11) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(head)) + head + data


def npz_of(path: Path, **members: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(f"{name}.npy", data)
    return path


def test_a_pickle_in_an_array_file_is_never_read(tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    objects = np.array([Runs(trap)], dtype=object)
    np.savez(tmp_path / "a.npz", x=objects, y=objects)
    assert refusal(tmp_path, tmp_path / "a.npz").code == "array_objects"
    np.save(tmp_path / "a.npy", objects)
    for name in ("a.npy", "pure.npy"):
        if name == "pure.npy":
            (tmp_path / name).write_bytes(pickle.dumps(Runs(trap)))
        (tmp_path / "y.txt").write_text("0\n", "utf-8")
        options = {"labels_file": str(tmp_path / "y.txt")}
        assert refusal(tmp_path, tmp_path / name, **options).code.startswith("array_")
        assert refusal(
            tmp_path, npz_of(tmp_path / "b.npz", x=npy_of("(1, 1, 1)", data=b"1")),
            labels_file=str(tmp_path / name),
        ).code.startswith("array_")  # fmt: skip
    assert not trap.exists()


@pytest.mark.parametrize(
    "content",
    [
        npy_of("(1000000000000, 1000, 1000)"),
        npy_of("(-4, 8, 8)", data=bytes(256)),
        npy_of("(4, 8, 8)", data=bytes(255)),
        npy_of("(4, 8, 8)", data=bytes(257)),
        npy_of("(4, 0, 8)"),
        npy_of("(2**99,)"),
        npy_of("(4, 8, 8)", descr="[('a', '<f8', (99999, 99999))]"),
        npy_of("(4, 8, 8)", descr="'|V9999999'"),
        npy_of("__import__('os').mkdir('x')"),
        npy_of("(" * 4000 + ")" * 4000),
        b"\x93NUMPY\x03\x00" + b"\xff" * 4,
        b"",
        b"\x93NUMPY",
    ],
)
def test_a_header_that_does_not_fit_its_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.npy").write_bytes(content)
    np.save(tmp_path / "y.npy", LABELS)
    labels = str(tmp_path / "y.npy")
    codes = {"array_damaged", "array_size", "array_objects", "source_shape"}
    assert refusal(tmp_path, tmp_path / "a.npy", labels_file=labels).code in codes
    packed = npz_of(tmp_path / "a.npz", x=content, y=(tmp_path / "y.npy").read_bytes())
    assert refusal(tmp_path, packed).code in codes


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    np.savez_compressed(tmp_path / "a.npz", x=GREY, y=LABELS)
    whole = (tmp_path / "a.npz").read_bytes()
    for cut in (0, 10, len(whole) // 2, len(whole) - 1):
        (tmp_path / "a.npz").write_bytes(whole[:cut])
        assert refusal(tmp_path, tmp_path / "a.npz").code in ("npz_damaged", "npz_no_pair")
    made, sentences = 0, list[str]()
    for place in range(0, len(whole), 7):
        changed = bytearray(whole)
        changed[place] ^= 0x55
        (tmp_path / "a.npz").write_bytes(changed)
        try:
            make(tmp_path / "out.h5", tmp_path / "a.npz")
        except InputError as error:
            sentences.append(error.sentence())
        else:
            made += 1
            assert (read_made(tmp_path / "out.h5")[0][:, 0] == GREY).all()
    assert made
    assert sentences
    assert all(sentence.isprintable() for sentence in sentences)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    Image.new("L", (8, 8), 99).save(secret / "mine.png")
    folder = write_folder(tmp_path / "in", GREY[:, None], LABELS, ["a", "b"])
    (folder / "a" / "link.png").symlink_to(secret / "mine.png")
    (folder / "b" / "below").symlink_to(secret)
    (folder / "c").symlink_to(secret)
    (folder / "a" / "again").symlink_to(folder)  # has no end
    (folder / "a" / "inside.png").symlink_to(folder / "b" / "00001.png")
    assert 'link.png": it is a link to something outside' in refusal(tmp_path, folder).details
    made = make(tmp_path / "out.h5", folder, skip_bad=True)
    samples, _, origins = read_made(tmp_path / "out.h5")
    assert made.skipped_count == 1
    assert not (samples == 99).all(axis=(1, 2, 3)).any()
    assert "a/inside.png" in origins


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "in", GREY[:, None], LABELS, ["a", "b"])
    os.mkfifo(folder / "a" / "pipe.png")
    (folder / "a" / "folder.png").mkdir()
    made = make(tmp_path / "out.h5", folder, skip_bad=True)
    assert made.samples == 4
    assert ["pipe.png" in text for text in made.skipped] == [True]
    (tmp_path / "out.h5").unlink()
    for name in ("a.csv", "a.npz", "t10k-images-idx3-ubyte"):
        os.mkfifo(tmp_path / name)
        refusal(tmp_path, tmp_path / name)


def test_names_with_control_characters_and_markup_are_escaped_where_they_are_told(
    tmp_path: Path,
) -> None:
    names = ["<b>bold</b>", "line\nbreak\x1b[31m", "b\udcff"]
    folder = write_folder(tmp_path / "in", GREY[:3, None], np.arange(3), names)
    (folder / names[1] / "bad\x07.png").write_bytes(b"x")
    error = refusal(tmp_path, folder)
    assert all(line.isprintable() for line in error.details.splitlines())
    made = make(tmp_path / "out.h5", folder, skip_bad=True)
    assert all(text.isprintable() for text in made.skipped)
    json_safe = "".join(read_made(tmp_path / "out.h5")[2])
    json_safe.encode("utf-8")


def test_a_line_or_a_cell_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1," * 2**24)
    assert refusal(tmp_path, tmp_path / "a.csv").code == "table_unreadable"
    (tmp_path / "a.csv").write_bytes(b'1,"' + b"x\n" * 2**20)
    assert refusal(tmp_path, tmp_path / "a.csv").code == "table_unreadable"


def test_a_formula_in_a_cell_is_a_text_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"label,\0\n=cmd|' /C calc'!A0,2\n\xff\xfe,3\n=1+1,=1+1\n")
    assert 'its cell "=1+1" is no number' in refusal(tmp_path, tmp_path / "a.csv").details
    make(tmp_path / "out.h5", tmp_path / "a.csv", skip_bad=True)
    with open_dataset(tmp_path / "out.h5") as dataset:
        assert dataset.class_names == ("=1+1", "=cmd|' /C calc'!A0", "\ufffd\ufffd")


@pytest.mark.parametrize(
    "head",
    [
        struct.pack(">4B3I", 0, 0, 8, 3, 2**32 - 1, 2**32 - 1, 2**32 - 1),
        struct.pack(">4B3I", 0, 0, 8, 3, 5, 8, 8) + GREY.tobytes(),
        struct.pack(">4B3I", 0, 0, 8, 3, 3, 8, 8) + GREY.tobytes(),
        struct.pack(">4B3I", 0, 0, 13, 3, 4, 8, 8) + GREY.tobytes(),
        struct.pack(">4B", 0, 0, 8, 255),
        b"\0\0",
        b"\x1f\x8b\x08",
    ],
)
def test_a_file_like_mnist_that_lies_about_its_size_is_refused(tmp_path: Path, head: bytes) -> None:
    images = write_idx(tmp_path / "in", GREY, LABELS, "t10k", packed=False)
    images.write_bytes(head)
    claimed = int.from_bytes(head[4:8], "big")
    if claimed < 9:
        write_labels(tmp_path / "in" / "t10k-labels-idx1-ubyte", np.zeros(claimed, "u1"))
    assert refusal(tmp_path, images).code == "idx_damaged"


def test_many_zeros_in_few_bytes_do_not_fill_the_memory(tmp_path: Path) -> None:
    count = 40_000
    zeros = io.BytesIO()
    with zipfile.ZipFile(zeros, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("x.npy", "w", force_zip64=True) as member:
            member.write(npy_of(f"({count}, 100, 100)"))
            for _ in range(count // 100):
                member.write(bytes(10_000 * 100))
        labels = io.BytesIO()
        np.save(labels, np.zeros(count, dtype="i4"))
        archive.writestr("y.npy", labels.getvalue())
    (tmp_path / "a.npz").write_bytes(zeros.getvalue())
    import tracemalloc

    tracemalloc.start()
    make(tmp_path / "out.h5", tmp_path / "a.npz", per_class=3)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 80 * 2**20, f"{most / 2**20:.0f} MiB for an array of 400 MB"
