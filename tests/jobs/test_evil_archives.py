"""Archives that somebody made up: each is one change to a good one, and refused in one sentence."""

from __future__ import annotations

import io
import json
import os
import stat
import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO, cast

import numpy as np
import pytest

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.archive import check_rows
from pandavision_gui.jobs.archive.arrays import ArrayFile, Expected
from pandavision_gui.jobs.archive.contents import MANIFEST, NotTakenError
from pandavision_gui.jobs.archive.job_archive import RULES, open_archive
from pandavision_gui.jobs.archive.zip_layout import Rules, read_directory, unpacked

from .archive_files import (
    Files,
    Raw,
    archive_bytes,
    arrays_of,
    changed_json,
    checkpoint,
    finished_files,
    npy,
    npz,
    pictures,
    raw_files,
    raw_zip,
    read_files,
    unfinished_files,
    with_raw,
)

pytestmark = [pytest.mark.usefixtures("nothing_left"), pytest.mark.timeout(60)]
ROWS, LISTED = "rows/000000.npz", "rows/000000.index.npy"
PICTURES, PICTURED = "adversarial/000000.npy", "adversarial/000000.index.npy"
LINK, FOLDER, PIPE = ((kind | 0o777) << 16 for kind in (stat.S_IFLNK, stat.S_IFDIR, stat.S_IFIFO))


def named(name: str | bytes) -> Callable[[], bytes]:
    """Return an archive with one file more, of that name."""
    raw = name if isinstance(name, bytes) else name.encode()
    return lambda: raw_zip([*raw_files(finished_files()), Raw(raw, b"x")])


def with_end(**end: Any) -> Callable[[], bytes]:
    return lambda: raw_zip(raw_files(finished_files()), **end)


def with_field(name: str = "spec.json", **fields: Any) -> Callable[[], bytes]:
    """Return an archive with one field of one file changed."""
    return lambda: raw_zip(with_raw(raw_files(finished_files()), name, **fields))


def twice() -> bytes:
    raws = raw_files(finished_files())
    return raw_zip([*raws, raws[-1]])


def overlapping() -> bytes:
    """Two names, one content: how a small file becomes a huge folder."""
    raws = raw_files(finished_files())
    place = (
        len(raw_zip(raws[:-1])) - len(raw_zip([])) - sum(46 + len(raw.name) for raw in raws[:-1])
    )
    return raw_zip(with_raw(raws, "spec.json", offset=place - 40))


def out_of_order() -> bytes:
    raws = raw_files(finished_files())
    return raw_zip([raws[0], *reversed(raws[1:])])


def deflated(data: bytes, **fields: Any) -> Callable[[], bytes]:
    """Return an archive whose log is packed data that says something wrong of itself."""
    return lambda: raw_zip(
        with_raw(raw_files(finished_files()), "job.log", data=data, method=8, **fields)
    )


ZIPS: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "no archive, or only a part"),
    "a text": (lambda: b"hello" * 100, "no archive, or only a part"),
    "an end alone": (lambda: raw_zip([]), "no archive of PandaVision"),
    "an end that counts 65,535": (lambda: raw_zip([], count=0xFFFF), "only a part"),
    "a directory of something else": (
        lambda: archive_bytes(finished_files()).replace(b"PK\x01\x02", b"PK\x01\x03"),
        "directory is cut off",
    ),
    "a last file beyond the directory": (
        with_field(size=10**6, packed=10**6),
        "belong to none",
    ),
    "cut in the middle": (lambda: archive_bytes(finished_files())[:3000], "only a part"),
    "bytes behind it": (lambda: archive_bytes(finished_files()) + b"x", "only a part"),
    "bytes before it": (
        lambda: b"#!/bin/sh\n" + archive_bytes(finished_files()),
        "where it should",
    ),
    "bytes before it, counted in": (
        lambda: raw_zip(
            [Raw(b"", b"", gap=b"\x7fELF"), *raw_files(finished_files())][1:], before_end=b"x"
        ),
        "not where it should be",
    ),
    "a comment": (with_end(comment=b"PK\x05\x06" + b"x" * 18), "only a part"),
    "a second volume": (with_end(disk=1), "one part of several"),
    "fewer here than in all": (with_end(here=2), "one part of several"),
    "a count too large": (with_end(count=9000), "cut off"),
    "a count too small": (with_end(count=3), "not where it should|belong to none"),
    "65,535 files without the record": (with_end(count=0xFFFF), "not where it should be"),
    "a directory beyond the end": (with_end(start=2**32 - 2), "not where it should be"),
    "a huge directory": (with_end(length=2**32 - 2), "not where it should be"),
    "a gap before the directory": (with_field(gap=b"hidden"), "belong to none"),
    "a gap between files": (with_field("job.json", gap=b"hidden"), "belong to none"),
    "encrypted": (with_field(flags=1), "encrypted"),
    "sizes behind the data": (with_field(flags=8), "not written by PandaVision"),
    "names in another alphabet": (with_field(flags=0x800), "not written by PandaVision"),
    "an extra field": (with_field(extra=b"\x01\x00\x00\x00"), "not written by PandaVision"),
    "an extra field of its own header": (
        with_field(local_extra=b"\x01\x00\x00\x00"),
        "says one thing at its beginning",
    ),
    "sizes of 64 bits": (
        with_field(size=2**32 - 1, packed=2**32 - 1, extra=struct.pack("<HHQQ", 1, 16, 9, 9)),
        "not written by|more than",
    ),
    "a comment on a file": (with_field(comment=b"x"), "not written by PandaVision"),
    "a file on another disk": (with_field(disk=2), "not written by PandaVision"),
    "made by another system": (with_field(made=10 << 8), "not written by PandaVision"),
    "packed with LZMA": (with_field(method=14), r"not read \(14\)"),
    "a link": (with_field(attributes=LINK), "a link, a folder or a device"),
    "a folder": (with_field(attributes=FOLDER), "a link, a folder or a device"),
    "a pipe": (with_field(attributes=PIPE), "a link, a folder or a device"),
    "a folder for DOS": (with_field(attributes=0x10), "a link, a folder or a device"),
    "a name in its header that differs": (
        with_field(local_name=b"SPEC.json"),
        "says one thing at its beginning",
    ),
    "a size in its header that differs": (with_field(local_size=3), "says one thing"),
    "a wrong checksum": (with_field(crc=1), '"spec.json" in it is damaged'),
    "a stored size that differs": (with_field(size=3), "says two sizes"),
    "the same name twice": (twice, '"spec.json" twice'),
    "two files in one place": (overlapping, "overlap"),
    "files out of their order": (out_of_order, "not in their order"),
    "a bomb": (deflated(b"\0" * 2**20), "grows more than 100 times"),
    "a bomb that says it is small": (
        deflated(b"\0" * 2**24, size=2**16),
        "longer than it says",
    ),
    "longer than it says": (deflated(os.urandom(999), size=998), "longer than it says"),
    "shorter than it says": (deflated(os.urandom(999), size=1000), "shorter than it says"),
    "an end within": (deflated(b"x", packed_data=b"\x03\x00rest", size=5), "longer than it says"),
    "cut off within": (deflated(b"x", packed_data=b"\x4b", size=5), "shorter than it says"),
    "no deflated data": (deflated(b"x", packed_data=b"\xff" * 9, size=5), '"job.log" in it is dam'),
    "a document too large": (with_field("job.json", data=b" " * 300_000), "more than 262,144"),
    "a log too large": (with_field("job.log", data=b"x" * (2**20 + 1)), "more than 1,048,576"),
    "no manifest": (lambda: raw_zip(raw_files(finished_files())[1:]), "no archive of PandaVision"),
    "another version": (with_field(MANIFEST, data=b'{"format_version": 2}'), "another version"),
    "a name with ..": (named("../../evil.sh"), "which no job has"),
    "an absolute name": (named("/etc/cron.d/evil"), "which no job has"),
    "a name with a backslash": (named("rows\\000001.npz"), "which no job has"),
    "a drive": (named("C:/evil.exe"), "which no job has"),
    "a name of a folder": (named("rows/"), "which no job has"),
    "a name in capitals": (named("SPEC.JSON"), "which no job has"),
    "a lock": (named("job.lock"), "which no job has"),
    "a worker's note": (named("worker.json"), "which no job has"),
    "a dataset": (named("samples.h5"), "which no job has"),
    "a hidden file": (named(".job.json.part"), "which no job has"),
    "a shard that has two names": (named("rows/0000001.npz"), "which no job has"),
    "a number of other digits": (named("rows/٠٠٠٠٠١.npz"), "no plain text"),
    "a picture among the rows": (named("rows/000001.npy"), "which no job has"),
    "a stream of a file": (named("spec.json:evil"), "which no job has"),
    "a name with a zero": (named("spec.json\0.sh"), "no plain text"),
    "a name with a line break": (named("spec.json\n"), "no plain text"),
    "a name without an end": (named("rows/" + "0" * 200), "cut off|which no job has"),
    "no name": (named(""), "which no job has"),
}

Change = Callable[[Files], object]


def document(name: str, **keys: Any) -> Change:
    """Change keys of a document."""

    def change(files: Files) -> None:
        files[name] = changed_json(files[name], **keys)

    return change


def column(name: str, place: int, value: Any) -> Change:
    """Change one entry of the rows."""

    def change(files: Files) -> None:
        arrays = arrays_of(files[ROWS])
        arrays[name][place] = value
        files[ROWS] = npz(arrays)

    return change


def rows(change_arrays: Callable[[dict[str, Any]], Any]) -> Change:
    def change(files: Files) -> None:
        arrays = arrays_of(files[ROWS])
        change_arrays(arrays)
        files[ROWS] = npz(arrays)

    return change


def replaced(name: str, data: bytes) -> Change:
    return lambda files: files.update({name: data})


def without(*names: str) -> Change:
    def change(files: Files) -> None:
        for name in names:
            del files[name]

    return change


def bytes_in(name: str, old: bytes, new: bytes) -> Change:
    def change(files: Files) -> None:
        assert old in files[name], f"{old!r} is not in {name}"
        files[name] = files[name].replace(old, new, 1)

    return change


def one_row_less(arrays: dict[str, Any]) -> None:
    for name in arrays:
        arrays[name] = arrays[name][:-1]


def as_objects() -> bytes:
    array = np.array([{"a": 1}], dtype=object)
    file = io.BytesIO()
    np.save(file, array, allow_pickle=True)
    return file.getvalue()


def header(text: bytes, body: bytes = b"") -> bytes:
    """Return an .npy file with any header."""
    padded = text + b" " * (63 - (len(text) + 10) % 64) + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(padded)) + padded + body


HUGE = b"{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999, 9999999, 9999999), }"
EVALUATED = b"{'descr': '<i8', 'fortran_order': False, 'shape': (__import__('os').getpid(),), }"

FINISHED: dict[str, tuple[Change, str]] = {
    "no spec": (without("spec.json"), 'lacks "spec.json"'),
    "no job": (without("job.json"), 'lacks "job.json"'),
    "no resolved": (without("resolved.json"), 'lacks "resolved.json"'),
    "no result": (without("result.json"), 'lacks "result.json"'),
    "no rows": (without(ROWS), "shard 0 is missing"),
    "no rows at all": (without(ROWS, LISTED, PICTURES, PICTURED), "other samples than the rows"),
    "no list of rows": (without(LISTED), "shard 0 is missing"),
    "no list of pictures": (without(PICTURED), "shard 0 is missing"),
    "a spec that is none": (replaced("spec.json", b"[]"), "must be a JSON object"),
    "a key twice": (
        bytes_in("spec.json", b'"batch-size": 4', b'"batch-size": 4, "batch-size": 5'),
        "twice",
    ),
    "a spec with NaN": (bytes_in("spec.json", b"0.01", b"NaN"), "NaN"),
    "a spec too deep": (replaced("spec.json", b"[" * 9999), "levels deep"),
    "an unknown key": (document("spec.json", evil=1), '"evil" is not a key'),
    "a job that is none": (replaced("job.json", b"{}x"), "damaged or of another version"),
    "an unknown state": (document("job.json", state="winning"), "damaged or of another version"),
    "a key too many": (document("job.json", evil=1), "damaged or of another version"),
    "a time of no calendar": (document("job.json", created="0001-01-01T00:00:00Z"), "damaged or"),
    "a hash that is none": (document("resolved.json", model__sha256="../x"), "a hash that is none"),
    "a batch of none": (document("resolved.json", batch_size=0), "damaged or of another version"),
    "no sample at a time": (replaced("memory.json", b'{"rows": 0}'), "memory.json"),
    "a memory of something": (replaced("memory.json", b"[]"), "memory.json"),
    "a result that is none": (replaced("result.json", b"nothing"), "damaged or of another"),
    "another spec": (document("spec.json", seed=7), "another spec"),
    "another model": (document("result.json", model__sha256="0" * 64), "other files"),
    "another dataset": (document("result.json", dataset__bytes=1), "other files"),
    "another attack": (document("result.json", attack="noise-linf"), "another attack"),
    "another norm": (document("result.json", norm="l2"), "another attack"),
    "a norm that is none": (document("result.json", norm="l7"), '"result.json" is damaged or'),
    "a spec in the result that is none": (
        document("result.json", spec__evil=1),
        'the spec in "result.json": "evil" is not a key',
    ),
    "a better level": (document("result.json", sec_level="high"), "sec-level"),
    "a better value": (document("result.json", sec_value=0.99), "sec-value"),
    "more that survive": (document("result.json", survives_8bit=0), "survives-8bit"),
    "another median": (document("result.json", median_minimum_perturbation=0.03), "median"),
    "no median": (document("result.json", median_minimum_perturbation=None), "median"),
    "fewer refused": (document("result.json", rejected_by_confirmation=99), "rejected"),
    "other samples": (
        document("result.json", samples__indexes=[*range(11), 99]),
        "other samples than the rows",
    ),
    "more samples drawn": (document("result.json", samples__drawn=99), "other|not the job|more"),
    "samples chosen by nobody": (
        document("result.json", samples__chosen_by_user=True),
        "the choice of the samples",
    ),
    "another seed": (document("result.json", run__seed=5), "the seed in"),
    "another batch": (document("result.json", run__batch_size=5), "the batch size in"),
    "another device": (document("result.json", run__device="cuda"), "the device in"),
    "other threads": (document("result.json", run__threads=5), "the number of threads in"),
    "other versions": (document("result.json", run__versions={}), "the versions in"),
    "fewer passes": (document("result.json", model_passes=1), "the number of model passes"),
    "fewer confirmations": (document("result.json", confirmation_passes=1), "confirmations"),
    "nothing assumed": (document("result.json", assumption_check=None), "check of the assumption"),
    "another range": (document("spec.json", input_range=[0, 300]), "another spec"),
    "a result that grows": (
        document("result.json", class_names=["\x01" * 99] * 40_000),
        '"result.json" is too large',
    ),
    "endless classes": (document("result.json", class_names=[""] * 1_000_001), "more classes"),
    "an upturned range": (document("result.json", applied__input_range=[9, 3]), "input range"),
    "a narrower range": (
        document("result.json", applied__input_range=[0, 99]),
        "does not fit|outs",
    ),
    "a robust sample more": (column("minimum_perturbation", 1, np.inf), "a distance without"),
    "a negative perturbation": (column("minimum_perturbation", 1, -0.5), "no number"),
    "a perturbation of NaN": (column("minimum_perturbation", 1, np.nan), "no number"),
    "a smaller perturbation": (column("minimum_perturbation", 1, 0.001), "does not fit"),
    "a wrong sample that withstands": (column("prediction", 0, 5), "does not fit its prediction"),
    "a class below 0": (column("label", 0, -3), "a class that no model has"),
    "an index below 0": (column("index", 0, -3), "other samples than|no dataset has"),
    "an index below 0 that is listed": (
        lambda files: (
            column("index", 0, -3)(files),
            replaced(LISTED, npy(np.arange(-3, 12)))(files),
        ),
        "an index that no dataset has",
    ),
    "a probability of 2": (column("prediction_confidence", 0, 2), "outside 0"),
    "an example of the right class": (column("adversarial_prediction", 1, 0), "the right class"),
    "an example without a class": (column("adversarial_prediction", 1, -1), "without a class"),
    "a distance below 0": (column("distance", 1, -1), "a distance that is no number"),
    "an example of no class": (column("adversarial_prediction", 0, -2), "a class that no model"),
    "an example of probability 2": (column("adversarial_confidence", 1, 2), "outside 0"),
    "a word on rounding": (column("survives_8bit", 1, 7), "rounding"),
    "rounding of no example": (column("survives_8bit", 0, 1), "rounding without"),
    "a count below 0": (column("rejected_by_confirmation", 0, -1), "below 0"),
    "a row less": (rows(one_row_less), "other samples than the rows"),
    "a column less": (rows(lambda a: a.pop("label")), "no whole table"),
    "a column more": (rows(lambda a: a.update(evil=a["label"])), "more than 10 files"),
    "another column": (rows(lambda a: a.update(evil=a.pop("label"))), "which is no part of it"),
    "a column of another kind": (
        rows(lambda a: a.update(label=a["label"].astype(np.int32))),
        "holds <i4",
    ),
    "a short column": (rows(lambda a: a.update(label=a["label"][:3])), "no whole table"),
    "a column of two axes": (rows(lambda a: a.update(label=a["label"][None])), "holds <i8"),
    "draws in a worst case": (
        rows(lambda a: a.update(correct=np.ones((12, 4), dtype=bool))),
        "more than 10 files",
    ),
    "rows that are a text": (replaced(ROWS, b"x" * 99), '"rows/000000.npz": it is no archive'),
    "rows cut off": (lambda f: f.update({ROWS: f[ROWS][:-40]}), '"rows/000000.npz": it is no'),
    "a list of other samples": (replaced(LISTED, npy(np.arange(3))), "other samples than"),
    "a pickled list": (replaced(LISTED, as_objects()), "no array of plain numbers"),
    "a list cut off": (lambda f: f.update({LISTED: f[LISTED][:-1]}), "another size"),
    "a list with more": (lambda f: f.update({LISTED: f[LISTED] + b"x"}), "another size"),
    "a list of real numbers": (replaced(LISTED, npy(np.arange(12.0))), "holds <f8"),
    "a list without a header": (replaced(LISTED, b"\x93NUM"), "is no array"),
    "a list of version 3": (bytes_in(LISTED, b"NUMPY\x01", b"NUMPY\x03"), "is no array"),
    "a header that is run": (replaced(LISTED, header(EVALUATED)), "no array of plain numbers"),
    "a header without an end": (
        replaced(LISTED, b"\x93NUMPY\x01\x00\xff\xff" + b" " * 70_000),
        "is no array",
    ),
    "a huge shape": (replaced(PICTURES, header(HUGE)), "holds <f4"),
    "pictures of whole numbers": (replaced(PICTURES, npy(pictures().astype(int))), "holds <i8"),
    "pictures of another axis": (replaced(PICTURES, npy(pictures()[0])), "holds <f4"),
    "more pictures than indexes": (
        replaced(PICTURES, npy(np.concatenate([pictures(), pictures()]))),
        "holds <f4",
    ),
    "Fortran's order": (replaced(PICTURES, npy(np.asfortranarray(pictures()))), "plain numbers"),
    "big-endian pictures": (replaced(PICTURES, npy(pictures().astype(">f4"))), "plain numbers"),
    "a picture of NaN": (replaced(PICTURES, npy(pictures() * np.nan)), "not finite"),
    "a picture of infinity": (
        replaced(PICTURES, npy(pictures() + np.float32(np.inf))),
        "not finite",
    ),
    "a picture too bright": (replaced(PICTURES, npy(pictures() + 255)), "outside the input range"),
    "a picture too dark": (replaced(PICTURES, npy(pictures() - 255)), "outside the input range"),
    "a picture of nobody": (replaced(PICTURED, npy(np.array([2, 0, 77]))), "without a row"),
}


def state(**changes: Any) -> Change:
    """Change arrays of the checkpoint; None drops one."""

    def change(files: Files) -> None:
        arrays = checkpoint() | {name.replace("__", "."): array for name, array in changes.items()}
        files["checkpoint.npz"] = npz({n: a for n, a in arrays.items() if a is not None})

    return change


UNFINISHED: dict[str, tuple[Change, str]] = {
    "a checkpoint that is none": (replaced("checkpoint.npz", b"x" * 99), "it is no archive"),
    "a checkpoint without a note": (without("resolved.json"), 'lacks "resolved.json"'),
    "a finished job": (document("job.json", state="finished"), 'lacks "result.json"'),
    "no queue": (state(queue=None), 'lacks "queue"'),
    "no samples": (state(run__samples=None), 'lacks "run.samples"'),
    "something more": (state(evil=np.zeros(3)), "no part of it"),
    "a queue of real numbers": (state(queue=np.zeros(3)), "holds <f8"),
    "a queue of nobody": (state(queue=np.array([-7])), "none"),
    "behind the queue": (state(next=np.array(13)), "behind the end"),
    "a count below 0": (state(attack_passes=np.array(-1)), "below 0"),
    "more shards than there are": (state(shards=np.array(2)), "not there"),
    "no time": (state(elapsed_s=np.array(np.nan)), "a time"),
    "no truth": (state(was_mended=np.array(2, dtype=np.uint8).view(bool)), "a truth"),
    "no text": (state(warnings=np.array([0xD800], "<u4").view("<U1")), "no text"),
    "an endless text": (state(warnings=np.array(["x" * 5000])), "no text"),
    "no phase": (state(phase=np.array(4)), "no phase"),
    "no stage": (state(run__stage=np.full(4, 99)), "no stage"),
    "another batch": (state(run__steps=np.zeros(5, dtype=np.int64)), "holds <i8"),
    "other samples open": (state(open_position=np.array([7, 6])), "other samples"),
    "fewer samples open": (state(open_prediction=np.array([7])), "other samples"),
    "a sample twice": (
        state(run__position=np.array([5, 5, -1, -1]), open_position=np.array([5, 5])),
        "other samples",
    ),
    "a seat of nobody": (state(run__position=np.array([-9, 5, 7, -1])), "none"),
    "pictures of two shapes": (
        state(run__best=np.zeros((2, 3, 4, 5), dtype=np.float32)),
        "several shapes",
    ),
    "pictures of more than are open": (
        state(
            **{
                f"run__{n}": np.zeros((3, 3, 4, 4), np.float32)
                for n in ("samples", "points", "best", "ball_lower", "ball_upper", "memory_0")
            }
        ),
        "other pictures",
    ),
    "a picture of NaN": (state(run__best=np.full((2, 3, 4, 4), np.nan, np.float32)), "not finite"),
    "pictures outside a known range": (document("spec.json", input_range=[0, 9]), "outside|fit"),
    "samples that nobody asked for": (document("spec.json", indexes=[0, 1]), "than the spec names"),
    "more samples than asked for": (
        document("spec.json", evaluation_mode="fast", samples=3),
        "more samples than the spec",
    ),
    "an attack that draws": (
        lambda files: files.update(
            {
                "spec.json": json.dumps(
                    {"dataset": "d", "trained-model": "m", "perturbation-type": "random"}
                ).encode()
            }
        ),
        "no whole table|no part of it",
    ),
}


def draws_files() -> Files:
    """Return the files of a job in the middle that draws noise at four values."""
    files = unfinished_files()
    files["spec.json"] = json.dumps(
        {
            "dataset": "/data/signs.h5",
            "trained-model": "/data/signs.onnx",
            "perturbation-values": [0, 0.01, 0.02, 0.03],
            "perturbation-type": "random",
        }
    ).encode()
    values = np.array([0, 0.01, 0.02, 0.03])
    arrays = arrays_of(files[ROWS])
    correct = arrays["minimum_perturbation"][:, None] > values
    files[ROWS] = npz({**arrays, "correct": correct, "values": values})
    names = ("shards", "attack_passes", "check_passes", "confirmation", "elapsed_s", "was_mended")
    saved = checkpoint()
    files["checkpoint.npz"] = npz(
        {name: saved[name] for name in (*names, "warnings", "queue", "next")}
    )
    return files


def draw(place: int, value: int, number: int) -> Change:
    """Put a byte in place of one draw's truth."""

    def change(arrays: dict[str, Any]) -> None:
        bits = arrays["correct"].view(np.uint8)
        bits[place, value] = number

    return rows(change)


DRAWS: dict[str, tuple[Change, str]] = {
    "neither right nor wrong": (draw(3, 2, 2), "neither right nor wrong"),
    "wrong without noise": (draw(3, 0, 0), "a draw that does not fit"),
    "another value": (
        rows(lambda arrays: arrays.update(values=np.array([0, 0.01, 0.02, 0.04]))),
        "other values than the spec",
    ),
    "a value less": (
        rows(lambda a: a.update(values=a["values"][:3], correct=a["correct"][:, :3])),
        "holds",
    ),
    "no draws": (rows(lambda a: (a.pop("values"), a.pop("correct"))), "no whole table"),
    "the state of a search": (state(), "which is no part of it|more than"),
}


def corruption_files() -> Files:
    """Return the files of a job in the middle that turns pictures: perturbations are severities."""
    files = draws_files()
    files["spec.json"] = files["spec.json"].replace(b'"random"', b'"rotation"')
    arrays = arrays_of(files[ROWS])
    correct, values = arrays["correct"].copy(), arrays["values"]
    found = arrays["minimum_perturbation"].copy()
    for row in np.flatnonzero(np.isfinite(found) & (found > 0)):
        correct[row] = values < values[2]
        found[row] = values[2]
    files[ROWS] = npz({**arrays, "correct": correct, "minimum_perturbation": found})
    return files


def _another_severity(arrays: dict[str, Any]) -> None:
    found = arrays["minimum_perturbation"]
    found[np.isfinite(found) & (found > 0)] = arrays["values"][1]  # where all draws were right


def _no_such_value(arrays: dict[str, Any]) -> None:
    found = arrays["minimum_perturbation"]
    found[np.isfinite(found) & (found > 0)] = 0.0123


@pytest.mark.parametrize("change", [_another_severity, _no_such_value])
def test_severities_are_held_against_the_draws_and_not_against_distances(
    tmp_path: Path, change: Callable[[dict[str, Any]], None]
) -> None:
    files = corruption_files()
    rows(change)(files)
    assert_refused(tmp_path, archive_bytes(files), "a severity at which no draw fooled")


@pytest.mark.parametrize("name", DRAWS)
def test_a_job_of_draws_whose_parts_do_not_fit_is_refused(tmp_path: Path, name: str) -> None:
    change, part = DRAWS[name]
    files = draws_files()
    change(files)
    assert_refused(tmp_path, archive_bytes(files), part)


def test_more_rows_than_memory_may_hold_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check_rows, "MOST_ROW_BYTES", 700)
    assert_refused(tmp_path, archive_bytes(finished_files()), "rows are more than can be read")


def assert_refused(tmp_path: Path, data: bytes, part: str) -> None:
    """One sentence, no folder beside the one that is thrown away, the archive as it was."""
    path = tmp_path / "outside" / "evil.pandavision"
    path.parent.mkdir()
    path.write_bytes(data)
    folder = tmp_path / "place" / "job"
    folder.parent.mkdir()
    with pytest.raises(InputError, match=part) as error:
        open_archive(path, folder)
    sentence = error.value.sentence()
    assert error.value.code == "archive_refused"
    assert sentence.startswith('"evil.pandavision" cannot be opened: '), sentence
    assert sentence.isprintable(), sentence
    assert ".." not in sentence or "../../evil" in sentence, sentence
    assert len(sentence) < 700, sentence
    assert str(tmp_path) not in sentence, sentence
    assert {p.name for p in tmp_path.iterdir()} == {"outside", "place"}
    assert list(read_files(path.parent)) == ["evil.pandavision"]
    assert {p.name for p in folder.parent.iterdir()} <= {"job"}


@pytest.mark.parametrize("name", ZIPS)
def test_a_file_of_another_form_is_refused(tmp_path: Path, name: str) -> None:
    build, part = ZIPS[name]
    assert_refused(tmp_path, build(), part)


@pytest.mark.parametrize("name", FINISHED)
def test_a_finished_job_whose_parts_do_not_fit_is_refused(tmp_path: Path, name: str) -> None:
    change, part = FINISHED[name]
    files = finished_files()
    change(files)
    assert_refused(tmp_path, archive_bytes(files), part)


@pytest.mark.parametrize("name", UNFINISHED)
def test_an_unfinished_job_whose_parts_do_not_fit_is_refused(tmp_path: Path, name: str) -> None:
    change, part = UNFINISHED[name]
    files = unfinished_files()
    change(files)
    assert_refused(tmp_path, archive_bytes(files), part)


@pytest.mark.parametrize(
    "files", [finished_files(), unfinished_files(), draws_files(), corruption_files()]
)
def test_what_all_of_these_change_is_taken_as_it_is(tmp_path: Path, files: Files) -> None:
    for n, data in enumerate((archive_bytes(files), raw_zip(raw_files(files)))):
        path = tmp_path / f"{n}.pandavision"
        path.write_bytes(data)
        open_archive(path, tmp_path / f"{n}")
        assert read_files(tmp_path / f"{n}") == files


@pytest.mark.parametrize(
    ("rules", "part"),
    [
        (replace(RULES, most_bytes=5000), "more than 5,000 bytes together"),
        (replace(RULES, most_files=5), "more than 5 files"),
    ],
)
def test_all_files_together_have_a_limit(tmp_path: Path, rules: Rules, part: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive_bytes(finished_files()))
    with path.open("rb") as file, pytest.raises(NotTakenError, match=part):
        read_directory(file, rules)


def test_what_is_cut_off_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(archive_bytes(finished_files()))
    with path.open("rb", buffering=0) as raw, cast(BinaryIO, raw) as file:
        *_, last = read_directory(file, RULES)
        os.truncate(path, last.start + last.packed - 1)
        with pytest.raises(NotTakenError, match="ends too soon"):
            list(unpacked(file, last))
        os.truncate(path, 10)
        with pytest.raises(NotTakenError, match=r"only a part|cut off|not where"):
            read_directory(file, RULES)


def test_a_large_array_is_refused_before_it_is_held() -> None:
    claimed = b"{'descr': '<i8', 'fortran_order': False, 'shape': (40000000,), }"
    array = ArrayFile(iter((header(claimed),)), "queue", Expected("<i8", (None,)))
    with pytest.raises(NotTakenError, match="too large"):
        array.array()


def test_there_are_many_of_them() -> None:
    assert len(ZIPS) + len(FINISHED) + len(UNFINISHED) > 150


def nothing(path: Path) -> None:
    assert not path.exists()


def a_folder(path: Path) -> None:
    path.mkdir()


def a_ring(path: Path) -> None:
    path.symlink_to(path)


@pytest.mark.parametrize("make", [nothing, a_folder, a_ring, os.mkfifo])
def test_what_is_no_file_is_refused(tmp_path: Path, make: Callable[[Path], None]) -> None:
    path = tmp_path / "x.pandavision"
    make(path)
    with pytest.raises(InputError) as error:
        open_archive(path, tmp_path / "job")
    assert error.value.code == "archive_refused"
    assert not (tmp_path / "job").exists()


def test_a_job_with_more_files_than_sixteen_bits_count_comes_back(tmp_path: Path) -> None:
    files = finished_files()
    empty = npz({name: array[:0] for name, array in arrays_of(files[ROWS]).items()})
    listed = npy(np.empty(0, dtype=np.int64))
    # Without rows in most of them, and so with little to read.
    for number in range(1, 33_000):
        files[f"rows/{number:06d}.npz"], files[f"rows/{number:06d}.index.npy"] = empty, listed
    data = archive_bytes(files)
    assert data[-22:-18] == b"PK\x05\x06"
    assert b"PK\x06\x07" in data[-60:]
    path = tmp_path / "many.pandavision"
    path.write_bytes(data)
    with path.open("rb") as file:
        names = [entry.name for entry in read_directory(file, RULES)]
    assert sorted(names) == sorted([MANIFEST, *files])
    for place in (-23, -50, -80, -60):  # within the records of the end
        spoiled = bytearray(data)
        spoiled[place] ^= 1
        path.write_bytes(spoiled)
        with pytest.raises(InputError, match=r"where it should be|only a part"):
            open_archive(path, tmp_path / "job")
