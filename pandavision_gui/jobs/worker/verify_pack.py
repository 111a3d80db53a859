"""Checks evidence packs, and replays their examples against a model. Packs are from strangers."""

from __future__ import annotations

import hashlib
import json
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from pandavision_gui.engine.attack_info import AttackKind
from pandavision_gui.engine.reports.report_job import ReportJob
from pandavision_gui.engine.reports.table_report import table_csv
from pandavision_gui.engine.result import EvaluationResult, parse_result
from pandavision_gui.engine.sample_table import SampleTable
from pandavision_gui.engine.spec import EvaluationSpec, parse_spec
from pandavision_gui.engine.stored_range import stored_range
from pandavision_gui.errors import InputError, PandaVisionError
from pandavision_gui.jobs.archive.arrays import Expected, read_npy, read_npz, walk_npy
from pandavision_gui.jobs.archive.check_job import compare_facts, compare_figures
from pandavision_gui.jobs.archive.check_rows import check_rows_of, row_columns
from pandavision_gui.jobs.archive.contents import GIB, NotTakenError, file_name
from pandavision_gui.jobs.archive.job_archive import open_archive_file, require_room
from pandavision_gui.jobs.archive.plain_file import open_new
from pandavision_gui.jobs.archive.zip_layout import ZipEntry, read_directory, unpacked
from pandavision_gui.jobs.pack import contents
from pandavision_gui.jobs.pack.contents import versions_json
from pandavision_gui.jobs.pack_messages import PackVerified, VerifyPack
from pandavision_gui.jobs.worker.channel import Channel
from pandavision_gui.jobs.worker.confinement import confine
from pandavision_gui.jobs.worker.pack_distances import wrong_distances

MEMORY_BYTES = 4 * GIB
_MOST_DIFFERENCES = 50
_FLOAT = "<f4"


@dataclass
class _Pack:
    """What was read of a pack."""

    folder: Path
    names: set[str]
    manifest_sha256: str = ""
    differences: list[str] = field(default_factory=list)


def verify_pack(command: VerifyPack, channel: Channel) -> None:
    """Report what in a pack does not hold.

    Raises
    ------
    InputError
        ``pack_refused``, ``pack_without_examples``, or what loading the model raises.
    """
    path, folder = Path(command.path), Path(command.folder)
    if command.replay:
        # Loaded before the process gives up its rights.
        from pandavision_gui.jobs.worker import replay_examples  # noqa: F401
    readable = []
    if command.model:
        model = Path(command.model)
        readable = [model.absolute().parent, *([model.resolve()] if model.exists() else [])]
    try:
        with open_archive_file(path) as file:
            # Nothing of the pack has been read yet.
            confine(readable=readable, writable=[folder], memory_bytes=MEMORY_BYTES)
            pack = _unpacked(file, folder)
        found = _checked(pack, command)
    except NotTakenError as error:
        raise _refused(path, error.what) from error
    except MemoryError as error:
        raise _refused(path, "to read it takes more memory than a pack may") from error
    channel.send(found)


def _refused(path: Path, what: str) -> InputError:
    return InputError(
        "pack_refused",
        f'"{file_name(path)}" cannot be verified: {what}.',
        "Ask for the pack again where it came from.",
    )


def _unpacked(file: BinaryIO, folder: Path) -> _Pack:
    entries = read_directory(file, contents.RULES)
    names = [entry.name for entry in entries]
    contents.require_order(names)
    require_room(sum(entry.size for entry in entries), shutil.disk_usage(folder).free, folder)
    pack = _Pack(folder, set(names))
    data = b"".join(unpacked(file, entries[-1]))
    pack.manifest_sha256 = hashlib.sha256(data).hexdigest()
    manifest = contents.parse_manifest(data)
    for name in contents.LARGEST:
        if name in manifest.files and name not in pack.names:
            pack.differences.append(f'"{name}" is missing: the manifest names it.')
        elif name not in (*pack.names, *contents.OPTIONAL):
            pack.differences.append(f'"{name}" is missing: every pack has it.')
        elif name in pack.names and name not in (contents.MANIFEST, *manifest.files):
            pack.differences.append(f'"{name}" is not named in the manifest.')
    for entry in entries[:-1]:
        wanted = manifest.files.get(entry.name)
        found = _hash_unpacked(file, entry, folder)
        if found is None:
            pack.differences.append(f'"{entry.name}" is damaged.')
            pack.names.discard(entry.name)
        elif wanted is not None and found != wanted:
            pack.differences.append(
                f'"{entry.name}" is another file than the manifest says: its SHA-256 differs.'
            )
    return pack


def _hash_unpacked(file: BinaryIO, entry: ZipEntry, folder: Path) -> str | None:
    digest = hashlib.sha256()
    try:
        with open_new(folder / entry.name) as out:
            for piece in unpacked(file, entry):
                digest.update(piece)
                out.write(piece)
    except NotTakenError:
        return None
    return digest.hexdigest()


def _checked(pack: _Pack, command: VerifyPack) -> PackVerified:
    result = table = None
    examples = 0
    replayed: tuple[int, ...] = ()
    basis: dict[str, tuple[str, ...]] = {}
    notes: tuple[str, ...] = ()
    try:
        spec, result, table = _documents(pack)
        _check_figures(pack, spec, result, table)
        examples = _check_examples(pack, result, table)
    except (NotTakenError, PandaVisionError) as error:
        what = error.what if isinstance(error, NotTakenError) else error.message.rstrip(".")
        pack.differences.append(f"Its contents do not fit each other: {what}.")
    else:
        basis = {
            "recomputed": contents.RECOMPUTED,
            "compared": contents.COMPARED,
            "as_stated": contents.AS_STATED,
            "hashed_only": contents.HASHED_ONLY,
        }
        if command.replay:
            from pandavision_gui.jobs.worker.replay_examples import replay

            seen = replay(pack.folder, pack.names, spec, result, table, command)
            pack.differences += seen.differences
            replayed, notes = seen.drawn, seen.notes
    shown = pack.differences[:_MOST_DIFFERENCES]
    return PackVerified(
        differences=tuple(shown),
        notes=notes,
        files=len(pack.names) - 1,
        samples=0 if table is None else len(table),
        examples=examples,
        replayed=replayed,
        manifest_sha256=pack.manifest_sha256,
        model="" if result is None else result.model.sha256,
        **basis,
    )


def _read(pack: _Pack, name: str) -> bytes:
    if name not in pack.names:
        raise NotTakenError(f'"{name}" is not there')
    return (pack.folder / name).read_bytes()  # written by this process, no larger than allowed


def _documents(pack: _Pack) -> tuple[EvaluationSpec, EvaluationResult, SampleTable]:
    result = parse_result(_read(pack, contents.RESULT), contents.RESULT)
    spec = parse_spec(_read(pack, contents.SPEC), contents.SPEC)
    if parse_spec(_json(result.spec), contents.RESULT).to_document() != spec.to_document():
        raise NotTakenError('"result.json" is of another spec than "spec.json"')
    if (spec.attack_info.name, spec.norm.value) != (result.attack, result.norm):
        raise NotTakenError('"result.json" is of another attack or norm than "spec.json"')
    known = row_columns()
    if spec.attack_info.kind is AttackKind.SAMPLING:
        known["correct"] = Expected("|b1", (None, len(spec.values)))
        known["values"] = Expected("<f8", (len(spec.values),))
    _read(pack, contents.ROWS)
    name = contents.ROWS
    arrays, _ = read_npz(pack.folder / name, name, contents.LARGEST[name], known, {})
    try:
        table = SampleTable(**arrays)
    except (TypeError, ValueError) as error:
        raise NotTakenError(f'"{name}" is no whole table of samples') from error
    if len(np.unique(table.index)) != len(table):
        raise NotTakenError(f'"{name}" holds a sample twice')
    return spec, result, table


def _json(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def _check_figures(
    pack: _Pack, spec: EvaluationSpec, result: EvaluationResult, table: SampleTable
) -> None:
    check_rows_of(table, contents.ROWS, spec, result.applied.input_range)
    compare_figures(result, table, spec)
    compare_facts(result, table, spec)
    if _read(pack, contents.VERSIONS) != versions_json(result):
        raise NotTakenError('"versions.json" names other versions than "result.json"')
    listed = result.samples.indexes
    if listed is not None:
        places = {int(index): row for row, index in enumerate(table.index)}
        if sorted(places) != sorted(listed):
            raise NotTakenError('"result.json" lists other samples than "rows.npz" has')
        table = table.rows(np.array([places[index] for index in listed], dtype=np.int64))
    if table_csv(ReportJob("", result, table)).encode() != _read(pack, contents.TABLE):
        raise NotTakenError('"table.csv" says something else than "rows.npz"')


def _check_examples(pack: _Pack, result: EvaluationResult, table: SampleTable) -> int:
    there = contents.OPTIONAL & pack.names
    if not there:
        return 0
    if not {contents.INDEX, contents.ADVERSARIAL} <= there:
        raise NotTakenError('"example_index.npy" and "adversarial.npy" are not both there')
    index = read_index(pack.folder)
    if len(np.unique(index)) != len(index) or not np.isin(index, table.index).all():
        raise NotTakenError('"example_index.npy" names samples that "rows.npz" does not have')
    shapes = set()
    for name in sorted(there - {contents.INDEX}):
        expected = Expected(_FLOAT, (len(index), None, None, None))
        bounds = stored_range(result.applied.input_range)
        shapes.add(walk_npy(pack.folder / name, name, contents.LARGEST[name], expected, bounds))
    if len(shapes) != 1:
        raise NotTakenError('"clean.npy" and "adversarial.npy" hold samples of different shapes')
    if contents.CLEAN in there:
        pack.differences += wrong_distances(pack.folder, index, result, table)
    return len(index)


def read_index(folder: Path) -> NDArray[np.int64]:
    """Return which rows of the dataset the examples of an unpacked pack are of."""
    name = contents.INDEX
    found = read_npy(folder / name, name, contents.LARGEST[name], Expected("<i8", (None,)))
    return np.asarray(found, dtype=np.int64)
