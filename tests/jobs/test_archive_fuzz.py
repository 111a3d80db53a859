"""Whatever bytes of an archive are changed: it is refused in words, or the same comes out."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pandavision_gui.errors import InputError
from pandavision_gui.jobs.archive.arrays import read_npz
from pandavision_gui.jobs.archive.check_rows import row_columns
from pandavision_gui.jobs.archive.contents import NotTakenError
from pandavision_gui.jobs.archive.job_archive import open_archive

from .archive_files import (
    archive_bytes,
    finished_files,
    npz,
    raw_files,
    raw_zip,
    read_files,
    unfinished_files,
)

pytestmark = pytest.mark.timeout(280)
GOOD = [finished_files(), unfinished_files()]
DATA = [archive_bytes(files) for files in GOOD]
STORED = [raw_zip(raw_files(files)) for files in GOOD]
FUZZ = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

changes = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(1, 255)), min_size=1, max_size=4
)


def opened_or_refused(tmp_path: Path, data: bytes) -> dict[str, bytes] | str:
    """Return what came out, or the sentence."""
    path, folder = tmp_path / "x.pandavision", tmp_path / "job"
    shutil.rmtree(folder, ignore_errors=True)
    path.write_bytes(data)
    try:
        open_archive(path, folder)
    except InputError as error:
        refused = error
    else:
        return read_files(folder)
    assert refused.code == "archive_refused"
    assert refused.sentence().isprintable()
    return refused.sentence()


@FUZZ
@given(st.sampled_from([0, 1]), changes)
def test_changed_bytes(tmp_path: Path, which: int, changed: list[tuple[float, int]]) -> None:
    data = bytearray(DATA[which])
    for place, bits in changed:
        data[int(place * len(data))] ^= bits
    result = opened_or_refused(tmp_path, bytes(data))
    assert isinstance(result, str) or result == GOOD[which]


@FUZZ
@given(st.sampled_from([0, 1]), st.floats(0, 1, exclude_max=True), st.floats(0, 1), st.binary())
def test_bytes_cut_out_or_put_in(
    tmp_path: Path, which: int, start: float, length: float, put_in: bytes
) -> None:
    data = DATA[which]
    begin = int(start * len(data))
    end = begin + int(length * (len(data) - begin))
    result = opened_or_refused(tmp_path, data[:begin] + put_in + data[end:])
    assert isinstance(result, str) or result == GOOD[which]


@FUZZ
@given(st.sampled_from([0, 1]), st.data(), changes)
def test_changed_content_with_right_checksums(
    tmp_path: Path, which: int, draw: st.DataObject, changed: list[tuple[float, int]]
) -> None:
    """The layers above the ZIP file: they say in words what is wrong, or it is a job."""
    files = dict(GOOD[which])
    name = draw.draw(st.sampled_from(sorted(files)))
    content = bytearray(files[name])
    for place, bits in changed:
        content[int(place * len(content))] ^= bits
    files[name] = bytes(content)
    result = opened_or_refused(tmp_path, archive_bytes(files))
    if not isinstance(result, str):
        # Results are written anew, logs made plain: everything else comes out as it went in.
        for kept in files.keys() - {"job.log", "result.json"}:
            assert result[kept] == files[kept]


@FUZZ
@given(st.binary(max_size=200))
@example(b"PK\x05\x06" + b"\0" * 18)
@example(b"PK\x06\x06" + b"\0" * 52 + b"PK\x06\x07" + b"\0" * 16 + b"PK\x05\x06" + b"\xff" * 18)
def test_any_bytes(tmp_path: Path, data: bytes) -> None:
    assert isinstance(opened_or_refused(tmp_path, data), str)


@FUZZ
@given(changes)
def test_changed_bytes_of_a_shard(tmp_path: Path, changed: list[tuple[float, int]]) -> None:
    good = GOOD[0]["rows/000000.npz"]
    data = bytearray(good)
    for place, bits in changed:
        data[int(place * len(data))] ^= bits
    path = tmp_path / "rows.npz"
    path.write_bytes(data)
    try:
        arrays, _ = read_npz(path, "rows.npz", 2**20, row_columns(), {})
    except NotTakenError:
        return
    assert npz(arrays) == good


def test_the_unchanged_ones_are_taken(tmp_path: Path) -> None:
    for data, stored, files in zip(DATA, STORED, GOOD, strict=True):
        assert opened_or_refused(tmp_path, data) == files
        assert opened_or_refused(tmp_path, stored) == files
