"""Writes evidence packs: file by file, hashed on the way, no picture held longer than needed."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pandavision_gui import __version__
from pandavision_gui.atomic_file import write_atomically
from pandavision_gui.engine.datasets.hdf5_file import Hdf5File
from pandavision_gui.engine.evaluation.row_writer import StoredPictures
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.reports.table_report import table_csv
from pandavision_gui.engine.sample_table import SampleTable, write_table
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.archive.contents import MOST_BYTES
from pandavision_gui.jobs.archive.zip_layout import ZipWriter
from pandavision_gui.jobs.pack import contents
from pandavision_gui.jobs.without_folders import spec_without_folders


def write_pack(
    folder: Path,
    path: Path,
    job: ReportJob,
    html: bytes,
    pdf: bytes,
    table: SampleTable,
    *,
    with_paths: bool,
) -> None:
    """Write the pack of a finished job.

    Parameters
    ----------
    table
        Its rows by ascending index.
    with_paths
        Whether spec and result name files with their folders.

    Raises
    ------
    InputError
        ``pack_too_large``.
    EnvironmentFault
        ``disk_full`` or ``cannot_write``; `path` is what it was before.
    """
    result = job.result
    if not with_paths:
        result = result.model_copy(update={"spec": spec_without_folders(result.spec)})
    texts: dict[str, bytes] = {
        contents.README: contents.readme_text(with_paths=with_paths).encode(),
        contents.VERSIONS: contents.versions_json(result),
        contents.SPEC: contents.json_text(result.spec),
        contents.RESULT: result.to_json().encode(),
        contents.TABLE: table_csv(job).encode(),
        contents.ROWS: _rows(table),
        contents.HTML: html,
        contents.PDF: pdf,
    }
    pictures = _pictures(folder)
    chosen = [int(i) for i in table.index[_has_example(table)] if int(i) in pictures]
    with _CleanSamples(folder, chosen) as clean:
        streams = _streams(chosen, pictures, clean)

        def write(file: BinaryIO) -> None:
            _write(file, texts, streams)

        write_atomically(path, write)


def _write(file: BinaryIO, texts: Mapping[str, bytes], streams: Mapping[str, Any]) -> None:
    written = ZipWriter(file)
    hashes: dict[str, str] = {}
    for name, most in contents.LARGEST.items():
        if name == contents.MANIFEST:
            manifest = contents.Manifest(
                program=__version__, date=f"{datetime.now(UTC):%Y-%m-%d}", files=hashes
            )
            written.add_text(name, manifest.model_dump_json(indent=1).encode() + b"\n")
        elif name in texts:
            _require_size(name, len(texts[name]), most)
            hashes[name] = hashlib.sha256(texts[name]).hexdigest()
            if name.endswith((".npz", ".pdf")):
                written.add(name, iter((texts[name],)))
            else:
                written.add_text(name, texts[name])
        elif name in streams:
            size, pieces = streams[name]
            _require_size(name, size, most)
            digest = hashlib.sha256()
            written.add(name, _hashed(pieces, digest))
            hashes[name] = digest.hexdigest()
        _require_size("it", written.length, MOST_BYTES)
    written.finish()


def _hashed(pieces: Iterator[bytes], digest: Any) -> Iterator[bytes]:
    for piece in pieces:
        digest.update(piece)
        yield piece


def _require_size(name: str, size: int, most: int) -> None:
    if size > most:
        raise InputError(
            "pack_too_large",
            f"The evidence pack would be too large: {name} has {size:,} bytes, and {most:,} are "
            "allowed.",
            "Evaluate fewer samples, or clear the job's pictures.",
        )


def _streams(
    chosen: list[int], pictures: Mapping[int, NDArray[np.float32]], clean: _CleanSamples
) -> dict[str, tuple[int, Iterator[bytes]]]:
    """Return size and bytes of the arrays, which are read when they are written."""
    if not chosen:
        return {}
    shape = (len(chosen), *pictures[chosen[0]].shape)
    size = 4 * int(np.prod(shape)) + 1024
    listed = _npy_head((len(chosen),), "<i8") + np.array(chosen, dtype="<i8").tobytes()
    found: dict[str, tuple[int, Iterator[bytes]]] = {
        contents.INDEX: (len(listed), iter((listed,))),
        contents.ADVERSARIAL: (size, _array(shape, (pictures[index] for index in chosen))),
    }
    if clean.are_there:
        found[contents.CLEAN] = (size, _array(shape, (clean[index] for index in chosen)))
    return found


def _array(shape: tuple[int, ...], rows: Iterator[NDArray[np.float32]]) -> Iterator[bytes]:
    yield _npy_head(shape, "<f4")
    for row in rows:
        yield np.ascontiguousarray(row, dtype="<f4").tobytes()


def _npy_head(shape: tuple[int, ...], kind: str) -> bytes:
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": kind, "fortran_order": False, "shape": shape}
    )
    return head.getvalue()


def _has_example(table: SampleTable) -> NDArray[np.bool_]:
    return np.asarray((table.minimum_perturbation > 0) & np.isfinite(table.minimum_perturbation))


def _pictures(folder: Path) -> Mapping[int, NDArray[np.float32]]:
    try:
        return StoredPictures(folder)
    except PandaVisionError:  # cleared or damaged: the pack does without
        return {}


class _CleanSamples:
    """The clean samples in a job's samples.h5, where it has all that are wanted."""

    def __init__(self, folder: Path, chosen: list[int]) -> None:
        self._path = folder / "samples.h5"
        self._chosen = chosen
        self._file: Any = None
        self._stored: Any = None
        self._places: dict[int, int] = {}

    @property
    def are_there(self) -> bool:
        return self._stored is not None

    def __enter__(self) -> _CleanSamples:
        if not self._path.is_file():
            return self
        try:
            self._file = Hdf5File(self._path, may_have_neighbours=False).__enter__()
            numbers, stored = self._file.find("adversarial_index"), self._file.find("clean")
            if numbers is not None and stored is not None and stored.dtype == np.float32:
                self._places = {int(index): place for place, index in enumerate(numbers[:])}
                if all(index in self._places for index in self._chosen):
                    self._stored = stored
        except (PandaVisionError, OSError, KeyError, ValueError, TypeError):
            self._stored = None
        return self

    def __getitem__(self, index: int) -> NDArray[np.float32]:
        return np.asarray(self._stored[self._places[index]])

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.__exit__(None, None, None)


def _rows(table: SampleTable) -> bytes:
    file = io.BytesIO()
    write_table(table, file)
    return file.getvalue()
