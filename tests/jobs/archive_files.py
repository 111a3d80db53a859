"""Good jobs for archives, and archives of any kind, built byte by byte."""

from __future__ import annotations

import io
import json
import shutil
import stat
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.jobs.archive.contents import MANIFEST, MANIFEST_BYTES, in_order
from pandavision_gui.jobs.archive.zip_layout import ZipWriter

from .watched_queue import RECORDED_JOB

Files = dict[str, bytes]
PICTURE_INDEXES = (2, 0, 1)
BATCH = 4
_INT64 = ("position", "index", "label", "steps", "passes", "flat", "rejected", "prediction")


def npy(array: NDArray[Any]) -> bytes:
    """Return what numpy writes for an array."""
    file = io.BytesIO()
    np.save(file, array, allow_pickle=False)
    return file.getvalue()


def npz(arrays: Mapping[str, NDArray[Any]]) -> bytes:
    """Return what numpy writes for several arrays."""
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **dict(arrays))
    return file.getvalue()


def arrays_of(data: bytes) -> dict[str, NDArray[Any]]:
    """Return the arrays of an .npz file."""
    with np.load(io.BytesIO(data), allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def pictures() -> NDArray[np.float32]:
    """Return three pictures within the recorded job's input range."""
    rng = np.random.default_rng(3)
    return rng.uniform(0, 255, (len(PICTURE_INDEXES), 3, 4, 4)).astype(np.float32)


def finished_files() -> Files:
    """Return the files of a finished job with three pictures."""
    names = ("spec.json", "job.json", "resolved.json", "result.json", "job.log")
    files = {name: (RECORDED_JOB / name).read_bytes() for name in names}
    for path in (RECORDED_JOB / "rows").iterdir():
        files[f"rows/{path.name}"] = path.read_bytes()
    files["adversarial/000000.npy"] = npy(pictures())
    files["adversarial/000000.index.npy"] = npy(np.array(PICTURE_INDEXES, dtype=np.int64))
    return files


def unfinished_files(state: str = "failed") -> Files:
    """Return the files of a job with a checkpoint, in the middle of its second shard."""
    files = finished_files()
    del files["result.json"]
    files["job.json"] = changed_json(files["job.json"], state=state, reason="It broke.")
    files["checkpoint.npz"] = npz(checkpoint())
    return files


def checkpoint() -> dict[str, NDArray[Any]]:
    """Return the state of a search with two of four places taken."""
    taken, shape = 2, (2, 3, 4, 4)
    counts = ("shards", "attack_passes", "check_passes", "confirmation", "next", "phase")
    more = ("checked", "check_hits", "not_finite", "without_gradient")
    state: dict[str, NDArray[Any]] = {name: np.array(1) for name in (*counts, *more)}
    state |= {
        "elapsed_s": np.array(1.5),
        "was_mended": np.array(False),
        "warnings": np.array(["Mind the step."]),
        "queue": np.arange(12),
        "left_out": np.empty(0, dtype=np.int64),
        "open_position": np.array([7, 5]),
        "open_prediction": np.array([1, 2]),
        "open_confidence": np.full(taken, 0.9),
    }
    places = {name: np.zeros(BATCH, dtype=np.int64) for name in (*_INT64, "stage")}
    places["position"] = np.array([-1, 5, 7, -1])
    places |= {name: np.zeros(BATCH) for name in ("target", "broken")}
    places["confidence"] = np.full(BATCH, np.nan, dtype=np.float32)
    tensors = ("samples", "points", "best", "ball_lower", "ball_upper", "memory_0")
    places |= {name: np.zeros(shape, dtype=np.float32) for name in tensors}
    return state | {f"run.{name}": array for name, array in places.items()}


def changed_json(data: bytes, **keys: Any) -> bytes:
    """Change keys of a JSON document; a `.` in a name (as `__`) goes down one level."""
    document = json.loads(data)
    for name, value in keys.items():
        *way, last = name.split("__")
        place = document
        for step in way:
            place = place[int(step) if isinstance(place, list) else step.replace("_", "-")]
        key = last if last in place or not isinstance(place, dict) else last.replace("_", "-")
        place[int(key) if isinstance(place, list) else key] = value
    return json.dumps(document).encode()


def put_files(folder: Path, files: Files) -> Path:
    """Write a job folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def read_files(folder: Path) -> Files:
    """Return every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def archive_bytes(files: Files) -> bytes:
    """Return an archive of these files as the program writes it, whatever they hold."""
    file = io.BytesIO()
    writer = ZipWriter(file)
    for name in in_order([MANIFEST, *files]):
        if name == MANIFEST or name.endswith((".json", ".log")):
            writer.add_text(name, MANIFEST_BYTES if name == MANIFEST else files[name])
        else:
            writer.add(name, iter((files[name],)))
    writer.finish()
    return file.getvalue()


@dataclass(frozen=True)
class Raw:
    """A file of a ZIP file, every field of it free; None: what would be right."""

    name: bytes
    data: bytes
    method: int = 0
    flags: int = 0
    made: int = 3 << 8 | 20
    attributes: int = (stat.S_IFREG | 0o600) << 16
    disk: int = 0
    crc: int | None = None
    size: int | None = None
    packed: int | None = None
    packed_data: bytes | None = None
    offset: int | None = None
    extra: bytes = b""
    local_extra: bytes = b""
    comment: bytes = b""
    local_name: bytes | None = None
    local_size: int | None = None
    gap: bytes = b""

    @property
    def content(self) -> bytes:
        if self.packed_data is not None:
            return self.packed_data
        if self.method != 8:
            return self.data
        deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        return deflate.compress(self.data) + deflate.flush()


def raw_files(files: Files) -> list[Raw]:
    """Return the files of an archive, to be changed."""
    names = in_order([MANIFEST, *files])
    return [Raw(n.encode(), MANIFEST_BYTES if n == MANIFEST else files[n]) for n in names]


def with_raw(raws: list[Raw], name: str, **fields: Any) -> list[Raw]:
    """Return the files with one of them changed."""
    assert any(raw.name == name.encode() for raw in raws), f"there is no {name}"
    return [replace(raw, **fields) if raw.name == name.encode() else raw for raw in raws]


def raw_zip(raws: list[Raw], **end: Any) -> bytes:
    """Return a ZIP file of these; `end` replaces fields of its end."""
    out, directory = bytearray(), bytearray()
    for raw in raws:
        packed = raw.content
        crc = zlib.crc32(raw.data) if raw.crc is None else raw.crc
        size = len(raw.data) if raw.size is None else raw.size
        packed_size = len(packed) if raw.packed is None else raw.packed
        offset = len(out) if raw.offset is None else raw.offset
        local_name = raw.name if raw.local_name is None else raw.local_name
        local_size = size if raw.local_size is None else raw.local_size
        fields = (20, raw.flags, raw.method, 0, 0x21, crc, packed_size, local_size)
        out += struct.pack(
            "<4s5H3I2H", b"PK\x03\x04", *fields, len(local_name), len(raw.local_extra)
        )
        out += local_name + raw.local_extra + packed + raw.gap
        fields = (raw.made, 20, raw.flags, raw.method, 0, 0x21, crc, packed_size, size)
        lengths = (len(raw.name), len(raw.extra), len(raw.comment), raw.disk, 0)
        directory += struct.pack(
            "<4s6H3I5H2I", b"PK\x01\x02", *fields, *lengths, raw.attributes, offset
        )
        directory += raw.name + raw.extra + raw.comment
    count = end.get("count", len(raws))
    start = end.get("start", len(out))
    length = end.get("length", len(directory))
    comment = end.get("comment", b"")
    disks = (end.get("disk", 0), end.get("first_disk", 0), end.get("here", count))
    tail = struct.pack("<4s4H2IH", b"PK\x05\x06", *disks, count, length, start, len(comment))
    return bytes(out + directory + end.get("before_end", b"") + tail + comment)


def write_archive_of(path: Path, files: Files) -> Path:
    """Write an archive of these files and return its path."""
    path.write_bytes(archive_bytes(files))
    return path


def copy_job(folder: Path) -> Path:
    """Copy the recorded job and return the folder."""
    shutil.copytree(RECORDED_JOB, folder)
    return folder


def write_large_archive(path: Path) -> Path:
    """Write a good archive with 250 MB of black pictures, which takes a while to open."""
    shape = (len(PICTURE_INDEXES), 3, 2048, 3400)
    head = io.BytesIO()
    about = {"descr": "<f4", "fortran_order": False, "shape": shape}
    np.lib.format.write_array_header_1_0(head, about)
    size = 4 * int(np.prod(shape))
    block = bytes(2**20)
    files = finished_files()
    with path.open("w+b") as file:
        writer = ZipWriter(file)
        for name in in_order([MANIFEST, *files]):
            parts: Iterator[bytes] = iter((MANIFEST_BYTES if name == MANIFEST else files[name],))
            if name == "adversarial/000000.npy":
                zeros = (block[: min(len(block), size - n)] for n in range(0, size, len(block)))
                parts = chain((head.getvalue(),), zeros)
            writer.add(name, parts)
        writer.finish()
    return path
