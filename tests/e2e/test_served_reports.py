"""Files of a finished job by HTTP: every format that the command line writes, and no folder."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Iterator
from io import BytesIO, StringIO
from pathlib import Path
from typing import get_args

import h5py
import numpy as np
import pytest

from pandavision_gui.engine.report_formats import ExportFormat, format_of_suffix
from pandavision_gui.server.routes.reports import ReportSuffix

from ..support.running_program import run_program
from ..support.served import BODY, SAMPLES, Served, serving

pytestmark = pytest.mark.usefixtures("forked_programs")

STARTS = {
    ExportFormat.CSV: b"pert_value,accuracy",
    ExportFormat.TABLE: b"index,label",
    ExportFormat.JSON: b"{",
    ExportFormat.PNG: b"\x89PNG",
    ExportFormat.SVG: b"<?xml",
    ExportFormat.FIGURE_PDF: b"%PDF",
    ExportFormat.HTML: b"<!",
    ExportFormat.PDF: b"%PDF",
    ExportFormat.MARKDOWN: b"#",
    ExportFormat.SAMPLES: b"\x89HDF",
    ExportFormat.PACK: b"PK",
    ExportFormat.ARCHIVE: b"PK",
}
SUFFIXES = get_args(ReportSuffix)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "data"


@pytest.fixture(scope="module")
def finished(data: Path) -> Iterator[tuple[Served, str]]:
    """A server with a job that has finished, and its id."""
    with serving(data) as served:
        yield served, served.add()


def assert_no_folder(content: bytes, data: Path) -> None:
    for folder in (data, SAMPLES):
        assert str(folder).encode() not in content


@pytest.mark.parametrize("kind", ExportFormat)
def test_every_format_of_the_command_line_is_handed_out(
    finished: tuple[Served, str], data: Path, kind: ExportFormat
) -> None:
    served, job_id = finished
    status, headers, content = served.content(f"/api/v1/jobs/{job_id}/export/{kind.value}")
    assert status == 200, content
    assert headers["content-disposition"] == f'attachment; filename="{job_id}.{kind.suffix}"'
    assert content.lstrip().lower().startswith(STARTS[kind].lower())
    assert_no_folder(content, data)
    if content.startswith(b"PK"):
        with zipfile.ZipFile(BytesIO(content)) as file:
            for name in file.namelist():
                assert_no_folder(file.read(name), data)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_suffix_means_what_it_means_on_the_command_line(
    finished: tuple[Served, str], suffix: str
) -> None:
    kind = format_of_suffix(suffix)
    assert kind is not None
    served, job_id = finished
    status, _, content = served.content(f"/api/v1/jobs/{job_id}/report.{suffix}")
    assert status == 200, content
    assert content.lstrip().lower().startswith(STARTS[kind].lower())


def test_how_large_a_file_is_can_be_asked_without_taking_it(
    finished: tuple[Served, str],
) -> None:
    served, job_id = finished
    path = f"/api/v1/jobs/{job_id}/report.csv"
    size = len(served.content(path)[2])
    status, headers, body = served.ask("HEAD", path)
    assert (status, int(headers["content-length"]), body) == (200, size, "")


def test_no_suffix_of_the_command_line_is_left_out() -> None:
    assert {kind.suffix for kind in ExportFormat} == set(SUFFIXES)


def test_the_archive_can_be_opened_and_the_result_and_the_samples_are_the_jobs(
    finished: tuple[Served, str], data: Path, tmp_path: Path
) -> None:
    served, job_id = finished
    place = f"/api/v1/jobs/{job_id}/export"
    folder = data / "jobs" / job_id
    archive = tmp_path / "job.pandavision"
    archive.write_bytes(served.content(f"{place}/archive")[2])
    done = run_program("queue", "open", archive, "--data-folder", tmp_path / "other")
    assert done.status == 0, done.stderr
    result = json.loads(served.content(f"{place}/json")[2])
    stored = json.loads((folder / "result.json").read_text("utf-8"))
    assert result.pop("spec")["dataset"] == "road_signs.h5"
    assert stored.pop("spec")["dataset"] == str(SAMPLES / "road_signs.h5")
    assert result == stored
    copy = tmp_path / "samples.h5"
    copy.write_bytes(served.content(f"{place}/samples")[2])
    with h5py.File(copy) as given, h5py.File(folder / "samples.h5") as own:
        assert set(given) == set(own)
        for name in own:
            assert given[name].dtype == own[name].dtype
            assert np.array_equal(given[name][()], own[name][()], equal_nan=name.endswith("ence"))
        assert set(given.attrs) == set(own.attrs)
        for name in set(own.attrs) - {"spec"}:
            assert json.loads(given.attrs[name]) == json.loads(own.attrs[name])
    rows = list(csv.DictReader(StringIO(served.content(f"{place}/table")[2].decode())))
    assert [int(row["index"]) for row in rows] == BODY["indexes"]


def test_a_figure_of_the_classes_is_drawn_where_it_is_asked_for(
    finished: tuple[Served, str],
) -> None:
    served, job_id = finished
    place = f"/api/v1/jobs/{job_id}/report.svg"
    curve, classes = (served.content(f"{place}{end}")[2] for end in ("", "?figure=classes"))
    assert curve.startswith(b"<?xml")
    assert classes.startswith(b"<?xml")
    assert curve != classes
    assert served.content(f"{place}?figure=other")[0] == 422


def test_of_files_that_are_gone_one_sentence_is_told(finished: tuple[Served, str]) -> None:
    served, _ = finished
    job_id = served.add(seed=5)
    folder = served.data / "jobs" / job_id
    (folder / "samples.h5").unlink()
    (folder / "curve.csv").unlink()
    for kind in ("samples", "csv"):
        status, _, content = served.content(f"/api/v1/jobs/{job_id}/export/{kind}")
        told = json.loads(content)
        assert status == 410, told
        assert str(folder.parent) not in told["message"]
